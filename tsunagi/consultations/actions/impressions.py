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


def token_of(contact: Contact) -> str:
    """What stands in the link for one contact; it says nothing of anybody."""
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
        return Contact.objects.filter(
            pk=key, organisation=organisation, asked_how_it_was=False, state__in=["ended", "left"]
        ).exists()


def say_how_it_was(*, key: UUID, organisation: int, felt: int, words: str) -> Impression:
    """Keep the answer without the contact and without the day, and let the link go.

    Nobody is asked who they are, so there is no `by=`. The audit row names the window alone.
    """
    with scope_of([organisation]), transaction.atomic():
        known = Contact.objects.filter(pk=key, organisation=organisation).first()
        held = hold(known) if known is not None else None
        if held is None or held.asked_how_it_was or not is_over(held.state):
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
