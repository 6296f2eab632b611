"""Pieces of SVG. Only classes, no styles: a page's policy forbids styles in the markup
(base/static/base/charts.css)."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape, quoteattr


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """An element; `content` is markup already, attribute values are escaped; `class_` is class, `a_b` is a-b."""
    said = "".join([f" {_name(key)}={_attribute(value)}" for key, value in attributes.items() if value is not None])
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def text(words: str, x: float, y: float, class_: str = "chart-label", anchor: str = "start") -> str:
    """Words at a place; classes are the program's own."""
    place = f'x="{_number(x)}" y="{_number(y)}" class="{class_}" text-anchor="{anchor}"'
    return f"<text {place}>{escape(words)}</text>"


def wide(words: str, letter: float) -> float:
    """About how wide words are in letters of a size: a kanji is as wide as high, a digit little more than half of
    that."""
    return sum(letter if ord(one) > 0x2E7F else letter * 0.62 for one in words)


def figure(name: str, title: str, description: str, width: float, height: float, content: str) -> str:
    """A whole drawing, named for who hears it: `name` is unique on the page."""
    head = f"<title id={quoteattr(name + '-title')}>{escape(title)}</title>"
    head += f"<desc id={quoteattr(name + '-desc')}>{escape(description)}</desc>"
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {_number(width)} {_number(height)}"'
        f" aria-labelledby={quoteattr(f'{name}-title {name}-desc')}>{head}{content}</svg>"
    )


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _attribute(value: str | float) -> str:
    return quoteattr(value) if isinstance(value, str) else f'"{_number(value)}"'


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
