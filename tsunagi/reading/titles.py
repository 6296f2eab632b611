"""How a written table says that a measure's title is not whole, and how that is read back."""

from __future__ import annotations

import re
from typing import Final

from tsunagi.reading.model import Cell, State

#: What stands behind a title that is not whole, by its state.
SIGNS: Final[dict[State, str]] = {"cut": "(施策名の一部)", "noise": "(判読できない施策名)"}
_REASONS: Final[dict[State, str]] = {
    "cut": "施策名の一部だけであると、文書に記されている / The document says that this is a part of the title",
    "noise": "判読できない施策名であると、文書に記されている / The document says that the title cannot be read",
}
#: An office may have widened the brackets.
_OPENS, _CLOSES = r"[(\N{FULLWIDTH LEFT PARENTHESIS}]", r"[)\N{FULLWIDTH RIGHT PARENTHESIS}]"
_SIGN = re.compile(rf"\s*{_OPENS}(?:(?P<cut>施策名の一部)|判読できない施策名){_CLOSES}\s*$")


def signed(cell: Cell) -> str:
    """The title, with a sign behind it where it is not whole."""
    return cell.text + SIGNS.get(cell.state, "") if cell.text else ""


def bare(title: str) -> str:
    """The title without its sign."""
    return _SIGN.sub("", title)


def told(title: str) -> tuple[State, str] | None:
    """The state that a title's sign tells, and the reason; None where it has no sign."""
    found = _SIGN.search(title)
    if found is None:
        return None
    state: State = "cut" if found["cut"] else "noise"
    return state, _REASONS[state]
