"""What a person wants to know of a plan that was read, as lines for a terminal."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import get_args

from tsunagi.cli.one import Lang
from tsunagi.judging.misses import misses
from tsunagi.judging.verdict import Assessment, Verdict, number
from tsunagi.reading.doubts import COLUMN_NAMES
from tsunagi.reading.model import Document, Measure

WORST = 10
LOOK_AT = 12

_WORDS: dict[str, dict[Lang, str]] = {
    "measures": {"ja": "施策", "en": "measures"},
    "inferred": {"ja": "番号を前後から補った {n}", "en": "{n} with a number worked out from its neighbours"},
    "targets": {"ja": "目標", "en": "targets"},
    "met": {"ja": "達成", "en": "met"},
    "not_met": {"ja": "未達成", "en": "not met"},
    "pending": {"ja": "期限前", "en": "not due yet"},
    "no_actual": {"ja": "判断できる数値なし", "en": "no figure to judge by"},
    "actuals": {"ja": "実績", "en": "actuals"},
    "damaged": {"ja": "読めない欄", "en": "damaged cells"},
    "cut": {"ja": "一部欠け", "en": "cut"},
    "lost": {"ja": "失われた", "en": "lost"},
    "noise": {"ja": "判読できない", "en": "unreadable"},
    "without target": {"ja": "目標の数値がない施策 {n}", "en": "{n} measures set no target that can be counted"},
    "worst": {"ja": "目標から遠い順", "en": "Farthest from their target"},
    "head": {"ja": "番号\t施策\t目標\t実績\t達成の割合", "en": "No.\tmeasure\ttarget\tactual\treached"},
    "look": {"ja": "人が確かめるところ({n}件)", "en": "What a person should look at ({n})"},
    "more": {"ja": "…ほか{n}件。--format json で全て出ます。", "en": "... and {n} more; --format json gives them all."},
    "none": {"ja": "なし", "en": "nothing"},
}
_OPS: dict[str, dict[Lang, str]] = {
    ">=": {"ja": "以上", "en": " or more"},
    "<=": {"ja": "以下", "en": " or less"},
    "=": {"ja": "", "en": ""},
}


def summary(document: Document, assessments: Sequence[Sequence[Assessment]], lang: Lang) -> str:
    """The lines, each ended: counts, targets by verdict, damage, the worst misses, what to look at."""

    def word(key: str, n: int = 0) -> str:
        return _WORDS[key][lang].format(n=n)

    measures = document.measures
    verdicts = Counter(one.verdict for per_measure in assessments for one in per_measure)
    damage = Counter(cell.state for measure in measures for cell in measure.cells.values() if cell.state != "whole")
    inferred = sum(measure.number_state == "inferred" for measure in measures)
    aimless = sum(not measure.targets for measure in measures)
    facts = " · ".join(filter(None, (document.fiscal_year, document.kind)))
    lines = [f"{document.title or document.name}", f"{facts}", ""]
    notes = [word("inferred", inferred)] if inferred else []
    notes += [word("without target", aimless)] if aimless else []
    lines.append(_count(word("measures"), len(measures), notes))
    by_verdict = [f"{word(kind)} {verdicts[kind]}" for kind in get_args(Verdict)]
    lines.append(_count(word("targets"), sum(verdicts.values()), by_verdict))
    lines.append(_count(word("actuals"), sum(len(measure.actuals) for measure in measures), []))
    by_state = [f"{word(kind)} {damage[kind]}" for kind in ("cut", "lost", "noise") if damage[kind]]
    lines.append(_count(word("damaged"), sum(damage.values()), by_state))
    worst = misses(measures, assessments)[:WORST]
    if worst:
        lines += ["", word("worst")]
        rows = [tuple(word("head").split("\t"))]
        for miss in worst:
            aim = _figure(miss.target.value, miss.target.unit, miss.target.approx, lang) + _OPS[miss.target.op][lang]
            reported = _figure(miss.actual.value, miss.actual.unit, miss.actual.approx, lang)
            rows.append((_number(miss.measure), _title(miss.measure), aim, reported, f"{miss.reached:.0%}"))
        lines += _table(rows)
    lines += ["", word("look", len(document.doubts))]
    for doubt in document.doubts[:LOOK_AT]:
        lines.append(f"  {'' if doubt.number is None else doubt.number:>4}  {_one_language(doubt.what, lang)}")
    if not document.doubts:
        lines.append(f"  {word('none')}")
    if len(document.doubts) > LOOK_AT:
        lines.append(f"        {word('more', len(document.doubts) - LOOK_AT)}")
        kinds = Counter(COLUMN_NAMES.get(one.column, (one.column, one.column)) for one in document.doubts)
        by_column = [f"{names[lang == 'en']} {count}" for names, count in kinds.most_common()]
        lines.append(f"        {' · '.join(by_column)}")
    return "".join(f"{line}\n" for line in lines)


def line_of(name: str, document: Document, assessments: Sequence[Sequence[Assessment]], lang: Lang) -> str:
    """One line on one document of many."""
    verdicts = Counter(one.verdict for per_measure in assessments for one in per_measure)
    counts = ", ".join(f"{_WORDS[kind][lang]} {verdicts[kind]}" for kind in get_args(Verdict))
    return (
        f"{name}: {_WORDS['measures'][lang]} {len(document.measures)}, "
        f"{_WORDS['targets'][lang]} {sum(verdicts.values())} ({counts}), "
        f"{_WORDS['look'][lang].format(n=len(document.doubts))}"
    )


def width(text: str) -> int:
    """Columns that the text takes on a terminal: a Japanese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _one_language(both: str, lang: Lang) -> str:
    """A sentence given as `Japanese / English` in one of them."""
    japanese, _, english = both.partition(" / ")
    return english if lang == "en" and english else japanese


def _count(label: str, count: int, notes: list[str]) -> str:
    return f"{_pad(label, 16)}{count:>6,}" + (f"   {' · '.join(notes)}" if notes else "")


def _number(measure: Measure) -> str:
    return "" if measure.number is None else str(measure.number)


def _title(measure: Measure) -> str:
    title = measure.cells.get("title")
    return title.text if title else ""


def _figure(value: Decimal | None, unit: str | None, approx: bool, lang: Lang) -> str:
    about = {"ja": "約", "en": "about "}[lang] if approx else ""
    return f"{about}{'' if value is None else number(value)}{unit or ''}"


def _table(rows: Sequence[tuple[str, ...]], longest: int = 44) -> list[str]:
    """Rows under one another: the second column is left, all others are right in their width."""
    cut = [[_cut(cell, longest) for cell in row] for row in rows]
    widths = [max(width(row[column]) for row in cut) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(_pad(cell, widths[at], right=at != 1) for at, cell in enumerate(row)).rstrip() for row in cut
    ]


def _cut(text: str, longest: int) -> str:
    if width(text) <= longest:
        return text
    while width(text) > longest - 1:
        text = text[:-1]
    return text + "…"


def _pad(text: str, wanted: int, *, right: bool = False) -> str:
    space = " " * max(0, wanted - width(text))
    return space + text if right else text + space
