"""A figure of a part (an area, a group) says of which, wherever it is told beside figures of the whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.register.test_imports import ROWS, accept, document, take
from tsunagi.register.actions import editions, imports
from tsunagi.register.actions.round import open_round
from tsunagi.register.models import Edition, Entry, Observation, Plan, TargetGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(edition: Edition, organisation: Callable[..., Any], member: Callable[..., Any]) -> Entry:
    """A measure with the figure of the whole, and those of a group, of an area, of both, and of the beginning."""
    entry = edition.entries.get(number=1)
    whole, by = entry.observations.get(), member("publisher")
    town = organisation("town", kind="municipality", code="131016", name="見本町")
    older = TargetGroup.objects.get(code="older_people")
    parts: list[dict[str, Any]] = [
        {"value": 20, "group": older},
        {"value": 30, "area": town},
        {"value": 8, "area": town, "group": older},
        {"value": 80, "is_baseline": True},
    ]
    Observation.objects.bulk_create(
        Observation(
            entry=entry, indicator=whole.indicator, place=place, what=whole.what, unit="件", as_of="FY2024",
            origin="person", entered_by=by, **part,
        )
        for place, part in enumerate(parts, 1)
    )  # fmt: skip
    return entry


def text(client: Client, name: str, *place: Any) -> str:
    """What a page says, its marks and spaces left out."""
    page = client.get(reverse(f"register:{name}", args=place)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))


def test_a_measures_page_lists_them_areas_first_and_their_evidence_names_them(client: Client, entry: Entry) -> None:
    editions.publish(by=None, edition=entry.edition)
    page = text(client, "measure", entry.measure_id)
    told = re.findall(r"(\S+): (\d+)件 令和6年度 根拠", page.partition("内訳")[2])
    assert told == [("見本町", "30"), ("見本町・高齢者", "8"), ("高齢者", "20")]
    part, whole = entry.observations.get(value=8), entry.observations.get(value=120)
    assert "内訳見本町・高齢者" in text(client, "evidence", "observation", part.pk)
    assert "内訳" not in text(client, "evidence", "observation", whole.pk)


def test_a_table_of_figures_names_them_and_the_beginning(client: Client, entry: Entry) -> None:
    editions.publish(by=None, edition=entry.edition)
    where = [entry.edition.plan.slug, 2024, "follow_up", "xlsx"]
    file = client.get(reverse("register:download", args=where)).content
    rows = openpyxl.load_workbook(BytesIO(file))["目標・実績"].iter_rows(min_row=2, values_only=True)
    told = {row[2]: row[8] for row in rows if row[0] == 1}
    what = entry.observations.get(value=120).what
    assert told == {
        what: 120,
        f"{what}(高齢者)": 20,
        f"{what}(見本町)": 30,
        f"{what}(見本町・高齢者)": 8,
        f"{what}(基準値)": 80,
    }


@pytest.mark.parametrize("page", ["check", "fill"])
def test_who_checks_or_fills_in_reads_of_which_part_they_are(
    client: Client, entry: Entry, member: Callable[..., Any], settings: Any, page: str
) -> None:
    settings.SECOND_FACTOR = False
    edition, reader = entry.edition, member("checker") if page == "check" else member("editor", "mhlw")
    if page == "fill":  # where it stands beside the year that is filled in
        editions.publish(by=None, edition=edition)
        edition = editions.start_edition(
            by=None, plan=edition.plan, fiscal_year=2025, kind="follow_up", title="翌年", like=edition
        )
    opened = open_round(by=member("publisher"), edition=edition, due=date(2026, 6, 30))
    client.force_login(reader)
    told = text(client, page, opened.assignments.get(entry__number=1).pk)
    assert "(見本町): 30件" in told and "(見本町・高齢者): 8件" in told
    assert re.search(r"80件 令和6年度 +基準値", told) and "120件 令和6年度 基準値" not in told


def test_a_later_document_keeps_parts_and_takes_no_entered_figure_away_unseen(
    plan: Plan, organisation: Callable[..., Any], member: Callable[..., Any]
) -> None:
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本")
    accept(take(draft, document()))
    entry = draft.entries.get(number=1)
    whole, by = entry.observations.get(), member("publisher")
    town = organisation("town", kind="municipality", code="131016", name="見本町")
    entered = {"entry": entry, "indicator": whole.indicator, "unit": "件", "origin": "person", "entered_by": by}
    Observation.objects.create(**entered, place=1, what=whole.what, value=30, area=town)
    longer = [ROWS[0].replace("電話で相談を受ける。", "電話と手紙で相談を受ける。"), *ROWS[1:]]
    made = take(draft, document(longer), name="次.csv")
    assert made.proposals.get(number=1).certain and set(made.proposals.values_list("kind", flat=True)) == {
        "changed", "unchanged",
    }  # fmt: skip
    assert imports.accept_certain(by=None, change_set=made) == 1
    entry.refresh_from_db()
    assert entry.overview == "電話と手紙で相談を受ける。"
    kept = entry.observations.get(area=town)
    assert (kept.value, kept.origin, kept.entered_by) == (30, "person", by)

    Observation.objects.create(**entered, place=2, what="手紙の数", value=1_234)
    made = take(draft, document([one.replace("手紙", "メール") for one in longer]), name="もう一つ.csv")
    one = made.proposals.get(number=1)
    assert not one.certain and "1,234件" in one.doubts[0] and imports.accept_certain(by=None, change_set=made) == 0
    assert entry.observations.filter(value=1_234).exists()


def test_what_a_document_would_change_names_them_and_the_beginning(
    client: Client, entry: Entry, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    made = take(entry.edition, document([ROWS[0].replace("120件", "130件"), *ROWS[1:]]))
    one = made.proposals.get(number=1)
    baseline, whole = "相談件数 80件 令和6年度 基準値", "相談件数 120件 令和6年度、"
    told = text(client, "proposal", one.pk)
    assert f"実績{whole}{baseline}相談件数 130件 令和6年度 文書" in told, "those that stay are not among them"
    [of_both] = [each for each in one.after["actuals"] if each["value"] == 8]
    of_both["value"] = 9
    one.save()
    told = text(client, "proposal", one.pk)
    part = "相談件数(見本町・高齢者)"
    assert f"実績{whole}{part} 8件 令和6年度、{baseline}" in told
    assert f"相談件数 130件 令和6年度、{part} 9件 令和6年度 文書" in told
