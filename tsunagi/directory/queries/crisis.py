"""The lines for people in danger, read without the database; and from the database, to be kept in their file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch

from tsunagi.directory.models import Way
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.crisis import Crisis, Line, from_json, of_pack
from tsunagi.directory.rules.pack import national_pack


def crisis_file() -> Path:
    """Where they are kept."""
    return Path(settings.HOME) / "crisis.json"


def crisis_services() -> list[Crisis]:
    """All services with lines for people in danger. Never fails, and never comes without the national ones.

    Where the file cannot be read, or holds no record of the pack as the pack was never loaded, the pack's stand in.
    """
    try:
        file = crisis_file()
        held = _read(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError):
        held = []
    return held if any(one.slug for one in held) else [*_of_pack(), *held]


@lru_cache(maxsize=1)
def _read(file: Path, changed: int) -> list[Crisis]:
    return from_json(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _of_pack() -> list[Crisis]:
    return of_pack(national_pack())


def crisis_services_held() -> list[Crisis]:
    """The same out of the database."""
    lines = Way.objects.filter(is_crisis=True, confirmed=True).prefetch_related("languages")
    services = (
        public_services()
        .filter(pk__in=lines.values("service"), status="active")
        .order_by("slug", "name", "pk")
        .prefetch_related("areas", "attributes__term__taxonomy", Prefetch("ways", lines, to_attr="crisis_ways"))
    )
    return [
        Crisis(
            slug=one.slug,
            name=one.name,
            name_easy=one.name_easy,
            name_en=one.name_en,
            needs=one.codes("need"),
            areas=tuple(area.code for area in one.areas.all()),
            anonymous=one.anonymous,
            lines=tuple(
                Line(
                    way.kind,
                    way.number,
                    way.address,
                    way.name,
                    way.name_en,
                    way.hours or one.hours,
                    way.cost,
                    tuple(language.code for language in way.languages.all()),
                    way.relay,
                )
                for way in one.crisis_ways
            ),
        )
        for one in services
    ]
