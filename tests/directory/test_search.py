"""Supports by words: the same answers on both databases, in which these tests run alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.directory import samples
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.models import SearchEntry, Service
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.queries.search import search
from tsunagi.directory.rules.grams import Term, terms, tokens


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


def test_what_is_no_longer_public_is_no_longer_found(shelf: list[Service]) -> None:
    Service.objects.filter(pk=shelf[1].pk).update(is_public=False)
    index_services([shelf[1].pk])
    assert _names("子育て") == ["夜の電話"]
    assert SearchEntry.objects.count() == 3


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
