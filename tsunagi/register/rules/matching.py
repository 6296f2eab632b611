"""Which measure of a later edition is which of an earlier one: same, moved, renamed, split, merged, new or ended.

Titles come first. Where they differ or were lost, the letters of the texts speak, in pairs (bigrams), together with
who is
in charge, the section and the order. Thin evidence makes no match: better two measures that a person joins than one
that
two were made into.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Relation = Literal["same", "moved", "renamed", "split", "merged", "new", "ended"]
Side = Literal["earlier", "later"]

#: From this likeness on two texts are taken for the same text, worked over.
ALIKE = 0.6
#: Two titles as alike as this are one title with a slip in it, if nothing speaks against it.
ALIKE_TITLES = 0.72
#: How much of a text must stand in another one for it to be a part of it.
WITHIN = 0.7
#: What a pair must reach in all to be one measure.
ENOUGH = 0.5

_DAMAGED = ("lost", "cut", "noise")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one measure in one edition. `texts` by column: overview, goal, status, review."""

    key: int
    number: int | None
    title: str
    title_state: str
    ministries: tuple[str, ...]
    sections: tuple[str, ...]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """One finding. `certain` is False where a person should look; `title_from` is the side whose title the other one
    lost."""

    earlier: int | None
    later: int | None
    relation: Relation
    because: str
    certain: bool
    title_from: Side | None = None


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for two measures being one, each from 0 to 1."""

    title: float
    overview: float
    texts: float
    ministries: float
    section: bool

    @property
    def score(self) -> float:
        body = max(self.overview, 0.9 * self.texts)
        return 0.4 * self.title + 0.45 * body + 0.1 * self.ministries + (0.05 if self.section else 0.0)

    @property
    def is_strong(self) -> bool:
        """Whether one sign is strong enough to stand on, and the others do not contradict it."""
        if self.overview >= ALIKE or self.texts >= ALIKE:
            return True
        return self.title >= ALIKE_TITLES and (self.ministries > 0 or self.overview >= 0.3)


class _Side:
    """One edition's measures with their letters in pairs, worked out once."""

    def __init__(self, measures: Sequence[Known]) -> None:
        self.measures = measures
        self.titles = [plain(one.title) for one in measures]
        self.title_pairs = [pairs(title) for title in self.titles]
        self.overviews = [pairs(plain(one.texts.get("overview", ""))) for one in measures]
        self.columns = [
            {column: pairs(plain(text)) for column, text in one.texts.items() if column != "overview"}
            for one in measures
        ]


def match(earlier: Sequence[Known], later: Sequence[Known]) -> list[Match]:
    """What became of each measure, in the later edition's order, ended ones last.

    Every measure of either side is told of once; one that split or was merged is told of with each of its parts.
    """
    old, new = _Side(earlier), _Side(later)
    found: dict[int, tuple[int, _Signs | None]] = {at: (other, None) for at, other in _by_title(old, new).items()}
    taken = {other for other, _signs in found.values()}
    for at, other, signs in _ranked(old, new, set(found), taken):
        if at not in found and other not in taken:
            found[at] = (other, signs)
            taken.add(other)
    matches = []
    parts = _parts(old, new, found, taken)
    for at, one in enumerate(later):
        if at in found:
            matches.append(_pair(earlier[found[at][0]], one, found[at][1]))
        elif at in parts:
            matches.append(parts[at])
        else:
            matches.append(Match(None, one.key, "new", _say("前の版に似た施策がない", "nothing like it before"), False))
    for at, one in enumerate(earlier):
        if at not in taken:
            matches.append(
                _ended(old, new, at, found)
                or Match(one.key, None, "ended", _say("後の版に似た施策がない", "nothing like it after"), False)
            )
    return matches


def plain(text: str) -> str:
    """The letters that count: widths made equal, no spaces and signs."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of their pairs two texts share, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _within(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the first text stands in the other."""
    return len(one & other) / len(one) if one else 0.0


def _by_title(old: _Side, new: _Side) -> dict[int, int]:
    """Places in the later edition by the same title in the earlier one, where it stands once in each; where it stands
    more often in both, by title and number together."""
    often = [{title for title, count in Counter(side.titles).items() if title and count > 1} for side in (old, new)]
    numbered = [
        [
            (one.number, title) if title in often[0] & often[1] and one.number is not None else None
            for one, title in zip(side.measures, side.titles, strict=True)
        ]
        for side in (old, new)
    ]
    return _once_in_each(old.titles, new.titles) | _once_in_each(*numbered)


def _once_in_each(old: Sequence[Hashable], new: Sequence[Hashable]) -> dict[int, int]:
    """Places in the later list by places in the earlier one, of what stands once in each; nothing is no sign."""
    once = [Counter(one for one in side if one) for side in (old, new)]
    where = {one: at for at, one in enumerate(old) if once[0][one] == 1}
    return {at: where[one] for at, one in enumerate(new) if once[1][one] == 1 and one in where}


def _ranked(old: _Side, new: _Side, found: set[int], taken: set[int]) -> Iterable[tuple[int, int, _Signs]]:
    """Pairs that could be one measure, the likeliest first; of equals those that keep the order."""
    left = [at for at in range(len(old.measures)) if at not in taken]
    good = []
    for at in range(len(new.measures)):
        if at in found:
            continue
        for other in left:
            signs = _signs(old, other, new, at)
            if signs.is_strong and signs.score >= _needed(old, other, new, at):
                good.append((-signs.score, abs(at - other), at, other, signs))
    return [(at, other, signs) for _score, _gap, at, other, signs in sorted(good, key=lambda one: one[:4])]


def _needed(old: _Side, other: int, new: _Side, at: int) -> float:
    """A pair whose title was lost cannot score on it, so less is asked of it."""
    has_titles = bool(old.titles[other] and new.titles[at])
    return ENOUGH if has_titles else ENOUGH - 0.2


def _signs(old: _Side, other: int, new: _Side, at: int) -> _Signs:
    one, two = old.measures[other], new.measures[at]
    title = likeness(old.title_pairs[other], new.title_pairs[at])
    if one.title_state in _DAMAGED or two.title_state in _DAMAGED:
        short, long = sorted((old.title_pairs[other], new.title_pairs[at]), key=len)
        title = max(title, _within(short, long) if len(short) >= 4 else 0.0)
    columns = old.columns[other].keys() & new.columns[at].keys()
    texts = [likeness(old.columns[other][column], new.columns[at][column]) for column in columns]
    mine, theirs = set(one.ministries), set(two.ministries)
    return _Signs(
        title=title,
        overview=likeness(old.overviews[other], new.overviews[at]),
        texts=max(texts, default=0.0),
        ministries=len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0,
        section=bool(set(one.sections) & set(two.sections)),
    )


def _pair(one: Known, two: Known, signs: _Signs | None) -> Match:
    """Two measures that are one, and how they differ. Without signs it was the title that told."""
    borrow = _borrow(one, two)
    if signs is None:
        if one.number == two.number:
            return Match(one.key, two.key, "same", _say("名称と番号が同じ", "same title and number"), True, borrow)
        japanese, english = (
            f"名称が同じ。番号が{one.number}から{two.number}に",
            f"same title; number {one.number} to {two.number}",
        )
        return Match(one.key, two.key, "moved", _say(japanese, english), True, borrow)
    title, texts = round(100 * signs.title), round(100 * max(signs.overview, signs.texts))
    japanese, english = f"名称の{title}%、文章の{texts}%の文字が一致", f"{title}% of the title's and {texts}% of the texts'"
    if not (any(one.texts.values()) and any(two.texts.values())):  # nothing to compare is not nothing in common
        japanese, english = f"名称の{title}%の文字が一致", f"{title}% of the title's"
    english = f"{english} letters agree"
    if signs.ministries == 1:
        japanese, english = f"{japanese}、担当も同じ", f"{english}, and who is in charge"
    if borrow is not None or signs.title >= 0.9:
        relation: Relation = "same" if one.number == two.number else "moved"
    else:
        relation = "renamed"
    certain = borrow is None and signs.score >= ALIKE and signs.title >= 0.4 and signs.ministries > 0
    return Match(one.key, two.key, relation, _say(japanese, english), certain, borrow)


def _borrow(one: Known, two: Known) -> Side | None:
    """The side whose title could stand for the other's, which was lost."""
    if one.title_state in _DAMAGED and two.title_state == "whole":
        return "later"
    return "earlier" if two.title_state in _DAMAGED and one.title_state == "whole" else None


def _parts(old: _Side, new: _Side, found: dict[int, tuple[int, _Signs | None]], taken: set[int]) -> dict[int, Match]:
    """Measures without a match whose text stands in one that was matched with another: what that one was split into."""
    parts = {}
    for at, two in enumerate(new.measures):
        if at in found or len(new.overviews[at]) < 12:
            continue
        best = max(sorted(taken), key=lambda other: _within(new.overviews[at], old.overviews[other]), default=None)
        if best is not None and _within(new.overviews[at], old.overviews[best]) >= WITHIN:
            said = _say("概要が前の版の一つの施策の中にある", "its overview stands inside one earlier measure's")
            parts[at] = Match(old.measures[best].key, two.key, "split", said, False)
    return parts


def _ended(old: _Side, new: _Side, at: int, found: dict[int, tuple[int, _Signs | None]]) -> Match | None:
    """An earlier measure without a match whose text stands in a later one: it was merged into that one."""
    if len(old.overviews[at]) < 12:
        return None
    best = max(sorted(found), key=lambda place: _within(old.overviews[at], new.overviews[place]), default=None)
    if best is None or _within(old.overviews[at], new.overviews[best]) < WITHIN:
        return None
    said = _say("概要が後の版の一つの施策の中にある", "its overview stands inside one later measure's")
    return Match(old.measures[at].key, new.measures[best].key, "merged", said, False)


def _say(japanese: str, english: str) -> str:
    return f"{japanese}。 / {english[0].upper()}{english[1:]}."
