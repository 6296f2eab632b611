"""A call is taken by keyboard alone over a line that breaks; and somebody writes on a phone, danger met first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_taking_in_a_document import sign_in, take_seat


def tab_to(page: Page, name: str) -> None:
    """Walk on with the tab key until a field or button of that name has the keyboard."""
    for _step in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key never comes to {name}")


def test_a_call_is_taken_by_keyboard_alone_and_outlives_a_broken_line(
    page: Page, sound: Callable[[Page], None]
) -> None:
    sign_in(page, "worker@example.jp")
    page.get_by_role("link", name="相談の受付").press("Enter")
    sound(page)
    leave = page.get_by_role("button", name=re.compile("の席を離れる$"))
    if leave.count():  # somebody signed in as them before us
        leave.first.press("Enter")
    page.get_by_role("button", name=re.compile("に座る$")).first.press("Enter")
    expect(page.get_by_role("button", name=re.compile("の席を離れる$")).first).to_be_visible()
    sound(page)

    tab_to(page, "way")
    assert page.evaluate("document.activeElement.accessKey") == "t", "one key on a real keyboard, too"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("電話の記録")
    kept, notes = page.locator("#kept"), page.get_by_label("記録", exact=True)
    expect(notes).to_be_focused()
    page.keyboard.type("家賃が払えない。")
    expect(kept).to_contain_text("に保存しました", timeout=20_000)
    page.context.set_offline(True)
    page.keyboard.type("もう死にたいと言っている。")
    expect(kept).to_contain_text("この画面に残っています", timeout=20_000)
    expect(kept).to_have_class("notice notice-warning")
    press_access_key(page, "s")  # the form is not sent into nowhere, which would lose what stands in it
    page.wait_for_timeout(500)
    expect(notes).to_have_value("家賃が払えない。もう死にたいと言っている。")
    expect(kept).to_be_in_viewport()
    page.context.set_offline(False)
    expect(kept).to_contain_text("に保存しました", timeout=40_000)
    expect(kept).to_have_class("quiet")
    expect(page.locator("#danger")).to_contain_text("自殺のおそれ")
    expect(page.locator("#danger").get_by_role("link", name=re.compile("119"))).to_be_visible()
    sound(page)
    assert not page.evaluate("Object.keys(sessionStorage).length + Object.keys(localStorage).length")

    tab_to(page, "need")
    page.keyboard.press("ArrowDown")
    tab_to(page, "age")
    page.keyboard.press("ArrowUp")
    tab_to(page, "outcome")
    page.keyboard.press("Space")
    tab_to(page, "end")
    assert page.evaluate("document.activeElement.accessKey") == "e"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("電話")
    expect(page.get_by_text("家賃が払えない。もう死にたいと言っている。")).to_be_visible()
    expect(page.get_by_text("話を聴いた")).to_be_visible()
    sound(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sound(page)
    for address in ("/consultations/", "/en/consultations/"):
        page.goto(address)
        sound(page)


def test_supervisors_pages_are_sound(page: Page, sound: Callable[[Page], None]) -> None:
    sign_in(page, "supervisor@example.jp")
    page.goto("/consultations/organisations/sample-window/windows/")
    ends = [
        page.get_by_role("link", name=re.compile(name)).first.get_attribute("href") or ""
        for name in ("を変える$", "の当番表$", "を休止する$", "^窓口を作る$", "^入口を作る$")
    ]
    for size in (PHONE, page.viewport_size):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for address in (page.url, *ends, "/consultations/organisations/sample-window/retention/"):
            page.goto(address)
            sound(page)


def test_somebody_writes_on_a_phone_and_danger_is_met_first(page: Page, sound: Callable[[Page], None]) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/write/")
    sound(page)
    page.get_by_role("link", name="白波つながりダイヤル(架空)").click()
    sound(page)
    page.get_by_label("住んでいるところ").fill("白波市")
    page.get_by_role("button", name="窓口をさがす").click()
    page.get_by_role("button", name="フォームに書く").click()
    sound(page)
    page.get_by_label("伝えたいこと").fill("もう死にたい")
    page.get_by_label("住んでいるところ").fill("白波市")
    page.get_by_role("button", name="窓口に送る").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("いま話せる人がいます")
    sound(page)
    page.get_by_role("button", name="それでも、窓口に送る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("届きました")
    sound(page)
    assert "死" not in page.url
    code = page.locator(".secret").inner_text()
    page.get_by_role("link", name="前に書いたものがどうなったかを見る").click()
    page.get_by_label("受付番号").fill(code)
    page.get_by_role("button", name="見る").click()
    expect(page.get_by_role("status")).to_contain_text("まだ読まれていません")
    sound(page)


def test_the_form_works_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/vi/write/shiranami-line/form/")
    plain_page.locator("[name=words]").fill("Tôi cần giúp đỡ về tiền thuê nhà")
    plain_page.locator("[name=area]").fill("白波市")
    plain_page.locator("main button[type=submit]").click()
    expect(plain_page.locator(".secret")).to_be_visible()


@pytest.mark.parametrize("how", ["link", "closed"])
def test_what_was_typed_in_the_last_seconds_is_saved_as_the_page_is_left(page: Page, how: str) -> None:
    sign_in(page, "worker@example.jp")
    take_seat(page)
    press_access_key(page, "t")
    expect(page.get_by_role("heading", level=1)).to_contain_text("電話の記録")
    contact = page.get_by_role("link", name="相談のページへ")
    address = contact.evaluate("link => link.href")
    page.on("dialog", lambda warning: warning.accept())
    words = f"来週また電話すると言った({how})。"
    page.get_by_label("記録", exact=True).press_sequentially(words)
    other = page.context.new_page()
    if how == "link":
        contact.click()
        page.wait_for_url(address)
    else:
        with page.expect_event("close"):
            page.close(run_before_unload=True)
    for _attempt in range(20):
        other.goto(address)
        if other.get_by_text(words).count():
            return
    raise AssertionError("what was typed is lost")


def press_access_key(page: Page, key: str) -> None:
    """Alt and a letter, as the browser hears it from a keyboard: Playwright's own keys carry no letter beside Alt."""
    told = {"modifiers": 1, "key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper())}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "unmodifiedText": key, **told})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **told})


def test_the_letters_beside_the_buttons_press_them(page: Page) -> None:
    sign_in(page, "worker@example.jp")
    take_seat(page)
    expect(page.locator('button[accesskey="t"]')).to_be_visible()
    press_access_key(page, "t")
    expect(page.get_by_role("heading", level=1)).to_contain_text("電話の記録")
    page.get_by_label("主な内容").focus()
    press_access_key(page, "n")
    expect(page.get_by_label("記録", exact=True)).to_be_focused()
    page.keyboard.type("無言の電話。")
    press_access_key(page, "s")
    expect(page.get_by_text("無言の電話。")).to_be_visible()
