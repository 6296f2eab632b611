"""Somebody says what is the matter: danger is met first, what fits is shown with its reason, and no word is kept."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.directory import samples
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.actions.pack import load_pack, load_terms
from tsunagi.directory.models import Attribute, Language, Service, Way
from tsunagi.directory.queries.crisis import crisis_file
from tsunagi.navigator import counting
from tsunagi.navigator.queries import supports
from tsunagi.navigator.queries.answers import Asked, answer

pytestmark = pytest.mark.django_db

#: What the first page, its styles and scripts may weigh together, on a slow line; the files go over it compressed.
LIGHT = 30_000


@pytest.fixture(autouse=True)
def fresh_index(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own supports and no models."""
    settings.MEANING = False
    monkeypatch.setattr(supports, "_held", None)
    supports.models.cache_clear()


@pytest.fixture
def shelf() -> list[Service]:
    """Two made-up supports: one for debts, one for parents."""
    terms = load_terms()
    made = []
    for name, need, says in [("借金の相談所", "debt", "返せない"), ("子育ての広場", "parenting", "子どもと二人きり")]:
        one = samples.service(name, summary=f"{name}です。", says={"ja": [says]}, for_whom="だれでも。")
        Attribute.objects.create(service=one, term=terms["need", need])
        Attribute.objects.create(service=one, term=terms["audience", "person"])
        Way.objects.create(service=one, kind="telephone", number="0312345678", hours="毎日 24時間")
        made.append(one)
    return made


def _find(client: Client, words: str, **more: Any) -> str:
    return client.post(reverse("navigator:find"), {"words": words, **more}).content.decode()


def test_front_page_asks_and_shows_the_way_to_somebody_at_once(client: Client) -> None:
    shown = client.get("/").content.decode()
    assert "さがす" in shown and reverse("navigator:danger", args=["any"]) in shown


def test_front_page_and_all_that_it_loads_are_light(client: Client) -> None:
    page = client.get("/").content
    names = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode()))
    files = [finders.find(re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", name)) for name in names]
    assert any(str(file).endswith(".css") for file in files)
    packed = sum(len(gzip.compress(Path(str(file)).read_bytes())) for file in files)
    assert len(page) + packed < LIGHT


def test_what_fits_is_shown_with_its_reason_and_its_way_in(client: Client, shelf: list[Service]) -> None:
    shown = _find(client, "借金が返せない")
    assert "借金の相談所" in shown and "示す理由" in shown and 'href="tel:0312345678"' in shown


def test_nothing_fits_is_said_kindly_with_somebody_to_talk_to(client: Client) -> None:
    load_pack(by=None)
    shown = _find(client, "ゴルフの打ち方")
    assert "ぴったりの支援が見つかりませんでした" in shown and "よりそいホットライン" in shown


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\u0000\u0008",
        "🙂",
        "<script>alert(1)</script>",
        "'; DROP TABLE directory_service; --",
        "あ" * 100_000,
        "%00",
    ],
)
def test_anything_typed_gets_a_page(client: Client, shelf: list[Service], words: str) -> None:
    answer = client.post(reverse("navigator:find"), {"words": words})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "さがす" in shown and "<script>alert" not in shown


def test_an_unknown_place_is_said_and_the_words_stay(client: Client, shelf: list[Service]) -> None:
    shown = _find(client, "借金が返せない", place="どこにもない市")
    assert "見つからない" in shown and "借金が返せない" in shown


def test_ages_leave_out_what_is_for_others(client: Client, shelf: list[Service]) -> None:
    Service.objects.filter(pk=shelf[0].pk).update(maximum_age=17)
    assert "借金の相談所" in _find(client, "借金が返せない", age="child")
    assert "借金の相談所" not in _find(client, "借金が返せない", age="old")


def test_only_what_is_open_now_where_that_was_asked(client: Client, shelf: list[Service]) -> None:
    Way.objects.filter(service=shelf[0]).update(hours="1999-01-01 9:00-10:00")
    assert "借金の相談所" in _find(client, "借金が返せない")
    assert "借金の相談所" not in _find(client, "借金が返せない", open="on")


def test_what_changes_is_found_at_once(client: Client, shelf: list[Service]) -> None:
    assert "新しい窓口" not in _find(client, "借金が返せない")
    made = samples.service("新しい窓口", says={"ja": ["借金が返せない"]})
    assert made.is_public and "新しい窓口" in _find(client, "借金が返せない")


def test_who_reads_another_language_finds_better_who_speaks_it(shelf: list[Service]) -> None:
    Language.objects.create(service=shelf[0], code="vi")
    scores = {}
    for language in ("ja", "vi", "ko"):
        found = answer(Asked("借金が返せない"), at=timezone.localtime(), language=language)
        scores[language] = next(one.score for one in found.results if one.card.service == shelf[0])
    assert scores["vi"] > scores["ko"]
    assert scores["vi"] > scores["ja"]


def test_words_in_an_address_are_not_read(client: Client) -> None:
    answer = client.get(reverse("navigator:find"), {"words": "借金"})
    assert answer.status_code == 302 and answer["Location"] == reverse("navigator:ask")


# --- what is asked further ---


@pytest.fixture
def wide_shelf(shelf: list[Service]) -> list[Service]:
    """Supports that further questions tell apart: for others, by other ways."""
    Attribute.objects.create(service=shelf[0], term=load_terms()["audience", "neighbour"])
    Way.objects.create(service=shelf[0], kind="chat", address="https://www.example.jp/chat")
    for one in shelf:
        one.where = "市役所"
        one.save()
    index_services([one.pk for one in shelf])
    return shelf


def test_each_question_can_be_skipped_and_is_not_put_again(client: Client, wide_shelf: list[Service]) -> None:
    skipped: list[str] = []
    for question in ("だれのことですか", "どこに住んでいますか", "どの方法が話しやすいですか"):
        shown = _find(client, "借金と子育て", skip=skipped)
        assert f"<legend>{question}</legend>" in shown
        [name] = re.findall(r'name="skip" value="(\w+)">答えない', shown)
        assert re.findall(r'type="hidden" name="skip" value="(\w+)"', shown) == skipped
        skipped.append(name)
    shown = _find(client, "借金と子育て", skip=skipped)
    assert "<legend>" not in shown and 'id="narrow"' not in shown
    assert all(one.name in shown for one in wide_shelf)


def test_who_asks_for_somebody_else_says_so_once_and_is_told_why(client: Client, wide_shelf: list[Service]) -> None:
    shown = _find(client, "借金と子育て", who="neighbour", skip=["place", "way"])
    assert "<legend>だれのことですか</legend>" not in shown and "「近所や周りの人」も使えます。" in shown
    assert '<option value="neighbour" selected>' in shown
    assert "「近所や周りの人」も使えます。" not in _find(client, "借金と子育て", who="self")


# --- danger ---


@pytest.mark.parametrize("language", ["", "/en"])
def test_danger_is_met_before_any_result(client: Client, shelf: list[Service], language: str) -> None:
    answer = client.post(f"{language}/find/", {"words": "もう死にたい"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="tel:119"' in shown and "0120-061-338" in shown and "借金の相談所" not in shown


@pytest.mark.parametrize(("place", "is_shown"), [("", False), ("東京都", True), ("大阪府", False)])
def test_lines_of_somebodys_own_area_stand_beside_the_national_ones(
    client: Client, place: str, is_shown: bool, django_capture_on_commit_callbacks: Any
) -> None:
    load_pack(by=None)
    with django_capture_on_commit_callbacks(execute=True):
        made = samples.service("見本県のいのちの電話", areas=("13",))
        Attribute.objects.create(service=made, term=load_terms()["need", "suicidal"])
        Way.objects.create(
            service=made, kind="telephone", number="0120000110", hours="毎日 24時間", is_crisis=True, confirmed=True,
            source="https://www.example.jp/", checked_on="2026-11-01",
        )  # fmt: skip
        index_services([made.pk])
    try:
        shown = _find(client, "もう死にたい", place=place)
    finally:
        crisis_file().unlink()
    assert "0120-061-338" in shown and ("0120-000-110" in shown) == is_shown


@pytest.fixture
def database_gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every statement fails, as when the server was lost."""

    def refuse(*arguments: Any, **more: Any) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize(
    "kind", ["suicide", "violence", "sexual_violence", "child_abuse", "medical", "homeless_tonight", "any"]
)
def test_danger_page_needs_no_database(client: Client, database_gone: None, kind: str) -> None:
    client.cookies["sessionid"] = "made-up"
    answer = client.get(reverse("navigator:danger", args=[kind]))
    shown = answer.content.decode()
    assert answer.status_code == 200 and ("tel:119" in shown or "tel:110" in shown)


def test_words_of_danger_are_met_with_the_database_gone(client: Client, database_gone: None) -> None:
    client.cookies["sessionid"] = "made-up"
    assert "0120-061-338" in client.post("/find/", {"words": "しにたい"}).content.decode()


def test_a_search_that_fails_shows_lines_to_call(client: Client, database_gone: None) -> None:
    client.raise_request_exception = False
    answer = client.post("/find/", {"words": "借金が返せない"})
    assert answer.status_code == 200 and "0120-279-338" in answer.content.decode()


def test_danger_page_asks_for_no_other_file_and_allows_none(client: Client) -> None:
    answer = client.get(reverse("navigator:danger", args=["suicide"]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy
    shown = answer.content.decode()
    assert "<link" not in shown and "src=" not in shown


def test_an_unknown_danger_is_no_page(client: Client) -> None:
    assert client.get("/danger/boredom/").status_code == 404


# --- nothing is kept ---


def test_no_word_is_kept_in_an_address_a_log_a_table_or_a_file(
    client: Client, shelf: list[Service], caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    marked = "ぬるぽ印の借金"
    caplog.set_level("DEBUG")
    answer = client.post(reverse("navigator:find"), {"words": f"{marked}が返せない", "place": "東京都"})
    assert answer.status_code == 200 and "Location" not in answer
    assert "ぬるぽ" not in caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert all("ぬるぽ" not in str(value) for row in cursor.fetchall() for value in row), table
    for path in Path(settings.HOME).rglob("*"):
        if path.is_file():
            assert "ぬるぽ".encode() not in path.read_bytes(), path


def test_no_word_comes_into_an_error_mail(
    client: Client, shelf: list[Service], database_gone: None, caplog: Any
) -> None:
    client.raise_request_exception = False
    client.post("/find/", {"words": "ぬるぽ印の借金"})
    assert "ぬるぽ" not in caplog.text
    assert all("ぬるぽ" not in str(getattr(record, "request", "")) for record in caplog.records)


def test_queries_do_not_grow_with_what_is_found(
    client: Client, shelf: list[Service], django_assert_num_queries: Any
) -> None:
    _find(client, "借金が返せない")
    with django_assert_num_queries(13):
        _find(client, "借金が返せない")
    for number in range(4):
        samples.service(f"借金の窓口{number}", says={"ja": ["返せない"]})
    _find(client, "借金が返せない")
    with django_assert_num_queries(13):
        _find(client, "借金が返せない")


def test_what_was_shown_and_what_was_missing_is_counted(client: Client, shelf: list[Service]) -> None:
    counting.PAGES._held.clear()
    counting.UNMET._held.clear()
    shown = _find(client, "借金が返せない")
    assert 'name="need" value="debt"' in shown and reverse("navigator:unmet") in shown
    assert not counting.UNMET._held
    _find(client, "ゴルフの打ち方を札幌市中央区で")
    month = int(timezone.localdate().strftime("%Y%m"))
    assert counting.PAGES._held[f"shown:{shelf[0].pk}", month] == 1
    assert dict(counting.UNMET._held) == {("unknown", "011002", month): 1}


def test_words_answer_until_the_models_have_read_the_supports(
    client: Client, shelf: list[Service], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEANING = True
    waiting: list[Any] = []

    class Later:
        """A thread that begins when the test says so."""

        def __init__(self, target: Any, args: Any, daemon: bool) -> None:
            waiting.append(lambda: target(*args))

        def start(self) -> None:
            """Not yet."""

    monkeypatch.setattr(supports.threading, "Thread", Later)
    monkeypatch.setattr(supports, "models", list)
    assert "借金の相談所" in _find(client, "借金が返せない")
    first = supports.supports_index()
    [later] = waiting
    later()
    assert supports.supports_index() is not first
    assert "借金の相談所" in _find(client, "借金が返せない")
    samples.service("新しい窓口", says={"ja": ["借金が返せない"]})
    assert "新しい窓口" in _find(client, "借金が返せない")
    second = supports.supports_index()
    later()  # what was read before the change is not put in any more
    assert supports.supports_index() is second


# --- in which language ---


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Where can I get advice about my debts?", "en"),
        ("我欠了很多钱", "zh-hans"),
        ("我欠了錢,請問哪裡可以諮詢", "zh-hant"),
        ("빚을 갚을 수 없어요", "ko"),
        ("Tôi nợ tiền và không trả được", "vi"),
        ("Tenho uma dívida e não consigo pagar", "pt-br"),
        ("Saan ako puwedeng magtanong tungkol sa utang ko?", "tl"),
        ("मलाई ऋण तिर्न गाह्रो छ", "ne"),
        ("借金が返せない", "ja"),
        ("Tanaka", "ja"),
        ("123", "ja"),
        ("shakkin no soudan wo shitai desu", "ja"),
        ("NPO", "ja"),
        ("", "ja"),
    ],
)
def test_results_speak_as_the_words_do_where_nobody_chose_a_language(
    client: Client, shelf: list[Service], words: str, language: str
) -> None:
    answer = client.post("/find/", {"words": words})
    shown = answer.content.decode()
    assert f'<html lang="{language}">' in shown and answer["Content-Language"] == language
    assert ('lang="ja">日本語で見る</button>' in shown) == (language != "ja")
    assert '<html lang="ja">' in client.get("/").content.decode()  # the next page is nobody else's


def test_results_keep_the_language_that_was_chosen(client: Client, shelf: list[Service]) -> None:
    shown = client.post("/vi/find/", {"words": "Where can I get advice about my debts?"}).content.decode()
    assert '<html lang="vi">' in shown and "日本語で見る" not in shown


def test_who_goes_back_to_japanese_stays_there(client: Client, shelf: list[Service]) -> None:
    words = "Where can I get advice about my debts?"
    shown = client.post("/find/", {"words": words, "place": "東京都"}).content.decode()
    back = re.search(r'<form method="post" action="/find/" class="actions">.*?</form>', shown, re.S)
    assert back and 'value="東京都"' in back[0]
    shown = client.post("/find/", {"words": words, "place": "東京都", "language": "ja"}).content.decode()
    assert '<html lang="ja">' in shown and "日本語で見る" not in shown
    for form in re.findall(r'<form method="post" action="/find/".*?</form>', shown, re.S):
        assert '<input type="hidden" name="language" value="ja"' in form
    danger = client.post("/find/", {"words": "My husband hits me", "language": "ja"}).content.decode()
    assert '<html lang="ja">' in danger
