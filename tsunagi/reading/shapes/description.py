"""A table described by hand in a small TOML file: docs/howto/describe-a-table.md shows how."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tsunagi.reading.model import Unreadable
from tsunagi.reading.shapes.headings import FIGURES, KINDS, plain

#: The role of a column that is not to be read.
IGNORED = "ignore"

_KEYS = ("columns", "first_row", "fiscal_year", "short_names")
_YEAR = re.compile(r"FY\d{4}")
_DATE = re.compile(r"(?:FY)?\d{4}|\d{4}-\d\d(?:-\d\d)?")


@dataclass(frozen=True, slots=True)
class Description:
    """A table described by hand: the role of a heading or of a column's number (from 1), and what else is known.

    A heading that is not described keeps the role that its words give it. first_row: the number of the first row that
    is no heading, from 1. short_names: full names of bodies by their short ones.
    """

    headings: dict[str, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    first_row: int | None = None
    fiscal_year: str | None = None
    short_names: dict[str, str] = field(default_factory=dict)


def load(path: Path) -> Description:
    """A description from its TOML file. Raises Unreadable with one sentence that says what is wrong in it."""
    given = _parsed(path)
    unknown = [key for key in given if key not in _KEYS]
    if unknown:
        raise _wrong(path, f"「{unknown[0]}」という項目はありません", f"there is no key {unknown[0]!r}", _KEYS)
    columns = given.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise _wrong(path, "[columns] に見出しと役割がありません", "[columns] with headings and their roles is missing", KINDS)
    for heading, role in columns.items():
        if not is_role(role):
            japanese, english = f"「{heading}」の役割「{role}」はありません", f"{role!r} is no role for {heading!r}"
            raise _wrong(path, japanese, english, (*KINDS, IGNORED))
    numbers = {int(heading): role for heading, role in columns.items() if heading.isdecimal()}
    headings = {plain(heading): role for heading, role in columns.items() if not heading.isdecimal()}
    first_row = given.get("first_row")
    if first_row is None and not headings:
        raise _wrong(
            path,
            "列を番号で示すときは、見出しの次の行の番号 first_row が要ります",
            "columns given by number need first_row, the number of the row below the headings",
            ("first_row = 3",),
        )
    if first_row is not None and (not isinstance(first_row, int) or first_row < 1):
        japanese, english = f"first_row「{first_row}」は行の番号ではありません", f"first_row {first_row!r} is no row"
        raise _wrong(path, japanese, english, ("first_row = 3",))
    year = given.get("fiscal_year")
    if year is not None and not (isinstance(year, str) and _YEAR.fullmatch(year)):
        example = ('fiscal_year = "FY2024"',)
        raise _wrong(path, f"fiscal_year「{year}」は年度ではありません", f"fiscal_year {year!r} is no fiscal year", example)
    short = given.get("short_names", {})
    if not isinstance(short, dict) or not all(isinstance(name, str) for name in short.values()):
        example = ('[short_names] 厚 = "厚生労働省"',)
        raise _wrong(path, "[short_names] は略称と正式名の表にしてください", "[short_names] is no table of names", example)
    return Description(headings, numbers, first_row, year, short)


def is_role(role: object) -> bool:
    """Whether something is a role: a kind, for numbers with their date and the name of what they count."""
    if not isinstance(role, str):
        return False
    kind, *more = role.split(":", 2)
    if not more:
        return kind in KINDS or kind == IGNORED
    return kind in FIGURES and (not more[0] or bool(_DATE.fullmatch(more[0])))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable(
            f"{path.name} を開けません。--shape のファイルの場所を確かめてください。"
            f" / Cannot open {path.name} ({error.strerror}): check the place of the --shape file."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(
            f"{path.name} は TOML として読めません({error})。UTF-8 で書き、見出しは引用符で囲んでください。"
            f" / {path.name} is no TOML ({error}): write it in UTF-8 and put headings in quotation marks."
        ) from error


def _wrong(path: Path, japanese: str, english: str, usable: tuple[str, ...]) -> Unreadable:
    """The sentence on what is wrong in a description, and what can be written instead."""
    words = ", ".join(usable)
    return Unreadable(f"{path.name}: {japanese}。使えるのは {words} です。 / {path.name}: {english}; usable: {words}.")
