"""The bytes of a list as rows of cells: in UTF-8 with or without its mark, or in what Excel in Japan writes (CP932)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tsunagi.base.rules.sentences import Wrong, __

#: Beyond these a list is refused; a row with a longer cell is left out.
LARGEST: Final = 10_000_000
MOST_ROWS: Final = 20_000
MOST_LINES: Final = 200_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 4_000
MOST_BROKEN: Final = 100
#: What stands for bytes that are no letter in the list's code; a row that holds it is left out. With more than one in
#: so many letters the code is taken to be another.
TORN: Final = "\ufffd"
_TORN_AMONG: Final = 100
_PRIVATE: Final = re.compile(r"[\x80-\x9f\ue000-\uf8ff]")

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and the line that it begins at; None for a row that cannot be told into cells."""

    line: int
    cells: list[str] | None


def text_of(content: bytes) -> str:
    """The text of a list, with TORN where a few bytes are damaged.

    Raises Wrong where it is too large, a workbook, or in neither of the two codes.
    """
    if len(content) > LARGEST:
        raise Wrong(
            __("ファイルが大きすぎます(%(largest)sMBまで)。分けて取り込んでください。"), largest=LARGEST // 1_000_000
        )
    if content.startswith(_WORKBOOKS):
        raise Wrong(
            __("Excelのファイルのようです。「名前を付けて保存」でCSV UTF-8を選び、保存したものを取り込んでください。")
        )
    text = decoded(content)
    if "\0" not in text and text.count(TORN) * _TORN_AMONG <= len(text):
        return text
    raise Wrong(__("文字コードが分かりません。UTF-8かShift_JISのCSVで保存し直してください。"))


def decoded(content: bytes) -> str:
    """The text in whichever of the two codes fits it better, with TORN for what is no letter of it.

    Nor are signs for private use, which CP932 makes of some damaged bytes and of 外字: no other machine can show them.
    """
    read = (_PRIVATE.sub(TORN, content.decode(code, errors="replace")) for code in ("utf-8-sig", "cp932"))
    return min(read, key=lambda one: one.count(TORN))


def rows_of(text: str) -> Iterator[Row]:
    """The rows that are not blank. A row whose quotes do not fit is given without cells, and reading goes on below it.

    Raises Wrong where there are too many rows, or too many that are broken.
    """
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise _too_many()
    lines = io.StringIO(text, newline="").readlines()
    sign = "\t" if lines and lines[0].count("\t") > lines[0].count(",") else ","
    begin = count = broken = 0
    while begin < len(lines):
        reader = csv.reader(lines[begin:], delimiter=sign, strict=True)
        done = 0
        try:
            for cells in reader:
                line, done = begin + done + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    count += 1
                    if count > MOST_ROWS:
                        raise _too_many()
                    yield Row(line, cells)
            return
        except csv.Error:
            broken += 1
            if broken > MOST_BROKEN:
                raise Wrong(__('引用符(")の合わない行が多すぎます。CSVとして保存し直してください。')) from None
            yield Row(begin + done + 1, None)
            begin += done + 1


def _too_many() -> Wrong:
    return Wrong(__("行が多すぎます(%(most)s行まで)。分けて取り込んでください。"), most=MOST_ROWS)
