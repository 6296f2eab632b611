"""How it was: asked by a link that is tied to the contact until it is answered, and no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.models import Organisation
from tsunagi.base.scope import scope_of
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.models import Contact, Impression
from tsunagi.consultations.queries.windows import organisation_of
from tsunagi.consultations.rules.contact import is_over

#: How long after the contact the question can be answered.
VALID: Final = timedelta(days=30)
LONGEST: Final = 500
_SALT: Final = "consultations.how_it_was"


def token_for(contact: Contact) -> str:
    """What stands in the link for one contact, which says nothing of anybody; empty while there is nothing to ask."""
    if not _is_to_ask(contact):
        return ""
    return signing.dumps([contact.pk.hex, contact.organisation_id], salt=_SALT)


def contact_of(token: str) -> tuple[UUID, int] | None:
    """The contact's key and the organisation that has it by now; None where the link is none, or is too old."""
    try:
        key, organisation = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    return UUID(key), organisation_of(UUID(key), organisation)


def is_open(key: UUID, organisation: int) -> bool:
    """Whether it can still be said how a contact was."""
    with scope_of([organisation]):
        known = Contact.objects.filter(pk=key, organisation=organisation).first()
        return known is not None and _is_to_ask(known)


def say_how_it_was(*, key: UUID, organisation: int, felt: int, words: str) -> Impression:
    """Keep the answer without the contact and without the day, and let the link go.

    Nobody is asked who they are, so there is no `by=`. The audit row names the window alone.
    """
    with scope_of([organisation]), transaction.atomic():
        known = Contact.objects.filter(pk=key, organisation=organisation).first()
        held = hold(known) if known is not None else None
        if held is None or not _is_to_ask(held):
            raise Refused(_("この質問には、もう答えていただいたか、まだ答えられません。ありがとうございました。"))
        today = timezone.localdate()
        made = Impression.objects.create(
            organisation=Organisation.objects.get(pk=organisation),
            window=held.window,
            way=held.way,
            month=today.year * 100 + today.month,
            felt=felt,
            words=words.strip()[:LONGEST],
        )
        held.asked_how_it_was = True
        held.save(update_fields=["asked_how_it_was"])
        audit.record(
            by=None, action="consultations.say_how_it_was", subject=held.window, organisation=held.organisation
        )
        return made


def _is_to_ask(contact: Contact) -> bool:
    """Whether nobody was asked yet and it is over for the person: a chat that they closed is, though nobody wrote down
    yet what came of it."""
    if contact.asked_how_it_was:
        return False
    return is_over(contact.state) or (contact.way == Contact.Way.CHAT and not contact.ticket)
