"""Drawings: well-formed, safe, inside their frame, and saying in words what they show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.charts import Aim, Bar, Point, bars, timeline
from tsunagi.base.charts.timeline import short

LEGEND = {"met": "達成", "not_met": "未達成"}
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
VALUES = st.decimals(-(10**12), 10**12, places=2)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def numbers(svg: str, tag: str, *names: str) -> list[tuple[float, ...]]:
    root = ElementTree.fromstring(svg)
    return [tuple(float(one.get(name, "0")) for name in names) for one in root.iter(tag)]


@given(st.lists(st.tuples(TEXTS, st.integers(0, 10**6), st.integers(0, 10**6)), max_size=12))
def test_bars_are_as_long_as_their_numbers_say(rows: list[tuple[str, int, int]]) -> None:
    drawn = [Bar(label, (("met", met), ("not_met", missed))) for label, met, missed in rows]
    svg = bars("x", "題", drawn, LEGEND)
    longest = max((bar.total for bar in drawn), default=0)
    if not longest:
        assert svg == ""
        return
    found = numbers(svg, "rect", "x", "width")[2:]  # the first two are the legend's
    wanted = [count for bar in drawn for _kind, count in bar.parts if count]
    assert len(found) == len(wanted)
    for (x, width), count in zip(found, wanted, strict=True):
        assert width == pytest.approx(count * (640 - 48) / longest, abs=0.02)
        assert x >= 0 and x + width <= 640


@given(st.lists(st.tuples(DAYS, VALUES), max_size=8), st.lists(st.tuples(DAYS, DAYS | st.none(), VALUES), max_size=4))
def test_a_timeline_stays_inside_its_frame(
    seen: list[tuple[date, Decimal]], aims: list[tuple[date, date | None, Decimal]]
) -> None:
    svg = timeline(
        "x", "題", [Point(day, value, str(value)) for day, value in seen],
        [Aim(since, until, value, str(value)) for since, until, value in aims], "件",
    )  # fmt: skip
    if not seen and not aims:
        assert svg == ""
        return
    assert len(numbers(svg, "circle", "cx")) == len(seen)
    for x, y in numbers(svg, "circle", "cx", "cy"):
        assert 0 <= x <= 640 and 0 <= y <= 260
    for x1, x2, y1, y2 in numbers(svg, "line", "x1", "x2", "y1", "y2"):
        assert all(0 <= x <= 640 for x in (x1, x2)) and all(0 <= y <= 260 for y in (y1, y2))


def test_words_are_escaped_and_nothing_is_styled() -> None:
    svg = bars("a", '<script>"&', [Bar('<b>&"', (("met", 1), ("not_met", 0)))], LEGEND)
    assert "<script>" not in svg and "<b>" not in svg
    assert "style" not in svg
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "a-title a-desc"
    assert '<b>&": 達成 1 未達成 0' in (root[1].text or "")


def test_a_year_that_is_missing_leaves_a_gap() -> None:
    points = [Point(date(year, 3, 31), Decimal(year), str(year)) for year in (2020, 2021, 2024)]
    svg = timeline("x", "題", points, [], "件")
    assert svg.count('class="chart-line"') == 1


@pytest.mark.parametrize(("value", "said"), [("400000", "40万"), ("120000000", "1.2億"), ("500", "500"), ("0", "0")])
def test_numbers_on_an_axis_are_short(value: str, said: str) -> None:
    assert short(Decimal(value)) == said
