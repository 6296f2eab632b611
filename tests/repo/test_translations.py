"""Every string of the pages has its words in each language it has to, with the same names in them, and the compiled
catalogue is up to date."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from django.conf import settings
from django.utils.translation import gettext, override, pgettext

from tests.repo import translations

NAMES = re.compile(r"%\((\w+)\)s")
CATALOGUES = [(app, language) for app in translations.APPS for language in translations.languages(app)]


@pytest.mark.parametrize(("app", "language"), CATALOGUES)
def test_every_marked_string_has_its_words(app: str, language: str) -> None:
    held = {translations.key(one): str(one.string) for one in translations.catalogue(app, language) if one.id}
    marked = translations.marked(app, language)
    assert not sorted(text for text in marked if not held.get(text)), (
        "run python -m tests.repo.translations and fill in the words"
    )
    assert set(held) == marked, "the catalogue holds strings that no page has any more"


@pytest.mark.parametrize(("app", "language"), CATALOGUES)
def test_the_words_have_the_same_names_in_them(app: str, language: str) -> None:
    for one in translations.catalogue(app, language):
        assert set(NAMES.findall(str(one.id))) == set(NAMES.findall(str(one.string))), one.id


@pytest.mark.parametrize("language", ["en", *translations.PUBLIC_LANGUAGES])
def test_a_string_has_the_same_words_in_every_app(language: str) -> None:
    """Django takes those of the first app for all: where the senses differ, each is marked with its own (pgettext)."""
    said = defaultdict[str, set[str]](set)
    for app in translations.APPS:
        if language in translations.languages(app):
            for one in translations.catalogue(app, language):
                said[translations.key(one)].add(str(one.string) if one.id else "")
    assert not {text: words for text, words in said.items() if len(words) > 1}


def test_a_word_is_said_in_the_sense_that_it_is_marked_in() -> None:
    with override("en"):
        assert (pgettext("handing on", "つなぎ"), gettext("つなぎ")) == ("Referral", "tsunagi")
        assert (pgettext("case", "目標"), gettext("目標")) == ("Goal", "Target")
    with override("ja"):
        assert pgettext("case", "目標") == "目標"


@pytest.mark.parametrize(("app", "language"), [*translations.OF_LIBRARIES, *CATALOGUES])
def test_the_compiled_catalogue_is_that_of_the_text(app: str, language: str) -> None:
    made = translations.po_file(app, language).with_suffix(".mo")
    assert made.read_bytes() == translations.compiled(app, language)


def test_the_site_speaks_the_languages_that_have_catalogues() -> None:
    assert {code for code, _name in settings.LANGUAGES} == {"ja", "en", *translations.PUBLIC_LANGUAGES}


def test_public_strings_are_those_of_the_pages_that_everybody_sees() -> None:
    """The rule itself: a string of each sort of page, on its side."""
    public = set().union(*(translations.marked(app, "ja-easy") for app in translations.APPS))
    assert {"支援をさがす", "通話料・通信料がかかる", "メモの番号", "本文へ"} <= public
    assert not {"見つからなかった支援の数", "アドレスに使う名前", "職員と役割"} & public
