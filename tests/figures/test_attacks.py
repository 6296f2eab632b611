"""Attacks on hidden numbers by who knows more than one table: what words mean, medians, corrections, bodies, files.

Each was tried on what the site publishes; each test says what the attacker has, and that it does not suffice.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases.conftest import House
from tests.figures import samples
from tests.figures.conftest import Desk
from tsunagi.base.access import Refused
from tsunagi.base.models import Organisation, User
from tsunagi.directory.models import Service
from tsunagi.figures.actions.definitions import define, set_limit
from tsunagi.figures.actions.handing import hand_over
from tsunagi.figures.actions.publishing import prepare
from tsunagi.figures.models import Publication
from tsunagi.figures.rules.definitions import Said, standard
from tsunagi.figures.rules.periods import months_of
from tsunagi.figures.rules.tables import Table, draft
from tsunagi.register.actions.editions import publish
from tsunagi.register.models import Edition, Indicator

LIMIT = 5
#: More than there ever are.
MOST = 999
#: Records come in the first two; that there is none in the others, one of the quarter and one of the year, nobody is
#: told.
MONTHS = (202504, 202505, 202506, 202507)
WAYS = ("chat", "letter", "mail", "telephone")
PARTS = ("spoken", "written", "left")
#: A record: its month, its way, its part.
Atom = tuple[int, str, str]


def said(**more: Any) -> Said:
    plain: dict[str, Any] = {"source": "contact", "counted": ("spoken", "written"), "by": "way", "kind": "count"}
    return Said(code="c", name="n", name_en="", unit="u", unit_en="", **{**plain, **more})


def spoken(way: str) -> bool:
    return way in ("chat", "telephone")


def can_be(atom: Atom) -> bool:
    """What everybody knows: a letter is never spoken, a call never written."""
    _month, way, part = atom
    return part == "left" or (part == "spoken") == spoken(way)


ATOMS = [atom for month in MONTHS for way in WAYS for part in PARTS if can_be(atom := (month, way, part))]


def counted(world: dict[Atom, int]) -> dict[tuple[int, str, str, str], int]:
    found: dict[tuple[int, str, str, str], int] = {}
    for (month, way, part), number in world.items():
        for key in (("", ""), ("way", way)):
            found[month, *key, part] = found.get((month, *key, part), 0) + number
    return {key: number for key, number in found.items() if number}


# --- what the words mean ---


def test_that_a_letter_is_never_spoken_tells_no_number() -> None:
    """Chats and letters are hidden, the one beside the other; all that was spoken less the calls would be the chats."""
    counts = counted({
        (202504, "chat", "spoken"): 15, (202504, "letter", "written"): 3, (202504, "telephone", "spoken"): 40,
    })  # fmt: skip
    by_way, given_away = draft(said(), "2025-04", counts, limit=LIMIT, beside=[])
    assert (by_way.hidden, given_away) == ({"chat", "letter"}, None)
    voices, given_away = draft(said(counted=("spoken",), by=""), "2025-04", counts, limit=LIMIT, beside=[by_way])
    assert (voices.shows, given_away) == ("nothing", None)
    first, _none = draft(said(counted=("spoken",), by=""), "2025-04", counts, limit=LIMIT, beside=[])
    later, given_away = draft(said(), "2025-04", counts, limit=LIMIT, beside=[first])
    assert first.shows == "cells"
    assert (later.shows, given_away) == ("nothing", None), "58 less the 55 that were spoken is the letters"


def test_that_who_was_not_answered_has_no_outcome_tells_no_number() -> None:
    counts = {
        (202504, "", "", "spoken"): 60, (202504, "", "", "left"): 3, (202504, "", "", "waiting"): 20,
        (202504, "outcome", "listened", "spoken"): 60, (202504, "outcome", "unknown", "left"): 3,
        (202504, "outcome", "unknown", "waiting"): 20,
    }  # fmt: skip
    everybody = said(counted=("spoken", "written", "left", "waiting"), by="outcome")
    told, given_away = draft(everybody, "2025-04", counts, limit=LIMIT, beside=[])
    assert (told.hidden, given_away) == (frozenset(), None)
    waiting, given_away = draft(said(counted=("waiting",), by=""), "2025-04", counts, limit=LIMIT, beside=[told])
    assert (waiting.shows, given_away) == ("nothing", None), "23 without an outcome less 20 who wait are those who left"


def test_that_who_was_declined_has_a_reason_tells_no_number() -> None:
    counts = {
        (202504, "", "", "declined"): 30, (202504, "", "", "accepted"): 40, (202504, "", "", "withdrawn"): 2,
        (202504, "reason", "full", "declined"): 30, (202504, "reason", "unknown", "accepted"): 40,
        (202504, "reason", "unknown", "withdrawn"): 2,
    }  # fmt: skip
    every = said(source="referral", counted=("declined", "accepted", "withdrawn"), by="reason")
    told, _none = draft(every, "2025-04", counts, limit=LIMIT, beside=[])
    assert told.hidden == frozenset()
    both = said(source="referral", counted=("declined", "accepted"), by="")
    rest, given_away = draft(both, "2025-04", counts, limit=LIMIT, beside=[told])
    assert (rest.shows, given_away) == ("nothing", None)


def test_two_breakdowns_of_the_same_people_tell_no_number_together() -> None:
    """By reason it is told how many were declined, by outcome how many were met: the others are who was withdrawn."""
    counts = {
        (202504, "", "", "declined"): 30, (202504, "", "", "connected_week"): 40, (202504, "", "", "withdrawn"): 2,
        (202504, "reason", "full", "declined"): 30, (202504, "reason", "unknown", "connected_week"): 40,
        (202504, "reason", "unknown", "withdrawn"): 2, (202504, "outcome", "continuing", "connected_week"): 40,
        (202504, "outcome", "unknown", "declined"): 30, (202504, "outcome", "unknown", "withdrawn"): 2,
    }  # fmt: skip
    every = said(source="referral", counted=("declined", "connected_week", "withdrawn"), by="reason")
    why, _none = draft(every, "2025-04", counts, limit=LIMIT, beside=[])
    came_of_it, _none = draft(replace(every, by="outcome"), "2025-04", counts, limit=LIMIT, beside=[])
    assert (why.shows, came_of_it.shows) == ("cells", "cells"), "each alone gives nothing away"
    beside, given_away = draft(replace(every, by="outcome"), "2025-04", counts, limit=LIMIT, beside=[why])
    assert (beside.shows, given_away) == ("whole", None), "72 less 30 less 40"


def test_three_sums_that_overlap_tell_no_number_together() -> None:
    """None holds another, but half of what two of them have more than the third is what those two share."""
    counts = {(202504, "", "", "spoken"): 20, (202504, "", "", "left"): 2, (202504, "", "", "written"): 20}
    tables: list[Table] = []
    for pair in (("spoken", "left"), ("left", "written"), ("spoken", "written")):
        table, given_away = draft(said(counted=pair, by=""), "2025-04", counts, limit=LIMIT, beside=tables)
        assert given_away is None
        tables.append(table)
    assert [one.shows for one in tables] == ["cells", "cells", "nothing"]


# --- medians ---


def test_where_a_median_is_hidden_says_no_number() -> None:
    """A median is hidden where few are behind it, and shown where many are: with the total that would leave few."""
    counts = {(202504, "", "", "spoken"): 3, (202505, "", "", "spoken"): 7,
              (202504, "length", "1", "spoken"): 3, (202505, "length", "1", "spoken"): 7}  # fmt: skip
    middle = said(kind="median", counted=("spoken",), by="")
    april, _none = draft(middle, "2025-04", counts, limit=LIMIT, beside=[])
    may, _none = draft(middle, "2025-05", counts, limit=LIMIT, beside=[april])
    assert (april.shows, may.shows) == ("nothing", "cells")
    quarter = said(counted=("spoken",), by="", grain="quarter")
    alone, _none = draft(quarter, "2025-04/2025-06", {**counts, (202505, "", "", "spoken"): 5}, limit=LIMIT, beside=[])
    assert alone.shows == "cells"
    fewer = {**counts, (202505, "", "", "spoken"): 5}
    beside, given_away = draft(quarter, "2025-04/2025-06", fewer, limit=LIMIT, beside=[april, may])
    assert (beside.shows, given_away) == ("nothing", None), "8 less at least 5 is at most 3"


# --- everything together, at random ---


DEFINITIONS = {
    "by way": said(),
    "all by way": said(counted=PARTS),
    "left by way": said(counted=("left",)),
    "spoken": said(counted=("spoken",), by=""),
    "answered": said(kind="share", out_of=PARTS, by=""),
    "answered by way": said(kind="share", out_of=PARTS),
    "minutes": said(kind="median", counted=("spoken",), by=""),
}
PERIODS = ("2025-04", "2025-05", "2025-04/2025-06", "FY2025")
WORLDS = st.dictionaries(
    st.sampled_from([one for one in ATOMS if one[0] in MONTHS[:2]]), st.integers(0, 14), min_size=3
)
ORDERS = st.permutations([(name, period) for name in DEFINITIONS for period in PERIODS]).map(lambda all_: all_[:6])


def rows(table: Table) -> Iterable[tuple[frozenset[Atom], int, bool, bool]]:
    """What a reader has of a table: records, how many, whether that is shown, whether they know why it is not."""
    median = table.said.kind == "median"
    for at, layer in enumerate(table.said.layers):
        for way, numbers in [("", table.whole), *table.cells.items()]:
            atoms = frozenset(
                (month, by, part)
                for month, by, part in ATOMS
                if month in months_of(table.period) and way in ("", by) and part in layer
            )
            is_shown = table.shows == "cells" and way not in table.hidden if way else table.shows != "nothing"
            yield atoms, numbers[at], is_shown and not median, median or (table.shows == "cells" or not table.said.by)


def narrowed(tables: list[Table]) -> tuple[dict[frozenset[Atom], list[int]], dict[Atom, list[int]]]:
    """Bounds of sets and of records that follow from what is shown and from why the rest is not, until nothing new
    comes out: each set bounds its records, and each record its sets."""
    sets: dict[frozenset[Atom], list[int]] = {}
    for table in tables:
        for atoms, number, is_shown, is_known in rows(table):
            least, most = (number, number) if is_shown else (0, MOST)
            if is_known and not is_shown and number:
                least, most = (1, LIMIT - 1) if number < LIMIT else (LIMIT, MOST)
            held = sets.setdefault(atoms, [0, MOST])
            held[:] = [max(held[0], least), min(held[1], most)]
    for one in list(sets):
        for other in list(sets):
            if one > other:
                sets.setdefault(one - other, [0, MOST])
    single = {atom: [0, MOST] for atom in ATOMS}
    for _turn in range(4):
        for atoms, held in sets.items():
            held[0] = max(held[0], sum(single[atom][0] for atom in atoms))
            held[1] = min(held[1], sum(single[atom][1] for atom in atoms))
            for atom in atoms:
                others = [single[other] for other in atoms if other != atom]
                single[atom][0] = max(single[atom][0], held[0] - sum(one[1] for one in others))
                single[atom][1] = min(single[atom][1], held[1] - sum(one[0] for one in others))
        for one, more in sets.items():
            for other, less in sets.items():
                if one > other:
                    rest = sets.get(one - other)
                    if rest:
                        rest[:] = [max(rest[0], more[0] - less[1]), min(rest[1], more[1] - less[0])]
                        less[:] = [max(less[0], more[0] - rest[1]), min(less[1], more[1] - rest[0])]
                        more[:] = [max(more[0], less[0] + rest[0]), min(more[1], less[1] + rest[1])]
    return sets, single


@given(WORLDS, ORDERS)
@settings(max_examples=20)
def test_who_knows_what_words_mean_and_narrows_everything_finds_no_small_count(
    world: dict[Atom, int], order: list[tuple[str, str]]
) -> None:
    counts = counted(world)
    tables: list[Table] = []
    for name, period in order:
        table, given_away = draft(DEFINITIONS[name], period, counts, limit=LIMIT, beside=tables)
        if given_away is None:
            tables.append(table)
    sets, single = narrowed(tables)
    for table in tables:
        for atoms, number, is_shown, is_known in rows(table):
            if is_shown or not 0 < number < LIMIT:
                continue
            least = max(sets[atoms][0], sum(single[atom][0] for atom in atoms))
            most = min(sets[atoms][1], sum(single[atom][1] for atom in atoms))
            assert most - least >= LIMIT - 2
            assert not is_known or (least <= 1 and most >= LIMIT - 1)


# --- corrections ---


def test_what_an_older_version_told_does_not_give_away_what_is_published_later(body: Desk) -> None:
    """Version 1 told December's rents, which version 2 hides under a stricter limit. A year told beside the hidden
    number alone would leave November's open; who kept version 1 subtracts it."""
    samples.needs(202512, rent=22, talk=40)
    months = samples.definition(body.organisation, body.counter)
    first = samples.published(body.counter, body.signer, months, "2025-12")
    assert samples.shown(first) == {"": 62, "rent": 22, "talk": 40}
    set_limit(by=body.counter, organisation=body.organisation, limit=30)
    second = samples.published(body.counter, body.signer, months, "2025-12", reason="数え直した")
    assert samples.shown(second) == {"": 62, "rent": None, "talk": None}
    samples.needs(202511, rent=13, talk=40)
    year = samples.definition(body.organisation, body.counter, code="year", grain="year")
    made = prepare(by=body.counter, definition=year, period="FY2025", day=samples.DAY)
    assert samples.shown(made) == {"": 115}, "35 in the year less 22 in December is November"


def test_a_correction_does_not_hide_by_numbers_that_the_older_version_tells(body: Desk) -> None:
    """Food falls from 12 to 8. Hidden with one other beside it, it would be the new total less what version 1 says of
    that one, who did not change."""
    samples.needs(202512, food=12, rent=15, talk=40)
    of = samples.definition(body.organisation, body.counter)
    first = samples.published(body.counter, body.signer, of, "2025-12")
    assert samples.shown(first) == {"": 67, "food": 12, "rent": 15, "talk": 40}
    samples.needs(202512, food=8)
    second = samples.published(body.counter, body.signer, of, "2025-12", reason="数え直した")
    assert samples.shown(second) == {"": None}, "the total would tell it to who has version 1"


def test_two_versions_of_a_sum_do_not_narrow_what_both_hide(body: Desk) -> None:
    """Of December food is hidden, 3 and then 6. A year that says 23 and then 26 tells that it is 3 more: where it is
    known to be small too, it would be 4 at least."""
    samples.needs(202511, food=20, rent=40)
    samples.needs(202512, food=3, rent=40, talk=40)
    months = samples.definition(body.organisation, body.counter)
    year = samples.definition(body.organisation, body.counter, code="year", grain="year")
    samples.published(body.counter, body.signer, months, "2025-12")
    first = samples.published(body.counter, body.signer, year, "FY2025")
    assert samples.shown(first)["food"] == 23
    samples.needs(202512, food=6, rent=40, talk=40)
    december = samples.published(body.counter, body.signer, months, "2025-12", reason="数え漏れ")
    second = Publication.objects.get(definition=year, version=2)
    assert (second.state, samples.shown(second)["food"], samples.shown(december)) == ("published", 26, {"": 86})


def test_a_later_sum_tells_no_more_of_a_month_that_was_counted_anew() -> None:
    """April was counted anew, May was not: what one year has more than the other is what April has more."""
    counts = {
        (202504, "", "", "spoken"): 43, (202504, "", "", "written"): 40, (202504, "way", "chat", "spoken"): 3,
        (202504, "way", "telephone", "spoken"): 40, (202504, "way", "mail", "written"): 40,
        (202505, "", "", "spoken"): 20, (202505, "way", "chat", "spoken"): 20,
        (202505, "", "", "written"): 20, (202505, "way", "mail", "written"): 20,
    }  # fmt: skip
    anew = {**counts, (202504, "", "", "spoken"): 44, (202504, "way", "chat", "spoken"): 4}
    first: list[Table] = []
    for period in ("2025-04", "FY2025"):
        first.append(draft(said(), period, counts, limit=LIMIT, beside=first)[0])
    former = [replace(one, rounds={202504: 1}) for one in first]
    april, _none = draft(said(), "2025-04", anew, limit=LIMIT, beside=former)
    assert "chat" in april.hidden and april.shows == "cells"
    alone, _none = draft(said(), "FY2025", anew, limit=LIMIT, beside=[april])
    assert alone.shows == "cells" and "chat" not in alone.hidden
    beside, given_away = draft(said(), "FY2025", anew, limit=LIMIT, beside=[*former, april])
    assert (beside.shows, given_away) == ("whole", None), "24 less 23: it was 3 at most"


# --- other bodies ---


SENT = next(one for one in standard() if one.source == "referral" and one.grain == "year" and one.kind == "share")


@pytest.fixture
def above(organisation: Callable[..., Any], member: Callable[..., Any]) -> Desk:
    """A body to which nobody belongs so far."""
    return Desk(organisation("shore"), member("editor", at="shore"), member("checker", at="shore"))


def test_who_joins_later_is_not_counted_twice(above: Desk, body: Desk, town: House, place: Service) -> None:
    """Each publishes by itself; then the town joins, and the prefecture's sum less the town's would be the others'."""
    for _number in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10), state="accepted")
    own = define(by=body.counter, organisation=body.organisation, said=SENT)
    sum_ = define(by=above.counter, organisation=above.organisation, said=SENT)
    samples.published(body.counter, body.signer, own, "FY2025")
    Organisation.objects.filter(pk=body.organisation.pk).update(parent=above.organisation)
    with pytest.raises(Refused, match="すでに「見本団体town-window」が数えて公表しています"):
        prepare(by=above.counter, definition=sum_, period="FY2025", day=samples.DAY)


def test_who_leaves_does_not_publish_what_was_counted_with_them(
    above: Desk, body: Desk, town: House, place: Service
) -> None:
    for _number in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10), state="accepted")
    Organisation.objects.filter(pk=body.organisation.pk).update(parent=above.organisation)
    sum_ = define(by=above.counter, organisation=above.organisation, said=SENT)
    samples.published(above.counter, above.signer, sum_, "FY2025")
    Organisation.objects.filter(pk=body.organisation.pk).update(parent=None)
    own = define(by=body.counter, organisation=body.organisation, said=SENT)
    with pytest.raises(Refused, match="すでに「見本団体shore」が数えて公表しています"):
        prepare(by=body.counter, definition=own, period="FY2025", day=samples.DAY)
    later = samples.published(body.counter, body.signer, own, "FY2024")
    assert later.state == "published", "of a year that nobody counted with them"


# --- files ---


def everything(client: Client, *starts: str) -> dict[str, str]:
    """Whatever public addresses answer, pages and files, as text: what is packed is unpacked."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address)
        if answer.status_code != 200:
            found[address] = ""
            continue
        held = b"".join(answer) if answer.streaming else answer.content
        if held[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(held)) as packed:
                held = b"\n".join(packed.read(name) for name in packed.namelist())
        found[address] = held.decode(errors="replace")
        if "html" in answer.headers["Content-Type"]:
            links = re.findall(r'href="(/[^"#]*)', found[address])
            links = [one for one in links if re.match(r"/(figures|plans|measures|evidence)/", one)]
            waiting += [one.replace("&amp;", "&") for one in links]
    return found


def test_a_hidden_number_stands_in_no_page_file_or_drawing(
    client: Client, body: Desk, planner: User, draft: Edition, town: House, place: Service
) -> None:
    """The large number that is hidden beside a small one is one that stands nowhere else: whatever says it, leaks."""
    samples.needs(202512, food=4, rent=7919, talk=6007)
    of = samples.definition(
        body.organisation, body.counter, grain="year", feeds=[(Indicator.objects.get(), "rent")], unit="件"
    )
    table = samples.published(body.counter, body.signer, of, "FY2025")
    assert samples.shown(table) == {"": 13930, "food": None, "rent": None, "talk": 6007}
    with pytest.raises(Refused, match="隠した数"):
        hand_over(by=planner, edition=draft)
    publish(by=planner, edition=draft)
    client.logout()
    found = everything(
        client, reverse("figures:home"), reverse("figures:catalogue"), reverse("register:home"), "/api/catalogue.jsonld"
    )
    kinds = {address.rstrip("/").rsplit("/", 1)[-1] for address in found}
    assert {"csv", "json", "xlsx"} <= kinds and len([one for one in found.values() if one]) > 20
    assert any("6007" in one for one in found.values()) and any("13,930" in one for one in found.values())
    leaks = [address for address, text in found.items() if re.search("7,?919|7923|7,923", text)]
    assert not leaks
