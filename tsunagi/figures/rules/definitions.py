"""A definition: a count as data. A new indicator is a row, not code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from tsunagi.base.rules.sentences import Wrong, __
from tsunagi.figures.rules.periods import GRAINS
from tsunagi.figures.rules.vocabulary import SOURCES

Kind = Literal["count", "share", "median"]
KINDS: Final = ("count", "share", "median")


@dataclass(frozen=True, slots=True)
class Said:
    """What a definition says.

    counted, out_of: parts of the source; out_of holds all of counted, and is empty but for shares. by: the dimension
    that it is told by, empty for none. grain: the time that it is told by. cells: values of that dimension whose
    numbers are actuals of indicators, which therefore say so where nobody is in them.
    """

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    kind: str
    source: str
    counted: tuple[str, ...]
    out_of: tuple[str, ...] = ()
    by: str = ""
    grain: str = "month"
    cells: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[frozenset[str], ...]:
        """The sets of parts of which a table gives the numbers away: of a share the counted ones and the others."""
        if self.kind == "share":
            return frozenset(self.counted), frozenset(self.out_of) - frozenset(self.counted)
        return (frozenset(self.counted),)


def check(said: Said) -> None:
    """Raise Wrong where the definition cannot be counted."""
    source = SOURCES.get(said.source)
    if source is None:
        raise Wrong(__("数える記録を一覧から選んでください。"))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", said.code):
        raise Wrong(__("アドレスに使う名前は、小文字の英数字とハイフンで入れてください。"))
    if not said.name.strip() or not said.unit.strip():
        raise Wrong(__("名前と単位を入れてください。"))
    if said.kind not in KINDS or said.grain not in GRAINS:
        raise Wrong(__("数え方と期間を一覧から選んでください。"))
    if not said.counted or not set(said.counted) | set(said.out_of) <= set(source.parts):
        raise Wrong(__("数えるものを、この記録の区分から一つ以上選んでください。"))
    if said.by and said.by not in source.dimensions:
        raise Wrong(__("この記録は、その内訳では分けられません。別の内訳を選ぶか、内訳なしにしてください。"))
    if said.cells and not said.by:
        raise Wrong(__("指標の実績にする内訳の値は、内訳のある定義でだけ選べます。内訳も選んでください。"))
    if said.kind == "share" and not set(said.counted) < set(said.out_of):
        raise Wrong(__("割合では、分母に、数えるものの全てと、それ以外を一つ以上選んでください。"))
    if said.kind != "share" and said.out_of:
        raise Wrong(__("分母は、割合のときだけ選んでください。"))
    if said.kind == "median" and (said.by or not set(said.counted) <= set(source.measured)):
        raise Wrong(__("中央値は、長さの分かる区分だけで、内訳なしで数えられます。"))


def cells_of(told: Iterable[str]) -> tuple[str, ...]:
    """Cells that indicators take their numbers from, each once; the empty ones are those that take the whole."""
    return tuple(sorted({one for one in told if one}))


@cache
def standard() -> tuple[Said, ...]:
    """The definitions that come with the program (definitions.toml)."""
    held = resources.files("tsunagi.figures") / "definitions.toml"
    read = tomllib.loads(held.read_text(encoding="utf-8"))["definition"]
    return tuple(_said(one) for one in read)


def median(days: Collection[tuple[int, int]]) -> float | None:
    """The median of lengths of time, told as (days, how many); None where there are none."""
    total = sum(count for _days, count in days)
    if not total:
        return None
    middle = []
    for place in ((total - 1) // 2, total // 2):
        before = 0
        for length, count in sorted(days):
            before += count
            if place < before:
                middle.append(length)
                break
    return sum(middle) / 2


def _said(one: dict[str, Any]) -> Said:
    return Said(**{**one, "counted": tuple(one["counted"]), "out_of": tuple(one.get("out_of", ()))})
