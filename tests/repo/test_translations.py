"""Every string of the pages has its English, with the same names in it, and the compiled catalogue is up to date."""

from __future__ import annotations

import re

import pytest

from tests.repo import translations

NAMES = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("app", translations.APPS)
def test_every_marked_string_has_its_english(app: str) -> None:
    held = {str(one.id): str(one.string) for one in translations.catalogue(app) if one.id}
    missing = sorted(text for text in translations.marked(app) if not held.get(text))
    assert not missing, "run python -m tests.repo.translations and fill in the English"
    assert set(held) == translations.marked(app), "the catalogue holds strings that no page has any more"


@pytest.mark.parametrize("app", translations.APPS)
def test_the_english_has_the_same_names_in_it(app: str) -> None:
    for one in translations.catalogue(app):
        assert set(NAMES.findall(str(one.id))) == set(NAMES.findall(str(one.string))), one.id


@pytest.mark.parametrize(("app", "language"), [("base", "ja"), *((app, "en") for app in translations.APPS)])
def test_the_compiled_catalogue_is_that_of_the_text(app: str, language: str) -> None:
    made = translations.po_file(app, language).with_suffix(".mo")
    assert made.read_bytes() == translations.compiled(app, language)
