"""Hours as HSDS schedules and as schema.org has them; schedules that others send."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.directory.spans import SPANS
from tests.shared import shared_path
from tsunagi.directory.rules.hours import (
    OWN_KEY,
    Impossible,
    Span,
    from_hsds,
    normal,
    read_hours,
    say_hours,
    to_hsds,
    to_schema_org,
)

EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"


def test_a_weekly_rule_is_what_ical_says() -> None:
    assert to_hsds(read_hours("月-金 9:00-17:00")) == [
        {
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": "MO,TU,WE,TH,FR",
            "opens_at": "09:00+09:00",
            "closes_at": "17:00+09:00",
            "timezone": 9,
            "description": "月-金 9:00-17:00",
        }
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("毎日 24時間", {"freq": "WEEKLY", "byday": EVERY_DAY, "opens_at": "00:00+09:00", "closes_at": "00:00+09:00"}),
        ("火 17:00-翌9:00", {"opens_at": "17:00+09:00", "closes_at": "09:00+09:00"}),
        ("火 9:00-翌17:00", {"closes_at": "17:00+09:00", OWN_KEY: {"closes": 2460}}),
        ("第2・最終火 10:00-12:00", {"freq": "MONTHLY", "byday": "2TU,-1TU"}),
        ("第1・第3火・木 10:00-12:00", {"freq": "MONTHLY", "byday": "1TU,1TH,3TU,3TH"}),
        ("毎月10日・末日 8:00-翌8:00", {"freq": "MONTHLY", "bymonthday": "10,-1", "closes_at": "08:00+09:00"}),
        ("平日 9:00-17:00", {"byday": "MO,TU,WE,TH,FR", OWN_KEY: {"holidays": "closed"}}),
        ("7/1-9/30 10:00-17:00", {"byday": EVERY_DAY, OWN_KEY: {"season": ["07-01", "09-30"]}}),
        ("月 9:00-17:00(受付16:30まで)", {OWN_KEY: {"reception_closes": 990}}),
        ("2026-12-01から2027-03-31まで 月 9:00-17:00", {"valid_from": "2026-12-01", "valid_to": "2027-03-31"}),
        (
            "2026-12-24 10:00-12:00",
            {"dtstart": "2026-12-24", "until": "2026-12-24", "byday": "TH", OWN_KEY: {"dates": ["2026-12-24"]}},
        ),
    ],
)
def test_what_ical_cannot_say_stands_under_our_key(text: str, fields: dict[str, Any]) -> None:
    (made,) = to_hsds(read_hours(text))
    assert {name: made.get(name) for name in fields} == fields
    assert made["description"] == text.replace("7/1-9/30 ", "7/1-9/30 毎日 ")


@pytest.mark.parametrize("text", ["祝日 休み", "水 休み", "12/29-1/3 休み", "水 12:00-13:00 休み", "2026-12-24 休み"])
def test_a_closed_rule_cannot_be_taken_for_opening_hours(text: str) -> None:
    (made,) = to_hsds(read_hours(text))
    assert set(made) == {"description", OWN_KEY}
    assert made[OWN_KEY]["effect"] == "closed"


def test_holidays_alone_are_no_weekly_rule() -> None:
    (made,) = to_hsds(read_hours("祝日 10:00-16:00"))
    assert "freq" not in made and "byday" not in made
    assert made["opens_at"] == "10:00+09:00"


@given(SPANS)
def test_spans_come_back_from_hsds_as_they_went(spans: list[Span]) -> None:
    made = json.loads(json.dumps(to_hsds(spans)))
    assert from_hsds(made) == normal(spans)


@pytest.fixture(scope="module", params=["3.0", "3.1-dev"])
def official(request: pytest.FixtureRequest) -> jsonschema.Draft202012Validator:
    """The official schema of a schedule, with nothing more allowed than our key."""
    schema = json.loads(shared_path(f"hsds/{request.param}/schema/schedule.json").read_text(encoding="utf-8"))
    for nested in ("attributes", "metadata"):  # they refer to other files, and none is sent
        del schema["properties"][nested]
    schema["properties"][OWN_KEY] = {"type": "object"}
    return jsonschema.Draft202012Validator({**schema, "additionalProperties": False})


@given(SPANS)
def test_schedules_keep_to_the_official_schema(official: jsonschema.Draft202012Validator, spans: list[Span]) -> None:
    for one in to_hsds(spans):
        official.validate({"id": "48102e86-bb50-41c4-8f1e-e269368c41d1", **one})


@pytest.mark.parametrize(
    ("schedule", "notation"),
    [
        ({"freq": "WEEKLY", "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00"}, "木・金 10:00-18:00"),
        ({"byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}, "月 9:00-17:00"),
        ({"freq": "DAILY", "opens_at": "09:00", "closes_at": "17:00"}, "毎日 9:00-17:00"),
        ({"byday": "2TU,4TH", "opens_at": "09:00", "closes_at": "17:00"}, "第2火 9:00-17:00; 第4木 9:00-17:00"),
        ({"freq": "MONTHLY", "byday": "-1FR", "opens_at": "9:00", "closes_at": "17:00"}, "最終金 9:00-17:00"),
        ({"freq": "MONTHLY", "byday": "FR", "opens_at": "9:00", "closes_at": "17:00"}, "金 9:00-17:00"),
        ({"bymonthday": "1,-1", "opens_at": "09:00", "closes_at": "17:00"}, "毎月1日・末日 9:00-17:00"),
        # without a day, the day is that of the first event
        (
            {"freq": "WEEKLY", "dtstart": "2026-11-26", "opens_at": "09:00", "closes_at": "17:00"},
            "2026-11-26から 木 9:00-17:00",
        ),
        (
            {"freq": "MONTHLY", "dtstart": "2026-11-26", "opens_at": "09:00", "closes_at": "17:00"},
            "2026-11-26から 毎月26日 9:00-17:00",
        ),
        # the narrower of two periods; a count ends on the last event
        (
            {
                "byday": "MO",
                "valid_from": "2026-11-01",
                "dtstart": "2026-12-01",
                "until": "2027-03-01",
                "valid_to": "2027-12-31",
                "opens_at": "09:00",
                "closes_at": "17:00",
            },
            "2026-12-01から2027-03-01まで 月 9:00-17:00",
        ),
        (
            {"byday": "MO,TH", "dtstart": "2026-11-26", "count": 3, "opens_at": "09:00", "closes_at": "17:00"},
            "2026-11-26から2026-12-03まで 月・木 9:00-17:00",
        ),
        # times of other offsets, those of one field, and those past midnight
        ({"byday": "MO", "opens_at": "00:00Z", "closes_at": "08:00Z"}, "月 9:00-17:00"),
        ({"byday": "MO", "timezone": 3, "opens_at": "10:00", "closes_at": "18:00"}, "月 16:00-24:00"),
        ({"byday": "MO", "opens_at": "18:00+09:00", "closes_at": "02:00+09:00"}, "月 18:00-翌2:00"),
        ({"byday": "MO", "opens_at": "00:00", "closes_at": "24:00"}, "月 24時間"),
        # free text alone is no rule
        ({"description": "お電話でおたずねください"}, ""),
    ],
)
def test_schedules_of_others_are_read(schedule: dict[str, Any], notation: str) -> None:
    assert say_hours(from_hsds([schedule])) == notation


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [
        ({"freq": "WEEKLY", "interval": 2, "byday": "MO"}, "interval"),
        ({"freq": "WEEKLY", "byday": "MO", "byweekno": "41,42"}, "byweekno"),
        ({"freq": "WEEKLY", "byday": "2MO"}, "何番目"),
        ({"freq": "WEEKLY", "byday": "Monday"}, "「MONDAY」"),
        ({"freq": "YEARLY", "byday": "MO"}, "freq"),
        ({"freq": "MONTHLY", "byday": "FR", "bymonthday": "13"}, "重なって"),
        ({"freq": "MONTHLY", "bymonthday": "-5"}, "末日"),
        ({"byday": "MO", "valid_from": "1 April"}, "「1 April」"),
        ({"byday": "MO", "opens_at": "9am"}, "「9am」"),
        ({"byday": "MO", "opens_at": "20:00Z"}, "別の日"),
        ({"byday": "MO", "closes_at": ""}, "両方"),
        ({"byday": "MO", "count": 3}, "dtstart"),
        ({"byday": "MO", "count": 10**6, "dtstart": "2026-11-26"}, "多すぎます"),
        ({"byday": "MO", OWN_KEY: ["?"]}, OWN_KEY),
    ],
)
def test_schedules_that_no_span_can_say_are_refused(schedule: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Impossible) as refusal:
        from_hsds([{"opens_at": "09:00", "closes_at": "17:00", **schedule}])
    assert sentence in str(refusal.value)


def _schedules(name: str) -> list[dict[str, Any]]:
    service = json.loads(shared_path(f"hsds/{name}").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = service["schedules"]
    return found


def test_the_mock_of_open_referral_uk_is_read() -> None:
    spans = from_hsds(_schedules("oruk-3.0/Mocks/V3.0-UK-Default/service_full.json"))
    assert say_hours(spans) == "2005-01-01から2005-01-01まで 木・金 10:00-18:00"


@pytest.mark.parametrize("version", ["3.0", "3.1-dev"])
def test_the_official_example_is_refused_for_its_weeks_of_the_year(version: str) -> None:
    with pytest.raises(Impossible, match="byweekno"):
        from_hsds(_schedules(f"{version}/examples/service_full.json"))


NAMES = (
    "freq interval wkst byday bymonthday byweekno count dtstart until valid_from valid_to opens_at closes_at timezone "
    "effect holidays season dates closes reception_closes"
).split()
VALUES = st.one_of(
    st.none(),
    st.sampled_from(["WEEKLY", "MONTHLY", "MO", "2TU,-1FR", "10,-1", "2026-12-24", "9999-12-30", "09:00", "17:00Z"]),
    st.sampled_from(["closed", "only", ["07-01", "09-30"], ["2026-12-24"], 1, 9, 540]),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.lists(st.text(max_size=6) | st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=1),
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), VALUES)


@given(FIELDS, st.none() | FIELDS | VALUES)
def test_any_schedule_is_read_or_refused(schedule: dict[str, Any], own: Any) -> None:
    try:
        spans = from_hsds([{**schedule, OWN_KEY: own}])
    except Impossible as refusal:
        assert str(refusal)
    else:
        assert from_hsds(to_hsds(spans)) == spans


def _said(text: str, day: date) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in one.items() if name != "@type"} for one in to_schema_org(read_hours(text), day)
    ]


def _days(*names: str) -> list[str]:
    return [f"https://schema.org/{name}" for name in names]


WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("毎日 24時間", [{"dayOfWeek": _days(*WEEK, "PublicHolidays"), "opens": "00:00", "closes": "23:59"}]),
        (
            "平日 9:00-17:00",
            [
                {"dayOfWeek": _days(*WEEK[:5]), "opens": "09:00", "closes": "17:00"},
                {"dayOfWeek": _days("PublicHolidays"), "opens": "00:00", "closes": "00:00"},
            ],
        ),
        (
            "平日 9:00-17:00; 祝日 10:00-12:00",
            [
                {"dayOfWeek": _days(*WEEK[:5]), "opens": "09:00", "closes": "17:00"},
                {"dayOfWeek": _days("PublicHolidays"), "opens": "10:00", "closes": "12:00"},
            ],
        ),
        ("火 17:00-翌9:00", [{"dayOfWeek": _days("Tuesday"), "opens": "17:00", "closes": "09:00"}]),
        ("火 17:00-24:00", [{"dayOfWeek": _days("Tuesday"), "opens": "17:00", "closes": "00:00"}]),
        ("水 休み", [{"dayOfWeek": _days("Wednesday"), "opens": "00:00", "closes": "00:00"}]),
        (
            "12/29-1/3 火 10:00-11:00",
            [
                {
                    "dayOfWeek": _days("Tuesday"),
                    "opens": "10:00",
                    "closes": "11:00",
                    "validFrom": "2026-12-29",
                    "validThrough": "2027-01-03",
                }
            ],
        ),
        (
            "2/1-2/29 火 10:00-11:00; 2026-01-01まで 水 10:00-11:00; 2027-04-01から 木 10:00-11:00",
            [
                {
                    "dayOfWeek": _days("Tuesday"),
                    "opens": "10:00",
                    "closes": "11:00",
                    "validFrom": "2027-02-01",
                    "validThrough": "2027-02-28",
                },
                {"dayOfWeek": _days("Thursday"), "opens": "10:00", "closes": "11:00", "validFrom": "2027-04-01"},
            ],
        ),
        (
            "2026-11-25 休み; 2026-12-24 休み",
            [{"opens": "00:00", "closes": "00:00", "validFrom": "2026-12-24", "validThrough": "2026-12-24"}],
        ),
        # what the vocabulary cannot say is left out
        ("第2火 10:00-12:00; 毎月10日 8:00-翌8:00; 火 12:00-13:00 休み; 土 9:00-翌17:00", []),
    ],
)
def test_schema_org_is_told_what_it_has_words_for(text: str, expected: list[dict[str, Any]]) -> None:
    found = _said(text, TODAY)
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_a_season_that_has_begun_is_the_present_one() -> None:
    (found,) = _said("12/29-1/3 火 10:00-11:00", date(2027, 1, 2))
    assert (found["validFrom"], found["validThrough"]) == ("2026-12-29", "2027-01-03")


@given(SPANS)
def test_schema_org_holds_for_any_spans(spans: list[Span]) -> None:
    for one in to_schema_org(spans, TODAY):
        assert one["@type"] == "OpeningHoursSpecification"
        assert one.get("validThrough", "9999") >= TODAY.isoformat()
        assert one.get("validFrom", "") <= one.get("validThrough", "9999")
