"""A citizen reads what became of the plan, on a phone or at a desk, in Japanese or English."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE

PAGES = [
    "/", "/plans/", "/supports/", "/danger/suicide/", "/danger/any/", "/plans/national/",
    "/plans/national/2024/follow_up/", "/plans/national/2024/follow_up/sections/2-1/",
    "/plans/national/2024/follow_up/ministries/mhlw/", "/plans/national/2024/follow_up/groups/children/",
    "/plans/national/2024/follow_up/verdicts/not_met/", "/measures/8/", "/measures/18/", "/measures/8/texts/",
    "/evidence/target/1/",
    "/evidence/observation/1/", "/plans/national/2025/plan/", "/compare/1/2/", "/bodies/", "/search/",
    "/accounts/login/", "/plans/national/2024/follow_up/downloads/",
    "/no-such-page/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["", "/ja-easy", "/en"])
@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("address", PAGES)
def test_every_public_page_is_sound(
    page: Page, sound: Callable[[Page], None], address: str, width: dict[str, int], language: str
) -> None:
    page.set_viewport_size(width)  # type: ignore[arg-type]
    page.goto(language + address)
    sound(page)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == ("en" if language == "/en" else "ja")


def test_the_overview_of_a_national_plan_can_be_read_through_on_a_phone(plain_page: Page) -> None:
    """Its tables of every section, ministry and group stand closed behind the charts, and rows are short."""
    plain_page.goto("/plans/national/2024/follow_up/")
    assert plain_page.evaluate("document.scrollingElement.scrollHeight") < 8_000


def test_the_first_tab_leads_past_the_head_of_the_page(page: Page) -> None:
    page.goto("/plans/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_from_a_missed_target_to_its_evidence_by_keyboard_alone(page: Page) -> None:
    page.goto("/plans/national/2024/follow_up/")
    page.locator("#missed ~ table a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/measures/"))
    page.get_by_role("link", name="この目標の根拠").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("数値の根拠")


def test_a_search_word_stands_in_no_address(plain_page: Page) -> None:
    plain_page.goto("/search/")
    plain_page.get_by_label("施策の名前や内容のことば").fill("自殺対策")
    plain_page.get_by_role("button", name="さがす").click()
    expect(plain_page.get_by_role("status")).to_contain_text("件見つかりました")
    assert plain_page.url.endswith("/search/")


def test_nothing_is_loaded_from_elsewhere(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/plans/", "/plans/national/2024/follow_up/", "/measures/8/", "/accounts/login/"):
        page.goto(address)
    assert asked
    assert all(url.startswith((site, "data:")) for url in asked)
