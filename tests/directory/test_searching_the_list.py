"""Words on the list of supports: they narrow it down together with what was chosen, and stand in no address."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.directory import samples
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.actions.pack import load_terms
from tsunagi.directory.models import Attribute, Language, ServiceMeasure

pytestmark = pytest.mark.django_db

LIST = "/supports/"


def test_words_and_filters_narrow_down_together(client: Client) -> None:
    terms = load_terms()
    first, second = samples.service("借金の相談"), samples.service("相談の窓口")
    Attribute.objects.create(service=first, term=terms["need", "debt"])
    index_services([first.pk])
    both = client.post(LIST, {"words": "相談"}).content.decode()
    assert "「相談」で2件見つかりました" in both and first.name in both and second.name in both
    one = client.post(LIST, {"words": "相談", "need": "debt"}).content.decode()
    assert "「相談」で1件見つかりました" in one and second.name not in one
    assert "見つかりませんでした。 別の言い方" in client.post(LIST, {"words": "見つからない"}).content.decode()


def test_words_in_an_address_are_not_heard(client: Client) -> None:
    samples.service("借金の相談")
    shown = client.get(LIST, {"words": "ひみつの悩み"}).content.decode()
    assert "借金の相談" in shown and 'value="ひみつの悩み"' not in shown


def test_filters_alone_become_an_address_to_share(client: Client) -> None:
    answer = client.post(LIST, {"words": " ", "need": "debt", "open": "on", "area": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?need=debt&open=on")
    assert client.post(LIST, {})["Location"] == LIST


def test_a_printed_list_says_what_was_chosen(client: Client) -> None:
    def on_paper(shown: str) -> str:
        return shown.partition('<ul class="on-paper">')[2].partition("</ul>")[0]

    shown = on_paper(client.get(LIST, {"need": "debt", "area": "13", "open": "on"}).content.decode())
    assert "困りごと: 借金" in shown and "東京都" in shown and "いま連絡できるところだけ (" in shown
    assert "連絡の方法" not in shown
    chosen = client.post(LIST, {"words": "相談", "area": "131016"}).content.decode()
    assert "千代田区" in on_paper(chosen) and not on_paper(client.get(LIST).content.decode())


def test_pages_of_words_are_turned_by_buttons(client: Client) -> None:
    for number in range(45):
        samples.service(f"見本窓口{number:02}")
    pages = [client.post(LIST, {"words": "見本窓口", "page": page}).content.decode() for page in ("1", "2", "3", "99")]
    shown = [{f"{number:02}" for number in range(45) if f"見本窓口{number:02}<" in page} for page in pages]
    assert [len(one) for one in shown] == [20, 20, 5, 5]
    assert set().union(*shown[:3]) == {f"{number:02}" for number in range(45)} and shown[2] == shown[3]
    assert 'name="page" value="2"' in pages[0] and "3ページ中3ページ目" in pages[3]
    assert client.post(LIST, {"words": "見本窓口", "page": "x"}).status_code == 200
    # On paper nobody can turn over: the page itself says how much of the whole it has.
    assert "1件目から20件目まで" in pages[0] and "41件目から45件目まで" in client.get(LIST, {"page": "3"}).content.decode()
    assert "件目" not in client.post(LIST, {"words": "見本窓口07"}).content.decode()


def test_words_that_are_too_long_are_refused_with_a_sentence(client: Client) -> None:
    samples.service("借金の相談")
    shown = client.post(LIST, {"words": "あ" * 100_000})
    assert shown.status_code == 422 and "200" in shown.content.decode() and "借金の相談" in shown.content.decode()


@pytest.mark.parametrize("count", [1, 15])
def test_queries_do_not_grow_with_what_is_found(client: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        samples.service(f"見本窓口{number}")
    with django_assert_num_queries(10):
        client.post(reverse("directory:services"), {"words": "窓口"})


def test_links_from_elsewhere_ask_by_group_town_language_and_measure(client: Client) -> None:
    terms = load_terms()
    one = samples.service("子どもの窓口", areas=("131016",))
    samples.service("大阪の窓口", areas=("271004",))
    Attribute.objects.create(service=one, term=terms["group", "children"])
    Language.objects.create(service=one, code="vi")
    ServiceMeasure.objects.create(service=one, plan="national", fiscal_year=2024, number=7)
    index_services([one.pk])
    asked = {"group": "children", "area": "131016", "language": "vi", "measure": "national-2024-7"}
    for name, value in asked.items():
        shown = client.get(LIST, {name: value}).content.decode()
        assert one.name in shown and "大阪の窓口" not in shown, name
    again = client.post(LIST, asked)["Location"]
    assert "measure=national-2024-7" in again and "東京都千代田区" in client.get(again).content.decode()
    for wrong in ({"area": "999999"}, {"measure": "x"}, {"language": "<b>"}):
        for page in (LIST, reverse("directory:map"), reverse("directory:embedded")):
            answer = client.get(page, wrong)
            assert answer.status_code == 422 and "error-summary" in answer.content.decode(), (page, wrong)
        # A frame that asks for what there is not shows nothing else in its place.
        assert one.name not in answer.content.decode()
    assert one.name not in client.get(LIST, {"measure": "national-2023-7"}).content.decode()


def test_a_name_that_is_no_filter_is_told_and_the_others_hold(client: Client) -> None:
    samples.service("町の窓口", areas=("131016",))
    samples.service("大阪の窓口", areas=("271004",))
    asked = {"area": "131016", "aera": "27"}
    for page in (LIST, reverse("directory:map"), reverse("directory:embedded")):
        answer = client.get(page, asked)
        shown = answer.content.decode()
        assert answer.status_code == 422 and "「aera」という条件はありません。" in shown, page
        assert "大阪の窓口" not in shown and ("町の窓口" in shown) == (page == LIST), page
    told = client.get(LIST, {"<b>" + "x" * 200: ""}).content.decode()
    assert f"「&lt;b&gt;{'x' * 37}」" in told
    assert client.get(LIST, {"page": "2"}).status_code == 200


def test_a_map_without_places_says_so_and_does_not_blame_the_filters(client: Client) -> None:
    samples.service("町の窓口")
    empty = client.get(reverse("directory:map"), {"need": "", "area": ""}).content.decode()
    assert "位置の分かる場所は、まだ載っていません。" in empty and "条件を減らす" not in empty
    assert "条件を減らす" in client.get(reverse("directory:map"), {"area": "13"}).content.decode()
