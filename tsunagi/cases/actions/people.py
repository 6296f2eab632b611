"""A person's record and the opening of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.keys import ring
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sentences import Wrong
from tsunagi.cases.access import can_open
from tsunagi.cases.models import Began, Case, Likeness, Person, PersonToken, Step
from tsunagi.cases.queries.cut import people_for
from tsunagi.cases.rules.people import FIELDS, check_person, likeness_of, tokens_of
from tsunagi.consultations.models import Contact


@transaction.atomic
def open_case(
    *,
    by: User,
    organisation: Organisation,
    person: Person | None,
    said: Mapping[str, str],
    ground: str,
    ground_text: str,
    step: str,
    due: date,
    day: date,
    is_shielded: bool = False,
    began: str = Began.CASEWORK,
    contact: Contact | None = None,
    wanted: Sequence[UUID] = (),
) -> Case:
    """Open a case for somebody new, or (person) for somebody who is known; its first step with it. `by` is in charge.

    said: what the person's record says, by field; passed over for somebody who is known.
    contact: the contact that it comes from. wanted: supports that the person brought along under a code.
    """
    require(can_open(by, organisation))
    if ground == Case.Ground.WITHOUT and not ground_text.strip():
        raise Refused(_("同意がないまま始めるときは、その必要と根拠を書いてください。"))
    if person is None:
        person = make_person(by=by, organisation=organisation, said=said, is_shielded=is_shielded)
    elif person.organisation_id != organisation.pk or not people_for(by).filter(pk=person.pk).exists():
        raise Refused(_("この人の記録は見つかりません。"))
    # The organisation's row is the queue in which numbers are drawn.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    last = Case.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0
    made = Case.objects.create(
        organisation=organisation,
        person=person,
        number=last + 1,
        worker=by,
        ground=ground,
        ground_text=ground_text.strip(),
        opened_on=day,
        opened_by=by,
        next_due=due,
        began=began,
        contact=contact,
        wanted=" ".join(str(one) for one in wanted),
    )
    first = add_first_step(by=by, case=made, what=step, due=due)
    after = {"person": person, "ground": ground, "due": first.due, "began": began, "contact": contact}
    audit.record(by=by, action="cases.open_case", subject=made, organisation=organisation, after=after)
    return made


def make_person(*, by: User, organisation: Organisation, said: Mapping[str, str], is_shielded: bool) -> Person:
    """A new record, and the tokens it is found by; within the action that needs it."""
    kept = checked(said)
    made = Person.objects.create(organisation=organisation, made_by=by, is_shielded=is_shielded, **kept)
    index_people([made])
    return made


def add_first_step(*, by: User, case: Case, what: str, due: date) -> Step:
    """The step without which no case is open."""
    if not what.strip():
        raise Refused(_("次にすることを書いてください。"))
    return Step.objects.create(organisation=case.organisation, case=case, what=what.strip(), due=due, made_by=by)


def checked(said: Mapping[str, str]) -> dict[str, str]:
    """Every field as it is kept: as given, but for spaces around it."""
    kept = {field: said.get(field, "").strip() for field in FIELDS}
    try:
        check_person(kept)
    except Wrong as wrong:
        raise Refused(_(wrong.sentence) % wrong.values) from wrong
    return kept


def index_people(people: Sequence[Person]) -> None:
    """Bring the tokens of records up to what they say: of what they are found by, and of who may be the same."""
    PersonToken.objects.filter(person__in=people).delete()
    Likeness.objects.filter(person__in=people).delete()
    keys = ring()
    tokens, likenesses = [], []
    for one in people:
        said = {field: getattr(one, field) for field in FIELDS}
        body = one.organisation
        tokens += [
            PersonToken(person=one, organisation=body, token=token)
            for token in sorted(tokens_of(keys, said, one.is_shielded))
        ]
        if token := likeness_of(keys, said, one.is_shielded):
            likenesses.append(Likeness(person=one, organisation=body, token=token))
    PersonToken.objects.bulk_create(tokens, batch_size=1000)
    Likeness.objects.bulk_create(likenesses, batch_size=1000)
