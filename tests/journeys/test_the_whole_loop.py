"""The whole loop, as docs/tutorial/the-whole-loop.md walks it: a plan is read, somebody finds a support, is met in a
chat, handed on and followed; what the year came to is counted, signed off and fills the plan; the report reads back.

With DOCS=write the pictures of that page are taken anew, by a machine that has Japanese letters.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import DESK
from tests.journeys.test_taking_in_a_document import sign_in
from tests.repo import tree
from tsunagi.reading.document import read

PHONE = {"width": 360, "height": 740}
PICTURES = tree.ROOT / "docs" / "pictures"
PLAN = tree.ROOT / "tsunagi" / "demo" / "plan-2025.txt"
FOLLOW_UP = "/plans/shiranami/2025/follow_up/"
SATISFIED = "相談してよかったと思える窓口"


@pytest.fixture
def people(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Somebody with a browser of their own; who has an account signs in with it."""
    contexts = []

    def come(account: str = "", size: dict[str, int] = DESK) -> Page:
        context = browser.new_context(base_url=site, locale="ja-JP", viewport=size)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        if account:
            sign_in(page, f"{account}@example.jp")
        return page

    yield come
    for one in contexts:
        one.close()


def picture(page: Page, name: str) -> None:
    """A picture for the tutorial, of what the page shows at this moment."""
    if os.environ.get("DOCS") == "write":
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png")
    assert (PICTURES / f"{name}.png").exists(), "run this test with DOCS=write"


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page | Locator, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def test_from_the_plan_to_a_person_and_back(
    people: Callable[..., Page], sound: Callable[[Page], None], tmp_path: Path
) -> None:
    # 1. An official takes the plan's newest document in: what changed is proposed, and accepted.
    official = people("prefecture")
    newer = tmp_path / "plan.txt"
    newer.write_text(PLAN.read_text(encoding="utf-8").replace("9市町村である", "10市町村である"), encoding="utf-8")
    official.goto("/plans/shiranami/import/")
    expect(official.get_by_role("link", name="plan-2025.txt", exact=True)).to_be_visible()
    official.set_input_files("input[type=file]", newer)
    official.get_by_label("年度(西暦)").fill("2025")
    official.get_by_label("種別").select_option("follow_up")
    press(official, "読み取りを始める")
    expect(official.get_by_role("heading", level=1)).to_have_text("取り込みの確認", timeout=60_000)
    sound(official)
    picture(official, "plan")
    changed = official.locator("tbody tr", has_text="未決").locator("a")
    certain = official.get_by_role("button", name=re.compile("^疑いのない"))
    if certain.count():
        certain.click()
        expect(certain).to_have_count(0, timeout=60_000)
    elif changed.count():
        changed.first.click()
        official.locator("button[name=decision][value=accepted]").click()
    official.goto(FOLLOW_UP)
    expect(official.locator("main")).to_contain_text(SATISFIED)

    # 2. Somebody writes on a phone what is the matter, and finds a place near them.
    person = people(size=PHONE)
    person.goto("/")
    person.get_by_role("textbox").first.fill("さびしい。白波市")
    press(person, "さがす")
    expect(person.locator("main")).to_contain_text("居場所なぎさ(架空)")
    sound(person)
    picture(person, "found")

    # 3. They talk with a counsellor in a chat.
    counsellor = people("chat")
    person.goto("/talk/shiranami-chat/")
    press(person, "チャットをはじめる")
    person.locator("[data-write] textarea").fill("だれとも話さない日が続いています")
    press(person, "送る")
    follow(counsellor, "相談の受付")
    follow(counsellor, "チャット・メール・LINE")
    counsellor.get_by_role("button", name=re.compile("応対する$")).last.click()
    counsellor.locator("[data-write] textarea").last.fill("書いてくださって、ありがとうございます")
    counsellor.get_by_role("button", name="相手に送る", exact=True).last.click()
    expect(person.locator("[data-messages]")).to_contain_text("ありがとうございます", timeout=30_000)
    picture(person, "chat")
    sound(counsellor)
    picture(counsellor, "counsellor")

    # 4. With their consent, the counsellor begins a case and hands them on; the place accepts and meets them.
    follow(counsellor, "この相談のページ")
    follow(counsellor, "支援を始める・つなぐ")
    counsellor.locator("[name=name]").fill("見本 空")
    counsellor.get_by_label("本人の申込み・同意がある").check()
    counsellor.get_by_label("次にすること").fill("居場所につなぐ")
    counsellor.get_by_label("続けて、つなぐ先を選ぶ").check()
    counsellor.get_by_label("口頭").check()
    counsellor.get_by_label("氏名・ふりがな・生年月日・性別").check()
    counsellor.get_by_label("何のために").fill("居場所を使うため")
    sound(counsellor)
    press(counsellor, "支援を始める")
    follow(counsellor, "居場所なぎさ(架空)")
    counsellor.get_by_label("お願いしたいこと").fill("週に一度、顔を出せる場所を")
    counsellor.get_by_label("もとになる同意").select_option(index=1)
    counsellor.get_by_label("氏名: 見本 空").check()
    press(counsellor, "渡す内容を確かめる")
    sound(counsellor)
    picture(counsellor, "referral")
    follow(counsellor, "送る")
    press(counsellor, "送る")
    referral = counsellor.url
    place = people("place")
    follow(place, "支援の机")
    place.goto(referral)
    follow(place, "受け入れる")
    place.get_by_label("次にすること").fill("むかえに行く")
    press(place, "受け入れる")
    follow(place, "本人に会えた")
    press(place, "本人に会えた")
    follow(place, "結果を伝える")
    place.get_by_label("相手に伝えること").fill("毎週来ています")
    place.get_by_label("支援を続けている").check()
    press(place, "結果を伝える")

    # 5. The counsellor reads what came of it, and closes the case.
    counsellor.goto(referral)
    expect(counsellor.get_by_text("毎週来ています")).to_be_visible()
    press(counsellor, "結果を確かめた")
    follow(counsellor, "支援を終結する")
    counsellor.get_by_label("ほかの機関の支援に移った").check()
    counsellor.get_by_label("終結にあたって").fill("居場所に通い始めた")
    press(counsellor, "終結する")

    # 6. The year is counted by one official, signed off by another, and filled into the plan; the verdict follows.
    official.goto(FOLLOW_UP)
    official.get_by_text("目標の一覧を見る").click()
    official.locator("main").get_by_role("link", name=re.compile(SATISFIED)).first.click()
    expect(official.get_by_role("heading", level=1)).to_contain_text(SATISFIED)
    measure = official.url
    expect(official.locator("main")).not_to_contain_text("に達した")
    official.goto("/figures/keep/shiranami/")
    follow(official, "「相談してよかったと答えた割合」を数える")
    expect(official.locator("main")).to_contain_text("令和7年度")
    official.locator("main form button[type=submit]").click()
    official.wait_for_url("**/figures/tables/*/", timeout=60_000)  # until then the page of the work reloads by itself
    signer = people("prefecture-check")
    signer.goto("/figures/keep/shiranami/")
    signer.get_by_role("link", name=re.compile("相談してよかったと答えた割合")).first.click()
    sound(signer)
    picture(signer, "sign")
    press(signer, "公表する")
    expect(signer.get_by_role("status")).to_contain_text("公表しました")
    official.goto("/figures/keep/shiranami/")
    official.get_by_role("button", name=re.compile("数えた実績を入れる")).last.click()
    expect(official.get_by_role("status").first).to_contain_text("数えた実績を入れました", timeout=60_000)
    official.goto(measure)
    expect(official.locator("main")).to_contain_text("は目標80%に達した")
    reached = re.search(r"実績([\d.]+)%は目標80%に達した", official.locator("main").inner_text())
    assert reached is not None
    sound(official)
    official.get_by_role("heading", name="目標と実績").evaluate("heading => heading.scrollIntoView()")
    picture(official, "verdict")
    follow(official, "この数値の根拠")
    expect(official.locator("main")).to_contain_text("業務から数えた")

    # 7. The report is published, downloaded by a citizen, and says the same when it is read back.
    official.goto(FOLLOW_UP)
    follow(official, "公表する")
    press(official, "この内容で公表する")
    expect(official.get_by_role("status").first).to_contain_text("公表しました")
    citizen = people(size=PHONE)
    citizen.goto(FOLLOW_UP)
    sound(citizen)
    citizen.get_by_role("link", name=re.compile("公式の8列の表")).click()
    with citizen.expect_download() as download:
        citizen.locator("a[download][href*=xlsx]").click()
    report = tmp_path / "report.xlsx"
    download.value.save_as(report)
    document = read(report)
    told = next(one for one in document.measures if one.cells["title"].text == SATISFIED)
    assert [str(one.value) for one in told.actuals] == [reached[1]], "the figure of the year is in the report"
    assert f"は{reached[1]}%であった。" in told.cells["status"].text
