"""Open, closed, until when and when next: tables of hours as they are, and the minutes counted one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.directory.spans import SPANS
from tsunagi.directory.rules import hours
from tsunagi.directory.rules.hours import Now, Span

TOKYO = ZoneInfo("Asia/Tokyo")

OFFICE = "平日 9:00-17:00(受付16:30まで); 12/29-1/3 休み"
MUSEUM = "9:00-17:00、月曜日(祝日は開館)・年末年始 休館"
NIGHT = "毎日 17:00-翌9:00"
MONTHLY = "毎月10日 8:00-翌8:00"
CAFE = "第2火 10:00-12:00"
COOL_PLACE = "7/1-9/30 10:00-17:00"
NEW_YEAR_ROOM = "12/29-1/3 20:00-翌5:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "instant", "is_open"),
    [
        # a line of the whole country, day and night, every day of the year
        ("毎日 24時間", "2026-12-31 23:59", True),
        ("毎日 24時間", "2027-01-01 00:00", True),
        # an office: weekdays that are no holidays, closed over the new year
        (OFFICE, "2026-11-26 08:59:59", False),
        (OFFICE, "2026-11-26 09:00", True),
        (OFFICE, "2026-11-26 16:59:59", True),
        (OFFICE, "2026-11-26 17:00", False),
        (OFFICE, "2026-11-23 10:00", False),  # 勤労感謝の日, a Monday
        (OFFICE, "2026-05-06 10:00", False),  # 振替休日 for the Sunday 3 May
        (OFFICE, "2026-09-22 10:00", False),  # 国民の休日 between two holidays
        (OFFICE, "2026-12-28 10:00", True),
        (OFFICE, "2026-12-29 10:00", False),
        (OFFICE, "2027-01-04 10:00", True),
        # closed on Mondays, but not on those that are holidays; over the new year on New Year's Day too
        (MUSEUM, "2026-11-16 10:00", False),
        (MUSEUM, "2026-11-23 10:00", True),  # 勤労感謝の日, a Monday
        (MUSEUM, "2026-11-24 10:00", True),
        (MUSEUM, "2027-01-01 10:00", False),  # 元日
        # a line by night: it belongs to the day on which it begins
        (NIGHT, "2026-12-31 23:59", True),
        (NIGHT, "2027-01-01 08:59", True),
        (NIGHT, "2027-01-01 09:00", False),
        ("金 17:00-翌9:00", "2026-11-28 08:59", True),  # Saturday morning, Friday's
        ("金 17:00-翌9:00", "2026-11-27 08:59", False),  # Friday morning, Thursday's
        ("月末 22:00-翌2:00", "2026-12-01 01:59", True),
        ("月末 22:00-翌2:00", "2028-02-29 22:00", True),
        # into a holiday and out of one
        ("月-金(祝日除く) 17:00-翌9:00", "2026-11-23 02:00", False),  # Sunday's night
        ("月-金(祝日除く) 17:00-翌9:00", "2026-11-03 02:00", True),  # Monday's night into 文化の日
        ("月-金(祝日除く) 17:00-翌9:00", "2026-11-04 02:00", False),  # the holiday's own night
        ("祝日 17:00-翌9:00", "2026-11-04 02:00", True),
        # monthly, the whole day and night
        (MONTHLY, "2026-12-10 07:59", False),
        (MONTHLY, "2026-12-10 08:00", True),
        (MONTHLY, "2026-12-11 07:59", True),
        (MONTHLY, "2026-12-11 08:00", False),
        # the month's second Tuesday; the last Friday
        (CAFE, "2026-12-08 10:30", True),
        (CAFE, "2026-12-01 10:30", False),
        (CAFE, "2026-12-15 10:30", False),
        ("最終金 13:00-15:00", "2026-10-30 13:00", True),
        ("最終金 13:00-15:00", "2026-10-23 13:00", False),
        ("最終月 13:00-15:00", "2026-11-23 13:00", False),
        ("最終月 13:00-15:00", "2026-11-30 13:00", True),
        ("第5日 13:00-15:00", "2026-11-29 13:00", True),
        # in summer alone; over the new year
        (COOL_PLACE, "2026-06-30 12:00", False),
        (COOL_PLACE, "2026-07-01 12:00", True),
        (COOL_PLACE, "2026-09-30 12:00", True),
        (COOL_PLACE, "2026-10-01 12:00", False),
        (NEW_YEAR_ROOM, "2026-12-28 23:00", False),
        (NEW_YEAR_ROOM, "2026-12-31 23:00", True),
        (NEW_YEAR_ROOM, "2027-01-04 04:59", True),  # the night that begins on the 3rd
        (NEW_YEAR_ROOM, "2027-01-04 20:00", False),
        ("2/29 10:00-12:00", "2028-02-29 10:00", True),
        ("2/29 10:00-12:00", "2027-02-28 10:00", False),
        # a single date stands above a closed rule, a closed rule above an open one
        ("毎日 9:00-17:00; 12/29-1/3 休み; 2026-12-30 10:00-12:00", "2026-12-30 10:00", True),
        ("毎日 9:00-17:00; 12/29-1/3 休み; 2026-12-30 10:00-12:00", "2026-12-30 09:00", False),
        ("毎日 9:00-17:00; 12/29-1/3 休み; 2026-12-30 10:00-12:00", "2026-12-29 10:00", False),
        ("毎日 9:00-17:00; 2026-12-24 休み", "2026-12-24 10:00", False),
        ("2026-12-24 10:00-12:00; 2026-12-24 休み", "2026-12-24 10:00", False),
        ("月 9:00-17:00; 祝日 休み; 第4月 休み", "2026-11-16 10:00", True),
        ("月 9:00-17:00; 祝日 休み; 第4月 休み", "2026-11-23 10:00", False),
        # what is closed within a day; what is closed on a day keeps the night that began before
        ("毎日 9:00-17:00; 水 12:00-13:00 休み", "2026-11-25 12:30", False),
        ("毎日 9:00-17:00; 水 12:00-13:00 休み", "2026-11-25 13:00", True),
        ("毎日 9:00-17:00; 2026-11-25 12:00-13:00 休み", "2026-11-25 16:00", True),
        ("毎日 9:00-17:00; 水 12:00-13:00 休み; 2026-11-25 9:00-17:00", "2026-11-25 12:30", True),
        ("毎日 17:00-翌9:00; 水 2:00-4:00 休み", "2026-11-25 03:00", False),
        ("毎日 17:00-翌9:00; 火 23:00-翌1:00 休み", "2026-11-25 00:30", False),
        ("水 0:00-9:00; 火 23:00-翌1:00 休み", "2026-11-25 00:30", False),
        ("水 0:00-9:00; 火 23:00-翌1:00 休み", "2026-11-25 01:00", True),
        ("毎日 17:00-翌9:00; 水 休み", "2026-11-25 08:00", True),
        ("毎日 17:00-翌9:00; 水 休み", "2026-11-25 18:00", False),
        # a period with years
        ("2026-12-01から 毎日 9:00-17:00", "2026-11-30 10:00", False),
        ("2026-12-01から 毎日 9:00-17:00", "2026-12-01 10:00", True),
        ("2026-12-01まで 毎日 9:00-17:00", "2026-12-02 10:00", False),
    ],
)
def test_open_or_closed_at_an_instant(text: str, instant: str, is_open: bool) -> None:
    assert hours.is_open(hours.read_hours(text), at(instant)) is is_open


@pytest.mark.parametrize(
    ("text", "instant", "opens", "closes"),
    [
        ("毎日 24時間", "2026-11-26 10:00", None, None),
        ("毎日 24時間; 12/29-1/3 休み", "2026-11-26 10:00", "2027-01-04 00:00", "2026-12-29 00:00"),
        ("毎日 0:00-12:00, 12:00-24:00; 2026-12-01 休み", "2026-11-26 10:00", "2026-12-02 00:00", "2026-12-01 00:00"),
        (OFFICE, "2026-11-26 10:00", "2026-11-27 09:00", "2026-11-26 17:00"),
        (OFFICE, "2026-11-26 09:00", "2026-11-27 09:00", "2026-11-26 17:00"),
        (OFFICE, "2026-11-26 08:59:30", "2026-11-26 09:00", None),
        (OFFICE, "2026-12-28 17:00", "2027-01-04 09:00", None),
        (NIGHT, "2026-12-31 20:00", "2027-01-01 17:00", "2027-01-01 09:00"),
        (MONTHLY, "2026-12-11 07:00", "2027-01-10 08:00", "2026-12-11 08:00"),
        (COOL_PLACE, "2026-11-26 10:00", "2027-07-01 10:00", None),
        ("毎日 9:00-12:00, 12:00-15:00", "2026-11-26 10:00", "2026-11-27 09:00", "2026-11-26 15:00"),
        ("2027-03-01から 毎日 24時間", "2026-11-26 10:00", "2027-03-01 00:00", None),
        ("2026-11-30まで 毎日 9:00-17:00", "2026-12-01 10:00", None, None),
        ("2/29 10:00-12:00", "2026-11-26 10:00", None, None),  # not within 400 days
        ("", "2026-11-26 10:00", None, None),
    ],
)
def test_opens_next_and_closes(text: str, instant: str, opens: str | None, closes: str | None) -> None:
    spans = hours.read_hours(text)
    assert hours.opens_next(spans, at(instant)) == (at(opens) if opens else None)
    assert hours.closes(spans, at(instant)) == (at(closes) if closes else None)


@pytest.mark.parametrize(
    ("text", "instant", "now"),
    [
        ("", "2026-11-26 10:00", Now("unknown")),
        ("祝日 休み", "2026-11-26 10:00", Now("unknown")),
        ("毎日 24時間", "2026-11-26 10:00", Now("open")),
        (OFFICE, "2026-11-26 10:00", Now("open", at("2026-11-26 17:00"), at("2026-11-26 16:30"))),
        (OFFICE, "2026-11-26 16:30", Now("reception_over", at("2026-11-26 17:00"), None, at("2026-11-27 09:00"))),
        (OFFICE, "2026-11-27 17:00", Now("closed", None, None, at("2026-11-30 09:00"))),
        ("2026-11-01まで 毎日 24時間", "2026-11-26 10:00", Now("closed")),
        (
            # the reception of the first ends, and the second begins where the first closes
            "毎日 9:00-17:00(受付16:00まで), 17:00-20:00",
            "2026-11-26 16:00",
            Now("reception_over", at("2026-11-26 20:00"), None, at("2026-11-26 17:00")),
        ),
        ("毎日 22:00-翌5:00(受付翌4:00まで)", "2026-11-27 04:30", Now(
            "reception_over", at("2026-11-27 05:00"), None, at("2026-11-27 22:00")
        )),
    ],
)  # fmt: skip
def test_now_says_what_a_page_shows(text: str, instant: str, now: Now) -> None:
    assert hours.now(hours.read_hours(text), at(instant)) == now


def test_hours_that_nobody_knows_are_neither_open_nor_known() -> None:
    assert not hours.are_known([])
    assert not hours.is_open([], at("2026-11-26 10:00"))
    assert not hours.takes_callers([], at("2026-11-26 10:00"))
    assert hours.are_known(hours.read_hours("月 9:00-17:00"))


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Europe/London", "Pacific/Kiritimati", "Asia/Tokyo"])
def test_the_time_is_that_of_tokyo_whatever_zone_the_instant_is_told_in(zone: str) -> None:
    spans = hours.read_hours(OFFICE)
    instant = datetime(2026, 11, 26, 0, 0, tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert hours.is_open(spans, instant)
    assert not hours.is_open(spans, instant - timedelta(minutes=1))
    closing = hours.closes(spans, instant)
    assert closing == at("2026-11-26 17:00")
    assert closing is not None and closing.tzinfo == TOKYO


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        hours.is_open([Span(opens=0, closes=1440)], datetime(2026, 11, 26))


MINUTE = timedelta(minutes=1)
WINDOW = 2 * 24 * 60
INSTANTS = st.integers(0, 8 * 24 * 60).map(lambda minutes: at("2026-12-27 00:00") + minutes * MINUTE)


@settings(max_examples=60)
@given(SPANS, INSTANTS)
def test_opens_next_is_the_first_minute_that_turns_open(spans: list[Span], instant: datetime) -> None:
    was, expected = hours.is_open(spans, instant), None
    for minutes in range(1, WINDOW):
        is_open = hours.is_open(spans, instant + minutes * MINUTE)
        if is_open and not was:
            expected = instant + minutes * MINUTE
            break
        was = is_open
    found = hours.opens_next(spans, instant)
    if expected is None:
        assert found is None or found >= instant + WINDOW * MINUTE
    else:
        assert found == expected


@settings(max_examples=60)
@given(SPANS, INSTANTS)
def test_closes_is_the_first_minute_that_is_no_longer_open(spans: list[Span], instant: datetime) -> None:
    found = hours.closes(spans, instant)
    if not hours.is_open(spans, instant):
        assert found is None
        return
    minutes = (instant + minutes * MINUTE for minutes in range(1, WINDOW))
    expected = next((minute for minute in minutes if not hours.is_open(spans, minute)), None)
    if expected is None:
        assert found is None or found >= instant + WINDOW * MINUTE
    else:
        assert found == expected


@given(SPANS, INSTANTS)
def test_now_agrees_with_what_it_is_made_of(spans: list[Span], instant: datetime) -> None:
    now = hours.now(spans, instant)
    assert (now.state == "unknown") == (not hours.are_known(spans))
    assert (now.state in ("open", "reception_over")) == hours.is_open(spans, instant)
    assert (now.state == "open") == hours.takes_callers(spans, instant)
    assert now.state != "open" or now.opens is None
    for later in (now.closes, now.reception_closes, now.opens):
        assert later is None or later > instant
    assert now.opens is None or hours.takes_callers(spans, now.opens)
    if now.reception_closes:
        assert not hours.takes_callers(spans, now.reception_closes)
        assert now.closes is None or now.reception_closes < now.closes


@given(SPANS, INSTANTS)
def test_the_normal_form_says_the_same(spans: list[Span], instant: datetime) -> None:
    same = hours.normal(spans)
    assert hours.normal(reversed(same)) == same
    assert hours.now(same, instant) == hours.now(spans, instant)
