"""What a document says in words of reaching what it set out to reach."""

from __future__ import annotations

import pytest

from tsunagi.reading import figures
from tsunagi.reading.model import Claim


def claims(goal: str, status: str, review: str = "") -> list[Claim | None]:
    found = figures.find({"goal": goal, "status": status, "review": review}, {}, "FY2024")
    return [aim.claim for aim in found.targets]


NUMBER = "令和6年度に茶の間の利用者数を300人以上とする。"


@pytest.mark.parametrize(
    ("status", "claim"),
    [
        ("茶の間の利用者数は320人で、目標を達成した。", "reached"),
        ("茶の間の利用者数は320人であり目標値を上回っている。", "reached"),
        ("茶の間の利用者数は280人であり、目標を下回った。", "missed"),
        ("茶の間の利用者数は280人で、目標の達成には至らなかった。", "missed"),
        ("茶の間の利用者数は280人で、目標達成に向けて続ける。", None),
        ("茶の間の利用者数は320人であった。", None),
        ("茶の間を開き、目標を達成した。", "reached"),
        ("茶の間を開いたが、目標は未達であった。", "missed"),
        ("茶の間を開いた。", None),
        ("", None),
    ],
)
def test_words_behind_the_figure_speak_of_its_target(status: str, claim: Claim | None) -> None:
    assert claims(NUMBER, status) == [claim]


def test_words_behind_another_figure_do_not() -> None:
    assert claims(NUMBER, "茶の間の利用者数は280人、電話は500件で目標を達成した。") == [None]


def test_words_without_a_figure_say_nothing_where_two_numbers_were_set() -> None:
    two = "令和6年度に茶の間の利用者数を300人以上、図書館の利用者数を900人以上とする。"
    assert set(claims(two, "目標を達成した。")) == {None}


def test_the_review_speaks_where_the_status_is_lost() -> None:
    assert claims(NUMBER, "", "目標を達成したため、続けて行う。") == ["reached"]
    assert claims(NUMBER, "茶の間を開いた。", "目標を達成したため、続けて行う。") == [None]


RISE, FALL = "茶の間の利用者数の増加を図る。", "孤立死の件数を減少させることを目指す。"


@pytest.mark.parametrize(
    ("goal", "status", "claim"),
    [
        (RISE, "茶の間の利用者数は増加した。", "reached"),
        (RISE, "茶の間の利用者数は前の年を上回った。", "reached"),
        (RISE, "茶の間の利用者数は減少した。", "missed"),
        (RISE, "茶の間の利用者数は増加したが、後に減少した。", None),
        (RISE, "茶の間の利用者数を増加させるよう努める。", None),
        (RISE, "電話は増加した。", None),
        (FALL, "孤立死の件数は減少した。", "reached"),
        (FALL, "孤立死の件数は増加している。", "missed"),
    ],
)
def test_a_direction_is_reached_where_it_moved_that_way(goal: str, status: str, claim: Claim | None) -> None:
    assert claims(goal, status) == [claim]


def test_a_figure_of_growth_speaks_for_its_direction() -> None:
    assert claims("見守り隊員数の増加を図る。", "見守り隊員数は新たに12人を数えた。") == ["reached"]
