"""An editor keeps supports true: by keyboard, without JavaScript, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_taking_in_a_document import sign_in
from tests.repo import tree

KEEPING = "/keep/cabinet-office/"


def test_on_paper_stands_only_what_is_true_tomorrow(page: Page) -> None:
    """Not that somebody answers now, nor what is there to be pressed; the number and its hours do."""
    page.goto("/supports/?way=telephone")
    open_now, danger = page.locator(".way [class^=now-]").first, page.locator("a.button-danger").first
    expect(open_now).to_be_visible()
    page.emulate_media(media="print")
    expect(open_now).to_be_hidden()
    expect(danger).to_be_hidden()
    expect(page.locator(".way-number").first).to_be_visible()
    page.emulate_media(media="screen")
    page.locator("article.support h2 a").first.click()
    expect(page.get_by_role("link", name="番号や時間が違う・移転したことを知らせる")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="番号や時間が違う・移転したことを知らせる")).to_be_hidden()
    expect(page.locator(".way-number").first).to_be_visible()


def test_a_number_is_written_published_changed_and_found(
    plain_page: Page, page: Page, sound: Callable[[Page], None]
) -> None:
    sign_in(plain_page, "publisher@example.jp")
    plain_page.get_by_role("link", name="支援の情報").click()
    plain_page.get_by_role("link", name="支援を加える").click()
    plain_page.get_by_label("名称", exact=False).first.fill("みほん山の電話")
    plain_page.locator("#id_new_provider").fill("みほん山の会")
    plain_page.locator("#id_ways-0-number").fill("03-12")
    plain_page.get_by_role("button", name="保存する").first.click()
    expect(plain_page.get_by_role("alert").first).to_contain_text("連絡の方法 1 番号")
    expect(plain_page.locator("#id_name")).to_have_value("みほん山の電話")
    plain_page.locator("#id_ways-0-number").fill("03-5253-2111")
    plain_page.get_by_role("button", name="「連絡の方法」をもう一つ加える").click()
    expect(plain_page.locator("#id_ways-0-number")).to_have_value("03-5253-2111")
    plain_page.locator("#id_ways-1-kind").select_option("web")
    plain_page.locator("#id_ways-1-address").fill("https://mihonyama.example.jp/")
    plain_page.get_by_role("button", name="保存する").first.click()
    expect(plain_page.get_by_role("status").first).to_contain_text("保存しました")
    plain_page.get_by_role("button", name="公開する").click()
    expect(plain_page.get_by_role("status").first).to_contain_text("公開しました")
    address = plain_page.url

    sign_in(page, "publisher@example.jp")
    page.goto(address)
    sound(page)
    page.locator("#id_ways-0-number").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0120-279-338")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("保存しました")
    plain_page.locator("#id_ways-0-number").fill("03-5253-2112")
    plain_page.get_by_role("button", name="保存する").first.click()
    expect(plain_page.locator("main")).to_contain_text("いま保存されている内容との違い")
    expect(plain_page.locator("main")).to_contain_text("0120-279-338")

    page.goto("/supports/")
    page.locator("#id_words").fill("みほん山")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("1件見つかりました")
    assert "みほん" not in page.url
    sound(page)
    page.get_by_role("link", name="みほん山の電話").click()
    expect(page.locator("main")).to_contain_text("0120-279-338")
    sound(page)


def test_a_list_is_taken_in(plain_page: Page, page: Page, sound: Callable[[Page], None]) -> None:
    sign_in(plain_page, "publisher@example.jp")
    plain_page.goto(f"{KEEPING}lists/")
    plain_page.set_input_files("input[type=file]", tree.ROOT / "examples" / "places.csv")
    plain_page.get_by_label("一覧の名前").fill("施設の一覧")
    plain_page.get_by_role("button", name="読み取りを始める").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("施設の一覧", timeout=30_000)
    expect(plain_page.locator("main")).to_contain_text("8行目")
    changes = plain_page.url
    plain_page.get_by_label("採用したものを、すぐに公開する").check()
    plain_page.get_by_role("button", name="疑いのない10件をまとめて採用する").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("施設の一覧", timeout=30_000)
    expect(plain_page.get_by_role("button", name="まとめて採用する")).to_have_count(0)
    sign_in(page, "publisher@example.jp")
    for address in (
        changes,
        f"{KEEPING}lists/",
        KEEPING,
        f"{KEEPING}check/",
        f"{KEEPING}duplicates/",
        "/supports/map/",
    ):
        page.goto(address)
        sound(page)
    page.goto("/supports/map/")
    expect(page.locator("main")).to_contain_text("みなと食堂")


def test_somebody_says_what_is_wrong_and_it_is_decided(
    plain_page: Page, page: Page, sound: Callable[[Page], None]
) -> None:
    page.goto("/supports/")
    page.locator("article.support a").first.click()
    page.get_by_role("link", name="移転したことを知らせる").click()
    sound(page)
    page.get_by_label("受付時間が違う").check()
    page.get_by_label("正しいもの").fill("月-金 10:00-16:00")
    page.get_by_role("button", name="知らせる").click()
    expect(page.get_by_role("status").first).to_contain_text("ありがとうございます")
    sign_in(plain_page, "publisher@example.jp")
    plain_page.goto(f"{KEEPING}reports/")
    plain_page.locator("main li a").first.click()
    reported = plain_page.url
    plain_page.get_by_role("button", name="採用して直す").click()
    expect(plain_page.locator("main")).to_contain_text("知らせの内容を、下に書き込んであります")
    plain_page.wait_for_load_state()
    assert "10:00-16:00" in plain_page.content()
    sign_in(page, "publisher@example.jp")
    for address in (reported, f"{KEEPING}reports/"):
        page.goto(address)
        sound(page)
