"""Where somebody is led: to a window that is open, or to the hour at which one opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.consultations.rules.contact import SPOKEN
from tsunagi.consultations.rules.routing import Branch, Wish, is_open, route
from tsunagi.directory.rules.areas import covers
from tsunagi.directory.rules.hours import read_hours, takes_callers

TOKYO = ZoneInfo("Asia/Tokyo")
#: A Thursday; the Monday before is a public holiday.
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=TOKYO)
NIGHT = NOON + timedelta(hours=11)
HOLIDAY = NOON - timedelta(days=3)
SAPPORO, HOKKAIDO, CHUO_WARD, KYOTO = "011002", "010006", "011011", "260002"
DAYTIME = tuple(read_hours("月-金 9:00-17:00; 祝日 休み"))
ALWAYS = tuple(read_hours("毎日 0:00-24:00"))
WAYS = ("telephone", "chat", "form", "in_person")


def branch(key: str, place: int, **more: object) -> Branch:
    return replace(Branch(key, place, WAYS, hours=ALWAYS, room="free"), **more)  # type: ignore[arg-type]


CITY = branch("city", 1, hours=DAYTIME, areas=(SAPPORO,))
PREFECTURE = branch("prefecture", 2, hours=DAYTIME, areas=("01",))
NIGHTS = branch("nights", 3)
ALL = (NIGHTS, PREFECTURE, CITY)


def keys(branches: Sequence[Branch], wish: Wish) -> list[str]:
    return [one.key for one in route(branches, wish).open]


def test_the_nearest_window_comes_first_and_a_ward_lies_in_its_city() -> None:
    assert keys(ALL, Wish("telephone", NOON, area=CHUO_WARD)) == ["city", "prefecture", "nights"]
    assert keys(ALL, Wish("telephone", NOON, area=HOKKAIDO)) == ["prefecture", "nights"]
    assert keys(ALL, Wish("telephone", NOON, area=KYOTO)) == ["nights"]
    assert keys(ALL, Wish("telephone", NOON)) == ["nights"]


@pytest.mark.parametrize("at", [NIGHT, HOLIDAY])
def test_night_and_holidays_fall_to_whoever_is_open_and_say_so(at: datetime) -> None:
    found = route(ALL, Wish("telephone", at, area=SAPPORO))
    assert [one.key for one in found.open] == ["nights"] and "first_closed" in found.open[0].why
    assert [one.key for one in found.later] == ["city", "prefecture"]
    assert found.opens == datetime(2026, 11, 27 if at == NIGHT else 24, 9, 0, tzinfo=TOKYO)


def test_a_full_window_makes_way_for_the_next() -> None:
    full = (replace(CITY, room="full"), PREFECTURE)
    found = route(full, Wish("chat", NOON, area=SAPPORO))
    assert [(one.key, one.why) for one in found.open] == [
        ("prefecture", ("area", "first_full")),
        ("city", ("area", "full")),
    ]


def test_of_windows_that_are_all_full_the_one_where_fewer_wait_comes_first() -> None:
    city, prefecture = replace(CITY, room="full", crowd=3), replace(PREFECTURE, room="full", crowd=0.5)
    found = route((city, prefecture), Wish("chat", NOON, area=SAPPORO))
    assert [(one.key, one.why) for one in found.open] == [
        ("prefecture", ("area", "full", "first_fuller")),
        ("city", ("area", "full")),
    ]
    assert keys((replace(city, crowd=0.5), prefecture), Wish("chat", NOON, area=SAPPORO)) == ["city", "prefecture"]
    assert keys((city, replace(prefecture, room="unknown")), Wish("chat", NOON, area=SAPPORO))[0] == "city"


def test_a_chat_wants_somebody_who_sits_there_and_a_telephone_rings_without() -> None:
    nobody = (replace(CITY, room="unknown"), NIGHTS)
    assert keys(nobody, Wish("chat", NOON, area=SAPPORO)) == ["nights", "city"]
    assert keys(nobody, Wish("telephone", NOON, area=SAPPORO)) == ["city", "nights"]


def test_who_speaks_the_language_comes_first() -> None:
    vietnamese = branch("vi", 9, languages=("vi", "ja"))
    found = route((CITY, vietnamese), Wish("chat", NOON, area=SAPPORO, language="vi")).open
    assert [(one.key, one.why[-1]) for one in found] == [("vi", "language"), ("city", "other_language")]


def test_letters_are_taken_by_night_but_not_where_the_window_pauses() -> None:
    assert keys((CITY,), Wish("form", NIGHT, area=SAPPORO)) == ["city"]
    found = route((replace(CITY, paused="台風のため"),), Wish("form", NIGHT, area=SAPPORO))
    assert not found.open and found.later[0].why == "paused" and found.opens is None


def test_a_window_without_hours_is_open_as_the_rota_has_it() -> None:
    later = (NOON + timedelta(hours=1), NOON + timedelta(hours=3))
    rota = replace(CITY, hours=(), areas=(), room="unknown", shifts=(later,))
    found = route((rota,), Wish("chat", NOON))
    assert not found.open and found.opens == later[0]
    assert keys((rota,), Wish("chat", later[0])) == ["city"]
    assert route((replace(rota, shifts=()),), Wish("chat", NOON)).later[0].why == "no_rota"
    assert keys((replace(rota, shifts=(), room="full"),), Wish("chat", NOON)) == ["city"]


def test_what_has_to_be_known_is_asked() -> None:
    assert route((CITY,), Wish("telephone", NOON)).asks == ("area",)
    assert route((replace(CITY, areas=(), needs=("money",)),), Wish("telephone", NOON)).asks == ("need",)
    assert route((), Wish("telephone", NOON)).asks == ()


AREAS = st.sampled_from(["", SAPPORO, HOKKAIDO, CHUO_WARD, KYOTO])
BRANCHES = st.lists(
    st.builds(
        Branch,
        key=st.sampled_from("abcdef"),
        place=st.integers(0, 5),
        ways=st.lists(st.sampled_from(WAYS), unique=True),
        areas=st.lists(st.sampled_from([SAPPORO, "01", KYOTO, "00"]), max_size=2),
        needs=st.lists(st.sampled_from(["money", "caring"]), max_size=1),
        languages=st.lists(st.sampled_from(["ja", "vi"]), unique=True),
        hours=st.sampled_from([(), DAYTIME, ALWAYS]),
        shifts=st.lists(st.just((NOON, NOON + timedelta(hours=2))), max_size=1),
        room=st.sampled_from(["free", "full", "unknown"]),
        crowd=st.sampled_from([0, 0.5, 3]),
        paused=st.sampled_from(["", "休止"]),
        in_use=st.booleans(),
    ),
    max_size=7,
)
WISHES = st.builds(
    Wish,
    way=st.sampled_from(WAYS),
    at=st.sampled_from([NOON, NIGHT, HOLIDAY, NOON + timedelta(hours=1)]),
    area=AREAS,
    need=st.sampled_from(["", "money"]),
    language=st.sampled_from(["ja", "vi"]),
)


@given(BRANCHES, WISHES, st.randoms())
def test_nobody_is_led_to_a_shut_or_wrong_window_and_the_order_is_stable(
    branches: list[Branch], wish: Wish, dice: object
) -> None:
    found = route(branches, wish)
    assert found == route(branches, wish)
    named = [one.key for one in (*found.open, *found.later)]
    assert len(named) == len(set(named)), "each window once"
    for one in found.open:
        held = [
            branch
            for branch in branches
            if branch.key == one.key
            and branch.in_use
            and not branch.paused
            and wish.way in branch.ways
            and (not branch.areas or (wish.area and covers(branch.areas, wish.area)))
            and (not branch.needs or wish.need in branch.needs)
        ]
        assert any(is_open(branch, wish) for branch in held)
        if wish.way in SPOKEN:
            assert any(not branch.hours or takes_callers(branch.hours, wish.at) for branch in held)
    for one in found.later:
        assert one.opens is None or one.opens > wish.at
    fitting = [
        branch
        for branch in branches
        if branch.in_use
        and wish.way in branch.ways
        and (not branch.areas or (wish.area and covers(branch.areas, wish.area)))
        and (not branch.needs or wish.need in branch.needs)
    ]
    assert {branch.key for branch in fitting} == set(named), "whatever is right is named, open or with its hour"
