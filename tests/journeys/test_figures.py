"""Figures in a browser: read by anybody down to their source, counted by one official and signed off by another."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_accompanying import follow, press
from tests.journeys.test_taking_in_a_document import sign_in


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_anybody_follows_a_number_to_its_source(
    page: Page, sound: Callable[[Page], None], width: dict[str, int], language: str
) -> None:
    page.set_viewport_size(width)  # type: ignore[arg-type]
    page.goto(f"{language}/figures/")
    sound(page)
    page.locator("main li a").first.click()
    sound(page)
    page.goto(f"{language}/figures/of/shiranami/contacts-answered/")
    sound(page)
    assert page.locator("main svg").count() == 1
    number = page.locator("td.number a").first
    said = number.inner_text()
    number.click()
    sound(page)
    for digits in re.findall(r"[\d.,]+", said):  # the unit stands between them here, in the table once for all
        expect(page.locator(".lead")).to_contain_text(digits)
    page.locator("dl.facts a").first.click()
    sound(page)
    assert page.locator("h1").count() == 1


def test_one_counts_and_another_signs_off(browser: Browser, site: str, sound: Callable[[Page], None]) -> None:
    def as_who(email: str) -> Page:
        page = browser.new_context(base_url=site, locale="ja-JP", viewport=PHONE).new_page()  # type: ignore[arg-type]
        sign_in(page, email)
        follow(page, "数字の公表")
        sound(page)
        return page

    counter = as_who("prefecture@example.jp")
    follow(counter, "計画が学ぶこと")
    sound(counter)
    counter.go_back()
    follow(counter, "相談(受けた月)")
    sound(counter)
    press(counter, "この定義で数える")
    expect(counter.locator(".error-summary")).to_be_visible()
    sound(counter)
    counter.get_by_label("名称", exact=False).first.fill("チャットと電話の相談")
    counter.get_by_label("アドレスに使う名前").fill("by-way-a-year")
    counter.get_by_label("数", exact=True).check()
    counter.get_by_label("単位", exact=False).first.fill("件")
    counter.get_by_role("group", name="数えるもの").get_by_label("電話・チャット・窓口で応対した").check()
    counter.get_by_label("内訳").select_option("way")
    counter.get_by_label("期間").select_option("year")
    press(counter, "この定義で数える")
    counter.get_by_role("link", name="「チャットと電話の相談」を数える").click()
    sound(counter)
    counter.get_by_label("期間").select_option("FY2025")
    press(counter, "数える")
    expect(counter.get_by_role("heading", level=1)).to_contain_text("チャットと電話の相談", timeout=60_000)
    sound(counter)
    expect(counter.get_by_role("button", name="公表する")).to_have_attribute("aria-disabled", "true")

    signer = as_who("prefecture-check@example.jp")
    signer.get_by_role("link", name="チャットと電話の相談").first.click()
    sound(signer)
    press(signer, "公表する")
    expect(signer.get_by_role("status")).to_contain_text("公表しました")
    sound(signer)
    counter.goto("/figures/of/shiranami/by-way-a-year/")
    sound(counter)
    follow(counter, "令和7年度")
    follow(counter, "訂正する")
    sound(counter)
