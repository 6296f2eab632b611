from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading import addresses


def read(*cells: str | list[str]) -> list[tuple[str, ...]]:
    return addresses.of_document([[cell] if isinstance(cell, str) else cell for cell in cells])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://www.city.example.lg.jp/soudan/", ["https://www.city.example.lg.jp/soudan/"]),
        ("http://www.example.or.jp/", ["http://www.example.or.jp/"]),
        ("案内はこちら (https://www.example.go.jp/a/b.html)", ["https://www.example.go.jp/a/b.html"]),
        ("①窓口 https://a.example.jp/ ②地図 https://b.example.jp/m", ["https://a.example.jp/", "https://b.example.jp/m"]),
        ("https://www.exam ple.go.jp/", ["https://www.example.go.jp/"]),
        ("https://madoguchi- annai.example.jp/", ["https://madoguchi-annai.example.jp/"]),
        ("https://www.example.go. ip/heya/", ["https://www.example.go.jp/heya/"]),
        ("https://www.example.go.jp/iken.ht m!", ["https://www.example.go.jp/iken.html"]),
        ("https://www.example.go.jp/iken.htm <u>l</u>", ["https://www.example.go.jp/iken.html"]),
        ("Tittp3.// www.example.go.jp/", ["https://www.example.go.jp/"]),
        ("ｈｔｔｐｓ：／／ｗｗｗ．ｅｘａｍｐｌｅ．ｊｐ／", ["https://www.example.jp/"]),
        ("https://www.gender.go.", []),
        ("Tittp3.// 窓口", []),
        ("相談窓口 24時間 365日 1/2 ABC", []),
        ("/heya/madoguchi/iken.pdf", ["/heya/madoguchi/iken.pdf"]),
        ("", []),
    ],
)
def test_a_cell_gives_its_addresses_without_the_words_beside_them(text: str, found: list[str]) -> None:
    assert read(text) == [tuple(found)]


def test_a_space_is_an_underscore_where_the_piece_would_have_fitted_on_the_line() -> None:
    assert read("https://www.example.jp/ heya annai/madoguchi")[0] == ("https://www.example.jp/heya_annai/madoguchi",)
    assert read("https://www.example.jp/ heyaannaimadoguchiichi ran/kan.html")[0] == (
        "https://www.example.jp/heyaannaimadoguchiichiran/kan.html",
    )


def test_a_wider_column_shows_by_its_own_lines() -> None:
    line = "https://www.example.go.jp/seisaku/kodok"
    cells = [f"{line} u{number}/taisaku/index.html" for number in range(5)]
    assert read(*cells)[3] == ("https://www.example.go.jp/seisaku/kodoku3/taisaku/index.html",)


def test_two_runs_meet_at_a_line_break() -> None:
    assert read(["https://www.example.jp/a", "b.html"])[0] == ("https://www.example.jp/ab.html",)
    assert read(["https://www.example.jp/ab.html", "PDF版"])[0] == ("https://www.example.jp/ab.html",)


def test_a_lost_host_is_taken_from_the_only_one_that_has_the_path() -> None:
    whole = "https://www.example.go.jp/shien/heya/index.html"
    assert read(whole, "/shien/heya/madoguchi.pdf")[1] == ("https://www.example.go.jp/shien/heya/madoguchi.pdf",)
    assert read(whole, "shien/heya/madoguchi.pdf")[1] == ("https://www.example.go.jp/shien/heya/madoguchi.pdf",)
    other = "https://www.other.go.jp/shien/heya/index.html"
    assert read(whole, other, "/shien/heya/madoguchi.pdf")[2] == ("/shien/heya/madoguchi.pdf",)
    assert read(whole, other, "shien/heya/madoguchi.pdf")[2] == ()


def test_a_lost_line_in_the_middle_is_taken_from_an_address_that_agrees() -> None:
    whole = "https://www.example.go.jp/seisaku/shien/heya/index.html"
    assert read(whole, ["https://www.example.go.", "sku/none"])[1] == ()
    assert read(whole, ["https://www.example.go.", "u/shien/madoguchi.html"])[1] == (
        "https://www.example.go.jp/seisaku/shien/madoguchi.html",
    )
    assert read(whole, ["https://www.example.go.jp", "nothing/like/it.html"])[1] == ("https://www.example.go.jp",)


def test_a_host_is_read_as_a_known_one_only_where_lookalikes_or_a_lost_dot_part_them() -> None:
    known = "https://www.moyori.go.jp/a.html"
    assert read(known, "https://www.rnoyori.go.jp/b.html")[1] == ("https://www.moyori.go.jp/b.html",)
    assert read(known, "https://www.tonari.go.jp/b.html")[1] == ("https://www.tonari.go.jp/b.html",)
    assert read(known, ["https://madoguchi", "moyori.go.jp/"])[1] == ("https://madoguchi.moyori.go.jp/",)


def test_what_was_mended_is_told_from_what_was_only_put_together() -> None:
    torn = ["https://www.example.go.", "jp/heya annai/"]
    assert not addresses.is_mended("https://www.example.go.jp/heya_annai/", torn)
    assert addresses.is_mended("https://www.example.go.jp/", ["https://www.example.go.ip/"])


letters = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
segment = letters.filter(lambda one: one.strip("-") == one)


@given(st.lists(segment, min_size=1, max_size=6), st.integers(22, 26))
def test_an_address_broken_over_lines_comes_back(segments: list[str], width: int) -> None:
    address = f"https://www.example.go.jp/{'/'.join(segments)}/x.html"
    lines = [address[at : at + width] for at in range(0, len(address), width)]
    assert read(lines) == [(address,)]


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_gives_addresses_or_none(cells: list[str]) -> None:
    for cell in read(*cells):
        assert all(one.startswith(("http://", "https://", "/")) for one in cell)
