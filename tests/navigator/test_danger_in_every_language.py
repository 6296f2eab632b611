"""The danger pages in every language: small, leading to all the others, saying what in them is English."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils.translation import override

from tsunagi.base.tongues import EVERYWHERE
from tsunagi.navigator.rules.contacts import KINDS
from tsunagi.navigator.views.danger import danger_answer

CODES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_small_and_leads_to_the_others(language: str, kind: str) -> None:
    with override(language):
        shown = danger_answer(kind).content
    assert len(shown) < 14_000
    for code in CODES:
        start = "" if code == "ja" else f"/{code}"
        assert (f'href="{start}/danger/{kind}/"'.encode() in shown) == (code != language)


@pytest.mark.parametrize("language", [code for code in CODES if code not in EVERYWHERE])
def test_names_of_lines_say_that_they_are_english(language: str) -> None:
    with override(language):
        shown = danger_answer("suicide").content
    assert b'<p><span lang="en">' in shown and b'<a class="call" lang="en"' in shown
