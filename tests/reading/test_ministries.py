"""Names of bodies mended where they were misread, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading import ministries
from tsunagi.reading.ministries import MINISTRIES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("総務省", ("総務省",)),
        ("総務省、厚生労働省", ("総務省", "厚生労働省")),
        ("総務省 ・ 環境省／防衛省", ("総務省", "環境省", "防衛省")),
        ("総務省、総務省", ("総務省",)),
        ("（総務省）", ("総務省",)),
        ("総務省厚生労働省環境省", ("総務省", "厚生労働省", "環境省")),
        ("総厚文", ("総務省", "厚生労働省", "文部科学省")),
        ("厚", ("厚生労働省",)),
        ("厚生労慟省", ("厚生労働省",)),
        ("厚生労働", ("厚生労働省",)),
        ("こども家庭厅", ("こども家庭庁",)),
        ("文部科学省 初等中等教育局", ("文部科学省", "初等中等教育局")),
        ("スポーツ庁", ("スポーツ庁",)),
        ("福祉課", ("福祉課",)),
        ("総務課", ("総務課",)),
        ("総務部・環境課", ("総務部", "環境課")),
        ("人権・男女共同参画課", ("人権・男女共同参画課",)),
        ("茶の間", ()),
        ("", ()),
    ],
)
def test_a_cell_names_its_bodies(text: str, found: tuple[str, ...]) -> None:
    assert ministries.names([text]) == found


@pytest.mark.parametrize("text", ["務省", "財省", "省", "庁", "閣府"])
def test_what_could_be_two_names_or_none_is_not_guessed(text: str) -> None:
    assert ministries.names([text]) == ()


def test_a_misread_name_that_two_are_near_to_is_left_out() -> None:
    assert ministries.names(["汁務省"]) == ()  # 総務省, 法務省, 外務省 and 財務省 are all one letter away


@pytest.mark.parametrize(
    ("runs", "found"),
    [
        (["厚生労", "働省"], ("厚生労働省",)),
        (["農林", "文部"], ("農林水産省", "文部科学省")),
        (["省", "務"], ()),
    ],
)
def test_a_piece_of_a_chopped_cell_stands_for_the_only_name_with_it(runs: list[str], found: tuple[str, ...]) -> None:
    assert ministries.names(runs, damaged=True) == found
    assert ministries.names(runs[:1], damaged=False) == ()


def test_what_slipped_into_the_column_beside_is_taken_back() -> None:
    assert ministries.of_columns(["労"], ["厚生", "https://www.example.go.jp/"]) == ("厚生労働省",)
    assert ministries.of_columns([], ["総務省"]) == ()


def test_a_whole_cell_takes_nothing_from_the_column_beside() -> None:
    assert ministries.of_columns(["総務省"], ["環境省"]) == ("総務省",)


@given(st.lists(st.sampled_from(MINISTRIES), unique=True, max_size=6), st.sampled_from(["、", "\n", "・", " ", "／", ""]))
def test_names_come_back_in_order_whatever_stands_between(named: list[str], between: str) -> None:
    assert ministries.names([between.join(named)]) == tuple(named)


@given(st.sampled_from(MINISTRIES), st.data())
def test_a_misread_letter_gives_the_name_or_nothing(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    assert ministries.names([name[:at] + "◇" + name[at + 1 :]]) in ((name,), ())


@given(st.lists(st.text(st.sampled_from("総法務厚生労働省庁課◇・、 "), max_size=12), max_size=4), st.booleans())
def test_any_letters_give_known_names_or_what_is_written(texts: list[str], damaged: bool) -> None:
    for name in ministries.names(texts, damaged):
        assert name in MINISTRIES or any(name in text for text in texts)


def test_a_name_with_words_behind_it_is_still_read() -> None:
    assert ministries.names(["厚生労働省ほか"]) == ("厚生労働省",)
    assert ministries.of_columns(["総務省等"], []) == ("総務省",)


def test_what_is_misread_is_told_from_what_is_abbreviated() -> None:
    assert ministries.mended(["厚生労慟省", "総"], ["厚生労働省", "総務省"]) == ["厚生労働省"]
