"""Records are said in the tongue that they have, and a page of another language says which one that is."""

from __future__ import annotations

import pickle
import tomllib
from importlib import resources

import pytest
from django.conf import settings
from django.test import Client

from tests.directory import samples
from tsunagi.base.templatetags.base import html_lang
from tsunagi.directory.models import Way
from tsunagi.directory.rules.codes import TERMS, term
from tsunagi.directory.rules.texts import Said, said

NAMES = {"name": "相談窓口", "name_easy": "そうだんする ところ", "name_en": "Help <desk>"}


@pytest.mark.parametrize(
    ("language", "text", "lang"),
    [
        ("ja", "相談窓口", "ja"),
        ("ja-easy", "そうだんする ところ", "ja"),
        ("en", "Help <desk>", "en"),
        ("vi", "Help <desk>", "en"),
        ("zh-hant", "Help <desk>", "en"),
    ],
)
def test_a_text_knows_its_language(language: str, text: str, lang: str) -> None:
    found = said(type("Record", (), NAMES), "name", language)
    assert (found, found.lang) == (text, lang)


@pytest.mark.parametrize("language", ["ja-easy", "en", "ko"])
def test_what_a_tongue_lacks_is_japanese_and_says_so(language: str) -> None:
    found = said(type("Record", (), {"name": "相談窓口"}), "name", language)
    assert (found, found.lang) == ("相談窓口", "ja")


def test_a_text_knows_its_language_after_it_was_stored() -> None:
    assert pickle.loads(pickle.dumps(Said("Help", "en"))).lang == "en"


@pytest.mark.django_db
def test_a_page_marks_what_is_in_another_language(client: Client) -> None:
    made = samples.service(**NAMES, summary="相談を受けます。")
    Way.objects.create(service=made, kind="telephone", number="0312345678", hours="月-金 9:00-17:00")
    page = f"supports/{made.pk}/"
    for language in ("vi", "zh-hans"):
        shown = client.get(f"/{language}/{page}").content.decode()
        assert '<span lang="en">Help &lt;desk&gt;</span>' in shown
        assert '<span lang="ja">相談を受けます。</span>' in shown
        assert '<span lang="en">Mon' in shown
    english = client.get(f"/en/{page}").content.decode()
    assert "Help &lt;desk&gt;</h1>" in english and '<span lang="ja">相談を受けます。</span>' in english
    assert "<span lang" not in client.get(f"/{page}").content.decode().split("<main")[1]


@pytest.mark.django_db
def test_choices_say_which_language_they_are_in(client: Client) -> None:
    shown = client.get("/vi/supports/").content.decode()
    assert '<option value="13" lang="ja">東京都</option>' in shown and '<option value="" selected>Không chọn' in shown
    assert '<option value="loneliness">Cô đơn' in shown
    assert "<option value=\"13\">東京都" in client.get("/supports/").content.decode()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_needs_and_audiences_have_a_name_in_every_language(language: str) -> None:
    for taxonomy in ("need", "audience"):
        names = [term(taxonomy, code, language) for code in TERMS[taxonomy]]
        assert all(names) and len(set(names)) == len(names)
        assert {name.lang for name in names} == {html_lang(language)}


def test_no_language_names_a_term_that_is_none() -> None:
    for file in (resources.files("tsunagi.directory") / "terms").iterdir():
        named = tomllib.loads(file.read_text(encoding="utf-8"))
        assert all(named[taxonomy].keys() == TERMS[taxonomy].keys() for taxonomy in ("need", "audience"))
        assert named.keys() == {"need", "audience"}
