"""Measures that are one, rest on others, or hang together; titles borrowed; by action and by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Organisation
from tsunagi.register.access import can_fill
from tsunagi.register.actions import editions, lineage
from tsunagi.register.actions import round as round_
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.forms.lineage import StartForm
from tsunagi.register.models import Derivation, Edition, Entry, Indicator, Measure, MeasureLink
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import contents, readings

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(member: Callable[..., Any], settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    return member("publisher")


def measure(edition: Edition, number: int) -> Measure:
    return Measure.objects.get(entries__edition=edition, entries__number=number)


@pytest.fixture
def local(organisation: Callable[..., Any], member: Callable[..., Any]) -> Measure:
    town = organisation("town", kind="municipality", code="131016", name="見本町")
    plan = editions.found_plan(by=None, organisation=town, slug="town", title="見本町の計画")
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本町")
    (entry,) = samples.fill(draft, [samples.reading(1, "町の居場所")])
    editions.publish(by=None, edition=draft)
    return entry.measure


def test_merging_and_parting_leave_a_row_each_and_no_trace_in_the_edition(published: Edition, by: Any) -> None:
    before = contents(published)
    keep, drop = measure(published, 1), measure(published, 2)
    lineage.merge(by=by, keep=keep, drop=drop)
    assert contents(published) == before
    with pytest.raises(Refused, match="すでに"):
        lineage.merge(by=by, keep=measure(published, 3), drop=Measure.objects.get(pk=drop.pk))
    lineage.part(by=by, measure=Measure.objects.get(pk=drop.pk))
    assert Measure.objects.get(pk=drop.pk).merged_into is None
    assert [row.action for row in AuditRow.objects.order_by("place")][-2:] == ["register.merge", "register.part"]


def test_a_local_measure_rests_on_a_national_one(
    published: Edition, local: Measure, member: Callable[..., Any], client: Client
) -> None:
    source, town = measure(published, 2), member("publisher", at="town")
    lineage.derive(by=town, measure=local, source=source, change="narrowed", note="町内に限る")
    page = client.get(reverse("register:measure", args=[local.pk])).content.decode()
    assert "居場所づくり" in page and "町内に限る" in page
    assert "元制度番号 2" in page and "制度変更区分: 対象や内容を絞った" in page
    assert "町の居場所" in client.get(reverse("register:measure", args=[source.pk])).content.decode()
    with pytest.raises(Refused, match="すでに"):
        lineage.derive(by=town, measure=local, source=source, change="added")
    with pytest.raises(Refused, match="別の計画"):
        lineage.derive(by=town, measure=local, source=local, change="added")
    with pytest.raises(Refused, match="権限"):
        lineage.derive(by=member("publisher"), measure=local, source=source, change="added")
    assert Derivation.objects.count() == 1


def test_departments_of_two_towns_are_two_though_they_are_called_the_same(
    plan: Any, organisation: Callable[..., Any], member: Callable[..., Any]
) -> None:
    begun = []
    for slug, code in (("one", "011002"), ("two", "131016")):
        town = organisation(slug, kind="municipality", name=f"見本{slug}市", code=code)
        theirs = editions.found_plan(by=None, organisation=town, slug=slug, title="見本の計画")
        edition = editions.start_edition(by=None, plan=theirs, fiscal_year=2025, kind="plan", title="見本")
        said = samples.reading(1, "相談窓口", ministries=["福祉課", town.name])
        telling = Telling(Measure.objects.create(plan=theirs), said)
        (entry,) = write_entries(edition, [telling], origin=Origin.DOCUMENT, by=None)
        welfare, itself = (charge.organisation for charge in entry.charges.all())
        assert (welfare.kind, welfare.parent, itself) == ("department", town, town)
        assert readings(edition)[telling.measure.pk]["ministries"] == ["福祉課", town.name]
        write_entries(edition, [telling], origin=Origin.DOCUMENT, by=None, keep={telling.measure.pk: entry})
        assert town.children.count() == 1
        begun.append(round_.open_round(by=member("publisher", at=slug), edition=edition, due=date(2026, 3, 31)))
    editor = member("editor", at=begun[0].assignments.get().organisation.slug)
    mine, theirs = (one.assignments.get() for one in begun)
    assert can_fill(editor, mine) and not can_fill(editor, theirs)


def test_a_measure_belongs_to_ten_ministries_at_most(edition: Edition) -> None:
    entry = edition.entries.get(number=1)
    known = [one.organisation_id for one in entry.charges.all()]
    others = Organisation.objects.filter(kind="ministry").exclude(pk__in=known)[: 11 - len(known)]
    *fitting, eleventh = others
    for order, body in enumerate(fitting, len(known)):
        entry.charges.create(organisation=body, order=order)
    assert entry.charges.count() == 10
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.charges.create(organisation=eleventh, order=10)


def test_links_are_said_once_whichever_side_says_them(published: Edition, by: Any) -> None:
    one, two = measure(published, 1), measure(published, 2)
    lineage.link(by=by, measure=two, other=one, because="同じ人が使う")
    with pytest.raises(Refused, match="すでに"):
        lineage.link(by=by, measure=one, other=two, because="同じ人が使う")
    with pytest.raises(Refused, match="自身"):
        lineage.link(by=by, measure=one, other=one, because="x")
    assert MeasureLink.objects.get().because == "同じ人が使う"


def test_output_and_outcome_are_told_apart(published: Edition, by: Any) -> None:
    indicator = Indicator.objects.get(name="相談件数")
    lineage.describe_indicator(by=by, indicator=indicator, stage="output")
    assert Indicator.objects.get(pk=indicator.pk).stage == "output"
    with pytest.raises(Refused):
        lineage.describe_indicator(by=by, indicator=indicator, stage="none")


def test_a_lost_title_is_borrowed_and_marked(published: Edition, plan: Any, by: Any, client: Client) -> None:
    draft = editions.start_edition(by=by, plan=plan, fiscal_year=2025, kind="plan", title="次", like=published)
    entry = draft.entries.get(number=1)
    Entry.objects.filter(pk=entry.pk).update(title="")
    entry.refresh_from_db()
    source = published.entries.get(number=1)
    client.force_login(by)
    assert "この名称を取り入れる" in client.get(reverse("register:measure", args=[entry.measure_id])).content.decode()
    client.post(reverse("register:borrow_title", args=[entry.pk, source.pk]))
    entry.refresh_from_db()
    assert entry.title == source.title
    assert entry.marks["title"]["from"] == published.title
    with pytest.raises(Refused, match="公表した版"):
        lineage.borrow_title(by=by, entry=source, source=source)
    with pytest.raises(Refused, match="同じ施策"):
        lineage.borrow_title(by=by, entry=entry, source=published.entries.get(number=2))


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("merge", {"merge-other": 2}),
        ("link", {"link-other": 2, "link-because": "同じ人が使う"}),
        ("stage", {"stage-indicator": "相談件数", "stage-stage": "outcome"}),
    ],
)
def test_the_page_does_each_deed(client: Client, published: Edition, by: Any, deed: str, said: dict[str, Any]) -> None:
    said = {key: measure(published, 2).pk if value == 2 else value for key, value in said.items()}
    if deed == "stage":
        said["stage-indicator"] = Indicator.objects.get(name="相談件数").pk
    client.force_login(by)
    answer = client.post(reverse("register:relate", args=[measure(published, 1).pk]), {"deed": deed, **said})
    assert answer.status_code == 302, answer.content.decode()
    assert AuditRow.objects.latest("place").by == by


def test_a_measure_that_is_not_there_is_a_sentence(client: Client, published: Edition, by: Any) -> None:
    client.force_login(by)
    address = reverse("register:relate", args=[measure(published, 1).pk])
    answer = client.post(address, {"deed": "merge", "merge-other": 9999})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "この施策は選べません" in page
    assert page.count("<details open>") == 1 and "<details open><summary>同じ施策を一つにする" in page
    assert page.count("1. 電話相談の窓口") == 2, "the page and the way to it say which measure it is about"


def test_of_what_can_be_recorded_nothing_is_open_at_first_nor_asked_where_there_is_nothing(
    client: Client, published: Edition, by: Any
) -> None:
    client.force_login(by)
    uncounted = Measure.objects.create(plan=published.plan)
    keys = (measure(published, 1).pk, uncounted.pk)
    pages = [client.get(reverse("register:relate", args=[key])).content.decode() for key in keys]
    assert all("<details open>" not in page and "<summary>つながりのある施策" in page for page in pages)
    assert ["活動の量か、成果か" in page for page in pages] == [True, False]


def test_a_new_year_is_begun_by_page(client: Client, published: Edition, plan: Any, by: Any) -> None:
    client.force_login(by)
    said = {"fiscal_year": 2025, "kind": "follow_up", "title": "令和7年度", "like": published.pk}
    answer = client.post(reverse("register:start", args=[plan.slug]), said)
    assert answer.status_code == 302
    assert Edition.objects.get(fiscal_year=2025).entries.count() == 3
    again = client.post(reverse("register:start", args=[plan.slug]), said)
    assert again.status_code == 422
    assert "すでにあります" in again.content.decode()


def test_a_new_year_begins_with_what_is_published_not_with_its_correction_in_the_making(
    client: Client, published: Edition, plan: Any, by: Any
) -> None:
    correction = editions.correct(by=by, edition=published, reason="表記の誤りを直しました。")
    assert list(StartForm(plan=plan)["like"].field.queryset) == [published]
    correction.entries.filter(number=1).update(review="続ける。")
    editions.publish(by=by, edition=correction)
    assert list(StartForm(plan=plan)["like"].field.queryset) == [correction]
