"""Somebody looks for help on a phone, in each language of the public pages."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tsunagi.base.tongues import EVERYWHERE

LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code not in EVERYWHERE]


@pytest.mark.parametrize(("language", "name"), LANGUAGES)
def test_from_the_front_page_to_supports_and_the_danger_page(
    page: Page, sound: Callable[[Page], None], language: str, name: str
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/en/")
    page.locator(".languages summary").click()
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    sound(page)
    page.locator(".ask textarea").fill("家賃が払えない")
    page.locator(".ask button[type=submit]").click()
    expect(page.locator("ol.found > li").first).to_be_visible(timeout=60_000)  # the first search reads all supports
    expect(page.locator("ol.found h2 [lang=en]").first).to_be_attached()
    sound(page)
    page.locator(".languages summary").click()
    sound(page)
    page.goto(f"/{language}/supports/")
    sound(page)
    for address in ("supports/map/", "embed/supports/", "about/"):
        page.goto(f"/{language}/{address}")
        assert page.locator("h1").inner_text() not in ("場所の地図", "支援の一覧", "このサイトについて")
        sound(page)
    page.goto(f"/{language}/danger/suicide/")
    expect(page.locator(".line").first).to_be_visible()
    sound(page)


def test_who_writes_in_english_is_answered_in_it_and_may_go_back_to_japanese(
    page: Page, sound: Callable[[Page], None]
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    page.locator(".ask textarea").fill("I can't pay my rent and I feel alone")
    page.locator(".ask button[type=submit]").click()
    expect(page.locator("ol.found > li").first).to_be_visible(timeout=60_000)  # the first search reads all supports
    expect(page.locator("html")).to_have_attribute("lang", "en")
    sound(page)
    page.get_by_role("button", name="日本語で見る").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator(".ask textarea")).to_have_value("I can't pay my rent and I feel alone")
    sound(page)


@pytest.mark.skipif(find_spec("sudachidict_core") is None, reason="needs the extra furigana")
def test_readings_leave_the_words_of_a_button_in_one_line_of_text(page: Page, sound: Callable[[Page], None]) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    page.get_by_role("button", name="ふりがなをつける").click()
    page.locator(".ask textarea").fill("家賃が払えない")
    page.locator(".ask button[type=submit]").click()
    taking = page.locator("form[action$='/take-along/'] button")
    expect(taking.locator("ruby").first).to_be_visible()
    assert "flex" not in taking.evaluate("one => getComputedStyle(one).display")
    sound(page)
