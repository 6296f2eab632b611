"""Full-width and half-width forms of a character made one, so that a rule is written once.

Every replacement is one character for one: a place in the folded text is the same place in the text.
"""

from __future__ import annotations

from functools import lru_cache

_ASCII = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_BLANKS = {"　": " ", "\n": " ", "\t": " "}
_OTHERS = {**_BLANKS, "〜": "~", "～": "~", "−": "-", "―": "-", "‐": "-", "–": "-", "﹪": "%", "･": "・"}
_TABLE: dict[int, int | str] = {**_ASCII, **{ord(wide): narrow for wide, narrow in _OTHERS.items()}}

OPENING = "(（「『【〔[［<〈《＜"
CLOSING = ")）」』】〕]］>〉》＞"


@lru_cache(maxsize=2048)  # every rule folds the same cell again
def fold(text: str) -> str:
    """The text with full-width letters, digits and signs as half-width ones; its length is unchanged."""
    return text.translate(_TABLE)
