"""A cell's text put together from its runs, and the way back from it to the source."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tsunagi.reading import mending
from tsunagi.reading.model import Fragment


def runs(*texts: str) -> tuple[Fragment, ...]:
    """Runs that stand in a source one below the other, three letters apart."""
    found, at = [], 10
    for text in texts:
        found.append(Fragment(text, (at, at + len(text))))
        at += len(text) + 3
    return tuple(found)


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (("見守りの輪を", "広げる。"), "見守りの輪を広げる。"),
        (("見守り の輪",), "見守りの輪"),
        (("利用は 12 件",), "利用は12件"),
        (("home", "page"), "home page"),
        (("Tsunagi Cafe を開く",), "Tsunagi Cafe を開く"),
        (("次のとおり。", "・茶の間", "・電話"), "次のとおり。\n・茶の間\n・電話"),
        (("茶の間 ・電話",), "茶の間 ・電話"),
        (("  ", "", "電話 "), "電話"),
        ((), ""),
    ],
)
def test_runs_join_where_a_line_broke(texts: tuple[str, ...], joined: str) -> None:
    assert mending.join(runs(*texts)) == joined


def letters(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace())


texts = st.lists(st.text(st.sampled_from("見守り1２a・。、 　\n(）ー"), max_size=12), max_size=6)


@given(texts, st.data())
def test_a_slice_leads_back_to_its_letters_in_the_source(pieces: list[str], data: st.DataObject) -> None:
    fragments = runs(*pieces)
    source = "#" * 10 + "   ".join(pieces)
    mended = mending.join(fragments)
    start = data.draw(st.integers(0, len(mended)))
    end = data.draw(st.integers(start, len(mended)))
    span = mending.locate(fragments, start, end)
    wanted = letters(mended[start:end])
    if span is None:
        assert not wanted
    else:
        assert letters(source[int(span[0]) : int(span[1])]) == wanted
        assert not source[int(span[0])].isspace()


@given(texts)
def test_joining_takes_out_and_adds_nothing_but_white_space(pieces: list[str]) -> None:
    assert letters(mending.join(runs(*pieces))) == letters("".join(pieces))


def test_a_slice_of_a_page_is_the_box_of_its_lines() -> None:
    page = (Fragment("見守りの輪", (2, 100.0, 700.0, 150.0, 710.0)), Fragment("を広げる", (2, 100.0, 685.0, 140.0, 695.0)))
    assert mending.locate(page, 0, 2) == (2, 100.0, 700.0, 120.0, 710.0)
    assert mending.locate(page, 3, 7) == (2, 100.0, 685.0, 150.0, 710.0)


def test_a_slice_over_two_pages_is_shown_where_it_begins() -> None:
    pages = (Fragment("見守り", (2, 100.0, 60.0, 130.0, 70.0)), Fragment("の輪", (3, 100.0, 700.0, 120.0, 710.0)))
    assert mending.locate(pages, 0, 5) == (2, 100.0, 60.0, 130.0, 70.0)


def test_half_width_letters_are_half_as_wide() -> None:
    assert mending.cut(Fragment("A窓口B", (1, 0.0, 0.0, 60.0, 10.0)), 1, 3) == Fragment("窓口", (1, 10.0, 0.0, 50.0, 10.0))


@given(st.text(max_size=20), st.data())
def test_a_piece_of_a_run_knows_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assume(end > start)
    piece = mending.cut(Fragment(text, (7, 7 + len(text))), start, end)
    assert piece.text == ("." * 7 + text)[int(piece.span[0]) : int(piece.span[1])]
