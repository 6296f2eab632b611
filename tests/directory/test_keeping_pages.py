"""The pages of those who keep supports: nothing typed is lost, each fault is told, others' work is not overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.directory import samples
from tsunagi.directory.actions.index import index_missing, index_services
from tsunagi.directory.actions.merging import merge_services
from tsunagi.directory.actions.records import save_service, version_of
from tsunagi.directory.models import Address, Location, Provider, Service, ServiceAtLocation, Way
from tsunagi.directory.queries.keeping import MOST_OFFERED, STATES, counts, kept_services
from tsunagi.directory.rules.records import Place, Record
from tsunagi.directory.rules.records import Way as WayTold

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 26)
BLANK = {
    f"{part}-{name}": "0" for part in ("ways", "places", "capacities") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


@pytest.fixture
def editor(client: Client, member: Callable[..., Any], settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    user = member("editor")
    client.force_login(user)
    return user


@pytest.fixture
def kept(editor: Any, organisation: Callable[..., Any]) -> Service:
    record = Record(
        name="見本の窓口",
        new_provider="見本の会",
        ways=(WayTold(number="03-5253-2111"),),
        places=(Place(name="相談室", address_1="見本1-1"),),
    )
    return save_service(by=editor, keeper=organisation("cabinet-office"), record=record, day=DAY)


def numbered(name: str) -> Service:
    """A support with the number that they all have."""
    made = samples.service(name)
    Way.objects.create(service=made, kind="telephone", number="0352532111")
    index_services([made.pk])
    return made


def typed(service: Service, **more: str) -> dict[str, str]:
    """The page's form as it comes, with some of it changed."""
    way, place = service.ways.get(), service.at_locations.get().location
    return {
        **BLANK,
        "name": service.name,
        "provider": str(service.provider_id),
        "version": version_of(Service.objects.get(pk=service.pk)),
        "cost": "unknown",
        "anonymous": "unknown",
        "status": "active",
        "ways-TOTAL_FORMS": "1",
        "ways-INITIAL_FORMS": "1",
        **{f"ways-0-{name}": "unknown" for name in ("cost", "relay", "sign_language")},
        "ways-0-key": str(way.pk),
        "ways-0-kind": "telephone",
        "ways-0-number": "03-5253-2111",
        "places-TOTAL_FORMS": "1",
        "places-INITIAL_FORMS": "1",
        "places-0-key": str(place.pk),
        "places-0-name": place.name,
        "places-0-address_1": "見本1-1",
        **more,
    }


def test_a_support_is_written_saved_and_published(client: Client, editor: Any) -> None:
    page = client.get("/keep/cabinet-office/new/")
    assert page.status_code == 200
    sent = {
        **BLANK,
        "name": "新しい窓口",
        "new_provider": "新しい会",
        "cost": "free",
        "anonymous": "yes",
        "status": "active",
        "areas": "千代田区\n大阪府",
        "needs": "debt",
        "ways-TOTAL_FORMS": "1",
        "ways-0-kind": "telephone",
        **{f"ways-0-{name}": "unknown" for name in ("cost", "relay", "sign_language")},
        "ways-0-number": "０３-５２５３-２１１１",
        "ways-0-hours": "平日 9時〜17時",
    }
    answer = client.post("/keep/cabinet-office/new/", sent)
    made = Service.objects.get(name="新しい窓口")
    assert answer["Location"] == reverse("directory:edit", args=[made.pk])
    assert {one.code for one in made.areas.all()} == {"131016", "27"}
    assert (made.ways.get().number, made.ways.get().hours) == ("0352532111", "平日 9:00-17:00")
    client.logout()
    public = reverse("directory:service", args=[made.pk])
    assert client.get(public).status_code == 404
    client.force_login(editor)
    shown = client.post(reverse("directory:publish", args=[made.pk]), follow=True).content.decode()
    assert "「新しい窓口」を公開しました" in shown
    client.logout()
    assert "03-5253-2111" in client.get(public).content.decode()


def test_one_more_is_added_without_losing_anything(client: Client, kept: Service) -> None:
    address = reverse("directory:edit", args=[kept.pk])
    answer = client.post(address, typed(kept, name="書きかけの名前", add="ways"))
    shown = answer.content.decode()
    assert answer.status_code == 200 and "書きかけの名前" in shown
    assert 'name="ways-1-number"' in shown and 'name="ways-TOTAL_FORMS" value="2"' in shown
    assert "入力を確かめてください" not in shown
    assert Service.objects.get(pk=kept.pk).name == "見本の窓口"


def test_a_refusal_tells_every_fault_and_keeps_what_was_typed(client: Client, kept: Service) -> None:
    wrong = {
        "name": "",
        "areas": "どこか",
        "url": "javascript:alert(1)",
        "ways-0-number": "03-12",
        "summary": "<b>書いたもの</b>",
        "minimum_age": "多い",
    }
    answer = client.post(reverse("directory:edit", args=[kept.pk]), typed(kept, **wrong))
    shown = answer.content.decode()
    assert answer.status_code == 422
    for name in ("id_name", "id_areas", "id_url", "id_ways-0-number", "id_minimum_age"):
        assert f'<a href="#{name}">' in shown, name
    assert "&lt;b&gt;書いたもの" in shown and 'value="03-12"' in shown and "どこか</textarea>" in shown
    assert Service.objects.get(pk=kept.pk).ways.get().number == "0352532111"


def test_the_later_of_two_sees_the_differences_and_may_then_decide(client: Client, kept: Service, editor: Any) -> None:
    address = reverse("directory:edit", args=[kept.pk])
    mine, theirs = typed(kept, summary="わたしの説明"), typed(kept, summary="先の説明", alert="移転しました")
    assert client.post(address, theirs).status_code == 302
    late = client.post(address, mine)
    shown = late.content.decode()
    assert late.status_code == 409 and "別の人がこの支援を保存しました" in shown
    for said in ("先の説明", "わたしの説明", "移転しました", "いま保存されている内容との違い"):
        assert said in shown
    assert Service.objects.get(pk=kept.pk).summary == "先の説明"
    fresh = version_of(Service.objects.get(pk=kept.pk))
    assert f'name="version" value="{fresh}"' in shown
    assert client.post(address, {**mine, "version": fresh}).status_code == 302
    assert Service.objects.get(pk=kept.pk).summary == "わたしの説明"


def test_a_part_is_removed_by_its_tick(client: Client, kept: Service) -> None:
    sent = typed(kept, **{"ways-0-DELETE": "on", "where": "役場の窓口"})
    assert client.post(reverse("directory:edit", args=[kept.pk]), sent).status_code == 302
    assert not Way.objects.filter(service=kept).exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"ways-TOTAL_FORMS": "x"},
        {"ways-TOTAL_FORMS": "100000"},
        {"ways-0-key": "no key"},
        {"places-0-key": "00000000-0000-0000-0000-000000000000"},
        {"provider": "no provider"},
        {"version": "yesterday"},
        {"cost": "x", "status": "x"},
        {"add": "x"},
    ],
)
def test_a_form_that_was_tampered_with_ends_in_a_sentence(
    client: Client, kept: Service, broken: dict[str, str]
) -> None:
    answer = client.post(reverse("directory:edit", args=[kept.pk]), typed(kept, **broken))
    assert answer.status_code in (200, 302, 409, 422)
    assert Service.objects.get(pk=kept.pk).name == "見本の窓口"


def test_a_secret_place_is_on_the_page_of_its_keepers_only(
    client: Client, kept: Service, organisation: Callable[..., Any]
) -> None:
    place = kept.at_locations.get().location
    Location.objects.filter(pk=place.pk).update(is_confidential=True, name="ひみつ荘")
    address = reverse("directory:edit", args=[kept.pk])
    assert "ひみつ荘" in client.get(address).content.decode()
    assert "ひみつ荘" not in client.get(reverse("directory:history", args=[kept.pk])).content.decode()
    place.provider.kept_by = organisation("mhlw")
    place.provider.save()
    shown = client.get(address).content.decode()
    assert "ひみつ荘" not in shown and "見本1-1" not in shown and "知らせられない場所が1か所" in shown


def test_the_list_shows_what_nobody_confirmed_first_and_is_narrowed_down(client: Client, kept: Service) -> None:
    samples.service("確かな窓口", confirmed=True, source="https://example.jp/", checked_on=date(2020, 1, 1))
    shown = client.get("/keep/cabinet-office/").content.decode()
    assert shown.index("見本の窓口") < shown.index("確かな窓口") and "6か月より前" in shown
    public = client.get("/keep/cabinet-office/", {"state": "public"}).content.decode()
    assert "確かな窓口" in public and "見本の窓口" not in public
    named = client.post("/keep/cabinet-office/", {"words": "確かな"}).content.decode()
    assert "確かな窓口" in named and "見本の窓口" not in named
    assert client.get("/keep/cabinet-office/", {"state": "x", "page": "x"}).status_code == 200
    waiting = client.get("/keep/cabinet-office/check/").content.decode()
    assert "確かな窓口" in waiting and "見本の窓口" in waiting


def test_what_may_be_the_same_is_looked_at_merged_and_parted(client: Client, kept: Service, editor: Any) -> None:
    other = numbered("別の名の窓口")
    shown = client.get("/keep/cabinet-office/duplicates/").content.decode()
    assert "同じ番号" in shown and "1組" in shown
    address = reverse("directory:merge", args=[kept.pk, other.pk])
    beside = client.get(address).content.decode()
    assert "見本の窓口" in beside and "別の名の窓口" in beside
    assert client.post(address).status_code == 302
    client.logout()
    assert client.get(reverse("directory:service", args=[kept.pk]))["Location"] == reverse(
        "directory:service", args=[other.pk]
    )
    client.force_login(editor)
    assert "まとめたもの" in client.get("/keep/cabinet-office/duplicates/").content.decode()
    assert "次の支援にまとめられています" in client.get(reverse("directory:service", args=[kept.pk])).content.decode()
    client.post(reverse("directory:part", args=[kept.pk]))
    assert Service.objects.get(pk=kept.pk).merged_into is None


def test_two_that_look_alike_are_told_apart_and_do_not_come_back(client: Client, kept: Service, editor: Any) -> None:
    other = numbered("別の名の窓口")
    numbered("三つ目の窓口")
    assert "3組" in client.get("/keep/cabinet-office/duplicates/").content.decode()
    address = reverse("directory:apart", args=[kept.pk, other.pk])
    for _twice in range(2):
        assert client.post(address).status_code == 302
    shown = client.get("/keep/cabinet-office/duplicates/").content.decode()
    assert "2組" in shown and "別の支援としたもの" in shown
    history = client.get(reverse("directory:history", args=[other.pk])).content.decode()
    assert history.count("似た支援とは別のものとした") == 1
    # Said of the two in the other order, it is the same; and it can be taken back.
    back = reverse("directory:merge", args=[other.pk, kept.pk])
    assert "判断を取り消す" in client.get(back).content.decode()
    client.post(reverse("directory:apart", args=[other.pk, kept.pk]), {"forget": "1"})
    shown = client.get("/keep/cabinet-office/duplicates/").content.decode()
    assert "3組" in shown and "別の支援としたもの" not in shown
    assert client.post(reverse("directory:apart", args=[kept.pk, kept.pk])).status_code == 403


def test_history_says_who_changed_what(client: Client, kept: Service, editor: Any) -> None:
    client.post(
        reverse("directory:edit", args=[kept.pk]), typed(kept, **{"ways-0-number": "0120-279-338", "cost": "free"})
    )
    merge_services(by=editor, service=kept, into=samples.service("別の窓口"))
    shown = client.get(reverse("directory:history", args=[kept.pk])).content.decode()
    for said in ("見本 editor", "03-5253-2111", "0120-279-338", "無料", "ほかの支援にまとめた", "加えた", "別の窓口"):
        assert said in shown
    # Other records are called by their names.
    keys = (kept.provider_id, Service.objects.get(name="別の窓口").pk)
    assert kept.provider.name in shown and not [key for key in keys if f"{key}<" in shown]
    assert "見本1-1" not in shown


def _made(first: int, last: int) -> None:
    for number in range(first, last):
        numbered(f"窓口{number}")


@pytest.mark.parametrize("page", ["", "check/", "duplicates/"])
def test_queries_do_not_grow_with_the_supports(
    client: Client, editor: Any, django_assert_num_queries: Any, page: str
) -> None:
    expected = {"": 7, "check/": 6, "duplicates/": 9}[page]
    for first, last in ((0, 2), (2, 8)):
        _made(first, last)
        with django_assert_num_queries(expected):
            assert client.get(f"/keep/cabinet-office/{page}").status_code == 200


def test_queries_of_the_form_do_not_grow_with_its_parts(
    client: Client, kept: Service, django_assert_num_queries: Any
) -> None:
    for _again in range(2):
        with django_assert_num_queries(18):
            assert client.get(reverse("directory:edit", args=[kept.pk])).status_code == 200
        Way.objects.bulk_create(Way(service=kept, kind="telephone", number="0352532111") for _one in range(5))


def test_how_many_it_can_take_is_changed_by_itself(client: Client, kept: Service, editor: Any) -> None:
    address = reverse("directory:capacity", args=[kept.pk])
    assert client.post(address, {"unit": "人", "available": "3", "maximum": "5"}).status_code == 302
    assert kept.capacities.get().available == 3
    assert (
        'name="available" min="0" value="3"' in client.get(reverse("directory:edit", args=[kept.pk])).content.decode()
    )
    for wrong in ("", "x", "-1", "9"):
        answer = client.post(address, {"unit": "人", "available": wrong, "maximum": "5"})
        assert answer.status_code == 403 and "受けられる数" in answer.content.decode()
    assert kept.capacities.get().available == 3


@pytest.mark.parametrize(
    ("kind", "code", "asked"), [("municipality", "131016", "131016"), ("prefecture", "130001", "13"), ("npo", "", "")]
)
def test_a_town_is_told_the_line_that_shows_supports_on_its_own_page(
    client: Client, organisation: Any, member: Any, settings: Any, kind: str, code: str, asked: str
) -> None:
    settings.SECOND_FACTOR = False
    organisation("mihon", name="見本", kind=kind, code=code)
    client.force_login(member("editor", at="mihon"))
    said = unescape(client.get("/keep/mihon/").content.decode())
    line = re.search(r'<iframe src="http://testserver(/embed/supports/\?area=(\d+))" title="支援の一覧"', said)
    assert (line[2] if line else "") == asked
    assert not line or client.get(line[1]).status_code == 200


def test_counts_of_the_list_are_those_of_its_states(client: Client, kept: Service, editor: Any) -> None:
    """One query for all of them: each says how many the list then shows."""
    organisation = kept.kept_by
    samples.service("公開の窓口", checked_on=date(2026, 11, 1), confirmed=True, source="見本の文書")
    merge_services(by=editor, service=samples.service("まとめた窓口"), into=kept)
    counted = counts(organisation, DAY)
    shown = {state: kept_services(organisation, state=state, day=DAY).count() for state in ("", *STATES)}
    assert counted == shown and set(counted.values()) == {1, 2}


def test_who_runs_it_is_looked_for_by_name_where_there_are_very_many(
    client: Client, kept: Service, organisation: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    address = reverse("directory:edit", args=[kept.pk])
    assert 'name="provider_words"' not in client.get(address).content.decode()
    keeper = organisation("cabinet-office")
    Provider.objects.bulk_create(Provider(name=f"支え合い{number:03}", kept_by=keeper) for number in range(80))
    with django_assert_max_num_queries(19):
        shown = client.get(address).content.decode()
    assert shown.count("支え合い") == MOST_OFFERED and 'name="provider_words"' in shown
    chosen = f'<option value="{kept.provider_id}" selected>'
    assert chosen in shown
    wanted = Provider.objects.get(name="支え合い077")
    sent = typed(kept, name="書きかけの名前", provider_words="合い077", add="provider")
    narrowed = client.post(address, sent).content.decode()
    assert narrowed.count("支え合い") == 1 and chosen in narrowed and "書きかけの名前" in narrowed
    assert Service.objects.get(pk=kept.pk).name == "見本の窓口"
    # Whoever was not among those offered is taken as any other.
    assert client.post(address, typed(kept, provider=str(wanted.pk), provider_words="ほか")).status_code == 302
    assert Service.objects.get(pk=kept.pk).provider == wanted
    none = client.post(address, typed(kept, provider_words="どこにもない", add="provider")).content.decode()
    assert "その名前のところはありません" in none
    assert f'<option value="{wanted.pk}"' not in none and chosen in none  # what was sent stays chosen


def test_what_was_written_without_its_marks_is_found_alike_once_they_are_brought_in(
    client: Client, kept: Service, editor: Any
) -> None:
    """As after an update; drafts, which are in no index, among them."""
    draft = Service.objects.create(name=kept.name, provider=kept.provider, kept_by=kept.kept_by)
    assert "1組" not in client.get("/keep/cabinet-office/duplicates/").content.decode()
    index_missing()
    assert "1組" in client.get("/keep/cabinet-office/duplicates/").content.decode()
    merge_services(by=editor, service=draft, into=kept)
    assert "1組" not in client.get("/keep/cabinet-office/duplicates/").content.decode()


def test_a_secret_address_makes_nothing_alike(client: Client, kept: Service, editor: Any) -> None:
    """Whoever wrote a guess at it into a record of his own would else be told that he is right."""
    place = kept.at_locations.get().location
    guess = samples.service("別の名の窓口")
    ServiceAtLocation.objects.create(service=guess, location=Location.objects.create(name="別の部屋"))
    Address.objects.create(location=guess.at_locations.get().location, address_1="見本1-1")
    for is_secret in (False, True):
        Location.objects.filter(pk=place.pk).update(is_confidential=is_secret)
        index_services([kept.pk, guess.pk])
        shown = client.get("/keep/cabinet-office/duplicates/").content.decode()
        assert ("1組" in shown) != is_secret
