"""DOCX: paragraphs and tables in the order of the document, merged cells once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import docx
from docx.document import Document
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from tsunagi.reading.model import Source, Unreadable
from tsunagi.reading.sources.rendering import Rendering


def open_docx(path: Path) -> Source:
    """The document's lines and rows. Raises Unreadable for a broken one."""
    data = path.read_bytes()
    try:
        document = docx.Document(str(path))
        made = Rendering()
        _blocks(document, made)
    except Exception as error:  # python-docx lets through whatever its parsers raise
        raise Unreadable(
            "DOCX として読めません。Word で開いて保存し直してください。 / It cannot be read as DOCX: open it in Word and save it again."
        ) from error
    return Source("docx", path.name, hashlib.sha256(data).hexdigest(), tuple(made.blocks))


def _blocks(document: Document, made: Rendering) -> None:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            made.line(block.text)
        elif isinstance(block, Table):
            made.new_table()
            for row in block.rows:
                made.row(_texts(row))


def _texts(row: _Row) -> list[str]:
    """The cells' texts in their columns. Word gives a merged cell once for each column or row that it covers."""
    texts = [""] * row.grid_cols_before
    seen: set[object] = set()
    for cell in row.cells:
        inner = cell._tc
        first = inner not in seen and inner in row._tr.tc_lst
        seen.add(inner)
        texts.append(cell.text if first else "")
    return texts
