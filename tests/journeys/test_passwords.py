"""Whoever types a password can see it, and is told how strong a new one is; without scripts the fields work too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_taking_in_a_document import sign_in


def test_a_typed_password_is_shown_and_hidden_again(page: Page, sound: Callable[[Page], None]) -> None:
    page.goto("/accounts/login/")
    field = page.locator("#id_password")
    field.fill("見えるかな")
    expect(field).to_have_attribute("type", "password")
    page.get_by_label("パスワードを表示する").check()
    expect(field).to_have_attribute("type", "text")
    sound(page)
    page.get_by_label("パスワードを表示する").uncheck()
    expect(field).to_have_attribute("type", "password")


@pytest.mark.parametrize("width", [PHONE, None], ids=["phone", "desk"])
def test_a_new_password_is_weighed_while_it_is_typed(
    page: Page, sound: Callable[[Page], None], width: dict[str, int] | None
) -> None:
    sign_in(page, "viewer@example.jp")
    if width:
        page.set_viewport_size(width)  # type: ignore[arg-type]
    page.goto("/accounts/password/change/")
    field, said = page.locator('input[autocomplete="new-password"]').first, page.locator("main [role=status]").first
    for typed, words in (
        ("つなぎ", "あと9文字"),
        ("aaaaaaaaaaaaaaaaaaaa", "同じ文字の繰り返し"),
        ("abcdefghijkl", "使えます"),
        ("つなぎのためしに作った長い合い言葉2026", "強いパスワード"),
    ):
        field.fill(typed)
        expect(said).to_contain_text(words)
    sound(page)


def test_without_scripts_nothing_is_missing(plain_page: Page) -> None:
    sign_in(plain_page, "viewer@example.jp")
    plain_page.goto("/accounts/password/change/")
    expect(plain_page.locator('input[type="password"]')).to_have_count(3)
    expect(plain_page.get_by_text("パスワードを表示する")).to_have_count(0)
