"""A person on a phone and a counsellor at a desk talk, with and without JavaScript, while the line breaks."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Response, Route, expect

from tests.journeys.conftest import DESK
from tests.journeys.test_taking_in_a_document import sign_in

PHONE = {"width": 360, "height": 640}
CHAT = "/talk/shiranami-chat/"
#: What the chat's page, styles and scripts may weigh together, on a slow line.
LIGHT = 34_000
#: Whether the first line of the answer to a cry for help is seen whole: in the box, and below the bar on top.
BEGINS_IN_SIGHT = """() => {
  const top = document.querySelector(".told:has(.lines) > p").getBoundingClientRect().top;
  const box = document.querySelector(".messages").getBoundingClientRect().top;
  return top >= box && top >= document.querySelector(".leave-bar").getBoundingClientRect().bottom;
}"""


@pytest.fixture
def counsellor(browser: Browser, site: str) -> Iterator[Page]:
    """A counsellor at their window, which the demonstration keeps open day and night."""
    context = browser.new_context(base_url=site, locale="ja-JP", viewport=DESK)
    page = context.new_page()
    sign_in(page, "chat@example.jp")
    yield page
    context.close()


@pytest.fixture
def person(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="ja-JP", viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_person(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="ja-JP", viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def write(page: Page, words: str, button: str = "送る") -> None:
    page.locator("[data-write] textarea").fill(words)
    page.get_by_role("button", name=button, exact=True).click()


def shown(page: Page) -> Locator:
    return page.locator("[data-messages] .words")


def turn_to(counsellor: Page) -> None:
    counsellor.goto("/consultations/chats/")
    counsellor.get_by_role("button", name="応対する").last.click()
    expect(counsellor.locator("[data-chat]").first).to_be_visible()


def test_two_talk_over_a_line_that_breaks(counsellor: Page, person: Page, sound: Callable[[Page], None]) -> None:
    weighed: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if answer.ok and "/talk/" not in answer.url.removesuffix(CHAT) and answer.request.resource_type != "image":
            weighed.setdefault(answer.url, len(gzip.compress(answer.body())))

    person.on("requestfinished", lambda request: weigh(request.response()))  # type: ignore[arg-type]
    person.goto(CHAT)
    sound(person)
    assert person.title() == "つなぎ"
    expect(person.locator("a[href='tel:119']").first).to_be_visible()
    before = person.evaluate("history.length")
    person.get_by_role("button", name="チャットをはじめる").click()
    expect(person.locator("[data-state]")).to_contain_text("待っています")
    assert person.evaluate("history.length") == before
    sound(person)
    write(person, "眠れません")
    expect(person.locator("[data-messages]")).to_contain_text("眠れません")
    expect(person.locator("[data-write] textarea")).to_have_value("")

    turn_to(counsellor)
    expect(counsellor.locator("[data-messages]").last).to_contain_text("眠れません")
    sound(counsellor)
    expect(person.locator("[data-state]")).to_contain_text("つながっています", timeout=15_000)
    chat = counsellor.locator("[data-chat]").last
    chat.locator("textarea").fill("ここにいます")
    chat.get_by_role("button", name="相手に送る").click()
    expect(person.locator("[data-messages]")).to_contain_text("ここにいます", timeout=15_000)
    chat.locator("textarea").fill("二人で見ましょう")
    chat.get_by_role("button", name="相談員どうしのメモにする").click()
    expect(chat.locator(".note")).to_contain_text("二人で見ましょう")

    # The request is lost on its way: it is said, what was typed stays, and it is sent once the line is well.
    person.route("**/say/", lambda route: route.abort(), times=2)
    write(person, "電車の中です")
    expect(person.locator("[data-line]")).to_contain_text("つながりません")
    expect(person.locator("[data-write] textarea")).to_have_value("電車の中です")
    expect(person.locator("[data-messages]")).to_contain_text("電車の中です", timeout=20_000)
    expect(person.locator("[data-write] textarea")).to_have_value("")

    # The answer is lost: the site has it, the page does not know. It is sent again and stands once.
    def lose_the_answer(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    person.route("**/say/", lose_the_answer, times=1)
    write(person, "川の横です")
    expect(person.locator("[data-messages]")).to_contain_text("川の横です", timeout=20_000)
    expect(counsellor.locator("[data-messages]").last).to_contain_text("川の横です", timeout=15_000)

    # No line at all for a while.
    person.context.set_offline(True)
    chat.locator("textarea").fill("待っています")
    chat.get_by_role("button", name="相手に送る").click()
    write(person, "もどりました")
    expect(person.locator("[data-line]")).to_contain_text("つながりません")
    person.context.set_offline(False)
    expect(person.locator("[data-messages]")).to_contain_text("待っています", timeout=30_000)
    expect(person.locator("[data-messages]")).to_contain_text("もどりました", timeout=30_000)
    person.wait_for_timeout(3_000)
    # Of what both wrote while there was no line, either may have come first.
    expect(shown(person)).to_have_count(6)
    said = shown(person).all_inner_texts()
    assert said[:4] == ["眠れません", "ここにいます", "電車の中です", "川の横です"]
    assert sorted(said[4:]) == ["もどりました", "待っています"]

    # Danger: lines within the chat, which goes on; staff see it on top.
    write(person, "もう死にたい")
    expect(person.locator(".told .lines").first).to_be_visible()
    assert person.evaluate(BEGINS_IN_SIGHT), "the answer is read from its first line on, however high it is"
    expect(counsellor.locator("[data-state]").last).to_contain_text("自殺のおそれ", timeout=15_000)
    sound(person)
    sound(counsellor)
    write(person, "まだ話せます")
    expect(person.locator("[data-messages]")).to_contain_text("まだ話せます")
    expect(shown(person).last).to_be_in_viewport()
    assert sum(weighed.values()) < LIGHT, weighed
    assert not any("chat_plain" in one for one in weighed), "is for browsers without JavaScript"

    person.get_by_role("button", name="チャットを終えて、この端末から消す").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("チャットを終わりました。")
    sound(person)
    expect(counsellor.locator("[data-messages]").last).to_contain_text("相手がチャットを終わりました", timeout=15_000)
    person.goto(CHAT)
    expect(person.get_by_role("button", name="チャットをはじめる")).to_be_visible()


def load_new(person: Page) -> None:
    """Follow the link to what is new, which leads to a page that was loaded anew."""
    before = person.url
    person.get_by_role("link", name="新しいメッセージを読み込む").first.click()
    person.wait_for_url(lambda url: url != before)


def test_all_works_without_javascript(counsellor: Page, plain_person: Page) -> None:
    person = plain_person
    person.goto(CHAT)
    person.get_by_role("button", name="チャットをはじめる").click()
    expect(person.locator("[data-state]")).to_contain_text("待っています")
    write(person, "こんばんは")
    expect(shown(person)).to_have_text(["こんばんは"])
    turn_to(counsellor)
    chat = counsellor.locator("[data-chat]").last
    chat.locator("textarea").fill("はい、どうぞ")
    chat.get_by_role("button", name="相手に送る").click()
    expect(chat.locator("[data-messages]")).to_contain_text("はい、どうぞ")
    load_new(person)
    expect(shown(person)).to_have_text(["こんばんは", "はい、どうぞ"])
    for at in range(9):
        write(person, f"{at}番目のことば。きょうは雨だったので、一日家で本を読んでいました。")
        expect(shown(person)).to_have_count(3 + at)
    expect(shown(person).last).to_be_in_viewport()
    person.goto(CHAT)
    load_new(person)
    expect(shown(person).last).to_be_in_viewport()
    load_new(person)
    expect(shown(person).last).to_be_in_viewport()
    person.get_by_role("link", name="30秒ごとに読み込む", exact=False).click()
    expect(person.locator("head meta[http-equiv=refresh]")).to_have_count(1)
    assert person.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    person.get_by_role("button", name="チャットを終えて、この端末から消す").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("チャットを終わりました。")


def test_who_is_watched_leaves_at_once_and_can_come_back(counsellor: Page, person: Page) -> None:
    person.route(
        "https://**", lambda route: route.fulfill(body="<h1>天気</h1>", content_type="text/html; charset=utf-8")
    )
    person.goto(CHAT)
    person.get_by_role("button", name="チャットをはじめる").click()
    expect(person.locator("[data-state]")).to_contain_text("待っています")
    person.locator("[data-write] textarea").fill("途中")
    for _ in range(3):
        person.keyboard.press("Escape")
    expect(person.get_by_role("heading", name="天気")).to_be_visible()
    person.goto(CHAT)
    expect(person.locator("[data-state]")).to_contain_text("待っています")


def begun(person: Page, counsellor: Page) -> Locator:
    """A chat in which both have arrived: the counsellor's part of it."""
    person.goto(CHAT)
    person.get_by_role("button", name="チャットをはじめる").click()
    expect(person.locator("[data-state]")).to_contain_text("待っています")
    turn_to(counsellor)
    return counsellor.locator("[data-chat]").last


def answer(chat: Locator, words: str) -> None:
    chat.locator("textarea").fill(words)
    chat.get_by_role("button", name="相手に送る").click()


def leave(person: Page) -> None:
    """A counsellor takes no more chats at once than their window lets them: each test ends its own."""
    person.get_by_role("button", name="チャットを終えて、この端末から消す").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("チャットを終わりました。")


def is_kept(request: Request) -> bool:
    """Whether a page's question lets the site keep it until there is more."""
    return request.url.split("?")[0].endswith("/new/") and {"x-glance", "x-wait"} <= request.headers.keys()


def test_news_come_as_the_answer_to_the_question_that_waits(counsellor: Page, person: Page) -> None:
    with person.expect_request(is_kept, timeout=30_000) as kept:
        chat = begun(person, counsellor)
    with person.expect_response(lambda said: said.request == kept.value, timeout=30_000) as came:
        answer(chat, "ここにいます")
    assert came.value.status == 200 and "ここにいます" in came.value.text(), "no other question brought it"
    assert came.value.headers["x-glance"] != kept.value.headers["x-glance"]
    expect(shown(person)).to_have_text(["ここにいます"])
    with person.expect_request(is_kept) as next_one:
        pass
    assert next_one.value.headers["x-glance"] == came.value.headers["x-glance"]
    leave(person)


@pytest.mark.parametrize("lacks", [{"x-wait"}, {"x-wait", "x-glance"}], ids=["waits for nobody", "knows no note"])
def test_where_the_site_keeps_no_question_the_page_asks_again_and_again(
    counsellor: Page, person: Page, lacks: set[str]
) -> None:
    def without(route: Route) -> None:
        heard = {name: value for name, value in route.request.headers.items() if name not in lacks}
        route.continue_(headers=heard)

    person.route("**/new/?*", without)
    chat = begun(person, counsellor)
    for _question in range(2):
        with person.expect_response(lambda said: "/new/" in said.url and said.status == 204, timeout=30_000):
            pass
    answer(chat, "ここにいます")
    expect(shown(person)).to_have_text(["ここにいます"], timeout=30_000)
    leave(person)


def test_a_danger_is_in_sight_until_it_was_seen_and_who_waits_comes_by_itself(
    counsellor: Page, person: Page, sound: Callable[[Page], None]
) -> None:
    counsellor.goto("/consultations/chats/")
    counsellor.set_viewport_size(PHONE)
    waiting = counsellor.locator("[data-waiting] li")
    before = waiting.count()
    person.goto(CHAT)
    person.get_by_role("button", name="チャットをはじめる").click()
    write(person, "眠れません")
    expect(waiting).to_have_count(before + 1, timeout=15_000)
    turn_to(counsellor)
    chat = counsellor.locator("[data-chat]").last
    chat.locator("textarea").fill("書きかけの返事")
    write(person, "もう死にたい")
    alarm = counsellor.locator("[data-alarm]")
    name = chat.locator("h2 a").inner_text()
    expect(alarm).to_contain_text(f"自殺のおそれ ({name}", timeout=15_000)
    counsellor.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(alarm).to_be_in_viewport()
    sound(counsellor)
    chat.get_by_role("button", name="確かめて動いています").click()
    expect(alarm).not_to_contain_text(name, timeout=15_000)
    expect(chat.locator("textarea")).to_have_value("書きかけの返事")


def test_on_a_slow_line_what_was_sent_meanwhile_goes_next(counsellor: Page, person: Page) -> None:
    chat = begun(person, counsellor)
    answer(chat, "ここにいます")
    expect(shown(person)).to_have_count(1, timeout=30_000)
    slow = {"offline": False, "latency": 1_000, "downloadThroughput": 4_000, "uploadThroughput": 4_000}
    line = person.context.new_cdp_session(person)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    area = person.locator("[data-write] textarea")
    area.fill("一つ目")
    area.press("Control+Enter")
    expect(person.locator("[data-line]")).to_have_text("送っています…")
    area.press("End")
    area.type(" 二つ目")
    area.press("Control+Enter")
    area.press("Control+Enter")
    expect(shown(person)).to_have_text(["ここにいます", "一つ目", "二つ目"], timeout=30_000)
    area.type("まだ途中")
    expect(chat.locator("[data-messages] .words")).to_have_text(["ここにいます", "一つ目", "二つ目"], timeout=30_000)
    expect(person.locator("[data-line]")).to_be_empty()
    expect(area).to_have_value("まだ途中")
    leave(person)


def test_what_another_answers_in_the_sites_place_is_not_put_in(counsellor: Page, person: Page) -> None:
    chat = begun(person, counsellor)
    answer(chat, "ここにいます")
    expect(shown(person)).to_have_count(1, timeout=30_000)

    def sign_in_first(route: Route) -> None:
        route.fulfill(body="<title>Wi-Fi</title><ol><li>Wi-Fi</li></ol>", content_type="text/html; charset=utf-8")

    person.route("**/say/", sign_in_first, times=1)
    person.route("**/new/?*", sign_in_first, times=2)
    write(person, "電車の中です")
    expect(person.locator("[data-line]")).to_contain_text("つながりません")
    expect(person.locator("[data-write] textarea")).to_have_value("電車の中です")
    # What is sent again is what was sent, whatever became of the field.
    person.locator("[data-write] textarea").fill("")
    expect(shown(person)).to_have_text(["ここにいます", "電車の中です"], timeout=30_000)
    expect(person.locator("body")).not_to_contain_text("Wi-Fi")
    assert person.title() == "つなぎ"
    leave(person)


def test_a_page_that_is_loaded_again_shows_each_message_once(counsellor: Page, person: Page) -> None:
    chat = begun(person, counsellor)
    answer(chat, "ここにいます")
    write(person, "はい")
    expect(shown(person)).to_have_count(2, timeout=30_000)
    person.reload()
    answer(chat, "つづけましょう")
    expect(shown(person)).to_have_count(3, timeout=30_000)
    person.goto("/about/")
    person.go_back()
    write(person, "はい")
    expect(shown(person)).to_have_count(4, timeout=30_000)
    assert shown(person).all_inner_texts()[2:] == ["つづけましょう", "はい"]
    leave(person)


def test_a_hidden_page_asks_seldom_and_staff_see_how_much_is_unread(counsellor: Page, person: Page) -> None:
    chat = begun(person, counsellor)
    title = counsellor.title()
    counsellor.locator("h1").click()
    write(person, "眠れません")
    expect(counsellor).to_have_title(f"(1) {title}", timeout=30_000)
    expect(chat.locator("[data-unread]")).to_have_text("新着1")
    chat.locator("textarea").focus()
    expect(counsellor).to_have_title(title)
    person.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    with person.expect_response(lambda said: "/new/" in said.url and said.status == 200, timeout=30_000):
        answer(chat, "ここにいます")
    before = person.evaluate("Date.now()")
    with person.expect_request("**/new/?*", timeout=30_000) as asked:
        pass
    assert person.evaluate("Date.now()") - before > 9_000 and "x-wait" not in asked.value.headers
    leave(person)
