"""What may be kept of a support, and what is said of what may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.directory.rules.duplicates import Known, Mark, marks_of, pairs
from tsunagi.directory.rules.records import Capacity, Faulty, Place, Record, Way, checked, differences, without_keys
from tsunagi.directory.rules.staleness import stale_before

DAY = date(2026, 11, 26)
PLAIN = Record(name="見本の窓口", provider="1")


def faults(record: Record) -> list[tuple[str, int, str, str]]:
    with pytest.raises(Faulty) as refused:
        checked(record, DAY)
    return [(one.part, one.place, one.field, str(one.wrong)) for one in refused.value.faults]


def test_values_are_kept_in_their_one_form() -> None:
    kept = checked(
        replace(
            PLAIN,
            name="  見本の\u3000窓口 ",
            hours="平日 9時〜17時",
            areas=("131016", "130001", "00"),
            ways=(Way(number="０３-５２５３-２１１１ 内線１２"), Way(kind="mail", address="Madoguchi@EXAMPLE.jp")),
            places=(Place(name="役場", latitude="35.6895", longitude="139.69171234", postal_code="１２３４５６７"),),
        ),
        DAY,
    )
    assert (kept.name, kept.hours, kept.areas) == ("見本の 窓口", "平日 9:00-17:00", ("131016", "13", "00"))
    assert (kept.ways[0].number, kept.ways[0].extension) == ("0352532111", "12")
    assert kept.ways[1].address == "Madoguchi@example.jp"
    assert (kept.places[0].longitude, kept.places[0].postal_code) == ("139.691712", "123-4567")
    assert checked(kept, DAY) == kept


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "名称を入れて"),
        ({"name": "あ" * 100_000}, "name", "長すぎます"),
        ({"summary": "あ" * 100_000}, "summary", "長すぎます"),
        ({"summary": "左\u202e右"}, "summary", "目に見えない"),
        ({"provider": ""}, "new_provider", "行っているところ"),
        ({"minimum_age": 40, "maximum_age": 15}, "maximum_age", "下限より低く"),
        ({"maximum_age": 900}, "maximum_age", "年齢は0から"),
        ({"hours": "月-金 25:00-26:00"}, "hours", "25"),
        ({"url": "javascript:alert(1)"}, "url", "https://"),
        ({"email": "no mailbox"}, "email", "メールアドレス"),
        ({"areas": ("999999",)}, "areas", "地域のコード"),
        ({"languages": ("日本語",)}, "languages", "符号"),
        ({"needs": ("wings",)}, "needs", "選択肢"),
        ({"cost": "cheap"}, "cost", "選択肢"),
        ({"measures": (("National", 24, 0),)}, "measures", "施策"),
        ({"confirmed": True}, "confirmed", "出典と確かめた日"),
        ({"source": "https://example.jp/", "checked_on": date(2026, 11, 27)}, "checked_on", "まだ来ていない"),
        ({"aliases": tuple(str(one) for one in range(101))}, "aliases", "多すぎます"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(wrong: dict[str, Any], field: str, sentence: str) -> None:
    [(part, _place, where, said)] = faults(replace(PLAIN, **wrong))
    assert (part, where) == ("", field) and sentence in said


@pytest.mark.parametrize(
    ("way", "field", "sentence"),
    [
        (Way(), "number", "電話番号を入れて"),
        (Way(number="03-1234"), "number", "桁"),
        (Way(number="0990-111-111"), "number", "0990"),
        (Way(number="0312345678", address="https://example.jp/"), "address", "番号を入れます"),
        (Way(kind="chat", number="0312345678", address="https://example.jp/"), "number", "番号を入れません"),
        (Way(kind="chat"), "address", "アドレスを入れて"),
        (Way(kind="form", address="ftp://example.jp/"), "address", "https://"),
        (Way(kind="pigeon"), "kind", "選択肢"),
        (Way(number="0312345678", is_crisis=True), "is_crisis", "危険が迫る人"),
        (Way(number="0312345678", confirmed=True, source="https://example.jp/"), "confirmed", "確かめた日"),
        (Way(number="0312345678", hours="いつか"), "hours", "いつか"),
    ],
)
def test_what_is_wrong_with_a_way_is_told_at_its_place(way: Way, field: str, sentence: str) -> None:
    said = faults(replace(PLAIN, ways=(Way(number="0120279338"), way)))
    assert ("ways", 1, field) in [one[:3] for one in said]
    assert any(sentence in one[3] for one in said)


def test_places_and_capacities_are_looked_at_too() -> None:
    said = faults(
        replace(
            PLAIN,
            places=(Place(), Place(name="役場", latitude="139.7", longitude="35.7")),
            capacities=(Capacity(), Capacity(unit="室", available=3, maximum=2)),
        )
    )
    assert [one[:3] for one in said] == [
        ("places", 0, "name"),
        ("places", 1, "latitude"),
        ("capacities", 0, "available"),
        ("capacities", 1, "maximum"),
    ]


texts = st.text(max_size=20)


@given(
    st.builds(Record, name=texts, summary=texts, hours=texts, url=texts, ways=st.tuples(st.builds(Way, number=texts)))
)
def test_whatever_is_typed_is_kept_in_its_one_form_or_refused_with_sentences(record: Record) -> None:
    try:
        kept = checked(replace(record, provider="1"), DAY)
    except Faulty as refused:
        assert refused.faults and str(refused)
    else:
        assert checked(kept, DAY) == kept


def test_differences_are_told_value_by_value() -> None:
    before = {"name": "前", "cost": "unknown", "ways": [{"key": "a", "number": "1"}, {"key": "b", "number": "2"}]}
    after = {"name": "後", "cost": "", "ways": [{"key": "b", "number": "3"}, {"key": "", "number": "4"}]}
    found = [(one.part, one.place, one.field, one.before, one.after) for one in differences(before, after)]
    assert found == [
        ("", 0, "name", "前", "後"),
        ("ways", 0, "number", "2", "3"),
        ("ways", 1, "number", None, "4"),
        ("ways", 0, "number", "1", None),
    ]
    assert differences(before, before) == []
    assert [one.place for one in differences(without_keys(before), without_keys(after))] == [0, 0, 1]


def test_records_that_have_something_in_common_are_told_with_the_reasons() -> None:
    def marked(number: int, *known: str, **more: Any) -> list[tuple[UUID, Mark]]:
        return [(UUID(int=number), mark) for mark in sorted(marks_of(Known(*known, **more)))]

    found = pairs(
        [
            *marked(1, "こころの電話", areas={"13"}, numbers={"0311111111"}),
            *marked(2, "こころの 電話", areas={"13"}, numbers={"0311111111"}, addresses={"東京都千代田区1-1"}),
            *marked(3, "ココロノ電話", areas={"13"}, numbers={"0322222222"}, addresses={"東京都千代田区1-1"}),
            *marked(4, "こころの電話", areas={"27"}, numbers={"0333333333"}),
        ]
    )
    assert [(one.one.int, one.other.int, one.reasons) for one in found] == [
        (1, 2, ("number", "name")),
        (2, 3, ("name", "address")),
        (1, 3, ("name",)),
    ]
    assert pairs([one for at in range(9) for one in marked(at, f"窓口{at}", numbers={"0311111111"})]) == []


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-26", "2026-05-26"),
        ("2026-08-31", "2026-02-28"),
        ("2026-03-01", "2025-09-01"),
        ("2028-08-31", "2028-02-29"),
    ],
)
def test_six_months_ago(day: str, before: str) -> None:
    assert stale_before(date.fromisoformat(day)) == date.fromisoformat(before)
