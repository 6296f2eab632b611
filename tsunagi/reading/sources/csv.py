"""CSV: cells between commas, semicolons or tabs, in quotes where a cell holds such a sign or a line break."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from tsunagi.reading.model import Source, Unreadable
from tsunagi.reading.sources.rendering import Rendering

_SAMPLE = 100_000
_ROWS = 200
_QUOTED_BREAK = re.compile(r'(?:^|\t)"[^"\t\n]*\n', re.M)
#: The apostrophe by which a text that begins like a formula is kept a text.
_MARKED = re.compile(r"^'('*[=+@-])")

_BROKEN = (
    "CSV として読めません。終わりのない引用符がないか確かめてください。"
    " / It cannot be read as CSV: look for a quotation mark that is never closed."
)


def of_csv(name: str, text: str, sha256: str, sign: str) -> Source:
    """The rows of a CSV with `sign` between its cells. Raises Unreadable where a quote never ends."""
    made = Rendering()
    try:
        for row in _rows(text, sign):
            made.row(_MARKED.sub(r"\1", cell) for cell in row)
    except csv.Error as error:
        raise Unreadable(_BROKEN) from error
    return made.source("csv", name, sha256)


def delimiter(text: str, suffix: str) -> str | None:
    """The sign between the cells of a CSV; None where the text is none, or has tabs that no quotes go with.

    suffix: the ending of the file's name. A file called .csv is one where any sign divides most of its lines; any
    other only where nearly all of its lines come apart into as many cells.
    """
    sample = text[:_SAMPLE]
    named = suffix in (".csv", ".tsv")
    signs = ",;\t" if named else ",;" if "\t" not in sample else "\t" if _QUOTED_BREAK.search(sample) else ""
    columns, share, best = max((_regular(sample, sign) for sign in signs), default=(0, 0.0, ""))
    enough = columns >= 2 if named else columns >= 3 and share >= 0.6
    return best if enough else None


def _regular(sample: str, sign: str) -> tuple[int, float, str]:
    """(the number of cells that most rows of several have, the share of those rows in all, the sign)."""
    try:
        rows = [len(row) for row in islice(_rows(sample, sign), _ROWS) if any(row)]
    except csv.Error:
        return 0, 0.0, sign
    columns, most = next((one for one in Counter(rows).most_common() if one[0] > 1), (0, 0))
    return columns, most / max(1, len(rows)), sign


def _rows(text: str, sign: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=sign)
