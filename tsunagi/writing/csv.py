"""CSV as Excel in Japan opens it: UTF-8 with its mark, lines ended by CR LF."""

from __future__ import annotations

import csv
from pathlib import Path

from tsunagi.writing.table import HEADINGS, Entry, Table


def write_csv(table: Table, path: Path) -> None:
    """Write the table; title and sections' headings stand alone in their rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([table.title])
        if table.year:
            out.writerow([table.year])
        out.writerow(HEADINGS)
        for row in table.rows:
            out.writerow(row.cells if isinstance(row, Entry) else [row.text])
