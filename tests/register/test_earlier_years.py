"""A year that is taken in after a later one was published: what the later one tells stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register.test_imports import ROWS, accept, document, take
from tsunagi.register.actions import editions, imports
from tsunagi.register.models import ChangeSet, Edition, Plan, Succession

pytestmark = pytest.mark.django_db
#: The year before: one measure bore another name, one another number, and one is in no later document.
BEFORE = [
    ROWS[0].replace("電話相談の窓口", "電話による相談の受付"),
    "2,全く別の取組,別のことを行う。,,,,法務省",
    "3," + ROWS[1].removeprefix("2,"),
]
TOLD = {"renamed", "moved", "ended"}


@pytest.fixture
def later(plan: Plan) -> Edition:
    made = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="後の年")
    accept(take(made, document(ROWS[:2])))
    return made


def before(plan: Plan) -> ChangeSet:
    made = editions.start_edition(by=None, plan=plan, fiscal_year=2023, kind="follow_up", title="前の年")
    return take(made, document(BEFORE))


def test_what_became_of_its_measures_is_told_by_the_later_year(later: Edition, plan: Plan) -> None:
    made = before(plan)
    accept(made)
    assert {one.relation for one in Succession.objects.filter(edition=later)} == TOLD
    alone = made.proposals.get(number=2)
    ended = Succession.objects.get(edition=later, relation="ended")
    assert (ended.earlier, ended.later) == (alone.measure, None), "it is not new in the year that does not have it"
    imports.decide(by=None, proposal=alone, decision="open", version=alone.version)
    assert {one.relation for one in Succession.objects.filter(edition=later)} == TOLD - {"ended"}


def test_a_published_year_tells_no_more_and_the_page_says_how_it_would(
    client: Client, later: Edition, plan: Plan, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    editions.publish(by=None, edition=later)
    made = before(plan)
    said = "「後の年」の訂正の版を作ってから採用してください。"
    pages = [reverse("register:change_set", args=[made.pk])]
    pages += [reverse("register:proposal", args=[one.pk]) for one in made.proposals.filter(relation__in=TOLD)]
    assert len(pages) == 4
    for page in pages:
        assert said in client.get(page).content.decode()
    accept(made)
    assert made.edition.entries.count() == 3 and not Succession.objects.exists()
    (one,) = made.proposals.filter(relation="renamed")
    imports.decide(by=None, proposal=one, decision="open", version=one.version)
    assert made.edition.entries.count() == 2


def test_its_correction_tells(
    client: Client, later: Edition, plan: Plan, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(by := member("publisher"))
    done = editions.publish(by=None, edition=later)
    made = before(plan)
    correction = editions.correct(by=by, edition=done, reason="前の年からの移り変わりを載せる")
    assert "訂正の版を作って" not in client.get(reverse("register:change_set", args=[made.pk])).content.decode()
    accept(made)
    assert {one.relation for one in Succession.objects.filter(edition=correction)} == TOLD
    assert not Succession.objects.filter(edition=later).exists()
