"""Rows of the directory as records of HSDS: each alone, without what hangs on it. queries/hsds puts them together.

A row is anything with the columns of tsunagi's models. A confidential place is said by its type alone.
"""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Any, Final

from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.hours import read_hours, to_hsds
from tsunagi.directory.rules.hsds.columns import as_json, plain, without_blanks
from tsunagi.directory.rules.hsds.shape import Version
from tsunagi.directory.rules.hsds.theirs import with_theirs

#: The scheme of corporate numbers (法人番号) in the list of org-id.guide.
CORPORATE_NUMBER: Final = ("JP-JCN", "法人番号")


def _spoken(**fields: str) -> dict[str, list[tuple[str, str]]]:
    """By ending, HSDS's fields and the columns that say them so: {"kana": [("name", "name_kana")], …}."""
    return {
        ending: [(field, f"{column}_{ending}") for field, column in fields.items()] for ending in ("kana", "easy", "en")
    }


_NAME: Final = _spoken(name="name")
_ORGANIZATION: Final = _spoken(name="name", description="description")
_SERVICE: Final = _spoken(
    name="name",
    description="summary",
    happens="happens",
    eligibility_description="for_whom",
    application_process="where",
    fees_description="cost_note",
)


def record(table: str, row: Any, version: Version) -> dict[str, Any]:
    """A row that needs no more than its columns."""
    said = plain(table, row)
    if table == "attribute" and version == "3.0":
        said.pop("label", None)
    return with_theirs(table, said, row.more, version)


def organization(row: Any, version: Version) -> dict[str, Any]:
    """A provider. HSDS wants a description of each: where there is none, the name stands for it."""
    said = plain("organization", row)
    said.setdefault("description", row.name)
    if row.parent_id:
        said["parent_organization_id"] = str(row.parent_id)
    if row.corporate_number:
        scheme, kind = CORPORATE_NUMBER
        said["organization_identifiers"] = [
            {
                "id": str(uuid.uuid5(row.pk, "corporate_number")),
                "identifier_scheme": scheme,
                "identifier_type": kind,
                "identifier": row.corporate_number,
            }
        ]
    own = without_blanks({"tsunagi_texts": _texts(row, _ORGANIZATION), "tsunagi_area": row.area})
    return {**with_theirs("organization", said, row.more, version), **own}


def in_list(said: dict[str, Any]) -> dict[str, Any]:
    """A record as lists have it: without what is nested in it."""
    return {
        name: value
        for name, value in said.items()
        if not isinstance(value, list | dict) or (name.startswith("tsunagi_") and name not in _LONG)
    }


_LONG: Final = ("tsunagi_says", "tsunagi_ways")


def service(row: Any, version: Version, *, inside: bool = False) -> dict[str, Any]:
    """A service with its own hours and what hangs on no row of its own. inside: with what only its keeper may see."""
    said = plain("service", row)
    if inside and row.assurer_email:
        said["assurer_email"] = row.assurer_email
    if row.modified_at:
        said["last_modified"] = as_json(row.modified_at)
    if row.hours:
        said["schedules"] = schedules(row.pk, row.hours)
    own = {
        "tsunagi_texts": _texts(row, _SERVICE),
        "tsunagi_happens": row.happens,
        "tsunagi_cost": _known(row.cost),
        "tsunagi_anonymous": _known(row.anonymous),
        "tsunagi_aliases": row.aliases,
        "tsunagi_says": without_blanks(row.says),
        "tsunagi_source": without_blanks(
            {"source": row.source, "confirmed": row.confirmed, "assured_by": row.assured_by}
        ),
    }
    return {**with_theirs("service", said, row.more, version), **without_blanks(own)}


def location(row: Any, version: Version) -> dict[str, Any]:
    """A place, with its own hours. Of a confidential one only that there is one."""
    if row.is_confidential:
        return {"id": str(row.pk), "location_type": row.kind, "tsunagi_confidential": True}
    said = plain("location", row)
    if row.hours:
        said["schedules"] = schedules(row.pk, row.hours)
    own = without_blanks({"tsunagi_texts": _texts(row, _NAME)})
    return {**with_theirs("location", said, row.more, version), **own}


def service_at_location(row: Any, version: Version) -> dict[str, Any]:
    """That a service is given at a place; no more than that where the place is confidential."""
    if row.location.is_confidential:
        return {"id": str(row.pk)}
    said = plain("service_at_location", row)
    if row.hours:
        said["schedules"] = schedules(row.pk, row.hours)
    return with_theirs("service_at_location", said, row.more, version)


def address(row: Any, version: Version) -> dict[str, Any]:
    """An address. HSDS wants its parts even where they are empty."""
    said = {
        **dict.fromkeys(("address_1", "city", "state_province", "postal_code", "country"), ""),
        **plain("address", row),
    }
    return {**with_theirs("address", said, row.more, version), **without_blanks({"tsunagi_area": row.area})}


def service_area(row: Any, version: Version) -> dict[str, Any]:
    """An area, by its name; its code stands in a field of ours."""
    said = plain("service_area", row)
    if row.code:
        said.setdefault("name", area_name(row.code))
    return {**with_theirs("service_area", said, row.more, version), **without_blanks({"tsunagi_area": row.code})}


def area_name(code: str) -> str:
    """What an area is called: 全国, 東京都, 北海道札幌市."""
    known = area(code)
    return "全国" if code == "00" else known.full_name if known else code


def capacity(row: Any, version: Version) -> dict[str, Any]:
    """How many can be taken. Its unit, which HSDS keeps apart, is told apart by its name."""
    said = plain("service_capacity", row)
    said["unit"] = {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"tsunagi/unit/{row.unit}")), "name": row.unit}
    said["updated"] = as_json(row.updated_at)
    return with_theirs("service_capacity", said, row.more, version)


def taxonomy(row: Any, version: Version) -> dict[str, Any]:
    """A classification."""
    said = plain("taxonomy", row)
    said.setdefault("description", row.name)
    own = without_blanks({"tsunagi_code": row.code, "tsunagi_texts": _texts(row, _NAME)})
    return {**with_theirs("taxonomy", said, row.more, version), **own}


def taxonomy_term(row: Any, version: Version) -> dict[str, Any]:
    """A term with its classification."""
    said = plain("taxonomy_term", row)
    said.setdefault("description", row.name)
    if row.parent_id:
        said["parent_id"] = str(row.parent_id)
    if row.taxonomy is not None:
        said["taxonomy"] = row.taxonomy.name
        said["taxonomy_detail"] = taxonomy(row.taxonomy, version)
    own = without_blanks({"tsunagi_texts": _texts(row, _NAME)})
    return {**with_theirs("taxonomy_term", said, row.more, version), **own}


def schedules(owner: uuid.UUID, hours: str) -> list[dict[str, Any]]:
    """Opening hours, each span with a key made from its owner's and its place."""
    return [{"id": str(uuid.uuid5(owner, f"schedule/{place}")), **one} for place, one in enumerate(_schedules(hours))]


@lru_cache(maxsize=4096)
def _schedules(hours: str) -> tuple[dict[str, Any], ...]:
    return tuple(to_hsds(read_hours(hours)))


def _texts(row: Any, columns: dict[str, list[tuple[str, str]]]) -> dict[str, dict[str, str]]:
    """What the row says in kana, in easy Japanese and in English, by HSDS's fields. columns: made by `_spoken`."""
    found = {
        ending: {field: text for field, column in pairs if (text := getattr(row, column, ""))}
        for ending, pairs in columns.items()
    }
    return {ending: texts for ending, texts in found.items() if texts}


def _known(code: str) -> str:
    """A code, or nothing where it says that something is not known."""
    return "" if code == "unknown" else code
