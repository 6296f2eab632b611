"""Writing, publishing, checking and putting together supports: what is done, what the chain says, who is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.directory import hsds_samples, samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Organisation
from tsunagi.directory.actions import merging, records
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.actions.pack import load_pack
from tsunagi.directory.models import Attribute, Location, Provider, Service, ServiceAtLocation, Way
from tsunagi.directory.queries.crisis import crisis_file
from tsunagi.directory.queries.records import record_of
from tsunagi.directory.queries.search import search
from tsunagi.directory.rules.pack import read_pack
from tsunagi.directory.rules.records import Capacity, Faulty, Place, Record
from tsunagi.directory.rules.records import Way as WayTold

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 26)
FULL = Record(
    name="見本の窓口",
    new_provider="見本の会",
    summary="話を聞きます。",
    aliases=("みほん",),
    says=("つらい",),
    areas=("131016",),
    languages=("ja", "vi"),
    needs=("debt", "money"),
    audience=("person",),
    groups=("everyone",),
    measures=(("national", 2024, 7),),
    documents=("本人確認書類",),
    source="https://www.example.jp/",
    checked_on=DAY,
    confirmed=True,
    ways=(
        WayTold(
            number="0120-279-338", languages=("ja",), source="https://www.example.jp/", checked_on=DAY, confirmed=True
        ),
        WayTold(kind="web", address="https://www.example.jp/"),
    ),
    places=(Place(name="相談室", prefecture="東京都", city="千代田区", address_1="見本1-1", accessibility=("筆談",)),),
    capacities=(Capacity(available=3, maximum=5),),
)


@pytest.fixture
def keeper(organisation: Callable[..., Any]) -> Organisation:
    return organisation("cabinet-office")  # type: ignore[no-any-return]


@pytest.fixture
def editor(member: Callable[..., Any]) -> Any:
    return member("editor")


@pytest.fixture
def kept(keeper: Organisation, editor: Any) -> Service:
    return records.save_service(by=editor, keeper=keeper, record=FULL, day=DAY)


def _row(action: str) -> AuditRow:
    return AuditRow.objects.filter(action=action).latest("place")


def test_a_new_record_is_kept_whole_and_not_public(kept: Service, editor: Any) -> None:
    told = record_of(Service.objects.get(pk=kept.pk), editor)
    parts = {
        "ways": tuple(replace(one, key="") for one in told.ways),
        "places": tuple(replace(one, key="") for one in told.places),
        "capacities": tuple(replace(one, key="") for one in told.capacities),
    }
    expected = replace(
        FULL,
        provider=str(kept.provider_id),
        new_provider="",
        ways=(replace(FULL.ways[0], number="0120279338"), FULL.ways[1]),
    )
    assert replace(told, **parts) == expected
    assert not kept.is_public and search("みほん").total == 0
    row = _row("directory.add")
    assert (row.by, row.subject) == (editor, f"directory.service:{kept.pk}")
    assert row.after["name"] == "見本の窓口" and "相談室" not in json.dumps(row.after, ensure_ascii=False)


def test_a_change_keeps_the_rows_that_stay_and_tells_only_what_changed(
    kept: Service, editor: Any, keeper: Organisation
) -> None:
    before = {str(one.pk) for one in kept.ways.all()}
    told = record_of(kept, editor)
    first, second = told.ways
    changed = replace(
        told, summary="新しい説明です。", needs=("debt",), ways=(second, replace(first, number="03-5253-2111"))
    )
    records.save_service(
        by=editor, keeper=keeper, record=changed, service=kept, version=records.version_of(kept), day=DAY
    )
    kept = Service.objects.get(pk=kept.pk)
    assert [one.number for one in kept.ways.all()] == ["", "0352532111"]
    assert {str(one.pk) for one in kept.ways.all()} == before
    assert [one.term.code for one in kept.attributes.filter(term__taxonomy__code="need") if one.term] == ["debt"]
    row = _row("directory.save")
    assert set(row.after) == {"summary", "needs", "ways"} and row.before["summary"] == "話を聞きます。"


def test_who_saves_later_is_told_and_overwrites_nothing(kept: Service, editor: Any, keeper: Organisation) -> None:
    version, told = records.version_of(kept), record_of(kept, editor)
    records.save_service(
        by=editor, keeper=keeper, record=replace(told, summary="先の人"), service=kept, version=version, day=DAY
    )
    with pytest.raises(records.Stale, match="別の人"):
        records.save_service(
            by=editor, keeper=keeper, record=replace(told, summary="後の人"), service=kept, version=version, day=DAY
        )
    assert Service.objects.get(pk=kept.pk).summary == "先の人"


def test_a_faulty_record_leaves_nothing_half_written(keeper: Organisation, editor: Any) -> None:
    wrong = replace(FULL, ways=(*FULL.ways, WayTold(number="123")))
    rows = AuditRow.objects.count()
    with pytest.raises(Faulty, match="123"):
        records.save_service(by=editor, keeper=keeper, record=wrong, day=DAY)
    assert (Service.objects.count(), Provider.objects.count(), AuditRow.objects.count()) == (0, 0, rows)


def test_a_provider_of_another_body_is_not_taken(
    keeper: Organisation, editor: Any, organisation: Callable[..., Any]
) -> None:
    other = Provider.objects.create(name="よその会", kept_by=organisation("mhlw"))
    with pytest.raises(Refused, match="別の組織"):
        records.save_service(
            by=editor, keeper=keeper, record=replace(FULL, new_provider="", provider=str(other.pk)), day=DAY
        )


def test_a_secret_place_stays_secret_and_stays_there(
    kept: Service, editor: Any, keeper: Organisation, organisation: Callable[..., Any], member: Callable[..., Any]
) -> None:
    shelter = Provider.objects.create(name="避難の会", kept_by=organisation("mhlw"))
    place = Location.objects.create(provider=shelter, name="ひみつ荘", is_confidential=True)
    ServiceAtLocation.objects.create(service=kept, location=place)
    told = record_of(Service.objects.get(pk=kept.pk), editor)
    assert [one.name for one in told.places] == ["相談室"]
    records.save_service(
        by=editor,
        keeper=keeper,
        record=replace(told, places=()),
        service=kept,
        version=records.version_of(kept),
        day=DAY,
    )
    assert [one.location.name for one in kept.at_locations.all()] == ["ひみつ荘"]
    theirs = record_of(Service.objects.get(pk=kept.pk), member("editor", at="mhlw"))
    assert [one.name for one in theirs.places] == ["ひみつ荘"]


def test_no_address_ever_stands_in_the_chain(kept: Service, editor: Any, keeper: Organisation) -> None:
    told = record_of(kept, editor)
    hidden = replace(told.places[0], is_confidential=True, address_1="ひみつ町2-2", transportation="ひみつ駅から")
    records.save_service(
        by=editor,
        keeper=keeper,
        record=replace(told, places=(hidden,)),
        service=kept,
        version=records.version_of(kept),
        day=DAY,
    )
    said = json.dumps([[row.before, row.after] for row in AuditRow.objects.all()], ensure_ascii=False)
    assert "address_seal" in said
    for secret in ("ひみつ", "見本1-1", "千代田区見本", "相談室"):
        assert secret not in said
    assert search("相談室").total == 0


def test_a_place_of_several_services_is_found_anew_for_all_of_them(
    kept: Service, editor: Any, keeper: Organisation
) -> None:
    other = samples.service("もう一つの窓口")
    location = kept.at_locations.get().location
    ServiceAtLocation.objects.create(service=other, location=location)
    index_services([other.pk])
    assert [one.name for one in search("相談室").services] == ["もう一つの窓口"]
    told = record_of(kept, editor)
    moved = replace(told, places=(replace(told.places[0], name="新しい部屋"),))
    records.save_service(
        by=editor, keeper=keeper, record=moved, service=kept, version=records.version_of(kept), day=DAY
    )
    assert search("相談室").total == 0 and search("新しい部屋").total == 1


def test_published_is_found_and_withdrawn_is_not(kept: Service, editor: Any) -> None:
    records.publish_service(by=editor, service=kept)
    assert search("見本の窓口").total == 1 and _row("directory.publish").after == {"is_public": True}
    with pytest.raises(Refused, match="すでに公開"):
        records.publish_service(by=editor, service=kept)
    records.withdraw_service(by=editor, service=kept)
    assert search("見本の窓口").total == 0
    with pytest.raises(Refused, match="公開されていません"):
        records.withdraw_service(by=editor, service=kept)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"status": "defunct"}, "終わった支援"), ({"ways": (), "places": ()}, "行き先がありません")],
)
def test_what_leads_nowhere_is_not_published(keeper: Organisation, editor: Any, change: Any, sentence: str) -> None:
    made = records.save_service(by=editor, keeper=keeper, record=replace(FULL, **change), day=DAY)
    with pytest.raises(Refused, match=sentence):
        records.publish_service(by=editor, service=made)


def test_confirming_dates_the_record_and_its_confirmed_ways(kept: Service, editor: Any) -> None:
    Way.objects.filter(service=kept, kind="web").update(source="https://www.example.jp/")
    later = date(2027, 1, 5)
    records.confirm_service(by=editor, service=kept, day=later)
    held = Service.objects.get(pk=kept.pk)
    assert (held.checked_on, held.confirmed) == (later, True)
    assert [(one.confirmed, one.checked_on) for one in held.ways.all()] == [(True, later), (False, None)]
    assert _row("directory.confirm").before["checked_on"] == "2026-11-26"


def test_nothing_is_confirmed_whose_source_is_unknown(keeper: Organisation, editor: Any) -> None:
    made = records.save_service(
        by=editor, keeper=keeper, record=replace(FULL, source="", confirmed=False, ways=()), day=DAY
    )
    with pytest.raises(Refused, match="出典"):
        records.confirm_service(by=editor, service=made, day=DAY)


def test_capacity_is_said_anew(kept: Service, editor: Any) -> None:
    records.set_capacity(by=editor, service=kept, unit="人", available=0, maximum=5)
    assert kept.capacities.get().available == 0 and _row("directory.capacity").before == {"available": 3, "maximum": 5}
    for available, maximum in ((-1, None), (6, 5)):
        with pytest.raises(Refused, match="受けられる数"):
            records.set_capacity(by=editor, service=kept, unit="人", available=available, maximum=maximum)


def test_a_crisis_line_that_is_changed_changes_the_file(
    kept: Service, editor: Any, keeper: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    told = record_of(kept, editor)
    crisis = replace(told, ways=(replace(told.ways[0], is_crisis=True, number="0352532111"),))
    with django_capture_on_commit_callbacks(execute=True):
        records.save_service(
            by=editor, keeper=keeper, record=crisis, service=kept, version=records.version_of(kept), day=DAY
        )
        records.publish_service(by=editor, service=kept)
    assert "0352532111" in crisis_file().read_text(encoding="utf-8")
    with django_capture_on_commit_callbacks(execute=True):
        records.withdraw_service(by=editor, service=kept)
    assert "0352532111" not in crisis_file().read_text(encoding="utf-8")


def test_merged_is_led_to_the_other_and_parted_is_as_before(kept: Service, editor: Any) -> None:
    other = samples.service("本当の窓口")
    records.publish_service(by=editor, service=kept)
    merging.merge_services(by=editor, service=kept, into=other)
    held = Service.objects.get(pk=kept.pk)
    assert (held.is_public, held.merged_into) == (False, other) and search("見本の窓口").total == 0
    for again, into, sentence in ((kept, other, "すでに"), (other, kept, "まとめる先"), (other, other, "同じ支援")):
        with pytest.raises(Refused, match=sentence):
            merging.merge_services(by=editor, service=again, into=into)
    with pytest.raises(Refused, match="先に分けて"):
        records.publish_service(by=editor, service=kept)
    merging.part_services(by=editor, service=kept)
    held = Service.objects.get(pk=kept.pk)
    assert (held.is_public, held.merged_into, held.more) == (True, None, {}) and search("見本の窓口").total == 1
    with pytest.raises(Refused, match="まとめられていません"):
        merging.part_services(by=editor, service=kept)
    assert [row.action for row in AuditRow.objects.order_by("-place")[:2]] == ["directory.part", "directory.merge"]


def test_parted_again_every_field_is_as_it_was(editor: Any) -> None:
    def said() -> list[Any]:
        kept = Service.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")
        columns = [{name: row[name] for name in row if name != "modified_at"} for row in kept.values()]
        return [columns, *(record_of(row, None) for row in kept)]

    one, other = hsds_samples.full_service("見本の居場所"), hsds_samples.full_service("見本の広場")
    Service.objects.filter(pk=one.pk).update(slug="sample-one", more={"hsds": {"fees": [None, "500円"]}, "list": "7"})
    before, parts = said(), {model: model._default_manager.count() for model in (Attribute, Location, Way)}
    merging.merge_services(by=editor, service=one, into=other)
    assert said() != before
    merging.part_services(by=editor, service=one)
    assert said() == before
    assert {model: model._default_manager.count() for model in parts} == parts


@pytest.mark.parametrize(
    "who",
    [
        ("viewer", "cabinet-office"),
        ("checker", "cabinet-office"),
        ("administrator", "cabinet-office"),
        ("editor", "mhlw"),
    ],
)
def test_only_the_bodys_keepers_do_any_of_it(
    kept: Service, keeper: Organisation, member: Callable[..., Any], who: tuple[str, str]
) -> None:
    by, other = member(who[0], at=who[1]), samples.service("本当の窓口")
    deeds: list[Callable[[], Any]] = [
        lambda: records.save_service(by=by, keeper=keeper, record=FULL),
        lambda: records.save_service(by=by, keeper=keeper, record=FULL, service=kept, version=records.version_of(kept)),
        lambda: records.publish_service(by=by, service=kept),
        lambda: records.withdraw_service(by=by, service=other),
        lambda: records.confirm_service(by=by, service=kept, day=DAY),
        lambda: records.set_capacity(by=by, service=kept, unit="人", available=1),
        lambda: merging.merge_services(by=by, service=kept, into=other),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="権限"):
            deed()


def test_the_pack_leaves_alone_what_was_changed_here_and_brings_up_to_date_what_was_only_checked(editor: Any) -> None:
    from importlib import resources

    pack = read_pack(resources.files("tsunagi.directory") / "pack")
    few = replace(pack, services=pack.services[:3])
    load_pack(by=None, pack=few)
    one, two, three = (Service.objects.get(slug=record.slug) for record in few.services)
    told = record_of(one, editor)
    keeper = Organisation.objects.get(slug="cabinet-office")
    by_now = date(2027, 1, 1)
    records.save_service(
        by=editor,
        keeper=keeper,
        record=replace(told, summary="直した"),
        service=one,
        version=records.version_of(one),
        day=by_now,
    )
    records.withdraw_service(by=editor, service=two)
    records.confirm_service(by=editor, service=three, day=by_now)
    anew = replace(few, services=tuple(replace(record, summary="新しい説明") for record in few.services))
    load_pack(by=None, pack=anew)
    assert Service.objects.get(pk=one.pk).summary == "直した"
    assert not Service.objects.get(pk=two.pk).is_public
    assert Service.objects.get(pk=three.pk).summary == "新しい説明"
    assert Attribute.objects.filter(service=one).exists()
