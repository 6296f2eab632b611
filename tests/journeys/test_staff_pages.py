"""The pages of people who work with the register, each as who may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_taking_in_a_document import sign_in

PAGES = {
    "publisher@example.jp": [
        "/desk/", "/plans/national/import/", "/plans/national/start/", "/editions/1/correct/", "/measures/8/relate/",
        "/plans/national/2024/follow_up/", "/measures/8/", "/accounts/password/change/", "/accounts/2fa/",
        "/my-measures/", "/counts/",
    ],
    "admin@example.jp": ["/organisations/cabinet-office/members/", "/organisations/cabinet-office/deeds/"],
    "editor@example.jp": ["/targets/1/note/", "/plans/national/import/"],
}  # fmt: skip


@pytest.fixture(scope="module", params=PAGES)
def signed_in(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[tuple[Page, list[str]]]:
    """Somebody's browser, and the pages they open; the last of them may be a refusal."""
    context = browser.new_context(base_url=site, locale="ja-JP")
    page = context.new_page()
    sign_in(page, request.param)
    yield page, PAGES[request.param]
    context.close()


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_sound(
    signed_in: tuple[Page, list[str]], sound: Callable[[Page], None], width: dict[str, int], language: str
) -> None:
    page, addresses = signed_in
    page.set_viewport_size(width)  # type: ignore[arg-type]
    for address in addresses:
        page.goto(language + address)
        sound(page)
        assert page.locator("h1").count() == 1
