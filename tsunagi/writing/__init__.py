"""Measures written as a file that reads back equal: those of a document that was read, or any others. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tsunagi.judging.verdict import Assessment
from tsunagi.reading.model import Document, Measure
from tsunagi.writing.whole import whole

if TYPE_CHECKING:
    from tsunagi.writing.table import Table

Format = Literal["csv", "xlsx", "docx", "html", "pdf"]

__all__ = ["Format", "whole", "write", "write_measures"]


def write(document: Document, assessments: Sequence[Sequence[Assessment]], kind: Format, path: Path) -> None:
    """Write the follow-up table of a document to `path`, whole or not at all; the library for `kind` is loaded now.

    assessments: for each measure in order the verdicts on its targets (XLSX shows them on a sheet of their own).
    Raises OSError where it cannot be written, or where `path` is the document itself.
    """
    from tsunagi.writing.table import follow_up

    title, year = document.title or document.name, document.fiscal_year
    table = follow_up(title, year, document.measures, document.headings, {})
    with whole(path, document) as made:
        _write(table, document.measures, assessments, kind, made)


def write_measures(
    title: str,
    fiscal_year: str | None,
    measures: Sequence[Measure],
    kind: Format,
    path: Path,
    *,
    headings: Sequence[tuple[str, str]] = (),
    added: Mapping[str, Sequence[str]] | None = None,
    assessments: Sequence[Sequence[Assessment]] | None = None,
) -> None:
    """Write the follow-up table of any measures to `path`, whole or not at all.

    fiscal_year: such as "FY2024". headings: the sections' names, ("2", …) of a basic policy, ("2-1", …) of its part.
    added: columns behind the eight official ones, by their heading a text for each measure; they are not read back.
    assessments: as `write` has them; without them XLSX has no sheet for them.
    Raises OSError where it cannot be written, ValueError where `added` has not a text for each measure.
    """
    from tsunagi.writing.table import follow_up

    table = follow_up(title, fiscal_year, measures, headings, added or {})
    with whole(path) as made:
        _write(table, measures, assessments, kind, made)


def _write(
    table: Table,
    measures: Sequence[Measure],
    assessments: Sequence[Sequence[Assessment]] | None,
    kind: Format,
    path: Path,
) -> None:
    if kind == "csv":
        from tsunagi.writing.csv import write_csv

        write_csv(table, path)
    elif kind == "xlsx":
        from tsunagi.writing.xlsx import write_xlsx

        write_xlsx(table, measures, assessments, path)
    elif kind == "docx":
        from tsunagi.writing.docx import write_docx

        write_docx(table, path)
    elif kind == "html":
        from tsunagi.writing.html import write_html

        write_html(table, path)
    else:
        from tsunagi.writing.pdf import write_pdf

        write_pdf(table, path)
