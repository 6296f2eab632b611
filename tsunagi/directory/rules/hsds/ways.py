"""Ways to reach something: those with a number are HSDS's phones, the others stand in a field of ours.

HSDS 3.1 has further addresses of a service, so pages stand there too.
"""

from __future__ import annotations

import uuid
from typing import Any, Final

from tsunagi.directory.rules.hsds.columns import as_json, without_blanks
from tsunagi.directory.rules.hsds.say import schedules
from tsunagi.directory.rules.hsds.shape import Version
from tsunagi.directory.rules.hsds.theirs import with_theirs
from tsunagi.directory.rules.phones import Number

#: HSDS's types of telephones, by tsunagi's ways.
PHONE_TYPES: Final = {"telephone": "voice", "fax": "fax", "sms": "text"}


def phone(row: Any, version: Version) -> dict[str, Any]:
    """A way with a number."""
    said: dict[str, Any] = {"id": str(row.pk), "number": Number(row.number).shown}
    if row.extension and not row.extension.startswith("0"):
        said["extension"] = int(row.extension)
    said["type"] = PHONE_TYPES[row.kind]
    description = "\n".join(text for text in (row.name, row.note) if text)
    if description:
        said["description"] = description
    own = way(row)
    return {**with_theirs("phone", said, row.more, version), **({"tsunagi_way": own} if own else {})}


def way(row: Any) -> dict[str, Any]:
    """What HSDS cannot say of a way. Only a confirmed one is ever a crisis line: the database sees to that."""
    said = {
        "name": row.name,
        "name_en": row.name_en,
        "note": row.note if row.name else "",
        "note_en": row.note_en,
        "extension": row.extension if row.extension.startswith("0") else "",
        "hours": row.hours,
        **{field: value for field in ("cost", "relay", "sign_language") if (value := getattr(row, field)) != "unknown"},
        "crisis": row.is_crisis,
        "source": row.source,
        "checked_on": as_json(row.checked_on),
        "confirmed": row.confirmed,
    }
    return without_blanks(said)


def other_way(row: Any, languages: list[str]) -> dict[str, Any]:
    """A way without a number."""
    said = {"id": str(row.pk), "kind": row.kind, "address": row.address, **way(row), "languages": languages}
    return without_blanks({**said, "note": row.note})


def url(row: Any, version: Version) -> dict[str, Any]:
    """A page as a further address of HSDS 3.1."""
    return with_theirs(
        "url", without_blanks({"id": str(row.pk), "label": row.name, "url": row.address}), row.more, version
    )


def way_schedules(row: Any) -> list[dict[str, Any]]:
    """The hours of a way, among the schedules of what it leads to; for readers who do not know our field."""
    if not row.hours:
        return []
    told = without_blanks({"attending_type": row.kind, "notes": row.name, "tsunagi_way_id": str(row.pk)})
    return [{**one, **told} for one in schedules(uuid.UUID(str(row.pk)), row.hours)]
