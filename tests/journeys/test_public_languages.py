"""Somebody looks for help on a phone, in each language of the public pages."""

from __future__ import annotations

from collections.abc import Callable

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
    expect(page.locator("ol.found > li").first).to_be_visible()
    expect(page.locator("ol.found h2 [lang=en]").first).to_be_attached()
    sound(page)
    page.locator(".languages summary").click()
    sound(page)
    page.goto(f"/{language}/supports/")
    sound(page)
    for address in ("supports/map/", "embed/supports/"):
        page.goto(f"/{language}/{address}")
        assert page.locator("h1").inner_text() not in ("場所の地図", "支援の一覧")
        sound(page)
    page.goto(f"/{language}/danger/suicide/")
    expect(page.locator(".line").first).to_be_visible()
    sound(page)
