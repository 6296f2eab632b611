"""A publisher takes in a document without JavaScript, decides, and publishes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.repo import tree
from tsunagi.demo.bodies import PASSWORD


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_label("パスワード", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("自分の机")


def take_seat(page: Page) -> None:
    """Sit at the first window, unless a journey before this one has left its worker sitting there."""
    page.goto("/consultations/")
    expect(page.locator("#seats")).to_be_visible()
    free = page.get_by_role("button", name=re.compile("に座る$"))
    if free.count():
        free.first.click()
    expect(page.get_by_role("button", name=re.compile("の席を離れる$")).first).to_be_visible()


def test_a_document_becomes_a_published_edition(plain_page: Page, page: Page, sound: Callable[[Page], None]) -> None:
    file: Path = tree.ROOT / "examples" / "follow-up.txt"
    sign_in(plain_page, "publisher@example.jp")
    plain_page.goto("/plans/national/import/")
    plain_page.set_input_files("input[type=file]", file)
    plain_page.get_by_label("年度(西暦)").fill("2023")
    plain_page.get_by_label("種別").select_option("follow_up")
    plain_page.get_by_role("button", name="読み取りを始める").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("取り込みの確認", timeout=30_000)
    plain_page.wait_for_load_state()
    certain = plain_page.get_by_role("button", name=re.compile("^疑いのない"))
    if certain.count():
        certain.click()
        expect(certain).to_have_count(0, timeout=60_000)
    changes = plain_page.url
    sign_in(page, "publisher@example.jp")
    page.goto(changes)
    sound(page)
    page.locator("tbody a").first.click()
    sound(page)
    for _more in range(60):
        if plain_page.get_by_text("決めることは残っていません。").count():
            break
        plain_page.locator("tbody a").first.click()
        plain_page.locator("button[name=decision][value=accepted]").click()
        plain_page.goto(changes)
    plain_page.goto("/plans/national/2023/follow_up/")
    plain_page.get_by_role("link", name="公表する").click()
    plain_page.get_by_role("button", name="この内容で公表する").click()
    expect(plain_page.get_by_role("status").first).to_contain_text("公表しました")
    expect(plain_page.get_by_role("link", name="公表する")).to_have_count(0)


def test_who_may_not_import_reads_why(plain_page: Page) -> None:
    sign_in(plain_page, "viewer@example.jp")
    plain_page.goto("/plans/national/import/")
    expect(plain_page.locator("main")).to_contain_text("権限がありません")
