"""What filling in keeps of what an edition says already, and what was handed in once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tsunagi.base.access import Refused
from tsunagi.register.actions import round as actions
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Assignment, Edition
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import reading_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(edition: Edition, member: Callable[..., Any], settings: Any) -> Assignment:
    """The first measure of a draft whose figures came from a document, waiting to be filled in."""
    settings.SECOND_FACTOR = False
    entry = edition.entries.get(number=1)
    actuals = [
        samples.actual("前の年の相談件数", 90, at=None, is_baseline=True),
        samples.actual("相談件数", 120, quote="120件"),
        samples.actual("うち夜間の件数", 30, at=None),
        samples.actual("相談件数", 60, as_of="2024-09"),
    ]
    told = Telling(entry.measure, {**reading_of(entry), "actuals": actuals})
    write_entries(edition, [told], origin=Origin.DOCUMENT, by=None, keep={entry.measure_id: entry})
    begun = actions.open_round(by=member("publisher"), edition=edition, due=date(2026, 6, 30))
    return begun.assignments.get(entry__number=1)


def figure(value: float) -> dict[str, Any]:
    return {"what": "相談件数", "target": 0, "value": value, "unit": "件", "approx": False, "as_of": "FY2024", "note": ""}


def fill(asked: Assignment, by: Any, value: float, **more: Any) -> Assignment:
    asked.refresh_from_db()
    said = {"status": "行った。", "review": "", "figures": [figure(value)], **more}
    return actions.fill(by=by, assignment=asked, version=asked.version, **said)


def figures(asked: Assignment) -> dict[tuple[str, str], tuple[float, str]]:
    asked.entry.refresh_from_db()
    seen = reading_of(asked.entry)["actuals"]
    return {(one["what"], one["as_of"]): (one["value"], one["origin"]) for one in seen}


def test_figures_that_nobody_was_asked_for_stay(asked: Assignment, member: Callable[..., Any]) -> None:
    fill(asked, member("editor", at="mhlw"), 130)
    assert figures(asked) == {
        ("前の年の相談件数", "FY2024"): (90, "document"),
        ("うち夜間の件数", "FY2024"): (30, "document"),
        ("相談件数", "2024-09"): (60, "document"),
        ("相談件数", "FY2024"): (130, "person"),
    }


def test_the_same_figure_is_asked_for_again_after_it_was_saved(
    client: Client, asked: Assignment, member: Callable[..., Any]
) -> None:
    editor = member("editor", at="mhlw")
    client.force_login(editor)
    for value in (130, 140):
        fill(asked, editor, value)
        page = client.get(reverse("register:fill", args=[asked.pk])).content.decode()
        assert f'name="target-0-value" value="{value}"' in page, "not the one of September"
    assert figures(asked)["相談件数", "2024-09"] == (60, "document")


def test_a_figure_left_as_it_was_keeps_its_place_in_the_document(
    asked: Assignment, member: Callable[..., Any]
) -> None:
    fill(asked, member("editor", at="mhlw"), 120)
    (kept,) = (one for one in reading_of(asked.entry)["actuals"] if one["value"] == 120)
    assert (kept["origin"], kept["quote"]) == ("document", "120件")


def test_what_was_handed_in_is_handed_in_again_and_never_half(asked: Assignment, member: Callable[..., Any]) -> None:
    editor = member("editor", at="mhlw")
    fill(asked, editor, 130, hand_in=True)
    assert fill(asked, editor, 140, hand_in=True).state == "filled"
    with pytest.raises(Refused, match="達成状況"):
        fill(asked, editor, 150, status="")
    assert figures(asked)["相談件数", "FY2024"] == (140, "person")


def test_why_figures_are_missing_is_asked_only_where_there_is_a_target(
    client: Client, asked: Assignment, member: Callable[..., Any]
) -> None:
    address, question = reverse("register:fill", args=[asked.pk]), "数値を入れられない理由"
    client.force_login(member("editor", at="mhlw"))
    assert question in client.get(address).content.decode()
    asked.entry.targets.all().delete()
    assert question not in client.get(address).content.decode()
    sent = {"version": asked.version, "status": "行った。", "review": "続ける。", "deed": "hand_in"}
    assert client.post(address, sent).status_code == 302
    asked.refresh_from_db()
    assert asked.state == asked.State.FILLED


def test_a_desk_tells_what_is_still_to_do_from_what_was_handed_in(
    client: Client, asked: Assignment, member: Callable[..., Any]
) -> None:
    editor, mine = member("editor", at="mhlw"), reverse("register:my_measures")
    fill_in, measure = (
        reverse("register:fill", args=[asked.pk]),
        reverse("register:measure", args=[asked.entry.measure_id]),
    )
    client.force_login(editor)
    assert "提出したもの" not in client.get(mine).content.decode()
    assert 'value="save"' in client.get(fill_in).content.decode()
    done = fill(asked, editor, 130, hand_in=True)
    _head, _mark, handed_in = client.get(mine).content.decode().partition("提出したもの")
    assert fill_in in handed_in and "記入する人を決める" not in handed_in
    assert 'value="save"' not in client.get(fill_in).content.decode()
    actions.approve(by=member("checker"), assignment=done, version=done.version)
    _head, _mark, handed_in = client.get(mine).content.decode().partition("提出したもの")
    assert fill_in not in handed_in and measure in handed_in


def test_a_round_lists_first_what_waits_for_the_checker(
    client: Client, asked: Assignment, member: Callable[..., Any]
) -> None:
    checker = member("checker")
    done = fill(asked, member("editor", at="mhlw"), 130, hand_in=True)
    actions.approve(by=checker, assignment=done, version=done.version)
    waiting = asked.round.assignments.get(entry__number=3)
    at_home = member("editor", at="cabinet-office")
    said = {"status": "行った。", "review": "", "figures": [], "reason": "集計中"}
    actions.fill(by=at_home, assignment=waiting, version=1, hand_in=True, **said)
    client.force_login(checker)
    page = client.get(reverse("register:round", args=[asked.round_id])).content.decode()
    all_three = [asked.round.assignments.get(entry__number=number) for number in (3, 2, 1)]
    places = [page.index(reverse("register:check", args=[one.pk])) for one in all_three]
    assert places == sorted(places)


def test_a_body_without_anybody_who_can_fill_in_is_offered_nobody(
    client: Client, asked: Assignment, member: Callable[..., Any]
) -> None:
    client.force_login(member("checker"))
    page = client.get(reverse("register:appoint", args=[asked.pk])).content.decode()
    assert "記入できる人がいません" in page and "この人に頼む" not in page
