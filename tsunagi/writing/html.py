"""HTML: one page that needs nothing else, with a table that a screen reader can walk through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from tsunagi.writing.table import Entry, Heading, Table

_STYLE = (
    "body{font-family:sans-serif;line-height:1.7;margin:1.5rem;color:#1a1a1c;background:#fff}"
    "caption{text-align:left}h1{font-size:1.5rem}.wide{overflow-x:auto}"
    "table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.5rem;vertical-align:top;text-align:left}"
    "thead th{background:#e8f1fe}tbody th[colspan]{background:#f2f2f2}td{min-width:9rem;overflow-wrap:anywhere}"
    "@page{size:A3 landscape;margin:12mm}@media print{body{margin:0;font-size:8pt}.wide{overflow:visible}}"
)


def write_html(table: Table, path: Path) -> None:
    """Write the table as a whole page in Japanese; each section is a group of rows under its heading."""
    title = escape(table.title)
    year = f"<p>{escape(table.year)}</p>" if table.year else ""
    heads = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in table.headings)
    path.write_text(
        '<!doctype html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n"
        f'<body>\n<main>\n<div class="wide" role="region" aria-label="{title}" tabindex="0">\n<table>\n'
        f"<caption><h1>{title}</h1>{year}</caption>\n<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n"
        + "".join(_rows(table))
        + "</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n",
        encoding="utf-8",
    )


def _rows(table: Table) -> Iterator[str]:
    is_filled = False
    for row in table.rows:
        if isinstance(row, Heading):
            if is_filled:
                yield "</tbody>\n<tbody>\n"
            is_filled = False
            yield f'<tr><th scope="rowgroup" colspan="{len(table.headings)}">{escape(row.text)}</th></tr>\n'
        else:
            is_filled = True
            yield _entry(row)


def _entry(row: Entry) -> str:
    number, *texts = row.cells
    cells = "".join(f"<td>{_text(text)}</td>" for text in texts)
    return f'<tr><th scope="row">{escape(number)}</th>{cells}</tr>\n'


def _text(text: str) -> str:
    """A cell's text with its addresses as links; line breaks and doubled spaces stay."""
    lines = [
        f'<a href="{escape(one)}">{escape(one)}</a>' if _is_address(one) else escape(one) for one in text.split("\n")
    ]
    return re.sub("  ", " &nbsp;", "<br>".join(lines))


def _is_address(text: str) -> bool:
    return re.fullmatch(r"https?://\S+", text) is not None
