"""A week of the rota, and its gaps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tsunagi.consultations.rules import rota
from tsunagi.directory.rules.hours import is_open, read_hours

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = date(2026, 11, 23)  # a public holiday
SPANS = read_hours("月-金 9:00-17:00; 祝日 休み")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=TOKYO)


def test_a_week_begins_on_monday_and_nonsense_is_this_week() -> None:
    assert rota.read_week("2026-11-26", date(2020, 1, 1)) == MONDAY
    for text in ("", "いつか", "0001-01-01x", "9999-99-99"):
        assert rota.read_week(text, date(2026, 11, 29)) == MONDAY


def test_a_holiday_is_no_gap_and_hours_without_anybody_are() -> None:
    shifts = [(at(24, 9), at(24, 17)), (at(25, 8), at(25, 12)), (at(26, 9), at(26, 11)), (at(26, 10), at(26, 18))]
    assert rota.gaps(SPANS, shifts, rota.week(MONDAY)) == [(at(25, 12), at(25, 17)), (at(27, 9), at(27, 17))]
    assert rota.gaps([], shifts, rota.week(MONDAY)) == []
    always = read_hours("毎日 0:00-24:00")
    assert rota.gaps(always, [], rota.week(MONDAY)) == [rota.week(MONDAY)]


@given(st.lists(st.tuples(st.integers(0, 167), st.integers(1, 30)), max_size=6))
def test_every_hour_is_on_or_shut_or_a_gap(shifts: list[tuple[int, int]]) -> None:
    begins, _ends = rota.week(MONDAY)
    taken = [(begins + timedelta(hours=first), begins + timedelta(hours=first + long)) for first, long in shifts]
    left = rota.gaps(SPANS, taken, rota.week(MONDAY))
    for hour in range(168):
        moment = begins + timedelta(hours=hour, minutes=30)
        is_on = any(first <= moment < last for first, last in taken)
        is_gap = any(first <= moment < last for first, last in left)
        assert is_gap == (is_open(SPANS, moment) and not is_on)
