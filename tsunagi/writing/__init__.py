"""A document that was read, written as a file that reads back equal. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tsunagi.judging.verdict import Assessment
from tsunagi.reading.model import Document
from tsunagi.writing.whole import whole

Format = Literal["csv", "xlsx", "docx", "html", "pdf"]

__all__ = ["Format", "whole", "write"]


def write(document: Document, assessments: Sequence[Sequence[Assessment]], kind: Format, path: Path) -> None:
    """Write the follow-up table of a document to `path`, whole or not at all; the library for `kind` is loaded now.

    assessments: for each measure in order the verdicts on its targets (XLSX shows them on a sheet of their own).
    Raises OSError where it cannot be written, or where `path` is the document itself.
    """
    from tsunagi.writing.table import follow_up

    table = follow_up(document)
    with whole(path, document) as made:
        if kind == "csv":
            from tsunagi.writing.csv import write_csv

            write_csv(table, made)
        elif kind == "xlsx":
            from tsunagi.writing.xlsx import write_xlsx

            write_xlsx(table, document, assessments, made)
        elif kind == "docx":
            from tsunagi.writing.docx import write_docx

            write_docx(table, made)
        elif kind == "html":
            from tsunagi.writing.html import write_html

            write_html(table, made)
        else:
            from tsunagi.writing.pdf import write_pdf

            write_pdf(table, made)
