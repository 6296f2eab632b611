"""Supports taken along: on a page that prints, as a PDF, and under a code that a counter opens."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.directory import samples
from tsunagi.base.access import Refused
from tsunagi.directory.models import Address, Location, Service, ServiceAtLocation, Way
from tsunagi.navigator.actions.taking import forget, take_along
from tsunagi.navigator.models import TakeAlong, TakenService
from tsunagi.navigator.queries.taking import taken_under
from tsunagi.navigator.rules.slips import LENGTH, SIGNS, grouped, new_code, read_code

CODES = st.text(alphabet=SIGNS, min_size=LENGTH, max_size=LENGTH)


def _service(name: str = "夜の電話", **more: Any) -> Service:
    made = samples.service(
        name,
        **{
            "summary": "話を聞きます。",
            "happens": "名前は聞かれません。",
            "source": "https://www.example.go.jp/",
            "checked_on": date(2026, 11, 1),
            "confirmed": True,
            **more,
        },
    )
    Way.objects.create(service=made, kind="telephone", number="0120279338", hours="毎日 24時間")
    return made


def _post(client: Client, *services: Any) -> Any:
    return client.post(reverse("navigator:take_along"), {"service": [str(getattr(one, "pk", one)) for one in services]})


def _code_on(answer: Any) -> str:
    found = re.search(r'class="slip-code">([^<]+)<', answer.content.decode())
    assert found
    return found[1]


# --- rules ---


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (code, grouped(code), f" {code.lower()} ", wide, f"{code[:4]} - {code[4:]}"):
        assert read_code(typed) == code


@pytest.mark.parametrize("typed", ["", "3467-CDF", "3467-CDFGH", "3467-CDF0", "あいうえおかきく", "3467CDF\0", "٣٤٦٧CDFG"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_a_code_has_no_sign_that_is_taken_for_another() -> None:
    assert not set(SIGNS) & set("01258OQILZSBUVAE")
    assert len(set(SIGNS)) == len(SIGNS)
    assert new_code(lambda signs: signs[-1]) == SIGNS[-1] * LENGTH


# --- actions ---


@pytest.mark.django_db
def test_what_is_public_goes_along_in_its_order() -> None:
    first, draft, second = _service("一"), _service("下書き", is_public=False), _service("二")
    at = timezone.now()
    made = take_along(services=[second.pk, draft.pk, first.pk, second.pk, uuid4()], at=at)
    assert [one.service for one in made.taken.select_related("service")] == [second, first]
    assert made.expires_at == at + timedelta(days=7)
    assert taken_under(made.code, at=made.expires_at - timedelta(seconds=1)) == made


@pytest.mark.django_db
def test_a_code_that_is_over_opens_nothing_and_is_deleted() -> None:
    service, at = _service(), timezone.now()
    old = take_along(services=[service.pk], at=at)
    assert taken_under(old.code, at=old.expires_at) is None
    new = take_along(services=[service.pk], at=old.expires_at)
    assert list(TakeAlong.objects.all()) == [new]
    assert TakenService.objects.count() == 1
    assert forget(at=new.expires_at) == 1
    assert not TakeAlong.objects.exists()


@pytest.mark.django_db
def test_nothing_public_is_refused() -> None:
    with pytest.raises(Refused, match="もう一度さがしてください"):
        take_along(services=[_service(is_public=False).pk], at=timezone.now())
    with pytest.raises(Refused, match="10件まで"):
        take_along(services=[uuid4() for _ in range(11)], at=timezone.now())
    assert not TakeAlong.objects.exists()


# --- pages ---


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_says_all_that_is_needed_on_paper(client: Client, language: str) -> None:
    answer = client.post(language + reverse("navigator:take_along"), {"service": [str(_service().pk)]})
    shown = answer.content.decode()
    for said in ("夜の電話", "話を聞きます。", "0120-279-338", "名前は聞かれません。", "https://www.example.go.jp/"):
        assert said in shown
    assert ("November 1, 2026" if language else "2026年11月1日") in shown or "Nov. 1, 2026" in shown
    assert read_code(_code_on(answer))
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_counter_sees_the_supports_and_no_more(client: Client) -> None:
    code = _code_on(_post(client, _service()))
    address = reverse("navigator:code")
    assert client.get(address).status_code == 200
    answer = Client().post(address, {"code": code.lower()})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "夜の電話" in shown and "0120-279-338" in shown
    assert code not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]


@pytest.mark.django_db
def test_what_is_no_longer_public_is_not_opened(client: Client) -> None:
    service = _service()
    code = _code_on(_post(client, service))
    Service.objects.update(is_public=False)
    shown = client.post(reverse("navigator:code"), {"code": code}).content.decode()
    assert "夜の電話" not in shown and "公開が終わりました" in shown


@pytest.mark.django_db
def test_where_a_shelter_is_goes_on_no_paper(client: Client) -> None:
    service = _service("避難の支援")
    place = Location.objects.create(name="ひみつ荘", is_confidential=True)
    Address.objects.create(location=place, prefecture="見本県", city="ひみつ市", address_1="ひみつ町1")
    Way.objects.create(location=place, kind="telephone", number="0312345678")
    ServiceAtLocation.objects.create(service=service, location=place)
    answer = _post(client, service)
    pdf = client.post(reverse("navigator:code"), {"code": _code_on(answer), "pdf": "1"})
    for shown in (answer.content.decode(), _text(pdf.content)):
        assert "避難の支援" in shown
        assert "ひみつ" not in shown and "03-1234-5678" not in shown and "見本県" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [[], ["x"], ["'; DROP TABLE"], [str(uuid4())], [str(uuid4())] * 11, ["\0" * 9]])
def test_bad_input_gets_a_sentence(client: Client, sent: list[str]) -> None:
    answer = client.post(reverse("navigator:take_along"), {"service": sent})
    assert answer.status_code == 422
    assert "もう一度さがしてください" in answer.content.decode()


@pytest.mark.django_db
def test_more_than_ten_are_refused(client: Client) -> None:
    answer = _post(client, *(uuid4() for _ in range(11)))
    assert answer.status_code == 422
    assert "10件まで" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "abc", "3467-CDFG", "x" * 1000, "<b>", "🙂"])
def test_a_wrong_code_gets_a_sentence_and_keeps_what_was_typed(client: Client, typed: str) -> None:
    answer = client.post(reverse("navigator:code"), {"code": typed})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.django_db
def test_who_guesses_has_to_wait_and_others_need_not(client: Client) -> None:
    code = _code_on(_post(client, _service()))
    address = reverse("navigator:code")
    for _ in range(10):
        assert client.post(address, {"code": "3333-3333"}).status_code == 422
    answer = client.post(address, {"code": code})
    assert answer.status_code == 429
    assert "15分" in answer.content.decode()
    assert client.post(address, {"code": code}, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.django_db
def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(client: Client, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    address = reverse("navigator:code")
    for _ in range(10):
        client.post(address, {"code": "3333-3333"}, headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.1"})
    seen = {"X-Forwarded-For": "198.51.100.1, 192.0.2.1"}
    assert client.post(address, {"code": "3333-3333"}, headers=seen).status_code == 429
    seen = {"X-Forwarded-For": "203.0.113.9, 192.0.2.2"}
    assert client.post(address, {"code": "3333-3333"}, headers=seen).status_code == 422


@pytest.mark.django_db
def test_opening_the_address_without_anything_leads_to_the_front_page(client: Client) -> None:
    assert client.get(reverse("navigator:take_along")).headers["Location"] == reverse("navigator:ask")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 8])
def test_queries_do_not_grow_with_what_is_taken(client: Client, django_assert_num_queries: Any, count: int) -> None:
    services = [_service(f"窓口{number}") for number in range(count)]
    with django_assert_num_queries(20):
        answer = _post(client, *services)
    with django_assert_num_queries(13):
        client.post(reverse("navigator:code"), {"code": _code_on(answer)})


# --- the PDF ---


def _text(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")


@pytest.mark.django_db
def test_the_pdf_has_the_same_and_says_what_its_parts_are(client: Client) -> None:
    services = [_service(f"窓口その{number}", summary="長い説明です。" * 30) for number in range(8)]
    code = _code_on(_post(client, *services))
    answer = client.post(reverse("navigator:code"), {"code": code, "pdf": "1"})
    assert answer["Content-Type"] == "application/pdf"
    said = _text(answer.content)
    for wanted in (code, "窓口その0", "窓口その7", "0120-279-338", "毎日 24時間", "https://www.example.go.jp/", "2026年11月1日"):
        assert wanted in said
    for part in (b"/Lang (ja)", b"/MarkInfo", b"/S/H1", b"/S/H2", b"/S/P"):
        assert part in answer.content
