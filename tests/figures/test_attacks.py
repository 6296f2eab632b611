"""Attacks on hidden numbers by who knows more than one table: what words mean, medians, a second count.

Each test says what the attacker has, and that it does not suffice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagi.figures.rules.definitions import Said
from tsunagi.figures.rules.periods import months_of
from tsunagi.figures.rules.tables import Table, draft

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
