"""The national pack: supports of the whole country, kept as TOML files that come with the program.

Each record says where its facts were read and on which day. What could not be read anywhere is marked as unconfirmed,
and never is a crisis line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from tsunagi.directory.rules.codes import ANSWERS, AUDIENCES, CALL_COSTS, COSTS, NEEDS, WAYS

#: The plan's own documents as sources: the follow-up table of fiscal 2024, and the plan of 2025.
DOCUMENTS = ("plan-fy2024", "plan-2025")


@dataclass(frozen=True, slots=True)
class Provider:
    """A body that runs supports. Ministries need none: their slugs are those of the organisations."""

    slug: str
    name: str
    name_en: str
    website: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a support: a number to call, or an address to open; hours in the notation of rules.hours."""

    kind: str
    number: str = ""
    address: str = ""
    name: str = ""
    name_en: str = ""
    cost: str = "unknown"
    hours: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    crisis: bool = False
    relay: str = "unknown"
    source: str = ""
    checked: date | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A support: what it is in three languages, for whom, how people would say that they need it, and its source.

    says: what people who need this would say, in their own words. where: where one applies, for schemes that every
    town runs. minimum_age, maximum_age: in years, where the source says them and nobody of another age may use it.
    areas: "00" for the whole country, a prefecture's two digits or a municipality's six. measures: numbers in the
    national follow-up table of fiscal 2024, the main one first; none for what no measure of the plan names.
    """

    slug: str
    provider: str
    measures: tuple[int, ...]
    audience: tuple[str, ...]
    needs: tuple[str, ...]
    groups: tuple[str, ...]
    name: str
    kana: str
    name_easy: str
    name_en: str
    summary: str
    summary_easy: str
    summary_en: str
    for_whom: str
    for_whom_easy: str
    for_whom_en: str
    says: tuple[str, ...]
    says_en: tuple[str, ...]
    areas: tuple[str, ...]
    source: str
    checked: date
    confirmed: bool
    happens: str = ""
    happens_easy: str = ""
    happens_en: str = ""
    aliases: tuple[str, ...] = ()
    cost: str = "unknown"
    cost_note: str = ""
    cost_note_en: str = ""
    anonymous: str = "unknown"
    minimum_age: int | None = None
    maximum_age: int | None = None
    languages: tuple[str, ...] = ()
    where: str = ""
    where_easy: str = ""
    where_en: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """All records of a folder, in the order of its files' names."""

    providers: tuple[Provider, ...]
    services: tuple[Service, ...]


class FaultyPack(ValueError):
    """A pack that cannot be taken. complaints: one sentence for each fault, with the file and the record."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


@cache
def national_pack() -> Pack:
    """The pack that comes with the program; its files are read once."""
    return read_pack(resources.files("tsunagi.directory") / "pack")


def read_pack(folder: Traversable) -> Pack:
    """The pack in a folder's *.toml files. Raises FaultyPack with all that is wrong in them."""
    complaints: list[str] = []
    providers: list[Provider] = []
    services: list[Service] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            try:
                given = tomllib.loads(file.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                complaints.append(f"{file.name}: TOML として読めません({error}) / no TOML ({error})")
                continue
            complaints += [_unknown(file.name, key) for key in given if key not in ("provider", "service")]
            for one in given.get("provider", ()):
                for provider in _built(Provider, one, file.name, complaints):
                    complaints += [f"{file.name}: {fault}" for fault in _faults_of_slug(provider.slug)]
                    providers.append(provider)
            for one in given.get("service", ()):
                services += _service(one, file.name, complaints)
    for records in (providers, services):
        complaints += _twice([record.slug for record in records])
    if complaints:
        raise FaultyPack(complaints)
    return Pack(tuple(providers), tuple(services))


def _service(one: dict[str, Any], place: str, complaints: list[str]) -> Iterator[Service]:
    """The service of a block, if it can be built; its ways are built first, whose faults are told in any case."""
    label = f"{place} {one.get('slug', '?')}"
    ways: list[Way] = []
    for number, way in enumerate(one.get("way", ()), 1):
        built = list(_built(Way, way, f"{label} way {number}", complaints))
        complaints += [f"{label} way {number}: {fault}" for way in built for fault in _faults_of_way(way)]
        ways += built
    rest = {key: value for key, value in one.items() if key != "way"}
    for service in _built(Service, rest, place, complaints, ways=tuple(ways)):
        complaints += [f"{label}: {fault}" for fault in _faults_of_service(service)]
        yield service


_Record = TypeVar("_Record", Provider, Way, Service)

#: What a field's value must be, by the field's type as it is written above.
_IS: dict[str, Callable[[Any], bool]] = {
    "str": lambda value: isinstance(value, str) and value == value.strip() != "",
    "bool": lambda value: isinstance(value, bool),
    "int | None": lambda value: type(value) is int and value >= 0,
    "date": lambda value: type(value) is date,
    "date | None": lambda value: type(value) is date,
    "tuple[str, ...]": lambda value: isinstance(value, list) and all(isinstance(one, str) and one for one in value),
    "tuple[int, ...]": lambda value: isinstance(value, list) and all(type(one) is int for one in value),
}


def _built(
    kind: type[_Record], given: dict[str, Any], place: str, complaints: list[str], **made: Any
) -> Iterator[_Record]:
    """The record of a block; nothing, and complaints, where a key is unknown or missing or a value of another type."""
    label = f"{place} {given['slug']}" if "slug" in given else place
    known = {field.name: field for field in fields(kind) if field.name != "ways"}
    faults = [_unknown(label, key) for key in given if key not in known]
    for name, field in known.items():
        if name not in given:
            if field.default is MISSING:
                faults.append(f"{label}: 「{name}」がありません / {name} is missing")
        elif not _IS[str(field.type)](given[name]):
            faults.append(f"{label}: 「{name}」の値が正しい形ではありません / {name} has a value of the wrong form")
    complaints += faults
    if not faults:
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in given.items()
        }
        yield kind(**values, **made)


def _faults_of_service(service: Service) -> Iterator[str]:
    yield from _faults_of_slug(service.slug)
    yield from _unknown_codes("audience", service.audience, AUDIENCES)
    yield from _unknown_codes("needs", service.needs, NEEDS)
    yield from _unknown_codes("cost", (service.cost,), COSTS)
    yield from _unknown_codes("anonymous", (service.anonymous,), ANSWERS)
    yield from _faults_of_languages(service.languages)
    yield from _faults_of_source(service.source)
    for name in ("measures", "audience", "needs", "groups", "says", "says_en", "areas"):
        values = getattr(service, name)
        if not values and name != "measures":
            yield f"「{name}」が空です / {name} is empty"
        if len(set(values)) < len(values):
            yield f"「{name}」に同じものが二度あります / {name} has something twice"
    for area in service.areas:
        if not re.fullmatch(r"00|0[1-9]|[1-3]\d|4[0-7]|\d{6}", area):
            yield f"「{area}」は地域の番号ではありません / {area} is no code of an area"
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest is not None and oldest is not None and youngest > oldest:
        yield "年齢の下限が上限より大きくなっています / minimum_age is above maximum_age"
    if not service.ways and not service.where:
        yield "行き先がありません。way か where を書いてください / it leads nowhere: give a way or where"


def _faults_of_way(way: Way) -> Iterator[str]:
    yield from _unknown_codes("kind", (way.kind,), WAYS)
    yield from _unknown_codes("cost", (way.cost,), CALL_COSTS)
    yield from _unknown_codes("relay", (way.relay,), ANSWERS)
    yield from _faults_of_languages(way.languages)
    if way.kind in ("telephone", "fax", "sms") and not way.number:
        yield "番号がありません / it has no number"
    if way.kind in ("line", "chat", "form", "app", "web") and not way.address:
        yield "アドレスがありません / it has no address"
    if way.address and not re.fullmatch(r"https?://[^\s\"<>]+", way.address):
        yield f"「{way.address}」はページのアドレスではありません / {way.address} is no address of a page"
    if way.number and not (way.source and way.checked):
        yield f"番号「{way.number}」に出典と確かめた日がありません / {way.number} has no source or no day of checking"
    if way.source:
        yield from _faults_of_source(way.source)
    if way.crisis and not (way.confirmed and way.source and way.checked):
        yield (
            "確かめていない窓口を緊急の窓口にはできません。出典を読み confirmed を true にするか、crisis を消してください"
            " / a window that was not confirmed cannot be a crisis line: confirm it, or leave out crisis"
        )


def _faults_of_slug(slug: str) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        yield f"slug「{slug}」は半角の小文字、数字、- で書いてください / the slug {slug} may have a-z, 0-9 and - only"


def _faults_of_source(source: str) -> Iterator[str]:
    if source not in DOCUMENTS and not re.fullmatch(r"https?://[^\s\"<>]+", source):
        yield f"「{source}」は出典ではありません / {source} is no source: give a page's address, or one of {DOCUMENTS}"


def _faults_of_languages(languages: tuple[str, ...]) -> Iterator[str]:
    for language in languages:
        if not re.fullmatch(r"[a-z]{2,3}", language):
            yield f"「{language}」は言語の符号ではありません / {language} is no code of a language"


def _unknown_codes(name: str, values: tuple[str, ...], known: frozenset[str]) -> Iterator[str]:
    for value in values:
        if value not in known:
            yield f"{name} に「{value}」という符号はありません / {name} has no code {value}"


def _unknown(label: str, key: str) -> str:
    return f"{label}: 「{key}」という項目はありません / there is no key {key}"


def _twice(slugs: list[str]) -> list[str]:
    found = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    return [f"slug「{slug}」が二度あります / the slug {slug} is there twice" for slug in found]
