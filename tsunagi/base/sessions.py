"""Sessions as Django keeps them in the database; asked for with every page of somebody who signed in."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from tsunagi.base.often import Given, Often

_found = Often(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """Django's own, but for how it asks."""

    def _get_session_from_db(self) -> Session | None:
        found = _found(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]
