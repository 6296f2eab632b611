"""The made-up city: the same year every time, and nobody in it who could be somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tsunagi.base import audit
from tsunagi.base.models import AuditRow, Organisation, User
from tsunagi.base.queries.waiting import waits_for
from tsunagi.base.scope import everything
from tsunagi.cases.models import Brought, Case, Decision, Referral
from tsunagi.cases.queries.cut import brought_for
from tsunagi.cases.queries.pages import is_known_elsewhere
from tsunagi.consultations.models import Contact
from tsunagi.demo import bodies, conference, counts, history, plan, today
from tsunagi.demo.year import AREAS, BEGINS, ENDS, shown, the_year, unmet
from tsunagi.directory.models import Service
from tsunagi.directory.rules.areas import known
from tsunagi.figures.models import Figure
from tsunagi.navigator.models import UnmetNeed
from tsunagi.register.actions.facts import load_facts
from tsunagi.register.models import Derivation, Edition
from tsunagi.register.queries.round import officers


@pytest.fixture
def made_up_areas(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The city's places are known, as in a demonstration."""
    caches: list[Any] = [known.areas, known._prefectures, known._cities]
    monkeypatch.setattr(known, "_lists", list(known._lists))
    known.add_made_up()
    for one in caches:
        one.cache_clear()
    yield
    monkeypatch.undo()
    for one in caches:
        one.cache_clear()


def test_every_demonstration_has_the_same_year() -> None:
    assert the_year() == the_year()
    assert unmet() == unmet()
    supports = [str(key) for key in range(200)]
    assert shown(supports) == shown(supports)
    assert 150 < len(shown(supports)) < 200, "some supports stood in no answer"


def test_the_year_lies_in_its_days_and_its_places() -> None:
    came = the_year()
    assert all(BEGINS <= one.at.date() <= ENDS for one in came)
    assert {one.area for one in came} == set(AREAS)
    assert all(one.outcome == "" for one in came if one.left)
    assert all(one.outcome == "case" for one in came if one.referral)


def test_the_city_has_three_towns_and_twelve_organisations() -> None:
    kinds = Counter(one["kind"] for one in bodies.city()["organisation"])
    assert kinds == {"prefecture": 1, "municipality": 3, "npo": 8, "department": 5}


@pytest.mark.django_db
def test_the_city_is_loaded_once(made_up_areas: None) -> None:
    load_facts(by=None)
    bodies.found()
    count = history.write_the_year()
    plan.take_in()
    counts.count()
    assert count == len(the_year())
    with everything():
        assert Contact.objects.count() == count
        assert Contact.objects.filter(state="left").count() == sum(one.left for one in the_year())
        assert Case.objects.filter(received_by__isnull=True).count() == sum(one.outcome == "case" for one in the_year())
        assert not Case.objects.exclude(state="closed").filter(steps__isnull=True).exists()
        states = Counter(Referral.objects.values_list("state", flat=True))
        taken_in = Case.objects.filter(received_by__isnull=False)
        assert taken_in and all(is_known_elsewhere(one.person) for one in taken_in.select_related("person"))
    assert states == Counter(one.referral.state for one in the_year() if one.referral)
    assert sum(UnmetNeed.objects.values_list("count", flat=True)) == sum(unmet().values())
    draft = Edition.objects.get(plan__slug=plan.SLUG, state="draft")
    asked = Organisation.objects.filter(charges__entry__edition=draft).distinct()
    assert asked and all(officers(one) for one in asked), "a body is asked for its year and nobody there can fill in"
    assert Organisation.objects.get(slug="todai").parent == Organisation.objects.get(slug="shiranami")
    assert {one.name[-4:] for one in Service.objects.all()} == {"(架空)"}
    editions = Edition.objects.filter(plan__slug=plan.SLUG).order_by("fiscal_year")
    assert [one.state for one in editions] == ["published", "draft"]
    assert Derivation.objects.filter(measure__plan__slug=plan.SLUG).count() == len(plan.RESTS_ON)
    told = {one.publication.definition.code: one for one in Figure.objects.select_related("publication__definition")}
    came = [one for one in the_year() if one.outcome != "not_a_contact"]
    met = sum(not one.left for one in came)
    assert (told["contacts-taken"].counted, told["contacts-answered"].counted) == (met, met)
    assert told["contacts-answered"].out_of == len(came)
    handed = [
        one.referral
        for one in came
        if one.referral and one.at.date() + timedelta(days=one.referral.sent) <= ENDS  # later ones are next year's
    ]
    assert told["referrals-accepted"].out_of == len(handed)
    assert told["referrals-accepted"].counted == sum(one.state == "closed" for one in handed)
    assert told["unmet-needs"].counted == sum(unmet().values())
    assert counts.LEFT_TO_TRY not in told
    Organisation.objects.filter(slug="shiranami-publicity").update(slug="of-an-older-demonstration")
    rows = AuditRow.objects.count()
    bodies.found()
    assert Organisation.objects.get(slug="shiranami-publicity").name == "広報課"
    assert history.write_the_year() == 0
    plan.take_in()
    counts.count()
    assert AuditRow.objects.count() == rows
    assert today.begin() == len(today.BEGUN), "and something goes on there now"
    with everything():
        on_their_way = Referral.objects.filter(ended_at__isnull=True)
        assert Counter(on_their_way.values_list("state", flat=True)) == {"sent": 3, "accepted": 1, "asked_back": 1}
        assert Contact.objects.filter(state="waiting").count() == 1
    assert {str(one.label) for one in waits_for(bodies.worker_of("sample-place"), timezone.localtime())} == {
        "こちらの返事や結果を待っているつなぎ",
        "きょうまでにすること",
    }
    keeper = User.objects.get(memberships__organisation__slug="sample-place", memberships__role__code="editor")
    assert {str(one.label) for one in waits_for(keeper, timezone.localtime()) if one.count} == {
        "こちらの返事や結果を待っているつなぎ",
        "支援の情報への知らせ(居場所なぎさの会(架空))",
        "確かめる支援(居場所なぎさの会(架空))",
    }
    editor, checker = (User.objects.get(email=f"{role}@example.jp") for role in ("editor", "checker"))
    for user, told in ((editor, "記入する施策"), (checker, "確かめる記入")):
        assert told in {str(one.label) for one in waits_for(user, timezone.localtime())}
    rows = AuditRow.objects.count()
    assert today.begin() == 0 and AuditRow.objects.count() == rows
    _a_conference_is_held_once()
    assert not list(audit.faults())


def _a_conference_is_held_once() -> None:
    free, others = (bodies.worker_of(slug) for slug in ("sample-place", "shiosato-shakyo"))
    assert conference.hold() is not None
    rows = AuditRow.objects.count()
    assert conference.hold() is None and AuditRow.objects.count() == rows
    with everything():
        brought = Brought.objects.get()
        (own, given) = Decision.objects.order_by("due")
        assert own.step is not None and own.step.case == brought.case and own.organisation == brought.organisation
        assert given.step is None and given.organisation.slug == "sample-place"
        assert not brought.case.referrals.filter(ended_at__isnull=True).exists()
    assert list(brought_for(free)) == [brought] and not brought_for(others), "who has not pledged sees nothing of it"
    assert "守秘の誓約を待っている会議" in {str(one.label) for one in waits_for(others, timezone.localtime()) if one.count}
