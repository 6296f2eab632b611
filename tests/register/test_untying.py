"""Ties of measures are taken back on the page, kept in the chain, and can be said again; what is published stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.register.actions import editions, lineage
from tsunagi.register.models import Derivation, Edition, Measure, MeasureLink, Plan, Succession
from tsunagi.register.queries.ties import ties

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(member: Callable[..., Any], client: Client, settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    client.force_login(user := member("publisher"))
    return user


@pytest.fixture
def local(organisation: Callable[..., Any]) -> Measure:
    town = organisation("town", kind="municipality", code="131016", name="見本町")
    plan = editions.found_plan(by=None, organisation=town, slug="town", title="見本町の計画")
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本町")
    (entry,) = samples.fill(draft, [samples.reading(1, "町の居場所")])
    editions.publish(by=None, edition=draft)
    return entry.measure


@pytest.fixture
def draft(published: Edition, plan: Plan) -> Edition:
    return editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="次の年", like=published)


def measure(edition: Edition, number: int) -> Measure:
    return Measure.objects.get(entries__edition=edition, entries__number=number)


def undo(client: Client, of: Measure, by: Any) -> Any:
    (tied,) = ties(by, of)
    return client.post(reverse("register:relate", args=[of.pk]), {"deed": "untie", "untie-tie": tied.key}, follow=True)


def test_what_a_measure_rests_on_is_taken_back_and_said_again(
    client: Client, published: Edition, local: Measure, by: Any, member: Callable[..., Any]
) -> None:
    town, source = member("publisher", at="town"), measure(published, 2)
    made = lineage.derive(by=town, measure=local, source=source, change="narrowed", note="町内に限る")
    assert not ties(by, source), "what others made of a measure is theirs"
    with pytest.raises(Refused, match="権限"):
        lineage.untie(by=by, tie=made)
    client.force_login(town)
    assert "居場所づくり・対象や内容を絞った" in client.get(reverse("register:relate", args=[local.pk])).content.decode()
    page = undo(client, local, town).content.decode()
    assert "取り消しました。" in page and "町内に限る" not in page and not Derivation.objects.exists()
    row = AuditRow.objects.latest("place")
    said = {"measure": f"register.measure:{local.pk}", "source": f"register.measure:{source.pk}"}
    assert (row.action, row.by) == ("register.untie_derivation", town)
    assert row.before == {**said, "change": "narrowed", "note": "町内に限る"}
    lineage.derive(by=town, measure=local, source=source, **{key: row.before[key] for key in ("change", "note")})
    with pytest.raises(Refused, match="すでに取り消されています"):
        lineage.untie(by=town, tie=made)


def test_a_link_is_taken_back_from_either_side(
    client: Client, published: Edition, local: Measure, by: Any, member: Callable[..., Any]
) -> None:
    ours = measure(published, 1)
    for user, side in ((by, ours), (member("publisher", at="town"), local)):
        lineage.link(by=by, measure=ours, other=local, because="同じ人が使う")
        client.force_login(user)
        assert undo(client, side, user).status_code == 200
        assert not MeasureLink.objects.exists()
        assert AuditRow.objects.latest("place").action == "register.untie_measurelink"


def test_what_became_of_a_measure_is_said_and_taken_back_in_a_draft(
    client: Client, published: Edition, draft: Edition, by: Any
) -> None:
    mine, other = measure(draft, 1), measure(draft, 2)
    address = reverse("register:relate", args=[mine.pk])
    said = {"follow-edition": draft.pk, "follow-relation": "split", "follow-other": other.pk, "follow-because": "分けた"}
    assert client.post(address, {"deed": "follow", **said}).status_code == 302
    told = Succession.objects.get()
    assert (told.earlier, told.later, told.relation, told.because) == (other, mine, "split", "分けた")
    assert "すでに記録されています" in client.post(address, {"deed": "follow", **said}).content.decode()
    page = client.get(address).content.decode()
    assert "分かれた(2. 居場所づくり)" in page
    undo(client, mine, by)
    row = AuditRow.objects.latest("place")
    assert not Succession.objects.exists() and row.action == "register.untie_succession"
    assert row.before["relation"] == "split" and row.before["earlier"] == f"register.measure:{other.pk}"
    assert client.post(address, {"deed": "follow", **said}).status_code == 302


@pytest.mark.parametrize(
    ("relation", "other", "why"),
    [("split", False, "別の施策を選んで"), ("renamed", True, "別の施策を選んで"), ("grown", False, "どう移り変わったか")],
)
def test_what_cannot_have_become_of_it_is_refused(
    draft: Edition, by: Any, relation: str, other: bool, why: str
) -> None:
    which = measure(draft, 2) if other else None
    with pytest.raises(Refused, match=why):
        lineage.follow(by=by, measure=measure(draft, 1), edition=draft, relation=relation, other=which)


def test_what_is_published_keeps_its_story_and_its_correction_mends_it(
    client: Client, draft: Edition, by: Any
) -> None:
    mine = measure(draft, 1)
    lineage.follow(by=by, measure=mine, edition=draft, relation="renamed")
    editions.publish(by=by, edition=draft)
    (tied,) = ties(by, mine)
    with pytest.raises(Refused, match="訂正の版を作り"):
        lineage.untie(by=by, tie=tied.tie)
    with pytest.raises(Refused, match="公表した版は変えられません"):
        lineage.follow(by=by, measure=mine, edition=draft, relation="moved")
    address = reverse("register:relate", args=[mine.pk])
    page = client.get(address).content.decode()
    assert "次の年」で公表されています。" in page and 'aria-disabled="true"' in page and 'value="untie"' not in page
    correction = editions.correct(by=by, edition=Edition.objects.get(pk=draft.pk), reason="移り変わりの誤り")
    undo(client, mine, by)
    assert not correction.successions.exists() and Succession.objects.filter(edition=draft).exists()
