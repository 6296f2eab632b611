"""Taking in lists: proposed row by row, written where somebody accepts, faulty rows told while the rest is taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.directory import samples
from tests.repo import tree
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Organisation
from tsunagi.directory.actions.lists import accept_certain, decide_row, propose_list
from tsunagi.directory.models import ListFile, ListProposal, Service, Way
from tsunagi.directory.queries.search import search
from tsunagi.directory.rules.lists import ServiceRow, identity_of, record_of_row, told_by_list
from tsunagi.directory.rules.phones import Number
from tsunagi.directory.rules.records import Place, Record, checked
from tsunagi.directory.rules.records import Way as WayTold

pytestmark = pytest.mark.django_db

EXAMPLE = (tree.ROOT / "examples" / "places.csv").read_bytes()
HEAD = "ID,名称,電話番号,説明"


@pytest.fixture
def town(organisation: Callable[..., Any]) -> Organisation:
    return organisation("mihon", kind="municipality", name="見本市", code="131016")  # type: ignore[no-any-return]


@pytest.fixture
def editor(town: Organisation, member: Callable[..., Any]) -> Any:
    return member("editor", at="mihon")


def _list(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def _kinds(file: ListFile) -> dict[str, str]:
    return {one.identity: one.kind for one in file.proposals.all()}


def test_the_example_is_proposed_with_its_faults_and_nothing_is_written(town: Organisation, editor: Any) -> None:
    file = propose_list(by=editor, organisation=town, name="places.csv", content=EXAMPLE)
    assert file.rows == file.proposals.filter(kind="new").count() == 10
    assert {line for line, *_rest in file.faults} == {8, 11} and not Service.objects.exists()
    assert AuditRow.objects.get(action="directory.propose_list").after["faults"] == len(file.faults)


def test_a_row_that_stands_twice_is_looked_at_by_somebody(town: Organisation, editor: Any) -> None:
    rows = "名称,電話番号\n広場,03-5253-2111\n集い,\n広場,03-5253-2111\n"
    file = propose_list(by=editor, organisation=town, name="places.csv", content=rows.encode("cp932"))
    assert [(one.line, one.doubts) for one in file.proposals.order_by("line")] == [(2, []), (3, []), (4, ["twice"])]
    assert accept_certain(by=editor, file=file) == 2
    assert Service.objects.filter(name="広場").count() == 1


def test_what_is_without_doubt_is_taken_unpublished(town: Organisation, editor: Any) -> None:
    file = propose_list(by=editor, organisation=town, name="places.csv", content=EXAMPLE)
    assert accept_certain(by=editor, file=file) == 10
    made = Service.objects.get(name="つなぎ町 こころの電話")
    way = made.ways.get()
    assert (way.number, way.hours, made.cost, made.kept_by) == ("0123011100", "毎日 17:00-翌9:00", "free", town)
    assert not made.is_public and not made.confirmed and made.checked_on is None
    window = Service.objects.get(name="つなぎ町 暮らしの相談窓口")
    assert window.ways.get(kind="telephone").extension == "101"
    assert window.at_locations.get().location.latitude == Decimal("35.900100")
    assert search("こころの電話").total == 0


def test_taken_and_published_in_one_go(town: Organisation, editor: Any) -> None:
    file = propose_list(by=editor, organisation=town, name="places.csv", content=EXAMPLE)
    accept_certain(by=editor, file=file, publish=True, confirm=True)
    made = Service.objects.get(name="つなぎ町 こころの電話")
    assert made.is_public and made.confirmed and made.checked_on is not None
    assert search("こころの電話").total == 1


def test_the_same_file_twice_changes_nothing(town: Organisation, editor: Any) -> None:
    first = propose_list(by=editor, organisation=town, name="places.csv", content=EXAMPLE)
    accept_certain(by=editor, file=first, publish=True)
    before = list(Service.objects.order_by("pk").values_list("pk", "modified_at"))
    rows = AuditRow.objects.count()
    assert propose_list(by=editor, organisation=town, name="places.csv", content=EXAMPLE) == first
    assert accept_certain(by=editor, file=first) == 0
    again = propose_list(by=editor, organisation=town, name="places.csv", content=EXAMPLE + b"\n")
    assert set(_kinds(again).values()) == {"unchanged"} and accept_certain(by=editor, file=again) == 0
    assert list(Service.objects.order_by("pk").values_list("pk", "modified_at")) == before
    assert AuditRow.objects.count() == rows + 1


def test_next_years_list_tells_what_is_new_changed_and_gone(town: Organisation, editor: Any) -> None:
    first = propose_list(
        by=editor,
        organisation=town,
        name="a.csv",
        title="窓口",
        content=_list("1,一の窓口,03-5253-2111,", "2,二の窓口,,昼", "3,三の窓口,03-5253-2113,昼"),
    )
    accept_certain(by=editor, file=first, publish=True)
    one = Service.objects.get(name="一の窓口")
    Way.objects.filter(service=one).update(
        confirmed=True, checked_on=date(2026, 1, 1), source="https://example.jp/", is_crisis=True
    )
    Service.objects.filter(pk=one.pk).update(happens="職員が書いたこと")
    second = propose_list(
        by=editor,
        organisation=town,
        name="b.csv",
        title="窓口",
        content=_list("1,一の窓口,03-5253-2112,", "2,二の窓口,,昼", "4,四の窓口,,昼"),
    )
    assert _kinds(second) == {"1": "changed", "2": "unchanged", "4": "new", "3": "gone"}
    assert accept_certain(by=editor, file=second) == 2
    one.refresh_from_db()
    way = one.ways.get()
    assert (way.number, way.confirmed, way.is_crisis, one.happens) == ("0352532112", False, False, "職員が書いたこと")
    three = Service.objects.get(name="三の窓口")
    assert three.is_public
    decide_row(by=editor, proposal=second.proposals.get(kind="gone"), decision="accepted")
    three.refresh_from_db()
    assert not three.is_public


def test_what_cannot_be_read_makes_what_is_gone_doubtful(town: Organisation, editor: Any) -> None:
    accept_certain(
        by=editor,
        file=propose_list(
            by=editor, organisation=town, name="a.csv", title="窓口", content=_list("1,一の窓口,,", "2,二の窓口,,")
        ),
    )
    file = propose_list(
        by=editor, organisation=town, name="b.csv", title="窓口", content=_list("1,一の窓口,,", "2,二の窓口,03-1,")
    )
    assert file.proposals.get(kind="gone").doubts == ["faulty_rows"]


def test_what_is_alike_is_doubtful_and_waits_for_somebody(town: Organisation, editor: Any) -> None:
    provider = samples.provider("見本市", kept_by=town)
    held = samples.service("一の窓口", provider=provider)
    other = samples.service("別の窓口", provider=provider)
    for one in (held, other):
        Way.objects.create(service=one, kind="telephone", number="0352532111")
    file = propose_list(
        by=editor,
        organisation=town,
        name="a.csv",
        content=_list("1,一の窓口,03-5253-2111,新しい説明", "2,二の窓口,03-5253-2111,"),
    )
    first, second = file.proposals.all()
    assert (first.kind, first.service, first.doubts) == ("changed", held, ["same_name_and_number"])
    assert (second.kind, second.service) == ("new", None)
    assert accept_certain(by=editor, file=file) == 1
    decide_row(by=editor, proposal=first, decision="accepted")
    held.refresh_from_db()
    assert held.summary == "新しい説明" and Service.objects.filter(name="一の窓口").count() == 1


def test_a_row_is_decided_once_and_by_keepers_only(town: Organisation, editor: Any, member: Callable[..., Any]) -> None:
    file = propose_list(by=editor, organisation=town, name="a.csv", content=_list("1,一の窓口,,"))
    row = file.proposals.get()
    for by in (member("viewer", at="mihon"), member("editor", at="mhlw")):
        with pytest.raises(Refused, match="権限"):
            decide_row(by=by, proposal=row, decision="accepted")
        with pytest.raises(Refused, match="権限"):
            propose_list(by=by, organisation=town, name="b.csv", content=EXAMPLE)
    with pytest.raises(Refused, match="選んで"):
        decide_row(by=editor, proposal=row, decision="maybe")
    decide_row(by=editor, proposal=row, decision="refused")
    with pytest.raises(Refused, match="すでに「不採用」"):
        decide_row(by=editor, proposal=row, decision="accepted")
    assert not Service.objects.exists()


def test_a_row_that_cannot_be_kept_waits_and_the_rest_is_taken(town: Organisation, editor: Any) -> None:
    file = propose_list(by=editor, organisation=town, name="a.csv", content=_list("1,一の窓口,,", "2,二の窓口,,"))
    first = file.proposals.first()
    assert first is not None and first.after is not None
    ListProposal.objects.filter(pk=first.pk).update(after={**first.after, "areas": ["999999"]})
    assert accept_certain(by=editor, file=file) == 1
    first.refresh_from_db()
    assert (first.decision, first.doubts) == ("open", ["cannot_write"])
    assert [one.name for one in Service.objects.all()] == ["二の窓口"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"PK\x03\x04"), ("a.csv", b""), ("a.csv", b"\xff\xfe\x00"), ("a.csv", b"x,y\n1,2\n")],
)
def test_a_file_that_is_no_list_is_refused_and_not_kept(
    town: Organisation, editor: Any, name: str, content: bytes
) -> None:
    with pytest.raises(Refused):
        propose_list(by=editor, organisation=town, name=name, content=content)
    assert not ListFile.objects.exists()


def test_a_list_is_handed_in_looked_at_and_taken_on_the_pages(
    client: Client, town: Organisation, editor: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(editor)
    upload = SimpleUploadedFile("places.csv", EXAMPLE, "text/csv")
    with django_capture_on_commit_callbacks(execute=True):
        job = client.post("/keep/mihon/lists/", {"file": upload, "title": "施設の一覧"})["Location"]
    page = client.get(job, follow=True)
    shown = page.content.decode()
    assert "施設の一覧" in shown and "8行目" in shown and "疑いのない10件" in shown
    file = ListFile.objects.get()
    row = reverse("directory:row", args=[file.proposals.first().pk])  # type: ignore[union-attr]
    assert "0123-01-1000" in client.get(row).content.decode()
    assert client.post(row, {"decision": "x"}).status_code == 422
    assert client.post(row, {"decision": "accepted", "publish": "on"}).status_code == 302
    assert Service.objects.get().is_public
    with django_capture_on_commit_callbacks(execute=True):
        job = client.post(reverse("directory:accept_list", args=[file.pk]), {"publish": "on"})["Location"]
    client.get(job, follow=True)
    assert Service.objects.filter(is_public=True).count() == 10
    assert client.post("/keep/mihon/lists/", {"title": "施設"}).status_code == 422


def test_queries_do_not_grow_with_the_rows(
    client: Client, town: Organisation, editor: Any, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(editor)
    for content in (_list("1,一の窓口,,"), EXAMPLE):
        file = propose_list(by=editor, organisation=town, name="a.csv", content=content)
        with django_assert_num_queries(7):
            client.get(reverse("directory:list", args=[file.pk]))


ROW = ServiceRow(
    line=2,
    name="子育て広場",
    identifier="A1",
    area="131016",
    address="千代田区見本1-1",
    building="2階",
    phone=Number("0352532111", "12"),
    hours="月-金 9:00-17:00",
    hours_note="祝日は休み",
    capacity="30人",
    cost_note="無料",
    summary="遊べます。",
    note="駐車場なし",
)


def test_a_row_becomes_a_record_that_can_be_kept() -> None:
    made = record_of_row(ROW, title="施設の一覧", body="見本市", area="131016")
    assert checked(made, date(2026, 11, 26)).name == "子育て広場"
    assert made.summary == "遊べます。\n受付について: 祝日は休み\n定員: 30人\n駐車場なし"
    assert (made.cost, made.new_provider, made.source, made.areas) == ("free", "見本市", "施設の一覧", ("131016",))
    assert made.ways == (WayTold(number="0352532111", extension="12", hours="月-金 9:00-17:00", cost="call_charge"),)
    assert (made.places[0].address_1, made.places[0].address_2) == ("千代田区見本1-1", "2階")


@pytest.mark.parametrize(
    ("cost", "kept"),
    [("無料", "free"), ("０円", "free"), ("300円", "unknown"), ("無料(一部有料)", "unknown"), ("", "unknown")],
)
def test_only_what_says_so_is_free(cost: str, kept: str) -> None:
    row = ServiceRow(line=2, name="広場", cost_note=cost)
    assert record_of_row(row, title="", body="", area="").cost == kept


def test_a_list_changes_nothing_of_which_it_is_silent() -> None:
    kept = Record(
        name="古い名",
        provider="1",
        happens="職員が書いたこと",
        areas=("13",),
        ways=(WayTold(key="a", kind="web", address="https://example.jp/"),),
        places=(Place(key="b", name="役場", is_confidential=True, transportation="駅から3分"),),
    )
    after = told_by_list(kept, record_of_row(ROW, title="施設の一覧", body="見本市", area="131016"))
    assert (after.name, after.happens, after.areas, after.provider, after.new_provider) == (
        "子育て広場",
        "職員が書いたこと",
        ("13",),
        "1",
        "",
    )
    assert [one.kind for one in after.ways] == ["web", "telephone"]
    assert (after.places[0].key, after.places[0].is_confidential, after.places[0].transportation) == (
        "b",
        True,
        "駅から3分",
    )
    assert told_by_list(after, record_of_row(ROW, title="", body="", area="")) == after


def test_a_row_is_known_by_its_number_or_its_name() -> None:
    assert identity_of(ROW) == "A1"
    assert identity_of(ServiceRow(line=2, name="ひろば Ａ", area="131016")) == identity_of(
        ServiceRow(line=9, name="ヒロバ a", area="131016")
    )
