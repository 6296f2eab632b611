"""Django's cache for what all processes of a site have to know: codes that were used, and how often one was wrong.

Django's own cache in a database keeps pickles: whoever can write into the database could then run code where the keys
are. Here values are JSON, and keys are sealed, since some hold a mail address.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.db.models.fields.json import JSONField
from django.utils import timezone

from tsunagi.base.keys import named_under_key
from tsunagi.base.models import Shared

ENDLESS: Final = datetime(9999, 1, 1, tzinfo=UTC)


class SharedCache(BaseCache):
    """Of one site, in its database. What Django's callers give: keys are text, values what JSON can say, timeouts in
    seconds."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set it where there is none; whether this did: of two processes at once, one."""
        return self._put(key, value, timeout, version, over=timezone.now())

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Set it, whatever was there."""
        self._put(key, value, timeout, version, over=ENDLESS)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default where there is none or it has ended."""
        held = Shared.objects.filter(pk=self._seal(key, version), until__gt=timezone.now()).first()
        return default if held is None else held.value

    def delete(self, key: str, version: int | None = None) -> bool:
        """Let it go; whether it was there."""
        return bool(Shared.objects.filter(pk=self._seal(key, version)).delete()[0])

    def clear(self) -> None:
        """Let all go."""
        Shared.objects.all().delete()

    def _put(self, key: str, value: Any, timeout: Any, version: int | None, *, over: datetime) -> bool:
        """Set it where there is none, or one that ends by `over`."""
        Shared.objects.filter(until__lte=timezone.now()).delete()
        ends = self.get_backend_timeout(timeout)
        until = ENDLESS if ends is None else datetime.fromtimestamp(ends, UTC)
        adapted = [connection.ops.adapt_datetimefield_value(at) for at in (until, over)]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO base_shared (key, value, until) VALUES (%s, %s, %s) ON CONFLICT (key) DO UPDATE"
                " SET value = excluded.value, until = excluded.until WHERE base_shared.until <= %s RETURNING key",
                [self._seal(key, version), JSONField().get_db_prep_value(value, connection), *adapted],
            )
            return cursor.fetchone() is not None

    def _seal(self, key: str, version: int | None) -> str:
        return named_under_key(self.make_key(key, version=version))
