"""What a document said: measures, their cells, the targets and results found in them, and what is doubtful.

Plain values, frozen where they are handed on. Nothing here reads or decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "pdf", "xlsx", "docx", "html", "csv"]
State = Literal["whole", "cut", "lost", "noise"]
Op = Literal[">=", "<=", "=", "increase", "decrease"]
Claim = Literal["reached", "missed"]
Column = Literal["title", "overview", "goal", "status", "review"]

COLUMNS: tuple[Column, ...] = ("title", "overview", "goal", "status", "review")

#: A place in the source: (start, end) characters of its text, or (page, x0, y0, x1, y1) in PDF points
#: from the page's lower left corner, pages counted from 1.
Span = tuple[int, int] | tuple[int, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of the source's own text, untouched, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as the source has it: for each cell its runs of text (none for an empty cell)."""

    cells: tuple[tuple[Fragment, ...], ...]
    page: int | None = None
    table: int | None = None
    """Which of the document's tables it stands in, where the file itself tells them apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text outside of any table. `frame` names the box drawn around it, where there is one."""

    fragment: Fragment
    page: int | None = None
    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it lies on the page: rows and lines in reading order, not yet understood.

    `aside` is what the page has beside its text: page numbers, running heads and feet, ruby. `doubts` are about the
    file itself: pages that cannot be opened or have no text. `text` is what spans of characters count in: the file's
    own text, or, for XLSX, DOCX, HTML and CSV, its cells joined by tabs and its rows and lines by newlines.
    """

    kind: Kind
    name: str
    sha256: str
    blocks: tuple[Row | Line, ...]
    pages: int | None = None
    aside: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One measure's raw material: its runs of text under the roles of their columns.

    Roles are the `COLUMNS` and "urls", "ministries" and whatever else the document's headings say ("challenge").
    `others` holds the poorer readings of a cell that stands in the source more than once.
    """

    number: int | None
    number_state: Literal["read", "inferred"]
    sections: tuple[str, ...]
    columns: dict[str, tuple[Fragment, ...]]
    others: dict[str, tuple[Fragment, ...]] = field(default_factory=dict)
    figure_rows: tuple[dict[str, tuple[Fragment, ...]], ...] = ()
    """Where numbers stand in cells of their own: the rows of the measure, one an indicator, by role."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column's text for one measure, mended, with its state and why it is thought to be so."""

    text: str
    state: State
    reason: str
    fragments: tuple[Fragment, ...] = ()
    others: tuple[Fragment, ...] = ()
    """Poorer readings of the same cell, where it stands in the source more than once."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the plan sets out to reach. `value` is None where only a direction is given."""

    what: str
    op: Op
    value: Decimal | None
    unit: str | None
    approx: bool
    due: str | None
    src: Column
    quote: str
    span: Span | None
    claim: Claim | None = None
    """What the document says of it in words (目標達成, 前年度を上回った), where it says anything."""


@dataclass(frozen=True, slots=True)
class Actual:
    """A figure reported as a result. `target` is the place of the target it answers in the measure's list."""

    what: str
    value: Decimal
    unit: str | None
    approx: bool
    as_of: str | None
    src: Column
    quote: str
    span: Span | None
    target: int | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Narrative:
    """How the measure is thought to work: a causal clause (これにより…に資する) in the document's own words."""

    text: str
    src: Column
    span: Span | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure (施策) of the plan as one document tells it."""

    number: int | None
    number_state: Literal["read", "inferred"]
    sections: tuple[str, ...]
    cells: dict[str, Cell]
    ministries: tuple[str, ...]
    urls: tuple[str, ...]
    targets: tuple[Target, ...] = ()
    actuals: tuple[Actual, ...] = ()
    narrative: tuple[Narrative, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at before the reading is accepted."""

    number: int | None
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document read: its measures in order and everything doubtful about them."""

    name: str
    sha256: str
    kind: Kind
    title: str | None
    fiscal_year: str | None
    pages: int | None
    columns: tuple[str, ...]
    measures: tuple[Measure, ...]
    doubts: tuple[Doubt, ...]
    headings: tuple[tuple[str, str], ...] = ()
    """The sections' headings in the document's words: ("2", …) of basic policy 2, ("2-1", …) of its part ①."""


class Unreadable(Exception):
    """The file is no plan that can be read; the message is one sentence that says why and what to do."""


class NoTable(Unreadable):
    """No table of the document has headings that are known."""
