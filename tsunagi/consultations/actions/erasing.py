"""Deletion of anonymous chats, 48 hours after their end: what was written goes, what figures count stays."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from tsunagi.base import audit
from tsunagi.base.fields import SealedField
from tsunagi.base.scope import everything
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.models import Contact, Message
from tsunagi.consultations.queries.chat import chats_to_erase, is_called_again
from tsunagi.consultations.rules.chat import ERASE_AFTER
from tsunagi.consultations.rules.contact import is_over

_log = logging.getLogger(__name__)
_SEALED = [field.attname for field in Contact._meta.concrete_fields if isinstance(field, SealedField)]


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of a round: how many chats were emptied, and the keys of those that could not be."""

    done: int
    failed: tuple[UUID, ...]


class _LeftOver(Exception):
    """Something that should be gone is still there."""


def erase_chats(*, now: datetime) -> Erased:
    """Empty every chat whose time has come. Each by itself: one that fails keeps no other, and is tried again."""
    done, failed = 0, []
    with everything():
        for key in chats_to_erase(now - ERASE_AFTER):
            try:
                _erase(key, now)
                done += 1
            except (DatabaseError, _LeftOver) as error:
                _log.error("chat %s could not be erased: %s", key, type(error).__name__)
                failed.append(key)
    return Erased(done, tuple(failed))


@transaction.atomic
def _erase(key: UUID, now: datetime) -> None:
    """Whoever asked to be called again keeps what is needed for that, and nothing else, until they were."""
    held = hold(Contact(pk=key))
    if not is_over(held.state):  # taken up again meanwhile
        return
    messages = Message.objects.filter(contact=held.pk)
    written = messages.count()
    messages.delete()
    is_kept = is_called_again(held, now - ERASE_AFTER)
    emptied = {} if is_kept else dict.fromkeys(_SEALED, "")
    rows = Contact.objects.filter(pk=held.pk)
    rows.update(ticket="", seen_at=None, **emptied, **({} if is_kept else {"erased_at": now}))
    if messages.exists() or (not is_kept and any(any(values) for values in rows.values_list(*_SEALED))):
        raise _LeftOver(str(held.pk))
    after = {"messages": written, "whole": not is_kept}
    audit.record(by=None, action="consultations.erase_chat", subject=held, organisation=held.organisation, after=after)
