"""Drawings: well-formed, safe, inside their frame, and saying in words what they show."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from defusedxml import ElementTree
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.charts import Aim, Bar, Point, bars, timeline
from tsunagi.base.charts.bars import ROOM
from tsunagi.base.charts.bars import WIDTH as LONG
from tsunagi.base.charts.timeline import HEIGHT, WIDTH, short

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
        assert width == pytest.approx(count * (LONG - ROOM) / longest, abs=0.02)
        assert x >= 0 and x + width <= LONG


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
        assert 0 <= x <= WIDTH and 0 <= y <= HEIGHT
    for x1, x2, y1, y2 in numbers(svg, "line", "x1", "x2", "y1", "y2"):
        assert all(0 <= x <= WIDTH for x in (x1, x2)) and all(0 <= y <= HEIGHT for y in (y1, y2))


def test_a_bar_of_one_part_says_its_number_once() -> None:
    drawn = [Bar("全体", (("met", 42), ("not_met", 0))), Bar("一部", (("met", 30), ("not_met", 20)))]
    said = [one.text for one in ElementTree.fromstring(bars("x", "題", drawn, LEGEND)).iter("text")]
    assert [text for text in said if text and text.isdigit()] == ["42", "30", "20", "50"], said


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
    (way,) = re.findall(r'<path d="([^"]+)" class="chart-line"/>', svg)
    assert re.sub("[^ML]", "", way) == "MLM"


def test_no_figure_stands_on_anothers_words_and_the_newest_is_said() -> None:
    points = [Point(date(2019 + at, 7, 1), Decimal(100000 + at), f"{100000 + at:,}件") for at in range(7)]
    svg = timeline("x", "題", points, [], "件")
    drawn = numbers(svg, "text", "x", "y")
    assert "100,006件</text>" in svg and 1 < svg.count("件</text>") < 8, "the unit, the newest, and what has room"
    assert len(drawn) > 8 and all(one.label in svg for one in points), "the text alternative says all"


def test_what_kinds_are_called_goes_over_as_many_lines_as_it_takes() -> None:
    legend = {"met": "あてはまる", "not_met": "あてはまらない", "pending": "まだ時期が来ていない", "no_actual": "実績がない"}
    svg = bars("x", "題", [Bar("全体", [(kind, 5) for kind in legend])], legend)
    keys = numbers(svg, "rect", "x", "y")[:4]
    assert len({y for _x, y in keys}) == 2
    assert all(x + 22 + 16 * len(words) <= LONG for (x, _y), words in zip(keys, legend.values(), strict=True))


@pytest.mark.parametrize(("value", "said"), [("400000", "40万"), ("120000000", "1.2億"), ("500", "500"), ("0", "0")])
def test_numbers_on_an_axis_are_short(value: str, said: str) -> None:
    assert short(Decimal(value)) == said


@pytest.mark.parametrize(("value", "said"), [("400000", "400k"), ("120000000", "120m"), ("500", "500"), ("0", "0")])
def test_an_english_axis_counts_by_thousands(value: str, said: str) -> None:
    with override("en"):
        assert short(Decimal(value)) == said


def test_what_a_chart_says_is_listed_as_its_language_lists() -> None:
    rows, legend = [Bar("A", [("met", 1)]), Bar("B", [("met", 2)])], {"met": "Met"}
    with override("en"):
        assert "A: Met 1, B: Met 2" in bars("x", "t", rows, legend)


def test_letters_take_the_room_that_they_have() -> None:
    """Latin letters are narrower than kanji: two names of eighteen stand side by side; a long label in kanji is cut."""
    drawn = [Bar("a" * 40, [("met", 1)]), Bar("長" * 40, [("met", 1)])]
    svg = bars("x", "題", drawn, {"met": "reached the target", "not_met": "missed the target"})
    places = numbers(svg, "rect", "y")[:2]
    assert places[0] == places[1]
    shown = svg.split("</desc>")[1]
    assert "a" * 40 in shown and "長" * 25 + "…" in shown
