"""Supports by words: the same answers on both databases, in which these tests run alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.directory import samples
from tsunagi.directory.actions.index import index_missing, index_services
from tsunagi.directory.actions.pack import load_terms
from tsunagi.directory.models import (
    Attribute,
    Language,
    Location,
    SearchEntry,
    Service,
    ServiceAtLocation,
    ServiceMeasure,
    Way,
)
from tsunagi.directory.queries.filters import Filters, narrowed
from tsunagi.directory.queries.index import Fts5, TextSearch
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.queries.search import listed, search
from tsunagi.directory.rules.grams import Term, terms, tokens

TOKYO = ZoneInfo("Asia/Tokyo")


def _names(words: str, **more: object) -> list[str]:
    return [one.name for one in search(words, **more).services]  # type: ignore[arg-type]


@pytest.fixture
def shelf(db: None) -> list[Service]:
    """Four made-up services."""
    return [
        samples.service("夜の電話", summary="子育ての相談を聞きます。"),
        samples.service("子育て相談室", aliases=["ママ電話"], name_kana="こそだてそうだんしつ"),
        samples.service("DV相談", summary="暴力から逃げるための相談です。", areas=("13",)),
        samples.service("心の診療", summary="躁鬱の治療をします。", says={"ja": ["しんどい"]}),
    ]


def test_who_bears_the_words_in_the_name_comes_first(shelf: list[Service]) -> None:
    assert _names("相談") == ["子育て相談室", "DV相談", "夜の電話"]
    assert _names("電話") == ["夜の電話", "子育て相談室"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("子育て", ["子育て相談室", "夜の電話"]),
        ("子育て 電話", ["夜の電話", "子育て相談室"]),
        ("コソダテ", ["子育て相談室"]),
        ("dv", ["DV相談"]),
        ("ＤＶ", ["DV相談"]),
        ("鬱", ["心の診療"]),
        ("しんどい", ["心の診療"]),
        ("相談の", []),
        ("談室相", []),
        ("", []),
        ("!?", []),
        ("'; DROP TABLE directory_service; --", []),
        ('" OR name : "', []),
    ],
)
def test_words_are_found_where_they_stand_together(shelf: list[Service], words: str, found: list[str]) -> None:
    assert _names(words) == found


def test_pages_join_up_and_say_how_much_there_is(shelf: list[Service]) -> None:
    whole = search("相談", limit=10)
    pieces = [search("相談", offset=at, limit=1) for at in range(5)]
    assert {one.total for one in pieces} == {whole.total} == {3}
    assert [one for piece in pieces for one in piece.services] == whole.services


def test_only_among_the_given_ones(shelf: list[Service]) -> None:
    tokyo = public_services().filter(areas__code="13")
    assert _names("相談", among=tokyo) == ["DV相談"]


@pytest.mark.parametrize(
    "words", ["相談窓口", "て相談窓口", "子育て相談窓口", "子育て相談窓口 電話", "まちの子育て相談窓口", "まちの子育て相談窓口 電"]
)
def test_long_words_are_found_whole_and_in_order(db: None, words: str) -> None:
    samples.service("電話の一", summary="まちの子育て相談窓口です。")
    samples.service("相談窓の口", summary="子育て相談、相談窓、談窓口、まちの子育。電話。")
    samples.service("まちの子育て相談窓口と電話")
    samples.service("二", aliases=["まちの子育て相談窓口", "電話"])
    assert _names(words) == ["まちの子育て相談窓口と電話", "二", "電話の一"]
    pieces = [search(words, offset=at, limit=1) for at in range(4)]
    assert [[one.name for one in piece.services] for piece in pieces] == [
        ["まちの子育て相談窓口と電話"],
        ["二"],
        ["電話の一"],
        [],
    ]


def test_the_first_of_very_many_are_those_of_the_whole_order(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TextSearch, "BLOCK", 2)
    for number in range(40):
        name, other = ("相談" if number in (7, 31) else "窓口"), (["相談"] if number == 25 else [])
        samples.service(f"{name}{number}", aliases=other, summary="電話での相談。" if number > 3 else "")
    whole = search("相談", limit=100)
    assert [one.name for one in whole.services[:4]] == ["相談7", "相談31", "窓口25", "窓口4"] and whole.total == 36
    for at in range(36):
        assert search("相談", offset=at, limit=1).services == whole.services[at : at + 1]
    assert search("相談", limit=3).services == whole.services[:3]
    assert search("電話での相談").total == 36


@pytest.mark.parametrize("few", [0, 9, 1_000])
def test_few_are_found_in_the_same_order_as_many(db: None, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(Fts5, "few", lambda self, wanted: few)
    for number in range(20):
        name, other = ("相談" if number in (7, 13) else "窓口"), (["相談"] if number == 5 else [])
        samples.service(f"{name}{number}", aliases=other, summary="電話での相談。", areas=("13",) if number % 2 else ())
    filters = Filters(area="13")
    found = [one.name for one in search("相談", filters=filters, limit=100).services]
    assert found == ["相談7", "相談13", "窓口5", *(f"窓口{number}" for number in (1, 3, 9, 11, 15, 17, 19))]
    pieces = [search("相談", filters=filters, offset=at, limit=2) for at in range(12)]
    assert [[one.name for one in piece.services] for piece in pieces] == [found[at : at + 2] for at in range(12)]
    assert {piece.total for piece in pieces} == {10}
    assert listed(filters=filters, offset=2, limit=3).total == 10


def test_a_very_long_text_is_found_by_its_beginning(db: None) -> None:
    # Signs of which each takes four bytes: the most that any text can ask of an index.
    text = "".join(chr(0x20000 + number) for number in range(40_000))
    made = samples.service("長い", summary=text, aliases=[text[40:], text[4000:]], name_kana=text[:200])
    assert _names(text[50:59]) == ["長い"]
    assert made.pk


def test_what_is_no_longer_public_is_no_longer_found(shelf: list[Service]) -> None:
    Service.objects.filter(pk=shelf[1].pk).update(is_public=False)
    index_services([shelf[1].pk])
    assert _names("子育て") == ["夜の電話"]
    assert SearchEntry.objects.count() == 3


def test_what_was_deleted_is_no_longer_found(shelf: list[Service]) -> None:
    shelf[1].delete()
    assert search("子育て").total == 1 and _names("子育て") == ["夜の電話"]


def test_what_was_changed_is_found_by_its_new_words_only(shelf: list[Service]) -> None:
    Service.objects.filter(pk=shelf[2].pk).update(name="逃げるための電話")
    index_services([shelf[2].pk])
    assert _names("DV") == []
    assert "逃げるための電話" in _names("逃げる")


def test_the_place_of_a_shelter_is_not_found(db: None) -> None:
    from tsunagi.directory.models import Location, ServiceAtLocation

    made = samples.service("避難の支援")
    place = Location.objects.create(name="ひみつ荘", is_confidential=True)
    ServiceAtLocation.objects.create(service=made, location=place)
    index_services([made.pk])
    assert _names("ひみつ荘") == []


def _several(**more: Any) -> list[Service]:
    """Services that differ in all that filters ask for."""
    terms = load_terms()
    made = [samples.service(f"窓口{number}", areas=areas, **more) for number, areas in enumerate(_AREAS)]
    for number, one in enumerate(made):
        Attribute.objects.create(service=one, term=terms["need", ("debt", "money")[number % 2]])
        Attribute.objects.create(service=one, term=terms["audience", ("person", "family", "npo")[number % 3]])
        Language.objects.create(service=one, code=("ja", "zh-Hans")[number % 2])
        ServiceMeasure.objects.create(service=one, plan="national", fiscal_year=2024, number=number % 2)
        if number % 3:
            hours = ("月-金 9:00-17:00", "毎日 24時間", "")[number % 3]
            way = Way.objects.create(service=one, kind=("chat", "mail")[number % 2], hours=hours, order=number)
            Language.objects.create(way=way, code="en")
        if number % 4 == 0:
            place = Location.objects.create(hours="土日 10:00-12:00", is_confidential=number == 0)
            ServiceAtLocation.objects.create(service=one, location=place, hours="日 0:00-24:00" if number == 4 else "")
    Service.objects.filter(pk=made[6].pk).update(hours="月-日 22:00-翌5:00")
    index_services([one.pk for one in made])
    return made


_AREAS = (("00",), ("13",), ("131016",), ("271004", "13"), ("271004",), (), ("130001", "131016"), ("",))
_ASKED = [
    {"need": "debt"},
    {"need": "no_such_need"},
    {"need": "debt' OR \" & * ("},
    {"audience": "family", "need": "money"},
    {"area": "13"},
    {"area": "27", "audience": "person"},
    {"area": "131016"},
    {"area": "00"},
    {"way": "mail"},
    {"language": "en"},
    {"language": "zh-Hans"},
    {"measure": "national-2024-1"},
    {"measure": "national-2024"},
    *(
        {"open_at": datetime(2026, 11, day, hour, 30, 59, tzinfo=TOKYO)}
        for day in (26, 28, 29)
        for hour in (4, 11, 23)
    ),
    {"area": "13", "open_at": datetime(2026, 11, 26, 11, 30, tzinfo=TOKYO)},
]


@pytest.mark.parametrize("asked", _ASKED)
def test_the_index_narrows_down_as_the_records_do(db: None, asked: dict[str, Any]) -> None:
    made, filters = _several(), Filters(**asked)
    expected = set(narrowed(public_services(), filters))
    found = search("窓口", filters=filters, limit=50)
    assert set(found.services) == expected and found.total == len(expected)
    assert [one.pk for one in found.services] == [one.pk for one in made if one in expected]
    in_list = listed(filters=filters, limit=50)
    assert set(in_list.services) == expected and in_list.total == len(expected)


def test_the_index_knows_to_the_minute_what_is_open_past_midnight_and_on_a_holiday(db: None) -> None:
    hours = {"昼の窓口": "月-金 9:00-17:10; 祝日 休み", "夜の窓口": "月 22:00-翌5:00"}
    for name, said in hours.items():
        samples.service(name, hours=said)
    for said, is_open in (  # 2026-11-23, a Monday, is 勤労感謝の日
        ("20 17:09", {"昼の窓口"}),
        ("20 17:10", set()),
        ("20 17:09", {"昼の窓口"}),
        ("23 11:00", set()),
        ("23 22:30", {"夜の窓口"}),
        ("24 04:59", {"夜の窓口"}),
        ("24 05:00", set()),
        ("24 11:00", {"昼の窓口"}),
    ):
        filters = Filters(open_at=datetime.strptime(f"2026-11-{said}", "%Y-%m-%d %H:%M").replace(tzinfo=TOKYO))
        for found in (listed(filters=filters).services, narrowed(public_services(), filters)):
            assert {one.name for one in found} == is_open, said


def test_the_list_has_all_and_its_pages_join_up(db: None) -> None:
    made = _several()
    pieces = [listed(offset=at, limit=3) for at in (0, 3, 6, 9)]
    assert [one for piece in pieces for one in piece.services] == sorted(made, key=lambda one: (one.name, one.pk))
    assert listed(offset=len(made)).services == []
    assert {piece.total for piece in pieces} == {len(made)}


def test_the_list_is_in_the_order_in_which_names_are_read(db: None) -> None:
    """The same on every database, whatever language its server sorts by; those of one name stay where they are."""
    names = [("夜の電話", "よるのでんわ"), ("愛の家", "アイノイエ"), ("Ｃafe", ""), ("相談室", "そうだんしつ"), ("愛の家", "あいのいえ")]
    made = [samples.service(name, name_kana=kana) for name, kana in names]
    twins = sorted((made[1], made[4]), key=lambda one: one.pk)
    order = [made[2], *twins, made[3], made[0]]
    assert listed().services == order
    assert listed(filters=Filters(area="13")).services == order
    SearchEntry.objects.update(reading=None)  # as after an update
    index_missing()
    assert listed().services == order
    made[0].name_kana = "あけがたのでんわ"
    made[0].save()
    index_services([made[0].pk])
    assert listed().services == [made[2], *twins, made[0], made[3]]


@pytest.mark.parametrize("asked", [{}, {"area": "13"}, {"open_at": datetime(2026, 11, 26, 11, tzinfo=TOKYO)}])
def test_the_first_ones_are_read_in_their_order_and_not_sorted(
    db: None, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the index of PostgreSQL answers in no order")
    monkeypatch.setattr(Fts5, "few", lambda self, wanted: 0)
    _several()
    with CaptureQueriesContext(connection) as queries:
        assert search("窓口", filters=Filters(**asked)).total > 1
    statements = [query["sql"] for query in queries if "directory_grams" in query["sql"] and "LIMIT" in query["sql"]]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            assert not [row for row in cursor.fetchall() if "TEMP B-TREE" in row[3]], statement
    assert statements


words = st.text(alphabet="相談電話子育て鬱DVdv0120-ァーア々 ・あい", max_size=12)


class AnyTexts(TestCase):
    """The index finds what a plain look through all texts finds."""

    @settings(max_examples=40)
    @given(st.lists(st.tuples(words, words), min_size=1, max_size=5), words)
    def test_search_is_a_look_through_all_texts(self, texts: list[tuple[str, str]], asked: str) -> None:
        for number, (name, summary) in enumerate(texts):
            samples.service(f"{name}・{number}x", summary=summary)
        wanted = terms(asked)
        expected = {
            one.name
            for one in Service.objects.filter(is_public=True)
            if wanted and all(_stands(term, [one.name, one.summary, "見本の会"]) for term in wanted)
        }
        found = search(asked, limit=100)
        assert {one.name for one in found.services} == expected
        assert found.total == len(expected)


def _stands(term: Term, texts: list[str]) -> bool:
    for text in texts:
        held = tokens(text)
        for at in range(len(held)):
            piece = held[at : at + len(term.tokens)]
            if tuple(piece) == term.tokens or (term.is_prefix and piece and piece[0].startswith(term.tokens[0])):
                return True
    return False
