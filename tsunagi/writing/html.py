"""HTML: one page that needs nothing else, with a table that a screen reader can walk through."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tsunagi.writing.table import HEADINGS, Entry, Table

_STYLE = (
    "body{font-family:sans-serif;line-height:1.7;margin:1.5rem;color:#1a1a1c;background:#fff}"
    "table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.5rem;vertical-align:top;text-align:left}"
    "thead th{background:#e8f1fe}.wide{overflow-x:auto}td{min-width:9rem;overflow-wrap:anywhere}"
)


def write_html(table: Table, path: Path) -> None:
    """Write the table as a whole page in Japanese."""
    year = f"<p>{escape(table.year)}</p>\n" if table.year else ""
    heads = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in HEADINGS)
    rows = "\n".join(_entry(row) if isinstance(row, Entry) else _heading(row.text) for row in table.rows)
    path.write_text(
        f'<!doctype html>\n<html lang="ja">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(table.title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n<main>\n<h1>{escape(table.title)}</h1>\n{year}"
        f'<div class="wide" role="region" aria-label="施策の表" tabindex="0">\n<table>\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n",
        encoding="utf-8",
    )


def _heading(text: str) -> str:
    return f'<tr><th scope="rowgroup" colspan="{len(HEADINGS)}">{escape(text)}</th></tr>'


def _entry(row: Entry) -> str:
    number, *others = (escape(cell).replace("\n", "<br>") for cell in row.cells)
    return f'<tr><th scope="row">{number}</th>' + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"
