"""Requests for help as the command answers them: danger first, without the index, then the supports that fit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from tsunagi.directory.models import Service
from tsunagi.directory.queries.crisis import crisis_services
from tsunagi.directory.rules.hours import is_open, read_hours
from tsunagi.directory.rules.pack import national_pack
from tsunagi.directory.rules.phones import read_number
from tsunagi.navigator.queries.answers import area_of
from tsunagi.navigator.queries.danger import get_ready, meet
from tsunagi.navigator.queries.supports import has_supports, pack_index, supports_index
from tsunagi.navigator.queries.wording import say_reasons
from tsunagi.navigator.rules.contacts import contacts
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.support import Found
from tsunagi.navigator.rules.tongues import language_of

SHOWN: Final = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Details:
    """A support's name, where one applies, and its ways, each as (kind, name, number, address, hours)."""

    name: str
    where: str
    ways: list[tuple[str, str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody said; place as they wrote it, lang if it is known."""

    words: str
    place: str = ""
    lang: str = ""


class Desk:
    """Answers requests, with the directory of this installation, or with the pack where there is none."""

    def __init__(self) -> None:
        get_ready()
        self._index: Callable[[], Index] = _directory_index if has_supports() else pack_index
        self._details: Callable[[Iterable[str]], dict[str, Details]] = _of_directory if has_supports() else _of_pack

    def answer(self, request: Request, *, at: datetime, limit: int = SHOWN) -> dict[str, Any]:
        """The answer as docs/reference/find.md says. Danger is told even where the search fails."""
        danger = meet(request.words)
        area = area_of(request.words, request.place)
        urgent = None
        if danger is not None:
            lines = contacts(danger.kind, crisis_services(), at=at, language=request.lang or danger.language, area=area)
            urgent = {
                "kind": danger.kind,
                "because": danger.because,
                "contacts": [
                    {
                        "name": f"{one.name}({one.which})" if one.which else one.name,
                        "tel": one.number or None,
                        "url": one.address or None,
                        "hours": one.hours or None,
                        "open_now": one.is_open,
                    }
                    for one in lines.in_order()
                ],
            }
        return {
            "lang": request.lang or language_of(request.words),
            "urgent": urgent,
            "results": self._results(request, area, danger.kind if danger else None, at, limit),
        }

    def _results(
        self, request: Request, area: str, danger: str | None, at: datetime, limit: int
    ) -> list[dict[str, Any]]:
        try:
            found = self._index().rank(
                request.words, place=area or None, lang=request.lang or None, danger=danger, limit=limit
            )
            details = self._details([one.support.id for one in found])
        except Exception as error:
            if danger is None:
                raise
            _log.error("the search failed beside a danger: %s", type(error).__name__)  # never the words
            return []
        return [_result(one, details[one.support.id], area, at) for one in found if one.support.id in details]


def _directory_index() -> Index:
    return supports_index(with_meaning_at_once=True)


def _result(found: Found, details: Details, area: str, at: datetime) -> dict[str, Any]:
    return {
        "service": found.support.id,
        "name": details.name,
        "measures": list(found.support.measures),
        "score": found.score,
        "why": say_reasons(found.why),
        "contacts": [
            {
                "name": label or details.name,
                "kind": kind,
                "tel": number or None,
                "url": address or None,
                "hours": hours or None,
                "open_now": is_open(read_hours(hours), at) if hours else None,
            }
            for kind, label, number, address, hours in details.ways
        ],
        "where": details.where or None,
        "place": area or None,
    }


def _of_directory(keys: Iterable[str]) -> dict[str, Details]:
    services = Service.objects.filter(pk__in=list(keys)).prefetch_related("ways")
    return {
        str(one.pk): Details(
            one.name,
            one.where,
            [(way.kind, way.name, way.number, way.address, way.hours or one.hours) for way in one.ways.all()],
        )
        for one in services
    }


def _of_pack(keys: Iterable[str]) -> dict[str, Details]:
    held = _pack_details()
    return {key: held[key] for key in keys if key in held}


@cache
def _pack_details() -> dict[str, Details]:
    return {
        one.slug: Details(
            one.name,
            one.where,
            [
                (
                    way.kind,
                    way.name,
                    read_number(way.number).stored if way.number else "",
                    way.address,
                    "; ".join(way.hours),
                )
                for way in one.ways
            ],
        )
        for one in national_pack().services
    }
