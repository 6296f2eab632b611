"""Addresses of pages and mailboxes, and names."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.rules.addresses import (
    LONGEST_MAILBOX,
    LONGEST_NAME,
    LONGEST_PAGE,
    read_mailbox,
    read_name,
    read_page,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.example.jp/", "https://www.example.jp/"),
        (" HTTPS://WWW.Example.JP/A?b=c&d=%E3%81%82#e ", "https://www.example.jp/A?b=c&d=%E3%81%82#e"),
        ("http://example.jp:8080/a/b.html", "http://example.jp:8080/a/b.html"),
        (
            "https://example.jp/相談?町=つなぎ",
            "https://example.jp/%E7%9B%B8%E8%AB%87?%E7%94%BA=%E3%81%A4%E3%81%AA%E3%81%8E",
        ),
        ("https://example.jp/\"onclick='x", "https://example.jp/%22onclick=%27x"),
        ("https://総務省.jp/", "https://xn--lhr645fjve.jp/"),
        ("https://xn--lhr645fjve.jp/", "https://xn--lhr645fjve.jp/"),
        ("https://example.jp./", "https://example.jp/"),
    ],
)
def test_a_page_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert read_page(typed) == kept == read_page(kept)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "入れてください"),
        ("www.example.jp", "で始めて"),
        ("javascript:alert(1)", "で始めて"),
        ("JaVaScRiPt://example.jp/%0aalert(1)", "で始めて"),
        ("data:text/html,x", "で始めて"),
        ("//example.jp/", "で始めて"),
        ("ftp://example.jp/", "で始めて"),
        ("java\nscript:alert(1)", "使えない文字"),
        ("https://example.jp/\x00", "使えない文字"),
        ("https://example.jp/a b", "使えない文字"),
        ("https://example.jp\\@evil.example/", "使えない文字"),
        ("https://example.jp/\u202egpj", "使えない文字"),
        ("https://user:pass@example.jp/", "合言葉"),
        ("https://www.example.jp@evil.example/", "合言葉"),
        ("https://[::1/", "読めません"),
        ("https://example.jp:99999/", "読めません"),
        ("https://localhost/", "localhostの部分"),
        ("https://127.0.0.1/", "127.0.0.1の部分"),
        ("https://[::1]/", "::1の部分"),
        ("https:///a", "で始めて"),
        ("https://exa_mple.jp/", "の部分"),
        ("https://-example.jp/", "の部分"),
        ("https://a..jp/", "の部分"),
        ("https://xn--\u30fc.jp/", "の部分"),
        ("https://аpple.com/", "見分けのつきにくい"),  # the first letter is Cyrillic
        ("https://xn--pple-43d.com/", "見分けのつきにくい"),  # the same, as the network has it
        ("https://example.jp/" + "a" * LONGEST_PAGE, "長すぎます"),
        ("https://example.jp/" + "あ" * 100, "長すぎます"),
    ],
)
def test_an_address_that_nobody_should_click_on_is_refused(typed: str, says: str) -> None:
    with pytest.raises(Wrong, match=says):
        read_page(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("madoguchi@example.jp", "madoguchi@example.jp"),
        ("ｍａｄｏ．１＠ｅｘａｍｐｌｅ．ｊｐ", "mado.1@example.jp"),
        ("mailto:Soudan+a@EXAMPLE.jp", "Soudan+a@example.jp"),
    ],
)
def test_a_mailbox_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert read_mailbox(typed) == kept == read_mailbox(kept)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "入れてください"),
        ("example.jp", "読めません"),
        ("a@b@example.jp", "読めません"),
        ("a b@example.jp", "読めません"),
        ("a..b@example.jp", "読めません"),
        ("a@example.jp, b@example.jp", "読めません"),
        ("a@example.jp\nBcc: b@example.jp", "読めません"),
        ("a@localhost", "の部分"),
        ("a@example.jp?subject=x", "の部分"),
        ("a" * 65 + "@example.jp", "読めません"),
        ("a@" + "b" * LONGEST_MAILBOX + ".jp", "長すぎます"),
        ("a" * 100_000, "長すぎます"),
    ],
)
def test_what_is_no_mailbox_is_refused(typed: str, says: str) -> None:
    with pytest.raises(Wrong, match=says):
        read_mailbox(typed)


def test_a_name_is_one_line() -> None:
    assert read_name("  つなぎ町\u3000\n相談 窓口 ") == "つなぎ町 相談 窓口"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (" \u3000", "入れてください"),
        ("あ" * (LONGEST_NAME + 1), "300文字まで"),
        ("あ" * 100_000, "300文字まで"),
        ("つなぎ\u202e町", "目に見えない"),
        ("つなぎ\x00町", "目に見えない"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(typed: str, says: str) -> None:
    with pytest.raises(Wrong, match=says):
        read_name(typed)


@given(st.text() | st.text().map("https://".__add__) | st.from_regex(r"https?://[^/]{1,20}\.jp/.{0,20}"))
@example("https://xn--a.jp")
@example("https://" + "あ" * 80 + ".jp")
def test_any_text_is_a_safe_address_or_a_sentence(text: str) -> None:
    try:
        kept = read_page(text)
    except Wrong as wrong:
        assert str(wrong).endswith("。")
        return
    parts = urlsplit(kept)
    assert parts.scheme in ("http", "https")
    assert parts.username is None
    assert kept.isascii()
    assert not set(kept) & set("\"'<>\\ `")
    assert read_page(kept) == kept


@given(st.text() | st.from_regex(r"[^@]{0,10}@[^@]{0,10}\.jp"))
def test_any_text_is_a_mailbox_or_a_sentence(text: str) -> None:
    try:
        kept = read_mailbox(text)
    except Wrong as wrong:
        assert str(wrong).endswith("。")
        return
    assert kept.isascii()
    assert read_mailbox(kept) == kept


@given(st.text())
def test_any_text_is_a_name_or_a_sentence(text: str) -> None:
    try:
        kept = read_name(text)
    except Wrong as wrong:
        assert str(wrong).endswith("。")
        return
    assert read_name(kept) == kept
    assert kept.isprintable()
