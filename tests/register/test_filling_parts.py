"""A round asks for a figure's breakdown, too: by area, by group, or by both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tests.register.test_filling import asked, figure
from tsunagi.base.access import Refused
from tsunagi.register.actions import round as actions
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Assignment
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import reading_of

__all__ = ["asked"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_down(asked: Assignment, organisation: Callable[..., Any]) -> Assignment:
    """The measure, with a part of the figure that is asked for, one of the year before and one of another figure."""
    organisation("town", kind="municipality", code="131016", name="見本町")
    organisation("village", kind="municipality", code="131024", name="見本村")
    told = reading_of(asked.entry)
    told["actuals"] += [
        samples.actual("相談件数", 30, at=None, area="town", quote="うち見本町30件"),
        samples.actual("相談件数", 25, at=None, area="town", as_of="FY2023"),
        samples.actual("うち夜間の件数", 9, at=None, area="town"),
    ]
    telling = Telling(asked.entry.measure, told)
    write_entries(
        asked.entry.edition, [telling], origin=Origin.DOCUMENT, by=None, keep={telling.measure.pk: asked.entry}
    )
    return asked


def part(value: float, area: str = "", group: str = "") -> dict[str, Any]:
    return {**figure(value), "area": area, "group": group}


def fill(asked: Assignment, by: Any, parts: Any, **more: Any) -> Assignment:
    asked.refresh_from_db()
    said = {"status": "行った。", "review": "", "figures": [figure(120)], **more}
    return actions.fill(by=by, assignment=asked, version=asked.version, parts=parts, **said)


def told(asked: Assignment) -> dict[tuple[str, str, str], tuple[float, str]]:
    """The parts that stand: of what, of which part, as of when; their figure, and where it comes from."""
    asked.refresh_from_db()
    seen = asked.entry.observations.select_related("area", "group")
    return {(one.what, one.part, one.as_of): (float(one.value), one.origin) for one in seen if one.part}


OTHERS = {
    ("相談件数", "見本町", "FY2023"): (25.0, "document"),
    ("うち夜間の件数", "見本町", "FY2024"): (9.0, "document"),
}


def test_parts_stand_beside_the_figure_and_change_no_verdict(
    broken_down: Assignment, member: Callable[..., Any]
) -> None:
    verdict = broken_down.entry.targets.get().verdict
    parts = {0: [part(30, "town"), part(12, group="older_people"), part(5, "village", "older_people")]}
    fill(broken_down, member("editor", at="mhlw"), parts)
    assert told(broken_down) == {
        **OTHERS,
        ("相談件数", "見本町", "FY2024"): (30.0, "document"),  # left as it was
        ("相談件数", "高齢者", "FY2024"): (12.0, "person"),
        ("相談件数", "見本村・高齢者", "FY2024"): (5.0, "person"),
    }
    target = broken_down.entry.targets.get()
    assert (target.verdict, target.judged_by.value, target.answers.count()) == (verdict, 120, 2)
    assert len({one.indicator_id for one in broken_down.entry.observations.filter(what="相談件数")}) == 1


def test_who_was_not_asked_for_parts_takes_none_away_and_who_leaves_them_out_does(
    broken_down: Assignment, member: Callable[..., Any]
) -> None:
    editor = member("editor", at="mhlw")
    fill(broken_down, editor, None)
    assert told(broken_down) == {**OTHERS, ("相談件数", "見本町", "FY2024"): (30.0, "document")}
    fill(broken_down, editor, {0: []})
    assert told(broken_down) == OTHERS


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([part(30)], "どの地域か、どの対象か"),
        ([part(30, "town"), part(31, "town")], "二つ"),
        ([part(30, "nowhere")], "見つかりません"),
        ([part(30, "town", "nobody")], "見つかりません"),
    ],
)
def test_a_part_of_nothing_of_two_figures_or_of_an_unknown_area_is_refused(
    broken_down: Assignment, member: Callable[..., Any], parts: list[dict[str, Any]], why: str
) -> None:
    before = told(broken_down)
    with pytest.raises(Refused, match=why):
        fill(broken_down, member("editor", at="mhlw"), {0: parts})
    assert told(broken_down) == before


def test_the_page_takes_parts_and_tells_what_is_wrong_with_one(
    client: Client, broken_down: Assignment, member: Callable[..., Any]
) -> None:
    client.force_login(member("editor", at="mhlw"))
    address = reverse("register:fill", args=[broken_down.pk])

    def opened() -> str:
        page = client.get(address).content.decode()
        return " ".join(page.split()).partition("parts-0-TOTAL_FORMS")[2].partition("<details")[2]

    folded, _end, shown = opened().partition("</summary>")
    assert " open" not in folded and folded.endswith("内訳(地域や対象ごと): 1件")
    assert 'name="parts-0-0-area" value="見本町"' in shown and 'name="parts-0-3-area"' in shown

    def send(*rows: dict[str, str], **more: str) -> Any:
        broken_down.refresh_from_db()
        said = {"version": str(broken_down.version), "status": "行った。", "review": "", "deed": "save"}
        said |= {"target-0-value": "120", "target-0-unit": "件", "target-0-as_of": "令和6年度"}
        said |= {"parts-0-TOTAL_FORMS": str(len(rows)), "parts-0-INITIAL_FORMS": "1"}
        said |= {f"parts-0-{at}-{name}": text for at, row in enumerate(rows) for name, text in row.items()}
        return client.post(address, {**said, **more})

    there = {"area": "見本町", "value": "30"}
    for row, why in (
        ({"area": "どこか町", "value": "5"}, "「どこか町」という自治体はありません。"),
        ({"area": "見本村"}, "この内訳の値を入れてください"),
        ({"value": "5"}, "どの地域か、どの対象かを入れてください"),
        ({"area": "131016", "value": "5"}, "二つ入っています"),
    ):
        answer = send(there, row)
        page = answer.content.decode()
        assert answer.status_code == 422 and why in page and "<details open>" in page
        assert "二つ" in why or "相談件数・内訳2 " in page
    assert send(there, {"area": "131024", "group": "older_people", "value": "1,005", "note": "速報"}).status_code == 302
    assert told(broken_down) == {
        **OTHERS,
        ("相談件数", "見本町", "FY2024"): (30.0, "document"),
        ("相談件数", "見本村・高齢者", "FY2024"): (1005.0, "person"),
    }
    assert opened().partition("</summary>")[0].endswith("2件")
    # Emptied, one is gone; a page that was opened before there were any takes none away.
    assert send({}, {"area": "見本村", "group": "older_people", "value": "7"}).status_code == 302
    assert told(broken_down) == {**OTHERS, ("相談件数", "見本村・高齢者", "FY2024"): (7.0, "person")}
    sent = {"version": str(broken_down.version), "status": "行った。", "review": "", "deed": "save"}
    assert client.post(address, {**sent, "target-0-value": "120"}).status_code == 302
    assert len(told(broken_down)) == 3
