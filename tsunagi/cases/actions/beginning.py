"""A case made of a contact, or of what somebody brought along under a navigator code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base.access import Refused
from tsunagi.base.models import Organisation, User
from tsunagi.cases.actions.consents import give_consent
from tsunagi.cases.actions.people import open_case
from tsunagi.cases.actions.protecting import protect
from tsunagi.cases.actions.sheets import file_sheet
from tsunagi.cases.models import Began, Case, Person
from tsunagi.cases.queries.beginning import case_of, known_of
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.actions.handing_on import hand_on
from tsunagi.consultations.models import Contact


@dataclass(frozen=True, slots=True)
class Agreed:
    """That the person said yes to being handed on: how, which kinds of data, what for, from when until when."""

    how: str
    kinds: Collection[str]
    purpose: str
    given_on: date
    until: date


@transaction.atomic
def begin_from_contact(
    *,
    by: User,
    contact: Contact,
    person: Person | None,
    said: Mapping[str, str],
    told: str,
    refers: bool,
    agreed: Agreed | None,
    **opening: Any,
) -> Case:
    """Make a case of a contact: the person's record, the case, its first step, and what was told as its first record.

    The contact ends. refers: it is to be handed on to a service; which one is chosen after this.
    opening: what open_case asks for besides.
    """
    held = hold(contact)
    if case_of(held) is not None:
        raise Refused(_("この相談からは、すでに支援が始まっています。"))
    outcome = Contact.Outcome.REFERRED if refers else Contact.Outcome.CASE
    ended = hand_on(by=by, contact=held, outcome=outcome)
    known = known_of(ended)
    made = open_case(
        by=by,
        organisation=ended.organisation,
        person=person,
        said=said,
        began=Began.CONTACT,
        contact=ended,
        **opening,
    )
    if told.strip():
        answers = {"on": known.on.isoformat(), "way": known.way, "told": told.strip()}
        file_sheet(by=by, case=made, form="record", answers=answers)
    if made.person.is_shielded:
        protect(by=by, person=made.person)
    _agree(by, made, agreed)
    return made


@transaction.atomic
def begin_from_code(
    *,
    by: User,
    organisation: Organisation,
    wanted: Sequence[UUID],
    said: Mapping[str, str],
    agreed: Agreed | None,
    **opening: Any,
) -> Case:
    """Open a case for somebody who came with a navigator code. wanted: the supports under it, in their order.

    opening: what open_case asks for besides.
    """
    if not wanted:
        raise Refused(_("この番号の支援は、公開が終わっています。支援を選ばずに始めてください。"))
    made = open_case(
        by=by, organisation=organisation, person=None, said=said, began=Began.CODE, wanted=wanted, **opening
    )
    _agree(by, made, agreed)
    return made


def _agree(by: User, case: Case, agreed: Agreed | None) -> None:
    if agreed is not None:
        give_consent(
            by=by,
            person=case.person,
            receiver=None,
            kinds=agreed.kinds,
            purpose=agreed.purpose,
            how=agreed.how,
            given_on=agreed.given_on,
            until=agreed.until,
        )
