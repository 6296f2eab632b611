"""The plan's facts in the package: complete, of our own words, and what the reader makes of the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.shared import shared_path
from tsunagi.reading.document import read
from tsunagi.reading.model import Document, Measure
from tsunagi.register.actions.facts import NEXT_PLAN, facts, load_facts, stories
from tsunagi.register.models import Edition, Target, TargetGroup
from tsunagi.register.queries.comparing import compared
from tsunagi.register.queries.readings import readings
from tsunagi.register.rules.matching import Known, match
from tsunagi.register.rules.readings import differences

FACTS, PLAN = facts(), facts(NEXT_PLAN)
#: Measures whose texts tell a reader that they go on, where title and overview were lost: the plan's number, and the
#: number in the follow-up. The same sentences stand in their goals or status.
JUDGED = {9: 9, 21: 20, 24: 22, 84: 75}
#: Figures, by measure and place, that the table's damaged text does not bear: the same sentence a second time; a number
#: without its first digits; a number in the midst of two sentences that ran into each other.
LEFT_OUT = {(82, 2), (88, 1), (109, 2)}


def test_every_measure_is_there_once_with_a_sentence_in_both_languages() -> None:
    assert [one["number"] for one in FACTS] == list(range(1, 142))
    for one in FACTS:
        assert one["summary"].endswith("。") and 15 <= len(one["summary"]) <= 80
        assert one["summary_en"].endswith(".")
        assert one["groups"]
        assert all(url.startswith(("https://", "http://")) for url in one["urls"])


def test_the_facts_are_what_the_reader_makes_of_the_document() -> None:
    document = _read("000_e2656c87001df674.txt")
    for fact, measure in zip(FACTS, document.measures, strict=True):
        title = measure.cells["title"]
        assert (fact["number"], fact["sections"]) == (measure.number, list(measure.sections))
        assert fact["cells"]["title"]["text"] == title.text
        assert fact["cells"]["title"]["state"] == title.state
        assert (fact["ministries"], fact["urls"]) == (list(measure.ministries), list(measure.urls))
        assert [_target(one) for one in fact["targets"]] == [
            (one.op, one.value, one.unit, one.approx, one.due) for one in measure.targets
        ]
        assert [_actual(one) for one in fact["actuals"]] == [
            (one.value, one.unit, one.approx, one.as_of, one.target)
            for place, one in enumerate(measure.actuals)
            if (measure.number, place) not in LEFT_OUT
        ]


def test_figures_are_named_by_what_they_count_not_by_torn_words() -> None:
    for one in [*FACTS, *PLAN]:
        for figure in [*one["targets"], *one["actuals"]]:
            name = figure["what"]
            assert len(name) <= 60 and not name.startswith(tuple("をがはにへとでのー・、")), (one["number"], name)
            assert name.count("「") == name.count("」") and not name.endswith(
                ("から", "ため", "おり", "し", "を", "た")
            )


def test_the_sentences_are_not_the_documents() -> None:
    source = "".join(shared_path("source/000_e2656c87001df674.txt").read_text(encoding="utf-8").split())
    for one in FACTS:
        summary = one["summary"]
        shared = [summary[at : at + 21] for at in range(len(summary) - 20) if summary[at : at + 21] in source]
        assert not shared, one["number"]


def test_the_plan_of_2025_is_what_the_reader_makes_of_its_document() -> None:
    document = _read("plan-r7-measures-143.pdf")
    assert [one["number"] for one in PLAN] == list(range(1, 144))
    for fact, measure in zip(PLAN, document.measures, strict=True):
        assert (fact["number"], fact["sections"]) == (measure.number, list(measure.sections))
        assert fact["cells"]["title"]["text"] == measure.cells["title"].text
        assert (fact["ministries"], fact["urls"]) == (list(measure.ministries), list(measure.urls))
        assert [(*_target(one), one["src"]) for one in fact["targets"]] == [
            (one.op, one.value, one.unit, one.approx, one.due, one.src) for one in measure.targets
        ]


def test_measures_are_carried_over_as_the_matching_finds_and_a_person_judged() -> None:
    earlier = _read("000_e2656c87001df674.txt").measures
    later = _read("plan-r7-measures-143.pdf").measures
    found = {
        one.later: (one.earlier, one.relation) for one in match(_known(earlier), _known(later)) if one.later is not None
    }
    for number, story in stories().items():
        if number in JUDGED:
            assert found[number] == (None, "new")
            assert story.earlier == JUDGED[number]
        else:
            assert (story.earlier, story.relation) == found[number]


@pytest.mark.django_db
def test_loading_them_publishes_two_editions_once() -> None:
    editions = load_facts(by=None)
    assert load_facts(by=None) == editions == list(Edition.objects.order_by("fiscal_year"))
    for edition, told in zip(editions, (FACTS, PLAN), strict=True):
        assert edition.is_published
        for fact, reading in zip(told, readings(edition).values(), strict=True):
            assert not [one for one in differences(fact, reading) if one.part != "groups"]
            assert set(fact["groups"]) == set(reading["groups"])
        assert {code for one in told for code in one["groups"]} <= set(
            TargetGroup.objects.values_list("code", flat=True)
        )
    assert [edition.sections.exclude(heading="").count() for edition in editions] == [14, 16]


@pytest.mark.django_db
def test_where_a_figure_comes_from_names_its_document_though_its_text_is_not_here(client: Client) -> None:
    told = load_facts(by=None)[0]
    target = Target.objects.filter(entry__edition=told).earliest("pk")
    assert told.note in client.get(reverse("register:evidence", args=["target", target.pk])).content.decode()


@pytest.mark.django_db
def test_the_two_years_are_compared_with_what_became_of_each_measure() -> None:
    pairs = compared(*load_facts(by=None))
    assert Counter(one.relation for one in pairs) == {"same": 13, "moved": 118, "renamed": 8, "new": 4, "ended": 2}
    ended = [one.earlier.number for one in pairs if one.earlier and not one.later]
    assert ended == [59, 63]
    assert [one.later.number for one in pairs if one.later and not one.earlier] == [14, 22, 32, 70]


@pytest.mark.django_db
def test_a_measure_that_goes_on_is_one_measure_in_both_years() -> None:
    first, second = load_facts(by=None)
    measures = dict(first.entries.values_list("number", "measure"))
    for entry in second.entries.all():
        assert entry.number is not None
        story = stories()[entry.number]
        assert (measures.get(story.earlier) == entry.measure_id) == (story.earlier is not None)


@cache
def _read(name: str) -> Document:
    return read(shared_path(f"source/{name}"))


def _known(measures: Sequence[Measure]) -> list[Known]:
    return [
        Known(
            key=one.number or 0,
            number=one.number,
            title=one.cells["title"].text,
            title_state=one.cells["title"].state,
            ministries=tuple(one.ministries),
            sections=tuple(one.sections),
            texts={column: one.cells[column].text for column in ("overview", "goal", "status", "review")},
        )
        for one in measures
    ]


def _target(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["op"], _number(one["value"]), one["unit"], one["approx"], one["due"]


def _actual(one: dict[str, Any]) -> tuple[Any, ...]:
    return _number(one["value"]), one["unit"], one["approx"], one["as_of"], one["target"]


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
