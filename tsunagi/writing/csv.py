"""CSV as Excel in Japan opens it: UTF-8 with its mark, lines ended by CR LF, as many cells in every row."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tsunagi.writing.table import Entry, Table

#: What a spreadsheet would not leave as it is: such a sign first, unless it stands alone or makes a number negative.
_FORMULA = re.compile(r"'*(?:[=+@](?!\Z)|-(?!\Z|[\d.,]+%?\Z))")


def write_csv(table: Table, path: Path) -> None:
    """Write the table; title and sections' headings stand alone in their rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        for line in (table.title, table.year):
            if line:
                out.writerow(_alone(line, table))
        out.writerow(map(harmless, table.headings))
        for row in table.rows:
            out.writerow(map(harmless, row.cells) if isinstance(row, Entry) else _alone(row.text, table))


def _alone(text: str, table: Table) -> list[str]:
    return [harmless(text), *[""] * (len(table.headings) - 1)]


def harmless(text: str) -> str:
    """A text with an apostrophe before it where it would be run as a formula; reading takes it off again."""
    return f"'{text}" if _FORMULA.match(text) else text
