"""Figures go back into the plan, and say what is to be reviewed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import House
from tests.directory import samples as directory
from tests.figures import samples
from tests.figures.conftest import Desk
from tests.figures.walking import page, post, refused
from tests.register.samples import fill, readings
from tsunagi.base.models import AuditRow, User
from tsunagi.directory.models import Capacity, Service, ServiceMeasure
from tsunagi.figures.actions.handing import hand_over
from tsunagi.figures.models import Publication, Suggestion
from tsunagi.figures.queries.learning import newer_without
from tsunagi.figures.queries.words import say_period
from tsunagi.figures.rules.periods import period_of
from tsunagi.navigator.rules.ledger import finished_months
from tsunagi.register.actions.editions import publish, start_edition
from tsunagi.register.actions.round import approve, open_round
from tsunagi.register.actions.round import fill as fill_in
from tsunagi.register.models import Edition, Indicator, Observation, Target


def test_a_published_figure_becomes_an_observation_and_the_verdict_follows(
    client: Client, planner: User, draft: Edition, counted: Publication
) -> None:
    assert Target.objects.get().verdict == "no_actual"
    client.force_login(planner)
    assert "数えた実績を入れる" in page(client, "keep", "town-window")
    post(client, "hand_over", draft.pk)
    seen = Observation.objects.get()
    assert (seen.origin, seen.value, seen.as_of, seen.unit) == ("operations", 12, "FY2025", "件")
    assert seen.figure == counted.figures.get().pk
    aim = Target.objects.get()
    assert (aim.verdict, aim.judged_by) == ("not_met", seen)
    post(client, "hand_over", draft.pk)
    assert Observation.objects.count() == 1, "filled in again it stands once"
    assert aim.entry.status.count("令和7年度の送ったつなぎは12件であった。") == 1
    assert AuditRow.objects.filter(action="register.take_counts").count() == 2

    client.logout()
    publish(by=planner, edition=draft)
    evidence = client.get(reverse("register:evidence", args=["observation", seen.pk + 1])).content.decode()
    assert reverse("figures:figure", args=[seen.figure]) in evidence and "業務の集計" in evidence


def test_who_fills_in_finds_the_counted_figure_and_keeps_it_or_makes_it_their_own(
    body: Desk, planner: User, draft: Edition, counted: Publication
) -> None:
    hand_over(by=planner, edition=draft)
    made = open_round(by=planner, edition=draft, due=date(2026, 6, 1))
    assignment = made.assignments.get()
    figure = {"what": "送ったつなぎ", "target": 0, "unit": "件", "approx": False, "as_of": "FY2025"}
    note = Observation.objects.get().note
    kept = {**figure, "value": 12, "note": note}
    done = fill_in(
        by=body.counter,
        assignment=assignment,
        version=1,
        status="送りました。",
        review="",
        figures=[kept],
        hand_in=False,
    )
    assert Observation.objects.get().origin == "operations"
    fill_in(
        by=body.counter,
        assignment=assignment,
        version=done.version,
        status="送りました。",
        review="",
        figures=[{**kept, "value": 14}],
        hand_in=True,
    )
    own = Observation.objects.get()
    assert (own.origin, own.figure, own.entered_by) == ("person", None, body.counter)
    assignment.refresh_from_db()
    approve(by=body.signer, assignment=assignment, version=assignment.version)
    assert hand_over(by=planner, edition=draft).entries == [], "what was approved stays"
    assert Observation.objects.get().value == 14


def test_without_a_figure_for_the_year_nothing_is_filled_in(client: Client, planner: User, draft: Edition) -> None:
    client.force_login(planner)
    refused(client, "hand_over", draft.pk, said={}, words="公表された数で", status=403)


def test_who_may_not_change_the_edition_does_not_fill_it_in(
    client: Client, body: Desk, draft: Edition, counted: Publication
) -> None:
    client.force_login(body.counter)
    refused(client, "hand_over", draft.pk, said={}, words="権限", status=403)
    assert not Observation.objects.exists()


# --- what the plan learns ---


def test_what_the_plan_learns_and_a_person_proposes(
    client: Client, body: Desk, planner: User, draft: Edition, counted: Publication, place: Service
) -> None:
    hand_over(by=planner, edition=draft)
    publish(by=planner, edition=draft)
    service = directory.service("いっぱいの居場所")
    ServiceMeasure.objects.create(service=service, plan="town", fiscal_year=2025, number=1)
    Capacity.objects.create(service=service, available=0, updated_at=counted.signed_at)
    measure = Indicator.objects.get(name="送ったつなぎ").measure
    client.force_login(body.counter)
    shown = page(client, "learning")
    assert "いっぱいの居場所" in shown and "つなぎの充実" in shown
    assert "業務の数" not in shown
    form = page(client, "suggestions", measure.pk)
    (fact,) = re.findall(r'name="facts" value="([^"]*いっぱい[^"]*)"', form)
    assert "未達成の目標「1. つなぎの充実" in fact and not re.search(r"\d\.0\D", form)
    refused(client, "suggestions", measure.pk, said={"text": "定員を増やす", "facts": []}, words="必須")
    refused(client, "suggestions", measure.pk, said={"text": "定員を増やす", "facts": ["作り話"]}, words="選択")
    post(client, "suggestions", measure.pk, said={"text": "定員を増やす", "facts": [fact.replace("&quot;", '"')]})
    made = Suggestion.objects.get()
    assert made.figures == [fact] and made.made_by == body.counter
    assert "定員を増やす" in page(client, "suggestions", measure.pk)


def test_who_proposes_learns_that_a_measure_is_in_no_newer_edition(
    client: Client, body: Desk, planner: User, draft: Edition, counted: Publication
) -> None:
    hand_over(by=planner, edition=draft)
    publish(by=planner, edition=draft)
    measure = Indicator.objects.get(name="送ったつなぎ").measure
    client.force_login(planner)
    assert "書く人はもういません" not in page(client, "suggestions", measure.pk)
    start_edition(by=None, plan=draft.plan, fiscal_year=2026, kind="follow_up", title="次の実施状況")
    said = page(client, "suggestions", measure.pk)
    assert "「次の実施状況」にありません" in said and "書く人はもういません" in said
    later = start_edition(by=None, plan=draft.plan, fiscal_year=2027, kind="follow_up", title="その次の実施状況")
    fill(later, readings())
    measure = later.entries.earliest("pk").measure
    assert newer_without(measure, AnonymousUser()) is None, "it stands in a newer draft that not everybody sees"


def test_needs_for_which_nothing_fitted_are_told_by_area_and_by_need(
    client: Client, body: Desk, draft: Edition
) -> None:
    before, last = finished_months(timezone.localdate(), 2)
    samples.needs(before, area="011002", rent=40, talk=12)
    samples.needs(last, area="011002", rent=30)
    client.force_login(body.counter)
    shown = page(client, "learning")
    assert "合う支援がなかった地域" in shown and "札幌市" in shown
    assert "合う支援がなかった困りごと" in shown and "rent" in shown
    heads = re.findall(r'<th scope="col" class="number">([^<]*)</th>', shown)
    assert heads[:2] == [say_period(period_of(last, "month")), say_period(period_of(before, "month"))]
    (row,) = re.findall(r'<th scope="row">[^<]*rent[^<]*</th>(.*?)</tr>', shown)
    assert re.findall(r">(\d+)<", row)[:2] == ["30", "40"], "the newest month stands first"
    form = page(client, "suggestions", Indicator.objects.get().measure.pk)
    assert "合う支援がなかった rent: 30" in form, "the last month"
    assert "合う支援がなかった talk: 12" in form, "the last in which there was anybody"


def test_what_the_plan_learns_is_for_who_counts(client: Client, town: House, member: Callable[..., Any]) -> None:
    for who in (town.worker, member("viewer", at="town-window")):
        client.force_login(who)
        assert client.get(reverse("figures:learning")).status_code == 403
