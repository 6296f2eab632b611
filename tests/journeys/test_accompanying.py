"""Two bodies accompany somebody, on a narrow phone and at a desk: opened, planned, handed on, answered."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_taking_in_a_document import sign_in, take_seat


def press(page: Page, word: str) -> None:
    page.get_by_role("button", name=word, exact=True).click()


def follow(page: Page, word: str) -> None:
    page.get_by_role("link", name=word, exact=True).first.click()


def test_a_person_is_opened_planned_and_handed_on(
    browser: Browser, site: str, page: Page, sound: Callable[[Page], None]
) -> None:
    seen = set()

    def look(page: Page) -> None:
        """Sound on a phone and at a desk, in both languages."""
        seen.add(re.sub(r"[0-9a-f-]{36}", "*", page.url.removeprefix(site)))
        sound(page)
        assert page.locator("h1").count() == 1
        size = page.viewport_size
        page.set_viewport_size(DESK if size == PHONE else PHONE)  # type: ignore[arg-type]
        sound(page)
        page.set_viewport_size(size)  # type: ignore[arg-type]

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, "worker@example.jp")
    follow(page, "支援の机")
    look(page)
    follow(page, "支援を始める")
    look(page)
    page.get_by_label("氏名").fill("見本 𠮷子")
    page.get_by_label("ふりがな").fill("みほん よしこ")
    page.get_by_label("住所", exact=True).fill("見本県見本市1-2-3")
    page.get_by_label("本人の申込み・同意がある").check()
    page.get_by_label("次にすること").fill("電話をかける")
    press(page, "支援を始める")
    expect(page.get_by_role("heading", level=1)).to_contain_text("見本 𠮷子")
    look(page)
    case = page.url
    follow(page, "「インテーク・アセスメントシート」を書く")
    look(page)
    press(page, "保存する")
    expect(page.locator(".error-summary")).to_be_visible()
    look(page)
    page.get_by_label("課題のまとめ").fill("家にいるのがつらい")
    page.get_by_label("継続して支援し、プランを作る").check()
    press(page, "保存する")
    page.get_by_role("link", name=re.compile("インテーク・アセスメントシート$")).first.click()
    look(page)
    page.goto(case)
    follow(page, "本人の記録")
    look(page)
    follow(page, "同意を記録する")
    look(page)
    page.get_by_label("氏名・ふりがな・生年月日・性別").check()
    page.get_by_label("何のために").fill("居場所を使うため")
    page.get_by_label("書面").check()
    press(page, "記録する")
    page.goto(case)
    follow(page, "ほかの支援につなぐ")
    page.get_by_label("ここで返事を受け取れるところだけ").check()
    press(page, "しぼる")
    look(page)
    follow(page, "居場所なぎさ(架空)")
    look(page)
    page.get_by_label("お願いしたいこと").fill("週に一度、顔を出せる場所を")
    page.get_by_label("もとになる同意").select_option(index=1)
    page.get_by_label("氏名: 見本 𠮷子").check()
    press(page, "渡す内容を確かめる")
    look(page)
    follow(page, "送る")
    press(page, "送る")
    expect(page.get_by_role("status")).to_be_visible()
    referral = page.url

    other = browser.new_context(base_url=site, locale="ja-JP", viewport=DESK).new_page()  # type: ignore[arg-type]
    sign_in(other, "place@example.jp")
    follow(other, "支援の机")
    look(other)
    other.locator(f"a[href='{referral.removeprefix(site)}']").click()  # others wait there, too
    look(other)
    assert "見本県" not in other.content()
    follow(other, "受け入れる")
    look(other)
    other.get_by_label("次にすること").fill("むかえに行く")
    other.get_by_label("いつまでに").fill("2030-01-01")
    press(other, "受け入れる")
    follow(other, "本人に会えた")
    press(other, "本人に会えた")
    follow(other, "結果を伝える")
    other.get_by_label("相手に伝えること").fill("毎週来ています")
    other.get_by_label("支援を続けている").check()
    press(other, "結果を伝える")
    other.context.close()

    page.goto(referral)
    expect(page.get_by_text("毎週来ています")).to_be_visible()
    press(page, "結果を確かめた")
    follow(page, "支援を終結する")
    look(page)
    page.get_by_label("ほかの機関の支援に移った").check()
    page.get_by_label("終結にあたって").fill("居場所に通い始めた")
    press(page, "終結する")
    look(page)
    for address in ("/en/casework/", case.replace("/casework/", "/en/casework/"), "/casework/conferences/"):
        page.goto(address)
        look(page)
    assert len(seen) > 12


def test_the_supervisors_pages_are_sound(page: Page, sound: Callable[[Page], None]) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, "supervisor@example.jp")
    for address in ("", "organisations/sample-window/readings/", "organisations/sample-window/retention/",
                    "organisations/sample-window/receiving/", "open/code/"):  # fmt: skip
        page.goto(f"/casework/{address}")
        sound(page)
    page.get_by_label("メモの番号").fill("3333-3333")
    press(page, "ひらく")
    expect(page.get_by_text("この番号では何も開けません").first).to_be_visible()
    sound(page)


def test_a_case_of_the_list_is_printed(page: Page, sound: Callable[[Page], None]) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, "supervisor@example.jp")
    follow(page, "支援の机")
    follow(page, "組織のすべての支援")
    sound(page)
    page.locator("main .plain-list a").first.click()
    sound(page)
    follow(page, "印刷する・PDFにする")
    sound(page)
    with page.expect_download() as taken:
        press(page, "PDFを保存する")
    assert taken.value.suggested_filename.endswith(".pdf")
    press(page, "画面に並べる(ブラウザーで印刷)")
    expect(page.get_by_role("heading", name="表紙")).to_be_visible()
    sound(page)
    forms = page.locator(".printed").count()
    assert len(PdfDocument(page.pdf(format="A4"))) == forms, "a page each, with the line to sign on"
    page.locator(".sheet td").last.evaluate("(cell) => { cell.textContent = 'ながいことば。'.repeat(400) }")
    paper = PdfDocument(page.pdf(format="A4"))
    assert len(paper) > forms
    assert "ながいことば" in paper[forms - 1].get_textpage().get_text_range(), "a long answer begins where it stands"


def test_a_contact_becomes_a_case(page: Page, sound: Callable[[Page], None]) -> None:
    """From a note at the window to the choice of a support, on a narrow phone."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, "worker@example.jp")
    take_seat(page)
    page.get_by_role("button", name=re.compile("^電話")).first.click()
    page.get_by_label("記録", exact=True).fill("家賃が払えないとのこと。")
    page.get_by_role("button", name=re.compile("^保存する")).click()
    follow(page, "支援を始める・つなぐ")
    expect(page.get_by_label("相談で聞いたこと")).to_have_value(re.compile("家賃が払えない"))
    sound(page)
    press(page, "支援を始める")
    expect(page.locator(".error-summary").first).to_be_visible()
    sound(page)
    page.get_by_label("本人の申込み・同意がある").check()
    page.get_by_label("次にすること").fill("電話をかける")
    page.get_by_label("続けて、つなぐ先を選ぶ").check()
    page.get_by_label("口頭").check()
    press(page, "支援を始める")
    expect(page.get_by_role("heading", level=1)).to_have_text("つなぐ先を選ぶ")
    sound(page)
