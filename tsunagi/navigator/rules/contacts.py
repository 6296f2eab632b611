"""Whom somebody in danger can reach now, and in which order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Final

from tsunagi.directory.rules.crisis import Crisis, Line
from tsunagi.directory.rules.hours import Now, read_hours, say_hours
from tsunagi.directory.rules.hours import now as now_at
from tsunagi.directory.rules.reach import reach
from tsunagi.directory.rules.texts import in_tongue, said, tongue

KINDS: Final = ("suicide", "violence", "sexual_violence", "child_abuse", "medical", "homeless_tonight", "any")


@dataclass(frozen=True, slots=True)
class Contact:
    """One line, as somebody in danger sees it.

    shown, spoken: the number for eyes and for ears, or the address; href: what pressing it does. hours: in the reader's
    language, empty if unknown.
    """

    name: str
    which: str
    kind: str
    shown: str
    spoken: str
    href: str
    hours: str
    now: Now
    cost: str
    languages: tuple[str, ...]
    anonymous: str
    number: str
    address: str

    @property
    def is_open(self) -> bool:
        """Whether somebody answers at this moment."""
        return self.now.state == "open"


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who comes at once, and the lines in the order in which to try them."""

    emergency: list[Contact]
    lines: list[Contact]

    def in_order(self) -> list[Contact]:
        """All of them: open lines last of all would be wrong, so who comes at once stands first."""
        return [*self.emergency, *self.lines]


@lru_cache(maxsize=1)
def _chosen() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((resources.files("tsunagi.navigator") / "danger_contacts.toml").read_text(encoding="utf-8"))


def contacts(kind: str, services: Iterable[Crisis], *, at: datetime, language: str = "ja", area: str = "") -> Contacts:
    """Contacts for a kind of danger, out of the services that have lines for it.

    area: a municipality's or prefecture's code, where known: lines of that area are added to the national ones.
    """
    chosen = _chosen()[kind]
    known = {one.slug: one for one in services if one.slug}
    emergency = [known[slug] for slug in chosen["emergency"] if slug in known]
    first = [known[slug] for slug in chosen["first"] if slug in known]
    named = {one.slug for one in (*emergency, *first)}
    local = [
        one
        for one in services
        if (not one.slug or one.slug not in named)
        and one.areas != ("00",)
        and _serves(one.areas, area)
        and set(one.needs) & set(chosen["needs"])
    ]
    return Contacts(
        [_contact(one, line, at, language) for one in emergency for line in one.lines if line.kind == "telephone"],
        _sorted([_contact(one, line, at, language) for one in (*local, *first) for line in one.lines], language),
    )


def _serves(areas: Sequence[str], area: str) -> bool:
    return bool(area) and bool({area, area[:2]} & set(areas))


def _sorted(lines: list[Contact], language: str) -> list[Contact]:
    """Open ones first, among them those that speak the reader's language; then those whose hours are unknown."""
    state = {"open": 0, "unknown": 1, "reception_over": 2, "closed": 2}
    spoken = language.split("-")[0]
    return sorted(lines, key=lambda one: (state[one.now.state], spoken != "ja" and spoken not in one.languages))


def _contact(service: Crisis, line: Line, at: datetime, language: str) -> Contact:
    spans = read_hours(line.hours) if line.hours else []
    way = reach(line.kind, number=line.number, address=line.address, language=language)
    return Contact(
        name=said(service, "name", language),
        which=said(line, "name", language),
        kind=line.kind,
        shown=way.shown,
        spoken=way.spoken,
        href=way.href,
        hours=in_tongue(say_hours(spans, tongue(language)) if spans else "", language),
        now=now_at(spans, at),
        cost=line.cost,
        languages=line.languages,
        anonymous=service.anonymous,
        number=line.number,
        address=line.address,
    )
