"""The targets, results and narrative of one measure, each with its quote and its place in the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tsunagi.reading import claims, indicators, links, mending, results, sentences, targets
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Actual, Column, Fragment, Narrative, Record, Span, Target

_CAUSE = re.compile(r"これ(?:ら(?:の(?:施策|取組))?)?(?:により|によって|を通じ)|ことに(?:より|よって)|ことを通じ|を通じて|もって|につながる|につなげ|に資する|に寄与")
_LONGEST_LEAD = 40
#: A cell of more letters than these is no cell of a plan, and no figures are looked for in it; a doubt says so.
LONGEST_CELL = 10_000
_SHARE_OF = re.compile(r"(?P<part>[^、。]{2,24}[数量額])を、?(?P<whole>[^、。]{2,24}[数量額])の\s?$")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one measure sets out to reach, what it reached, and how it is thought to work."""

    targets: tuple[Target, ...]
    actuals: tuple[Actual, ...]
    narrative: tuple[Narrative, ...]


def of(record: Record, texts: Mapping[str, str], fiscal_year: str | None, units: Mapping[str, str]) -> Figures:
    """The figures of a record: those in its prose, and those that stand as numbers in cells of their own.

    units: what a table's headings name, by role.
    """
    if not record.figure_rows:
        return find(texts, record.columns, fiscal_year)
    prose = indicators.prose(record.figure_rows)
    told = find({column: mending.join(runs) for column, runs in prose.items()}, prose, fiscal_year)
    aims, reached = indicators.find(record.figure_rows, units, len(told.targets), fiscal_year)
    return Figures((*told.targets, *aims), (*told.actuals, *reached), told.narrative)


def find(
    texts: Mapping[str, str], fragments: Mapping[str, tuple[Fragment, ...]], fiscal_year: str | None = None
) -> Figures:
    """The figures of one measure. texts: the mended text of each column; fragments: what it was mended from."""
    texts = {column: text for column, text in texts.items() if len(text) <= LONGEST_CELL}
    aims = targets.find(texts, fiscal_year)
    reported = results.find(texts, fiscal_year, {aim.unit for aim in aims})
    reported += [share for aim in aims if (share := _share(aim, texts, reported)) is not None]
    answers = links.link(aims, reported)
    said = claims.find(aims, reported, answers, texts)

    def place(column: Column, start: int, end: int) -> Span | None:
        return mending.locate(fragments.get(column, ()), start, end)

    return Figures(
        targets=tuple(
            Target(
                what=aim.what,
                op=aim.op,
                value=aim.value,
                unit=aim.unit if aim.unit is not None else _unit_of_answers(at, reported, answers),
                approx=aim.approx,
                due=aim.due,
                src=aim.src,
                quote=texts[aim.src][_quote_start(texts[aim.src], aim.start) : aim.end],
                span=place(aim.src, _quote_start(texts[aim.src], aim.start), aim.end),
                claim=claim,
            )
            for at, (aim, claim) in enumerate(zip(aims, said, strict=True))
        ),
        actuals=tuple(
            Actual(
                what=one.what,
                value=one.value,
                unit=one.unit if one.unit is not None or answer is None else aims[answer].unit,
                approx=one.approx,
                as_of=one.as_of,
                src=one.src,
                quote=texts[one.src][_quote_start(texts[one.src], one.start) : one.end],
                span=place(one.src, _quote_start(texts[one.src], one.start), one.end),
                target=answer,
                derived=one.derived,
            )
            for one, answer in zip(reported, answers, strict=True)
        ),
        narrative=tuple(
            Narrative(texts[column][start:end].strip(), column, place(column, start, end))
            for column in ("overview", "goal", "review")
            for start, end in sentences.split(texts.get(column, ""))
            if _CAUSE.search(texts[column][start:end])
        ),
    )


def _quote_start(text: str, start: int) -> int:
    """Where the words begin that say what a number counts: its clause, so that a quote can be read by itself."""
    clause = max((text.rfind(sign, 0, start) for sign in "。、\n・）)("), default=-1) + 1
    if start - clause > _LONGEST_LEAD or not text[clause:start].strip():
        return start
    lead = text[clause:start]
    return clause + len(lead) - len(lead.lstrip(" \u3000・○●※"))


def _share(aim: targets.Found, texts: Mapping[str, str], reported: list[results.Found]) -> results.Found | None:
    """「プラン作成件数を相談受付件数の50%とする」 is answered by what the two reported figures give."""
    if aim.value is None or aim.unit != "%":
        return None
    match = _SHARE_OF.search(fold(texts[aim.src][: aim.start]))
    return results.share(match["part"], match["whole"], reported) if match else None


def _unit_of_answers(at: int, reported: list[results.Found], answers: list[int | None]) -> str | None:
    """A target without a unit has that of the figure that answers it, where it is one."""
    units = {one.unit for one, answer in zip(reported, answers, strict=True) if answer == at and one.unit != "%"}
    return units.pop() if len(units) == 1 else None
