"""Somebody sets up an app and a passkey, and comes in with the passkey: by a real browser, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_taking_in_a_document import sign_in
from tests.one_time import code_in_time
from tsunagi.demo.bodies import PASSWORD

WHO = "section@example.jp"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A phone at the site's name: a passkey belongs to a name, not to a number."""
    local = site.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=local, locale="ja-JP", viewport=PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_an_app_and_a_passkey_are_set_up_and_let_in(page: Page, sound: Callable[[Page], None]) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    sign_in(page, WHO)
    page.goto("/accounts/2fa/totp/activate/")
    sound(page)
    secret = re.search(r"[A-Z2-7]{32}", page.inner_text("main").replace("\n", ""))
    assert secret
    page.fill("[name=code]", "000000")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("番号が違います")
    page.fill("[name=code]", code_in_time(secret[0]))
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("予備の番号")
    sound(page)
    page.goto("/accounts/2fa/webauthn/add/")
    sound(page)
    page.fill("[name=name]", "見本の鍵")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("パスキーを登録しました。")
    page.goto("/accounts/logout/")
    page.click("main button[type=submit]")
    page.goto("/accounts/login/")
    page.fill("[name=login]", WHO)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    sound(page)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": key["authenticatorId"], "isUserVerified": False})
    refused = page.get_by_role("alert").filter(has_text="パスキーを使えませんでした")
    page.get_by_role("button", name="パスキーで確かめる").click()
    expect(refused).to_be_visible()
    sound(page)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": key["authenticatorId"], "isUserVerified": True})
    page.get_by_role("button", name="パスキーで確かめる").click()
    expect(page.locator("h1")).to_have_text("自分の机")


def test_a_passkey_at_a_number_is_refused_in_a_sentence(page: Page, site: str, sound: Callable[[Page], None]) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    expect(page.locator("#passkey-refused")).to_contain_text("数字のアドレス")
    sound(page)
