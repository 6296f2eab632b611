"""Readings above kanji: right where they can be, and the page stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.directory import samples
from tsunagi.base import readings
from tsunagi.base.rules.furigana import with_furigana

WORDS = {"話し合う": "ハナシアウ", "相談": "ソウダン", "窓口": "マドグチ", "1人": "ヒトリ", "気持ち": "キモチ"}


def _read(text: str) -> Iterator[tuple[str, str]]:
    """A made-up dictionary of a few words; of others it knows nothing."""
    for piece in re.split("(" + "|".join(WORDS) + ")", text):
        if piece:
            yield piece, WORDS.get(piece, "")


def _plain(page: str) -> str:
    """What eyes see without the readings."""
    return re.sub(r"<rp[^>]*>.</rp>|<rt[^>]*>[^<]*</rt>|</?ruby>", "", page)


def _shown(page: str) -> str:
    """Readings in brackets behind their kanji."""
    return re.sub(r"</?(?:ruby|rp|rt)[^>]*>", "", with_furigana(page, _read))


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>相談窓口</p>", "<p>相談(そうだん)窓口(まどぐち)</p>"),
        ("<p>話し合う</p>", "<p>話(はな)し合(あ)う</p>"),
        ("<p>1人の気持ち</p>", "<p>1人(ひとり)の気持(きも)ち</p>"),
        ("<p>ひらがなとカタカナ</p>", "<p>ひらがなとカタカナ</p>"),
        ("<p>知らない語</p>", "<p>知らない語</p>"),
        ('<a title="相談" href="/相談/">相談</a>', '<a title="相談" href="/相談/">相談(そうだん)</a>'),
        ("<title>相談</title>", "<title>相談</title>"),
        ("<textarea>相談</textarea>相談", "<textarea>相談</textarea>相談(そうだん)"),
        ("<select><option>相談</option></select>", "<select><option>相談</option></select>"),
        ("<svg><text>相談</text></svg><p>相談</p>", "<svg><text>相談</text></svg><p>相談(そうだん)</p>"),
        ("<!-- 相談 -->", "<!-- 相談 -->"),
        ('<h1 data-kana="いのちでんわ">命電話</h1>', '<h1 data-kana="いのちでんわ">命電話(いのちでんわ)</h1>'),
        ("<p>&lt;相談&gt; &amp; 窓口</p>", "<p>&lt;相談(そうだん)&gt; &amp; 窓口(まどぐち)</p>"),
    ],
)
def test_readings_stand_above_kanji_alone(page: str, shown: str) -> None:
    assert _shown(page) == shown


def test_a_names_own_reading_counts_if_it_fits() -> None:
    fits = with_furigana('<h2 data-kana="よりそいそうだん">より添い相談</h2>', _read)
    assert "<ruby>添<" in fits and ">そ</rt>" in fits and ">そうだん</rt>" in fits
    assert ">そうだん</rt>" in with_furigana('<h2 data-kana="まったくべつ">より相談</h2>', _read)


def test_who_hears_the_page_hears_no_reading_twice() -> None:
    made = with_furigana("<p>相談</p>", _read)
    assert made.count('aria-hidden="true"') == 3


PIECES = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "<textarea>", "</textarea>", "<!-- 相 -->", *WORDS, "あ", "\n", "&amp;", "知"]
    )
)


@given(PIECES)
def test_without_the_readings_the_page_is_as_it_was(pieces: list[str]) -> None:
    page = "".join(pieces)
    assert _plain(with_furigana(page, _read)) == page


# --- the switch ---


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that knows the few words."""
    monkeypatch.setattr(readings, "_are_known", lambda: True)
    monkeypatch.setattr(readings, "readings", _read)


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/ja-easy"])
def test_readings_are_switched_on_and_off_for_as_long_as_the_browser_is_open(
    client: Client, known: None, prefix: str
) -> None:
    samples.service("なんでも相談窓口", name_kana="なんでもそうだんまどぐち")
    address = f"{prefix}/supports/"
    first = client.get(address)
    assert "<rt" not in first.content.decode() and "Cookie" in first["Vary"]
    answer = client.post(prefix + reverse("base:furigana"), {"show": "on", "next": address})
    assert answer.headers["Location"] == address
    cookie = answer.cookies["furigana"]
    assert (cookie.value, cookie["max-age"], cookie["expires"], bool(cookie["httponly"])) == ("on", "", "", True)
    shown = client.get(address).content.decode()
    assert "<rt" in shown and "そうだんまどぐち" in shown and 'value="off"' in shown
    client.post(prefix + reverse("base:furigana"), {"show": "off", "next": address})
    assert "<rt" not in client.get(address).content.decode()


@pytest.mark.django_db
def test_other_languages_and_installations_without_it_offer_none(
    client: Client, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = reverse("base:furigana")
    assert switch in client.get("/").content.decode()
    client.cookies["furigana"] = "on"
    assert switch not in client.get("/en/").content.decode() and "<rt" not in client.get("/en/").content.decode()
    monkeypatch.setattr(readings, "_are_known", lambda: False)
    assert switch not in client.get("/").content.decode() and "<rt" not in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "back", ["https://example.com/", "//example.com/", "javascript:alert(1)", "", "\\\\example.com"]
)
def test_the_switch_leads_to_this_site_only(client: Client, back: str) -> None:
    assert client.post(reverse("base:furigana"), {"show": "on", "next": back}).headers["Location"] == "/"


def test_the_danger_page_is_left_as_it_is(client: Client, known: None) -> None:
    client.cookies["furigana"] = "on"
    assert "<rt" not in client.get("/danger/any/").content.decode()


@pytest.mark.skipif(find_spec("sudachidict_core") is None, reason="needs the extra furigana")
def test_the_dictionary_reads_common_words() -> None:
    made = with_furigana("<p>相談窓口に電話1人で話し合う</p>", readings.readings)
    assert _plain(made) == "<p>相談窓口に電話1人で話し合う</p>"
    assert re.findall("<rt[^>]*>([^<]*)</rt>", made) == ["そうだんまどぐち", "でんわ", "ひとり", "はな", "あ"]
