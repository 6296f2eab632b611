"""What each public service is found by: its texts, and the marks that filters ask for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Model

from tsunagi.directory.models import Attribute, Language, ServiceArea, ServiceAtLocation, ServiceMeasure, Way
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.grams import reading, runs
from tsunagi.directory.rules.marks import mark, served

#: A record is found by so many characters of its name, its other names and its texts: together what PostgreSQL can hold
#: for one in its index, of the rarest signs too.
LONGEST_NAME: Final = 1_500
LONGEST_ALIAS: Final = 2_000
LONGEST_TEXT: Final = 5_000

_NAMES: Final = ("name", "name_kana", "name_easy", "name_en", "alternate_name")
_PROVIDER: Final = ("provider__name", "provider__name_kana", "provider__name_en", "provider__alternate_name")
_TEXTS: Final = tuple(
    field + ending for field in ("summary", "happens", "for_whom", "where") for ending in ("", "_easy", "_en")
)
_TERM: Final = ("term__taxonomy__code", "term__code", "term__name", "term__name_easy", "term__name_en")
_COLUMNS: Final = ("pk", "hours", "aliases", "says", *_NAMES, *_PROVIDER, *_TEXTS)
#: Taxonomies whose terms filters ask for.
_ASKED: Final = ("need", "audience", "group")

_Rows = defaultdict[UUID, list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Document:
    """What a service is found by.

    reading: of its name, by which lists are in order.
    name, alias, text: runs of characters (rules/grams), the field that weighs most first. marks: rules/marks.
    hours: the texts of its hours, each once.
    """

    service: UUID
    reading: bytes
    name: Sequence[str]
    alias: Sequence[str]
    text: Sequence[str]
    marks: Sequence[str]
    hours: Sequence[str]

    @property
    def whole(self) -> list[str]:
        """The runs of all fields."""
        return [*self.name, *self.alias, *self.text]

    @property
    def opening(self) -> int | None:
        """The key of its hours; None where it has none."""
        return int.from_bytes(hashlib.sha256("\n".join(self.hours).encode()).digest()[:7]) if self.hours else None


def documents(keys: Collection[UUID]) -> list[Document]:
    """Of these services the public ones.

    Rows are read as they are: making objects of them would take most of the time.
    """
    found = public_services().filter(pk__in=keys)
    terms = _rows(Attribute, keys, *_TERM)
    areas = _rows(ServiceArea, keys, "code", "name")
    languages = _rows(Language, keys, "code")
    languages_of_ways = _rows(Language, keys, "code", owner="way__service")
    measures = _rows(ServiceMeasure, keys, "plan", "fiscal_year", "number")
    ways = _rows(Way, keys, "kind", "number", "hours")
    places = _rows(
        ServiceAtLocation,
        keys,
        "hours",
        "location__hours",
        "location__is_confidential",
        "location__name",
        "location__name_kana",
        "location__name_en",
    )
    return [
        Document(
            service=key,
            reading=reading(names[0], names[1]),
            name=_runs(names, LONGEST_NAME),
            alias=_runs([*aliases, *provider], LONGEST_ALIAS),
            text=_runs(
                [
                    *texts,
                    *(saying for sayings in says.values() for saying in sayings),
                    *(name or "" for _taxonomy, _code, *names in terms[key] for name in names),
                    *(name for _code, name in areas[key]),
                    *(number for _kind, number, _hours in ways[key]),
                    *(name for _here, _there, hidden, *names in places[key] if not hidden for name in names),
                ],
                LONGEST_TEXT,
            ),
            marks=sorted(
                {
                    *(mark(taxonomy, code) for taxonomy, code, *_names in terms[key] if taxonomy in _ASKED),
                    *(one for code, _name in areas[key] if code for one in served(code)),
                    *(mark("measure", f"{plan}-{year}-{number}") for plan, year, number in measures[key]),
                    *(mark("way", kind) for kind, _number, _hours in ways[key]),
                    *(mark("language", code) for (code,) in (*languages[key], *languages_of_ways[key])),
                }
            ),
            hours=sorted(
                {
                    hours,
                    *(one for *_way, one in ways[key]),
                    *(here or there for here, there, hidden, *_names in places[key] if not hidden),
                }
                - {""}
            ),
        )
        for key, hours, aliases, says, names, provider, texts in map(_parted, found.values_list(*_COLUMNS))
    ]


def _rows(model: type[Model], keys: Collection[UUID], *columns: str, owner: str = "service") -> _Rows:
    """Columns of what hangs on each service."""
    found: _Rows = defaultdict(list)
    rows = model._default_manager.filter(**{f"{owner}__in": keys}).order_by("pk")
    for key, *row in rows.values_list(owner, *columns):
        found[key].append(row)
    return found


def _parted(row: tuple[Any, ...]) -> tuple[Any, ...]:
    names, provider = 4 + len(_NAMES), 4 + len(_NAMES) + len(_PROVIDER)
    return (*row[:4], row[4:names], row[names:provider], row[provider:])


def _runs(texts: Iterable[str], longest: int) -> list[str]:
    # A sign that belongs to no run parts the texts.
    return runs("\n".join(texts), longest=longest)
