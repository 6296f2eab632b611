"""A document's readings beside those of the register: what is new, changed, gone, doubtful, and which measure each
is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tsunagi.register.rules.matching import Known, Match, match, plain
from tsunagi.register.rules.readings import BEYOND, MOST_MINISTRIES, Reading, differences, text_of, with_room

TEXTS = ("overview", "goal", "status", "review")
#: States of a title that another document's title may be proposed for.
DAMAGED = ("lost", "cut", "noise")
#: Why a measure is proposed as it is where a person decided which one it is.
CHOSEN = "担当者が選んだ。 / Chosen by a person."
GIVEN_AWAY = (
    "これに当たるとされていた施策は、担当者が文書の別の施策に当てた。"
    " / A person said that the measure it was matched with is another one of the document."
)
LEFT = (
    "これに当たるとされていた文書の施策は、担当者が別の施策とした。"
    " / A person said that the document's measure it was matched with is another one."
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one measure. `measure` is its key in the register, None where it begins a new one."""

    kind: str
    number: int | None
    measure: int | None
    relation: str
    because: str
    certain: bool
    before: Reading | None
    after: Reading | None
    doubts: list[str] = field(default_factory=list)
    other: int | None = None
    """The measure that it was split from or merged into, where that is another one."""


def propose(
    *,
    told: Sequence[Reading],
    doubts: Sequence[Mapping[str, Any]],
    ours: Mapping[int, Reading],
    neighbours: Mapping[int, Reading],
    neighbour_is_later: bool,
    neighbour_name: str,
) -> list[Proposed]:
    """Proposals in the document's order, those for what the document has no more at the end.

    told: the document's measures. doubts: what its reading found doubtful. ours: what the edition says now, by measure.
    neighbours: what the nearest other edition says, by measure, matched where the edition itself has no such measure.
    """
    against, is_ours = (ours, True) if ours else (neighbours, False)
    is_before = not is_ours and neighbour_is_later
    matches = _matches(told, against, swapped=is_before)
    found = []
    for place, reading in enumerate(told):
        one = matches.by_place.get(place)
        measure = one.register if one else None
        before, other = (ours.get(measure), against.get(measure)) if measure is not None else (None, None)
        said = one or _Found(None, "new" if against else "", "", True)
        if is_ours and said.other:  # within one edition a part of a measure did not come out of it: it is new
            said = _Found(None, "new", said.because, False)
        worries = doubts_of(doubts, reading["number"])
        found.append(_proposed(reading, worries, said, before, other, neighbour_name))
    if is_ours or not neighbour_is_later:
        found += [
            left(key, against[key], is_ours=is_ours, because=one.because, into=one.other)
            for key, one in matches.unmatched.items()
        ]
    return found


def chosen(
    reading: Reading,
    doubts: Sequence[str],
    *,
    measure: int | None,
    before: Reading | None,
    other: Reading | None,
    other_name: str,
    is_before: bool,
) -> Proposed:
    """What is proposed where a person says which measure the document's is, or that it is a new one.

    before: what the edition says now of the chosen measure. other: what is known of it, and other_name from where.
    is_before: whether the edition that it was matched with is a later one, in which a measure of its own has ended.
    """
    alone = "ended" if is_before else "new"
    found = _Found(measure, alone if measure is None else _relation(reading, other), CHOSEN, True)
    return _proposed(reading, doubts, found, before, other, other_name)


def left(
    measure: int, told: Reading, *, is_ours: bool, because: str = LEFT, into: int | None = None
) -> Proposed:
    """What is proposed for a measure of the register that nothing in the document is.

    told: what the edition says of it, or where it says nothing yet the edition before. into: the measure that it was
    merged into.
    """
    if is_ours:
        return Proposed("gone", told["number"], measure, "", because, False, told, None)
    relation = "merged" if into else "ended"
    return Proposed("gone", told["number"], measure, relation, because, False, None, None, other=into)


def doubts_of(doubts: Sequence[Mapping[str, Any]], number: int | None) -> list[str]:
    """What the reading of a document found doubtful in the measure of this number."""
    return [one["what"] for one in doubts if one["number"] == number]


def _proposed(
    reading: Reading, doubts: Sequence[str], one: _Found, before: Reading | None, other: Reading | None, name: str
) -> Proposed:
    after, borrowed = _with_title(with_room(reading), other, name)
    if before is not None:
        after = _keeping_ours(after, before)
    worries = [*doubts, *borrowed, *_beyond(after), *(_unsaid(before, after) if before is not None else ())]
    changed = before is None or bool(differences(before, after))
    return Proposed(
        kind="new" if before is None else "changed" if changed else "unchanged",
        number=reading["number"],
        measure=one.register,
        relation=one.relation,
        because=one.because,
        certain=not worries and one.certain,
        before=before,
        after=after,
        doubts=worries,
        other=one.other,
    )


def _relation(reading: Reading, other: Reading | None) -> str:
    """How the document's measure follows the one that a person says it is."""
    if other is None:
        return "new"
    both = [plain(text_of(one, "title")) for one in (reading, other)]
    is_told = all(one["cells"]["title"]["state"] not in DAMAGED for one in (reading, other))
    if is_told and both[0] != both[1]:
        return "renamed"
    return "same" if reading["number"] == other["number"] else "moved"


@dataclass(frozen=True, slots=True)
class _Found:
    """What one of the document's measures is: `register` is the measure's key, None where it is new; `other` is the
    measure that it is a part of, or went into."""

    register: int | None
    relation: str
    because: str
    certain: bool
    other: int | None = None


@dataclass(frozen=True, slots=True)
class _Matches:
    """By place in the document what was found; and what became of the register's measures that the document does not
    have."""

    by_place: dict[int, _Found]
    unmatched: dict[int, _Found]


def _matches(told: Sequence[Reading], against: Mapping[int, Reading], *, swapped: bool) -> _Matches:
    """Which measure each of the document's is; `against` is the earlier side unless swapped."""
    if not against:
        return _Matches({}, {})
    document = [_known(place, reading) for place, reading in enumerate(told)]
    register = [_known(key, reading) for key, reading in against.items()]
    by_place: dict[int, _Found] = {}
    unmatched: dict[int, _Found] = {}
    taken: set[int] = set()
    pairs = match(document, register) if swapped else match(register, document)
    # A part of a measure comes after the measure itself, wherever it stands: else it would take that one's place.
    for pair in sorted(pairs, key=lambda one: one.relation == "split"):
        place, key = _sides(pair, swapped)
        if place is None:
            if key is not None:
                unmatched[key] = _Found(key, pair.relation, pair.because, False)
        elif place in by_place:
            if key is not None and key not in taken:  # it went into the one that stands in this place
                unmatched[key] = _Found(key, pair.relation, pair.because, False, by_place[place].register)
        elif key in taken:
            by_place[place] = _Found(None, pair.relation, pair.because, False, key)
        else:
            by_place[place] = _Found(key, pair.relation, pair.because, pair.certain)
            taken |= set() if key is None else {key}
    return _Matches(by_place, {key: one for key, one in unmatched.items() if key not in taken})


def _sides(pair: Match, swapped: bool) -> tuple[int | None, int | None]:
    document, register = (pair.earlier, pair.later) if swapped else (pair.later, pair.earlier)
    return (None if document is None else int(document)), (None if register is None else int(register))


def _known(key: int, reading: Reading) -> Known:
    return Known(
        key=key,
        number=reading["number"],
        title=text_of(reading, "title"),
        title_state=reading["cells"]["title"]["state"],
        ministries=tuple(reading["ministries"]),
        sections=tuple(reading["sections"]),
        texts={column: text_of(reading, column) for column in TEXTS},
    )


def _with_title(reading: Reading, other: Reading | None, name: str) -> tuple[Reading, list[str]]:
    """The reading with the other document's title, marked so, where its own was lost or damaged; and the doubt it
    is."""
    mine = reading["cells"]["title"]
    if other is None or mine["state"] not in DAMAGED:
        return reading, []
    theirs = other["cells"]["title"]
    if theirs["state"] != "whole" or not theirs["text"]:
        return reading, []
    title = {**mine, "text": theirs["text"], "from": name, "own": mine["text"]}
    said = f"施策名はこの文書では失われているか欠けている。「{name}」の名称を提案 / The title is damaged here; taken from another edition"
    return {**reading, "cells": {**reading["cells"], "title": title}}, [said]


def _beyond(reading: Reading) -> list[str]:
    """The doubt that a measure names more bodies than can be in charge of it."""
    names = text_of(reading, BEYOND)
    if not names:
        return []
    return [
        f"担当は{MOST_MINISTRIES}まで。「{names}」は担当にならず、「ほかの担当」の欄に名前が残る"
        f" / Only {MOST_MINISTRIES} bodies can be in charge; these are kept as text: {names}"
    ]


def _keeping_ours(after: Reading, before: Reading) -> Reading:
    """What the register alone has, and no document says, stays: summaries, target groups and figures of a part."""
    parts = [one for one in before["actuals"] if "area" in one or "group" in one]
    kept = {key: before[key] for key in ("summary", "summary_en", "groups")}
    return {**kept, **after, "actuals": [*after["actuals"], *parts]}


def _unsaid(before: Reading, after: Reading) -> list[str]:
    """The doubt that figures which no document brought would go, since this one does not say them."""
    said = {(one["value"], one["unit"]) for one in after["actuals"]}
    gone = [
        f"{one['value']:,}{one['unit'] or ''}"
        for one in before["actuals"]
        if one["origin"] != "document" and (one["value"], one["unit"]) not in said
    ]
    if not gone:
        return []
    figures = "、".join(gone)
    return [
        f"記入したか業務から数えた実績({figures})が文書になく、採用するとなくなる"
        f" / Figures that were entered or counted here ({figures}) are not in the document; accepting removes them"
    ]

