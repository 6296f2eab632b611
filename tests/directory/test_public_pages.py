"""The list of supports and a support's own page, as everybody sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.directory import samples
from tsunagi.directory.actions.pack import load_terms
from tsunagi.directory.forms import public
from tsunagi.directory.models import (
    Accessibility,
    Address,
    Attribute,
    Language,
    Location,
    Service,
    ServiceAtLocation,
    Way,
)
from tsunagi.directory.queries.cards import cards
from tsunagi.directory.queries.filters import Filters, narrowed
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.areas import Area, area
from tsunagi.directory.rules.phones import Number

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=TOKYO)  # a Thursday
NIGHT = datetime(2026, 11, 26, 23, 0, tzinfo=TOKYO)


def _line(service: Service, number: str = "0120000000", hours: str = "月-金 9:00-17:00", **more: Any) -> Way:
    return Way.objects.create(**{"service": service, "kind": "telephone", "number": number, "hours": hours, **more})


def _shelter() -> Service:
    """A service at a place that may not be known, which has a telephone, an address and an entrance."""
    made = samples.service("避難の支援")
    place = Location.objects.create(name="ひみつ荘", transportation="ひみつ駅から3分", is_confidential=True)
    Address.objects.create(location=place, prefecture="見本県", city="ひみつ市", address_1="ひみつ町1")
    Way.objects.create(location=place, kind="telephone", number="0312345678")
    Accessibility.objects.create(location=place, description="ひみつ駅の側にスロープ")
    ServiceAtLocation.objects.create(service=made, location=place, description="ひみつの入口")
    return made


def test_list_shows_public_supports_only(client: Client) -> None:
    samples.service("見える窓口")
    samples.service("下書きの窓口", is_public=False)
    samples.service("終わった窓口", status="defunct")
    shown = client.get(reverse("directory:services")).content.decode()
    assert "見える窓口" in shown
    assert "下書きの窓口" not in shown and "終わった窓口" not in shown


def test_whoever_narrows_the_list_to_a_danger_reaches_somebody_at_once(client: Client) -> None:
    shown = client.get(reverse("directory:services"), {"need": "suicidal"}).content.decode()
    assert shown.index(reverse("navigator:danger", args=["any"])) < shown.index('role="status"')


def test_a_draft_is_there_for_its_keepers_only(client: Client, member: Callable[..., Any], settings: Any) -> None:
    settings.SECOND_FACTOR = False
    address = reverse("directory:service", args=[samples.service("下書きの窓口", is_public=False).pk])
    assert client.get(address).status_code == 404
    client.force_login(member("editor", at="digital"))
    assert client.get(address).status_code == 404
    client.force_login(member("editor"))
    assert client.get(address).status_code == 200


def test_page_shows_number_hours_source_and_day(client: Client) -> None:
    made = samples.service(
        "夜の電話", summary="話を聞きます。", source="https://www.example.go.jp/", checked_on=date(2026, 11, 1), confirmed=True
    )
    _line(made, number="0120279338")
    shown = client.get(reverse("directory:service", args=[made.pk])).content.decode()
    assert 'href="tel:0120279338"' in shown and "0120-279-338" in shown
    assert "2026年11月1日" in shown and "https://www.example.go.jp/" in shown
    assert "この番号は、公式の案内でまだ確かめていません。" in shown


def test_a_number_is_heard_digit_by_digit_and_only_a_telephone_is_dialled(client: Client) -> None:
    made = samples.service("夜の電話")
    line = _line(made, number="0120279338")
    address = reverse("directory:service", args=[made.pk])
    heard = f'href="tel:0120279338" aria-label="電話 {Number(line.number).spoken}"'
    assert Number(line.number).spoken != Number(line.number).shown and heard in client.get(address).content.decode()
    Way.objects.filter(pk=line.pk).update(kind="fax")
    shown = client.get(address).content.decode()
    assert "0120-279-338" in shown and "tel:" not in shown


def test_a_way_says_what_it_costs_and_for_whom_it_is_made_easier(client: Client) -> None:
    easier, plain = samples.service("手話の窓口"), samples.service("いつもの窓口")
    way = _line(easier, number="0570064556", extension="12", cost="navi", relay="yes", sign_language="yes")
    Language.objects.create(way=way, code="uk")
    _line(plain)
    facts = ("ナビダイヤルの通話料がかかる", "電話リレーサービスで使えます", "手話で話せます", "Українська", "内線")
    for one in (easier, plain):
        shown = client.get(reverse("directory:service", args=[one.pk])).content.decode()
        assert [fact in shown for fact in facts] == [one == easier] * len(facts)


def test_an_address_is_short_on_the_screen_and_stands_once_on_paper(client: Client) -> None:
    address = "https://www.example.jp/soudan/madoguchi/annai.html"
    service = samples.service("案内のある窓口")
    Way.objects.create(service=service, kind="web", address=address)
    shown = client.get(reverse("directory:service", args=[service.pk])).content.decode()
    assert f'href="{address}" rel="noopener"><span class="on-screen">www.example.jp/' in shown
    page = reverse("directory:service", args=[service.pk])
    Service.objects.filter(pk=service.pk).update(url=address)  # the same page is not named again below
    assert client.get(page).content.decode().count(address) == shown.count(address)
    Service.objects.filter(pk=service.pk).update(url="https://www.example.jp/")
    assert "https://www.example.jp/</a>" in client.get(page).content.decode()
    sheets = Path(str(finders.find("directory/supports.css"))), Path(str(finders.find("navigator/slip.css")))
    assert sum(sheet.read_text(encoding="utf-8").count("attr(href)") for sheet in sheets) == 1


def test_languages_are_said_in_their_own_words(client: Client) -> None:
    made = samples.service("夜の電話")
    Language.objects.bulk_create(Language(service=made, code=code) for code in ("ja", "vi"))
    shown = client.get(reverse("directory:service", args=[made.pk])).content.decode()
    assert "Tiếng Việt" in shown and "Japanese" not in shown and "Vietnamese" not in shown


def test_page_says_that_nothing_was_confirmed(client: Client) -> None:
    made = samples.service("夜の電話")
    shown = client.get(reverse("directory:service", args=[made.pk])).content.decode()
    assert "まだ確かめていません" in shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_where_a_shelter_is_never_leaves(client: Client, language: str) -> None:
    made = _shelter()
    for address in (reverse("directory:services"), reverse("directory:service", args=[made.pk])):
        shown = client.get(("/en" if language == "en" else "") + address).content.decode()
        assert "避難の支援" in shown
        for secret in ("ひみつ", "03-1234-5678", "0312345678", "見本県"):
            assert secret not in shown
    [card] = cards([made], language=language, at=NOON)
    assert "ひみつ" not in repr([(place.name, place.address, place.ways) for place in card.places])


def test_filters_hold_together() -> None:
    terms = load_terms()
    one = samples.service("一の窓口", areas=("13",))
    two = samples.service("二の窓口", areas=("131016",))
    three = samples.service("三の窓口", areas=("00",))
    for service in (one, two):
        Attribute.objects.create(service=service, term=terms["need", "debt"])
    _line(one)
    _line(three, hours="毎日 24時間")
    Language.objects.create(service=three, code="vi")

    def names(**asked: Any) -> set[str]:
        return {service.name[0] for service in narrowed(public_services(), Filters(**asked))}

    assert names() == {"一", "二", "三"}
    assert names(need="debt") == {"一", "二"}
    assert names(need="debt", way="telephone") == {"一"}
    assert names(area="13") == {"一", "二", "三"}
    assert names(area="131016") == {"一", "二", "三"}
    assert names(area="271004") == {"三"}
    assert names(language="vi") == {"三"}
    assert names(open_at=NOON) == {"一", "三"}
    assert names(open_at=NIGHT) == {"三"}
    assert names(need="no_such_need") == set()


def test_an_area_that_was_made_up_to_try_things_is_asked_for_like_any(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = Area("990001", "見本県", "みほんけん", "", "prefecture", "", "")
    monkeypatch.setattr(public, "area", lambda code: made_up if code in ("99", "990001") else area(code))
    wanted = {"99": True, "13": True, "131016": True, "98": False, "990001": False, "130001": False}
    assert {code: public.FiltersForm({"area": code}).is_valid() for code in wanted} == wanted
    assert [code for code, _name in public.FiltersForm({"area": "13"}).fields["area"].choices].count("13") == 1


def test_an_unknown_filter_is_refused_with_a_sentence_and_shows_all(client: Client) -> None:
    samples.service("見える窓口")
    answer = client.get(reverse("directory:services"), {"need": "'; DROP", "way": "pigeon"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "正しく選択してください" in shown and "見える窓口" in shown


@pytest.mark.parametrize("count", [1, 15])
def test_queries_do_not_grow_with_what_is_shown(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        _line(samples.service(f"窓口{number}"))
    with django_assert_num_queries(11):
        client.get(reverse("directory:services"))
    with django_assert_num_queries(10):
        client.get(reverse("directory:service", args=[Service.objects.first().pk]))  # type: ignore[union-attr]


def test_open_and_next_opening_are_those_of_the_ways() -> None:
    made = samples.service("昼の電話")
    _line(made)
    [noon], [night] = (cards([made], language="ja", at=at) for at in (NOON, NIGHT))
    assert (noon.is_open, noon.opens_next) == (True, None)
    assert (night.is_open, night.opens_next) == (False, datetime(2026, 11, 27, 9, 0, tzinfo=TOKYO))
