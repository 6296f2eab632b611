"""Which area somebody means who types its name, in full or in part, in kanji, kana or Latin letters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from tsunagi.directory.rules.areas.folding import fold, kana_stem, latin, stem
from tsunagi.directory.rules.areas.known import Area, areas, is_big, lies_in

#: Longer than any area's name with all that it lies in.
LONGEST: Final = 60
#: How many areas are offered at most where a name is only begun.
MOST: Final = 20


def find_area(words: str) -> Area | None:
    """The one area that is meant; None where no area is, or where several may be (`candidates` names these)."""
    found = candidates(words)
    return found[0] if len(found) == 1 else None


def candidates(words: str) -> tuple[Area, ...]:
    """The areas that may be meant, in the order of their codes: those of that name, else those that begin so.

    An official name goes before a part of one, and a prefecture or a designated city before others of its name: 福島 is
    福島県 and 横浜 is 横浜市, while 府中市 may be either of two cities. 港区(東京) and 東京都港区 are the same.
    """
    if len(words) > LONGEST:
        return ()
    key = re.sub(r"[\s、,]", "", fold(unicodedata.normalize("NFKC", words)))
    if bracketed := re.fullmatch(r"(.+?)\((.+)\)", key):
        key = bracketed[2] + bracketed[1]
    known = _index().get(key)
    return known if known is not None else _beginning(key)


def _beginning(key: str) -> tuple[Area, ...]:
    if len(key) < 2:
        return ()
    keys = _keys()
    found: dict[str, Area] = {}
    for place in range(bisect_left(keys, key), len(keys)):
        if not keys[place].startswith(key):
            break
        found.update({one.code: one for one in _index()[keys[place]]})
    return tuple(found[code] for code in sorted(found)[:MOST])


@cache
def _keys() -> list[str]:
    return sorted(_index())


@cache
def _index() -> Mapping[str, tuple[Area, ...]]:
    """The areas by each way of naming them; of one way only those that it fits best."""
    ranked: dict[str, dict[str, int]] = {}
    for one in areas().values():
        for rank, name in _names(one):
            held = ranked.setdefault(fold(name), {})
            held[one.code] = min(rank, held.get(one.code, rank))
    return {
        key: tuple(areas()[code] for code, rank in held.items() if rank == min(held.values()))
        for key, held in ranked.items()
    }


def _names(one: Area) -> Iterator[tuple[int, str]]:
    """Every way of naming an area, with its rank: 0 the surest."""
    short, kana = stem(one.name), kana_stem(one.kana)
    if one.kind == "prefecture":
        yield from ((0, name) for name in (one.name, short, one.kana, kana, latin(kana)))
        return
    yield 0, one.name
    for head in (one.prefecture, stem(one.prefecture)):
        yield from ((0, f"{head}{one.county}{one.city}{one.name}"), (0, f"{head}{one.city}{one.name}"))
        yield 2, f"{head}{one.city}{short}"
    yield 2, "".join(around.kana for around in (*lies_in(one), one))
    yield from ((0, f"{one.county}{one.city}{one.name}"), (0, f"{stem(one.city)}{one.name}" if one.city else one.name))
    if is_big(one):
        yield from ((1, short), (1, kana), (1, latin(kana)))
    yield from ((2, one.kana), (2, short), (3, kana), (3, latin(kana)))
