"""What a person should look at before a reading is accepted, in the order of the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tsunagi.reading import addresses, ministries
from tsunagi.reading.figures import LONGEST_CELL
from tsunagi.reading.model import Cell, Doubt, Measure, Record

#: What a doubt's column is called in Japanese and in English.
COLUMN_NAMES = {
    "source": ("ファイル", "file"),
    "number": ("番号", "number"),
    "title": ("施策名", "title"),
    "overview": ("施策の概要", "overview"),
    "goal": ("目標", "goal"),
    "status": ("達成状況", "status"),
    "review": ("見直し方針", "review"),
    "challenge": ("課題", "challenge"),
    "ministries": ("担当", "in charge"),
    "urls": ("URL", "address"),
}
_STATES = {
    "cut": ("一部が欠けている", "is cut"),
    "lost": ("失われている", "is lost"),
    "noise": ("判読できない", "cannot be made out"),
}


def find(before: Sequence[Doubt], measures: Sequence[Measure]) -> tuple[Doubt, ...]:
    """Doubts about the document, then about each measure in order: its number, its cells, who runs it.

    before: what was doubtful about the file and while its measures were told apart.
    """
    numbers = {measure.number for measure in measures}
    named = 2 * sum(bool(measure.ministries) for measure in measures) > len(measures)
    numbered = any(measure.number_state == "read" for measure in measures)
    found = [one for one in before if one.number not in numbers]
    found += _numbering(measures)
    for measure in measures:
        found += [one for one in before if one.number == measure.number is not None]
        found += _measure(measure, named, numbered)
    return tuple(found)


def of_mending(
    record: Record, measure: Measure, short_names: Mapping[str, str] | None = None
) -> Iterator[Doubt]:
    """What was not read letter for letter: addresses and bodies that were mended."""
    runs = {role: [run.text for run in record.columns.get(role, ())] for role in ("urls", "ministries")}
    runs["ministries"] = ministries.spelt_out(runs["ministries"], short_names or {})
    for address in measure.urls:
        if addresses.is_mended(address, runs["urls"]):
            what = f"URLの失われた所や誤読を補って読んだ: {address} / The address was mended: {address}"
            yield Doubt(measure.number, "urls", what)
    for name in ministries.mended((*runs["ministries"], *runs["urls"]), measure.ministries):
        what = f"担当の誤読を直し、{name}と読んだ / Who is in charge was misread; it was taken for {name}"
        yield Doubt(measure.number, "ministries", what)


def _numbering(measures: Sequence[Measure]) -> Iterator[Doubt]:
    numbers = [measure.number for measure in measures if measure.number is not None]
    for number, times in Counter(numbers).items():
        if times > 1:
            yield Doubt(number, "number", f"番号が{times}回出てくる / The number stands {times} times")
    there = set(numbers)
    for number in range(min(there, default=1), max(there, default=0)):
        if number not in there:
            yield Doubt(number, "number", "この番号の施策が見つからない / No measure with this number was found")


def _measure(measure: Measure, ministries_named: bool, numbered: bool) -> Iterator[Doubt]:
    if measure.number is None:
        name = measure.cells["title"].text if "title" in measure.cells else ""
        yield Doubt(None, "number", f"番号がなく、補えない: {name} / There is no number, and none could be worked out")
    elif measure.number_state == "inferred" and numbered:  # a table without numbers has lost none
        yield Doubt(
            measure.number,
            "number",
            f"番号が失われており、前後から{measure.number}とした"
            f" / The number was lost; its neighbours make it {measure.number}",
        )
    for column, cell in measure.cells.items():
        if cell.state != "whole":
            yield Doubt(measure.number, column, _cell(column, cell))
        if len(cell.text) > LONGEST_CELL:
            yield Doubt(measure.number, column, _too_long(column))
    if ministries_named and not measure.ministries:
        yield Doubt(measure.number, "ministries", "担当が読み取れない / Who is in charge could not be read")


def _cell(column: str, cell: Cell) -> str:
    japanese, english = COLUMN_NAMES.get(column, (column, column))
    state, is_so = _STATES[cell.state]
    why, _, because = cell.reason.partition(" / ")
    because = because or why
    return f"{japanese}の欄は{state}({why}) / The {english} {is_so} ({because})"


def _too_long(column: str) -> str:
    japanese, english = COLUMN_NAMES.get(column, (column, column))
    return (
        f"{japanese}の欄が{LONGEST_CELL}字を超えて長いため、数値を探していない"
        f" / The {english} has more than {LONGEST_CELL} letters: no figures were looked for in it"
    )
