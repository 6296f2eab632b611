"""For everybody: which window is open, a form that meets danger first, a code without words, and how it was."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import House
from tests.consultations import samples
from tests.consultations.walking import page, refused
from tsunagi.base.models import AuditRow
from tsunagi.base.scope import everything
from tsunagi.consultations.actions import contacts, passing, sitting
from tsunagi.consultations.actions.impressions import token_for
from tsunagi.consultations.models import Contact, Entrance, Impression, Message, Window
from tsunagi.consultations.queries.state import lead, leads
from tsunagi.consultations.rules import receipt
from tsunagi.consultations.rules.routing import Wish
from tsunagi.consultations.views import public_form

SAID = {"words": "家賃が払えなくて困っています", "reply": "none", "age": "30_39"}


def write(client: Client, said: dict[str, Any], slug: str = "sample") -> Any:
    return client.post(reverse("consultations:write", args=[slug]), {"key": str(uuid.uuid4()), **said})


def test_a_code_says_nothing_and_is_read_however_it_is_typed() -> None:
    key = uuid.uuid4()
    code = receipt.code_of(key, "secret")
    assert code == receipt.code_of(key, "secret") != receipt.code_of(key, "another")
    assert receipt.read_code(f" {receipt.grouped(code).lower()} ") == code
    assert receipt.read_code(code[:-1]) == receipt.read_code("") == receipt.read_code("あ" * 12) == ""


def test_the_entrance_says_who_is_open_and_how_long_one_waits(
    client: Client, town: House, window: Window, entrance: Entrance
) -> None:
    listed = page(client, "entrances")
    assert "見本の相談" in listed and "電話・チャット・入力フォーム" in listed
    shown = page(client, "entrance", "sample")
    assert "見本相談窓口" in shown and "待ち時間はどのくらいか分かりません" in shown and "目安は2日" in shown
    sitting.sit(by=town.worker, window=window)
    assert "今すぐ話せます" in page(client, "entrance", "sample")
    samples.live(town.worker, window, "telephone")
    assert "今すぐ話せます" not in page(client, "entrance", "sample"), "who is on the telephone is not free"
    Window.objects.update(hours="月 9:00-9:01")
    shown = page(client, "entrance", "sample")
    assert "次は" in shown and "よりそいホットライン" in shown, "nothing is open: when, and whom to call now"
    Window.objects.update(paused="台風のため")
    assert "台風のため" in page(client, "entrance", "sample")
    Entrance.objects.update(is_public=False)
    for name in ("entrance", "write", "receipt"):
        assert client.get(reverse(f"consultations:{name}", args=["sample"])).status_code == 404


def test_the_place_is_posted_and_stands_in_no_address(client: Client, window: Window, entrance: Entrance) -> None:
    entrance.branches.update(areas=["011002"])
    assert "住んでいるところを入れると" in page(client, "entrance", "sample")
    answer = client.post(reverse("consultations:entrance", args=["sample"]), {"area": "札幌市中央区"})
    assert answer.status_code == 200 and "見本相談窓口" in answer.content.decode()
    refused(client, "entrance", "sample", said={"area": "どこにもない市"}, words="見つからない")


def test_all_ways_are_asked_of_the_database_at_once(town: House, window: Window, entrance: Entrance) -> None:
    sitting.sit(by=town.worker, window=window)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            leads(entrance, Wish("", timezone.now()), samples.WAYS)
        counts.append(len(seen))
        entrance.branches.create(window=samples.window(window.organisation, f"{number}"), place=9 + number)
    assert counts == [7] * 2


def test_what_somebody_wrote_is_taken_once(client: Client, town: House, window: Window, entrance: Entrance) -> None:
    page(client, "write", "sample")
    refused(client, "write", "sample", said={**SAID, "words": "", "key": str(uuid.uuid4())}, words="必須")
    lacks = refused(
        client, "write", "sample", said={**SAID, "reply": "mail", "key": str(uuid.uuid4())}, words="電話番号か"
    )
    assert SAID["words"] in lacks
    key = str(uuid.uuid4())
    first = write(client, {**SAID, "key": key, "reply": "telephone", "reach": "090", "when": "夜", "name": "花"})
    again = write(client, {**SAID, "key": key, "reply": "telephone", "reach": "090"})
    assert first.context["code"] == again.context["code"] and first.context["code"] in first.content.decode()
    with everything():
        made = Contact.objects.get()
        assert Message.objects.get().words == SAID["words"]
    assert (made.way, made.state, made.name, made.reach, made.age) == ("form", "waiting", "花", "090", "30_39")
    assert receipt.kept(receipt.read_code(first.context["code"])) == made.ticket
    assert AuditRow.objects.get().by is None
    client.force_login(town.worker)
    shown = page(client, "contact", made.pk)
    assert SAID["words"] in shown and "電話で返事がほしい" in shown and "夜" in shown


def test_who_writes_without_end_is_held_back_and_shown_whom_to_call(
    client: Client, window: Window, entrance: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_form, "MOST", 1)
    assert write(client, {**SAID, "key": str(uuid.uuid4())}).status_code == 200
    held_back = write(client, {**SAID, "key": str(uuid.uuid4())})
    shown = held_back.content.decode()
    assert held_back.status_code == 429 and "1時間ほど待って" in shown and SAID["words"] in shown and "tel:" in shown
    with everything():
        assert Contact.objects.count() == 1


def test_without_a_wish_for_an_answer_no_address_is_kept(client: Client, window: Window, entrance: Entrance) -> None:
    assert write(client, {**SAID, "reach": "090-1234"}).status_code == 200
    with everything():
        assert Contact.objects.get().reach == ""


def test_danger_is_met_before_anything_is_kept(client: Client, window: Window, entrance: Entrance) -> None:
    said = {**SAID, "words": "もう死にたい", "reply": "mail"}  # and a mistake in it: danger comes first all the same
    answer = write(client, said)
    shown = answer.content.decode()
    assert answer.status_code == 200 and "いのち" in shown and "119" in shown and "もう死にたい" in shown
    assert not Contact.objects.exists() and 'value="suicide"' in shown
    write(client, {**said, "reply": "none", "told": "suicide"})
    with everything():
        made = Contact.objects.get()
    assert made.danger == "suicide" and made.danger_seen_at is None
    answer = write(client, {**said, "reply": "none", "told": "violence"})
    assert Contact.objects.count() == 1, "another danger than the one that was met"


def test_where_no_window_takes_it_nothing_is_sent_and_nothing_lost(
    client: Client, window: Window, entrance: Entrance
) -> None:
    Window.objects.update(paused="休み")
    answer = write(client, SAID)
    shown = answer.content.decode()
    assert answer.status_code == 422 and SAID["words"] in shown and "送られていません" in shown and "よりそい" in shown
    assert not Contact.objects.exists()


def test_a_form_that_nobody_takes_says_so_before_anything_is_written(
    client: Client, window: Window, entrance: Entrance
) -> None:
    assert "<textarea" in page(client, "write", "sample")
    Window.objects.update(paused="台風のため")
    shown = page(client, "write", "sample")
    assert "台風のため" in shown and "よりそい" in shown and "<textarea" not in shown
    answer = write(client, {**SAID, "words": "もう死にたい"}).content.decode()
    assert "いのち" in answer and "もう死にたい" in answer, "danger is met, and nothing lost, where it shuts between"
    assert "送られていません" in answer and "それでも、窓口に送る" not in answer


def test_a_form_that_needs_the_place_asks_for_it_first(client: Client, window: Window, entrance: Entrance) -> None:
    entrance.branches.update(areas=["011002"])
    shown = page(client, "write", "sample")
    assert "住んでいるところを入れると" in shown and "<textarea" in shown
    said = {**SAID, "key": str(uuid.uuid4())}
    assert SAID["words"] in refused(client, "write", "sample", said=said, words="住んでいるところを入れると")
    elsewhere = refused(client, "write", "sample", said={**said, "area": "東京都港区"}, words="送られていません")
    assert "住んでいるところを入れると" not in elsewhere and "よりそい" in elsewhere
    assert write(client, {**said, "area": "札幌市中央区"}).status_code == 200
    entered = client.post(reverse("consultations:entrance", args=["sample"]), {"area": "札幌市中央区"})
    assert '<input type="hidden" name="area" value="札幌市中央区">' in entered.content.decode()
    begun = write(client, {"area": "札幌市中央区", "begin": ""})
    assert begun.status_code == 200 and 'value="札幌市中央区"' in begun.content.decode()
    assert "必須です" not in begun.content.decode() and "目安は" in begun.content.decode()
    Window.objects.update(paused="休み")
    shown = page(client, "write", "sample")
    assert "住んでいるところを入れると" not in shown and "よりそい" in shown, "no place would open what is paused"


def test_an_answer_by_night_is_told_from_the_next_opening_on(
    client: Client, window: Window, entrance: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    Window.objects.update(hours="月-金 9:00-17:00", answer_within=60)
    friday_night = timezone.make_aware(datetime(2027, 3, 5, 22))
    monkeypatch.setattr(public_form, "timezone", SimpleNamespace(localtime=lambda: friday_night))
    for name in ("entrance", "write"):
        assert "目安は3日" in page(client, name, "sample"), "an hour after nine on Monday"
    assert "目安は3日" in write(client, {**SAID, "reply": "mail", "reach": "x"}).content.decode()


def test_no_word_stands_in_an_address(client: Client, window: Window, entrance: Entrance) -> None:
    answer = client.get(reverse("consultations:write", args=["sample"]), {"words": "ひみつ", "name": "花子"})
    assert "ひみつ" not in answer.content.decode() and "花子" not in answer.content.decode()
    assert answer["Cache-Control"] and "no-store" in answer["Cache-Control"]


def test_the_code_tells_what_became_of_it_even_where_it_was_passed_on(
    client: Client, town: House, npo: House, window: Window, entrance: Entrance
) -> None:
    code = write(client, SAID).context["code"]

    def told() -> str:
        answer = client.post(reverse("consultations:receipt", args=["sample"]), {"code": code.lower()})
        assert answer.status_code == 200
        return str(answer.content.decode())

    assert "まだ読まれていません" in told() and SAID["words"] not in told()
    theirs = samples.window(npo.organisation, "夜の窓口")
    entrance.branches.create(window=theirs, place=2)
    with everything():
        held = contacts.take(by=town.worker, contact=Contact.objects.get())
    assert "対応しています" in told()
    passing.pass_on(by=town.worker, contact=held, window=theirs, why="夜に", agreed=True)
    entrance.branches.filter(window=theirs).delete()
    assert "まだ読まれていません" in told()
    with everything():
        held = contacts.take(by=npo.worker, contact=Contact.objects.get())
        contacts.end(by=npo.worker, contact=held, outcome="listened")
    assert "終わりました" in told() and "/write/felt/" in told()
    refused(client, "receipt", "sample", said={"code": "3467CDFGHJKM"}, words="見つかりません")
    refused(client, "receipt", "sample", said={"code": "x"}, words="12文字")


# --- how it was ---


def test_how_it_was_is_said_once_and_tied_to_nobody(client: Client, town: House, window: Window) -> None:
    held = samples.live(town.worker, window, ticket="1" * 64)
    assert not token_for(held), "not yet over"
    early = signing.dumps([held.pk.hex, held.organisation_id], salt="consultations.how_it_was")
    assert client.get(reverse("consultations:felt", args=[early])).status_code == 410
    token = token_for(contacts.end(by=town.worker, contact=held, outcome="listened"))
    assert str(held.pk) not in token and held.pk.hex not in token
    page(client, "felt", token)
    refused(client, "felt", token, said={"felt": ""}, words="必須")
    assert (
        "ありがとう"
        in client.post(reverse("consultations:felt", args=[token]), {"felt": 4, "words": "よかった"}).content.decode()
    )
    with everything():
        made = Impression.objects.get()
        assert (made.felt, made.words, made.way, made.month) == (
            4,
            "よかった",
            "chat",
            int(f"{timezone.localdate():%Y%m}"),
        )
    assert not {field.name for field in Impression._meta.fields} & {"contact", "at", "day"}
    row = AuditRow.objects.get(action="consultations.say_how_it_was")
    assert str(held.pk) not in f"{row.subject}{row.after}" and row.after is None
    answer = client.post(reverse("consultations:felt", args=[token]), {"felt": 1})
    assert answer.status_code == 410 and Impression.objects.count() == 1
    assert client.get(reverse("consultations:felt", args=["nonsense"])).status_code == 410


# --- for programs ---


def test_an_exchange_is_told_the_windows_in_order_and_nothing_of_anybody(
    client: Client, town: House, window: Window, entrance: Entrance
) -> None:
    night = samples.window(town.organisation, "夜の窓口", hours="")
    entrance.branches.create(window=night, place=2)
    samples.waiting(window, "telephone")
    address = reverse("consultations_route", args=["sample"])
    told = client.get(address, {"way": "telephone", "area": "011011"}).json()
    assert [one["name"] for one in told["windows"]] == ["見本相談窓口"]
    assert told["later"] == [{"window": str(night.pk), "name": "夜の窓口", "why": "no_rota", "opens": None}]
    assert samples.NAME not in str(told) and samples.REACH not in str(told)
    Entrance.objects.update(number="+81120000000")
    assert client.get(address, {"way": "telephone"}).json()["windows"][0]["number"]
    for wrong in ({}, {"way": "pigeon"}, {"way": "chat", "area": "999999"}, {"way": "chat", "need": "x"}):
        answer = client.get(address, wrong)
        assert answer.status_code == 400 and answer.json()["error"] and answer.json()["error_en"]
    assert client.get(reverse("consultations_route", args=["none"]), {"way": "chat"}).status_code == 404
    assert client.post(address).status_code == 405


def test_when_all_windows_are_full_whoever_comes_stands_where_fewer_wait(town: House, npo: House) -> None:
    first = samples.window(town.organisation, at_once=1)
    second = samples.window(npo.organisation, "応援の窓口", at_once=1)
    entrance = samples.entrance(first, second, slug="crowded")
    for house, window in ((town, first), (npo, second)):
        sitting.sit(by=house.worker, window=window)
        samples.live(house.worker, window)
    with everything():
        wish = Wish("chat", timezone.now())
        assert [one.key for one in lead(entrance, wish).route.open] == [str(first.pk), str(second.pk)]
        samples.waiting(first)
        assert [one.key for one in lead(entrance, wish).route.open] == [str(second.pk), str(first.pk)]
        for _ in range(2):
            samples.waiting(second)
        assert [one.key for one in lead(entrance, wish).route.open] == [str(first.pk), str(second.pk)]


@pytest.mark.parametrize("language", ["en", "vi", "zh-hans", "ja-easy"])
def test_the_public_pages_speak_other_languages(
    client: Client, window: Window, entrance: Entrance, language: str
) -> None:
    from django.utils.translation import override

    with override(language):
        address = reverse("consultations:write", args=["sample"])
        given = client.get(address)
    assert given.status_code == 200 and f"/{language}/" in address
    assert "伝えたいこと" not in given.content.decode()
    answer = client.post(address, {**SAID, "key": str(uuid.uuid4())})
    assert answer.status_code == 200
    with everything():
        assert Contact.objects.get().language == language.split("-")[0]
    assert timedelta(0) <= timezone.now() - Contact.objects.values_list("arrived_at", flat=True)[0]
