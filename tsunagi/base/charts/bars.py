"""Horizontal bars, each of several parts, one under another: readable at a phone's width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tsunagi.base.charts import svg

#: As wide as a phone's screen or little more: drawn smaller, letters could not be read there (see charts.css).
WIDTH, LABEL, BAR, GAP, LEGEND = 420.0, 20.0, 26.0, 14.0, 26.0
#: Widths that hold the total at a bar's end, and a number inside a part.
ROOM, INSIDE = 48.0, 22.0
#: A letter's size.
LETTER = 16.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for, and its parts as (kind, how many)."""

    label: str
    parts: Sequence[tuple[str, int]]

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(count for _kind, count in self.parts)


def bars(name: str, title: str, rows: Sequence[Bar], legend: Mapping[str, str]) -> str:
    """The bars as SVG; empty text where there is nothing to draw.

    legend: what each kind is called, in the order of the parts. A kind's look is the class chart-<kind>.
    """
    longest = max((row.total for row in rows), default=0)
    if not longest:
        return ""
    scale = (WIDTH - ROOM) / longest
    key, y = _legend(legend)
    drawn = [key]
    for row in rows:
        drawn.append(_label(row, y + LABEL - 6))
        drawn.append(_parts(row, y + LABEL, scale))
        y += LABEL + BAR + GAP
    said = _("、").join(
        f"{row.label}: " + " ".join(f"{legend[kind]} {count}" for kind, count in row.parts) for row in rows
    )
    return svg.figure(name, title, said, WIDTH, y, "".join(drawn))


def _legend(legend: Mapping[str, str]) -> tuple[str, float]:
    """What the kinds are called, in as many lines as it takes; and where it ends."""
    drawn, x, y = [], 0.0, 0.0
    for kind, words in legend.items():
        width = 22 + svg.wide(words, LETTER)
        if x and x + width > WIDTH:
            x, y = 0.0, y + LEGEND
        drawn.append(svg.element("rect", x=x, y=y + 4, width=16, height=16, class_=f"chart-{kind}"))
        drawn.append(svg.text(words, x + 22, y + 17))
        x += width + 16
    return "".join(drawn), y + LEGEND + 4


def _label(row: Bar, y: float) -> str:
    shown = row.label
    while svg.wide(shown, LETTER) > WIDTH:
        shown = shown.removesuffix("…")[:-1] + "…"
    return svg.text(shown, 0, y)


def _parts(row: Bar, y: float, scale: float) -> str:
    drawn, x = [], 0.0
    for kind, count in row.parts:
        width = count * scale
        if not count:
            continue
        drawn.append(svg.element("rect", x=x, y=y, width=width, height=BAR, class_=f"chart-{kind}"))
        if width >= INSIDE and count < row.total:  # the total stands at the end
            drawn.append(svg.text(str(count), x + width / 2, y + BAR / 2 + 6, f"chart-count chart-on-{kind}", "middle"))
        x += width
    return "".join([*drawn, svg.text(str(row.total), x + 8, y + BAR / 2 + 6, "chart-total")])
