"""Somebody who may be watched looks for help, and leaves at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE

WEATHER = "https://www.jma.go.jp/bosai/forecast/"


@pytest.fixture
def watched(browser: Browser, site: str) -> Iterator[Page]:
    """A browser whose weather page is made up, on the front page after the list of plans."""
    context = browser.new_context(base_url=site, locale="ja-JP")
    context.route(
        "https://**", lambda route: route.fulfill(body="<h1>天気</h1>", content_type="text/html; charset=utf-8")
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/plans/")
    page.goto("/")
    yield page
    context.close()


def _say(page: Page, words: str) -> None:
    page.locator("textarea[name=words]").first.fill(words)
    page.get_by_role("button", name="さがす").first.click(timeout=60_000)  # without JavaScript it waits for the answer


def _answered(page: Page, heading: str = "合いそうな支援") -> None:
    """The keyboard is at the answer's heading. The first answer of a site waits until the supports were read."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_focused(timeout=60_000)


def _length(page: Page) -> int:
    found: int = page.evaluate("history.length")
    return found


def test_an_answer_makes_no_entry_and_takes_the_keyboard_to_its_heading(watched: Page) -> None:
    before = _length(watched)
    _say(watched, "借金が返せない")
    _answered(watched)
    assert (_length(watched), watched.url.endswith("/")) == (before, True)
    assert watched.title() == "つなぎ"
    assert "find" not in watched.url
    watched.go_back()
    watched.wait_for_url("**/plans/")


def test_what_follows_makes_no_entry_either(watched: Page, sound: Callable[[Page], None]) -> None:
    before = _length(watched)
    _say(watched, "借金が返せない")
    _answered(watched)
    sound(watched)
    watched.get_by_role("button", name="この結果を持っていく").click()
    _answered(watched, "相談先のメモ")
    assert _length(watched) == before
    sound(watched)
    with watched.expect_download() as saved:
        watched.get_by_role("button", name="PDFを保存する").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    assert _length(watched) == before


@pytest.mark.parametrize("how", ["keys", "button"])
@pytest.mark.parametrize("words", ["", "借金が返せない"])
def test_leaving_leads_back_to_where_one_was_before(watched: Page, how: str, words: str) -> None:
    before = _length(watched)
    if words:
        _say(watched, words)
        _answered(watched)
    if how == "keys":
        for _ in range(3):
            watched.keyboard.press("Escape")
    else:
        watched.get_by_role("link", name="このページを急いで閉じる").click()
    expect(watched.get_by_role("heading", name="天気")).to_be_visible()
    assert watched.url == WEATHER
    assert _length(watched) == before
    watched.go_back()
    watched.wait_for_url("**/plans/")


def test_two_presses_of_esc_stay(watched: Page) -> None:
    watched.keyboard.press("Escape")
    watched.keyboard.press("Escape")
    expect(watched.get_by_role("heading", level=1)).to_be_visible()
    assert watched.url.endswith("/")


@pytest.mark.parametrize("width", [PHONE["width"], 1280])
def test_danger_comes_in_place_with_its_looks_and_its_way_out(watched: Page, width: int) -> None:
    watched.set_viewport_size({"width": width, "height": 640})
    before = _length(watched)
    _say(watched, "もう死にたい")
    expect(watched.get_by_role("heading", level=1)).to_contain_text("死にたいほどつらいとき")
    call = watched.locator("a.call").first
    expect(call).to_be_visible()
    assert call.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(206, 0, 0)"
    assert watched.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    assert _length(watched) == before
    for _ in range(3):
        watched.keyboard.press("Escape")
    expect(watched.get_by_role("heading", name="天気")).to_be_visible()
    watched.go_back()
    watched.wait_for_url("**/plans/")


def test_the_danger_page_itself_can_be_left(watched: Page) -> None:
    watched.goto("/danger/violence/")
    for _ in range(3):
        watched.keyboard.press("Escape")
    expect(watched.get_by_role("heading", name="天気")).to_be_visible()
    watched.go_back()
    watched.wait_for_url(lambda url: url.endswith("/") and "danger" not in url)


def test_while_an_answer_is_on_its_way_a_bar_says_so_and_the_words_stay_as_dark(page: Page) -> None:
    page.goto("/")
    page.evaluate("() => { window.fetch = () => new Promise(() => {}) }")
    _say(page, "借金が返せない")
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    assert page.evaluate("getComputedStyle(document.querySelector('main'), '::before').borderTopWidth") == "4px"
    assert not Axe().run(page).response["violations"]


def test_where_sending_in_place_fails_the_form_is_sent_plainly(page: Page) -> None:
    # In the page itself, in a browser whose requests nobody holds: one that is let through stays there now and then.
    page.goto("/")
    tried: list[str] = []
    page.expose_function("tried", lambda where: tried.append(where))
    no_line = "() => { window.fetch = (where) => window.tried(where).then(() => { throw new TypeError('no line') }) }"
    page.evaluate(no_line)
    _say(page, "借金が返せない")
    expect(page.get_by_role("heading", level=1, name="合いそうな支援")).to_be_visible(timeout=60_000)
    assert page.url.endswith("/find/") and [one.endswith("/find/") for one in tried] == [True]


def test_all_works_without_javascript(plain_page: Page, sound: Callable[[Page], None]) -> None:
    plain_page.goto("/")
    assert plain_page.get_by_role("link", name="このページを急いで閉じる").get_attribute("href") == WEATHER
    assert "JavaScriptが使えないので" in plain_page.locator("noscript").inner_html()
    _say(plain_page, "借金が返せない")
    expect(plain_page.get_by_role("heading", level=1, name="合いそうな支援")).to_be_visible(timeout=60_000)
    plain_page.get_by_role("button", name="この結果を持っていく").click()
    expect(plain_page.get_by_role("heading", level=1, name="相談先のメモ")).to_be_visible()


@pytest.mark.parametrize("address", ["/plans/", "/measures/8/", "/accounts/login/"])
def test_pages_of_the_plan_have_their_titles_and_no_such_button(page: Page, address: str) -> None:
    page.goto(address)
    assert page.title() not in ("", "つなぎ")
    assert page.locator(".leave").count() == 0
