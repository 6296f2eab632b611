"""Local bodies beside each other: cut by place and size, and what they missed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tsunagi.register.actions import editions
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Edition, Target
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries import comparing
from tsunagi.register.queries.readings import readings
from tsunagi.register.rules.readings import cell

pytestmark = pytest.mark.django_db


def test_the_way_to_the_comparison_of_bodies_shows_once_one_has_published(
    client: Client, published: Edition, organisation: Callable[..., Any]
) -> None:
    address = reverse("register:bodies")
    home = reverse("register:home")
    assert address not in client.get(home).content.decode()
    town = organisation("town", kind="municipality", name="見本町", code="131016")
    plan = editions.found_plan(by=None, organisation=town, slug="town", title="見本町の計画")
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本町の実施状況")
    samples.fill(draft)
    editions.publish(by=None, edition=draft)
    assert address in client.get(home).content.decode()
    shown = client.get(address).content.decode()
    assert "見本町" in shown and "1の自治体" in shown and "内閣府" not in shown
    missed = client.get(reverse("register:missed", args=["13"])).content.decode()
    assert "居場所づくり" in missed and "1件" in missed
    assert "居場所づくり" not in client.get(reverse("register:missed", args=["01"])).content.decode()


def test_bodies_are_cut_by_place_size_and_group_in_as_many_queries_for_many_as_for_few(
    client: Client, organisation: Callable[..., Any], member: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    sizes = {"131016": 9_999, "131024": 10_000, "131032": None, "012025": 9_999}
    for code, population in sizes.items():
        town = organisation(f"town-{code}", kind="municipality", name=f"町{code}", code=code, population=population)
        plan = editions.found_plan(by=None, organisation=town, slug=f"town-{code}", title="計画")
        first = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="実施状況")
        samples.fill(first)
        first = editions.publish(by=None, edition=first)
    by = member("publisher", "town-012025")
    correction = editions.correct(by=by, edition=first, reason="2番の実績に誤りがありました。")
    entry, said = (kept := correction.entries.get(number=2)), readings(correction)[kept.measure_id]
    said["actuals"][0]["value"] = 51
    telling = Telling(entry.measure, said)
    write_entries(correction, [telling], origin=Origin.PERSON, by=by, keep={entry.measure_id: entry})
    editions.publish(by=by, edition=correction)
    of_one = comparing.together(comparing.bodies(2024, "follow_up", prefecture="01"))
    assert (of_one.met, of_one.not_met) == (2, 0), "the newest edition alone counts"

    address = reverse("register:bodies")
    for asked, codes in (
        ({}, ["012025", "131016", "131024", "131032"]),
        ({"prefecture": "13"}, ["131016", "131024", "131032"]),
        ({"prefecture": "13", "size": "s"}, ["131016"]),
        ({"size": "m"}, ["131024"]),
        ({"size": "xl", "group": "children"}, []),
    ):
        with django_assert_num_queries(7):
            page = client.get(address, asked).content.decode()
        assert re.findall(r"町(\d{6})</a>", page) == codes
        assert f"{len(codes)}の自治体" in page
    children = comparing.lines(comparing.bodies(2024, "follow_up", prefecture="13"), "children")
    assert [one.counts.total for one in children] == [1, 1, 1]


def test_the_years_to_compare_are_those_in_which_a_local_body_has_published(
    published: Edition, organisation: Callable[..., Any]
) -> None:
    assert comparing.years("follow_up") == []
    for code, years in (("131016", (2021, 2023)), ("131024", (2023, 2025))):
        town = organisation(f"town-{code}", kind="municipality", name="見本町", code=code)
        plan = editions.found_plan(by=None, organisation=town, slug=f"town-{code}", title="計画")
        for year in years:
            draft = editions.start_edition(by=None, plan=plan, fiscal_year=year, kind="follow_up", title="実施状況")
            samples.fill(draft)
            if year < 2025:
                editions.publish(by=None, edition=draft)
    assert comparing.years("follow_up") == [2023, 2021]
    assert comparing.years("plan") == []


def test_a_missed_target_of_a_measure_whose_title_is_lost_has_the_one_of_another_year(
    client: Client, organisation: Callable[..., Any]
) -> None:
    town = organisation("town", kind="municipality", name="見本町", code="131016")
    plan = editions.found_plan(by=None, organisation=town, slug="town", title="計画")
    first = editions.start_edition(by=None, plan=plan, fiscal_year=2023, kind="follow_up", title="前の年")
    samples.fill(first)
    editions.publish(by=None, edition=first)
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="実施状況")
    kept = first.entries.get(number=2)
    said = readings(first)[kept.measure_id]
    said["cells"]["title"] = cell("")
    write_entries(later, [Telling(kept.measure, said)], origin=Origin.DOCUMENT, by=None)
    editions.publish(by=None, edition=later)
    page = client.get(reverse("register:missed", args=["13"]), {"year": "2024"}).content.decode()
    assert "2. (別の年度の版から)居場所づくり" in page and "失われている" not in page


def test_missed_targets_of_a_prefecture_are_the_same_however_they_are_cut_into_pages(
    published: Edition, organisation: Callable[..., Any]
) -> None:
    for at, code in enumerate(("131032", "131016", "131024")):
        town = organisation(f"town-{at}", kind="municipality", name=f"見本町{at}", code=code)
        plan = editions.found_plan(by=None, organisation=town, slug=f"town-{at}", title="計画")
        draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="実施状況")
        samples.fill(draft)
        editions.publish(by=None, edition=draft)
    found = comparing.Missed(comparing.bodies(2024, "follow_up", prefecture="13"))
    whole = found.between(0, len(found))
    assert [one.entry.edition.plan.organisation.code for one in whole] == ["131016", "131024", "131032"]
    assert len(whole) == Target.objects.filter(verdict="not_met", entry__edition__plan__slug__startswith="town").count()
    for start in range(len(whole)):
        for stop in range(start, len(whole) + 1):
            assert found.between(start, stop) == whole[start:stop], (start, stop)
