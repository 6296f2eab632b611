"""Services as lists of the API have them, as texts that are ready before anybody asks: a page is read, not made.

Who indexes a service keeps its text. That is good for as long as neither the service nor its provider was saved again,
and the code that said it is the same; where it is not, the record is said anew. Nothing of a place stands in it, so
nothing of a confidential one can, and it holds no field that only one version of HSDS has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import connections, router

from tsunagi.directory.models import KeptRecord, SearchEntry
from tsunagi.directory.queries.hsds import trees
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules import hsds

#: By hand, since making the statement and objects of its rows would take longer than all the rest. The entries of a
#: page are found first, by their keys alone: what goes before a page need not be read.
_PAGE: Final = """
SELECT s.id, k.text
FROM (SELECT id FROM directory_searchentry ORDER BY id LIMIT %s OFFSET %s) one
JOIN directory_searchentry e ON e.id = one.id
JOIN directory_service s ON s.id = e.service_id
JOIN directory_provider p ON p.id = s.provider_id
LEFT JOIN directory_keptrecord k
    ON k.entry_id = e.id AND k.service_at = s.modified_at AND k.provider_at = p.modified_at AND k.code = %s
    AND s.is_public AND s.status IN ('active', 'temporarily closed')
ORDER BY one.id
"""


def total() -> int:
    """How many public services there are."""
    return SearchEntry.objects.count()


def texts(offset: int, size: int) -> list[str]:
    """A piece of all public services, in the order of the index, each as JSON."""
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(_PAGE, (size, offset, code()))
        found: list[tuple[UUID | str, str | None]] = cursor.fetchall()
    # One that is not public after all has no text, and none is made of it.
    anew = [UUID(str(key)) for key, text in found if text is None]
    said = {one.entry.service_id: one.text for one in records(anew)} if anew else {}
    return [text for key, kept in found if (text := kept or said.get(UUID(str(key))))]


def records(keys: Iterable[UUID]) -> list[KeptRecord]:
    """What is to be kept of these services, as far as they are public."""
    found = list(public_services().filter(pk__in=keys).select_related("provider", "search_entry"))
    return [
        KeptRecord(
            entry=one.search_entry,
            service_at=one.modified_at,
            provider_at=one.provider.modified_at,
            code=code(),
            text=json.dumps(said, ensure_ascii=False),
        )
        for one, said in zip(found, trees.services(found, Scope()), strict=True)
    ]


@cache
def code() -> str:
    """What tells the code that says records from what it was before an update."""
    files = [Path(trees.__file__), *sorted(Path(hsds.__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:16]
