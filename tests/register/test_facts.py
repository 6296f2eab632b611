"""The plan's facts in the package: complete, of our own words, and what the reader makes of the document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.shared import shared_path
from tsunagi.reading.document import read
from tsunagi.register.actions.facts import facts, load_facts
from tsunagi.register.models import Edition, TargetGroup
from tsunagi.register.queries.readings import readings
from tsunagi.register.rules.readings import differences

FACTS = list(facts())
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
    document = read(shared_path("source/000_e2656c87001df674.txt"))
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
    for one in FACTS:
        for figure in [*one["targets"], *one["actuals"]]:
            name = figure["what"]
            assert len(name) <= 60 and not name.startswith(tuple("をがはにへとでのー・、")), (one["number"], name)
            assert name.count("「") == name.count("」") and not name.endswith(("から", "ため", "おり", "し", "を", "た"))


def test_the_sentences_are_not_the_documents() -> None:
    source = "".join(shared_path("source/000_e2656c87001df674.txt").read_text(encoding="utf-8").split())
    for one in FACTS:
        summary = one["summary"]
        shared = [summary[at : at + 21] for at in range(len(summary) - 20) if summary[at : at + 21] in source]
        assert not shared, one["number"]


@pytest.mark.django_db
def test_loading_them_publishes_an_edition_once() -> None:
    edition = load_facts(by=None)
    assert load_facts(by=None) == edition
    assert Edition.objects.get().is_published
    held = list(readings(edition).values())
    assert len(held) == 141
    for fact, reading in zip(FACTS, held, strict=True):
        assert not [one for one in differences(fact, reading) if one.part != "groups"]
        assert set(fact["groups"]) == set(reading["groups"])
    assert {code for one in FACTS for code in one["groups"]} <= set(TargetGroup.objects.values_list("code", flat=True))
    assert edition.sections.exclude(heading="").count() == 14


def _target(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["op"], _number(one["value"]), one["unit"], one["approx"], one["due"]


def _actual(one: dict[str, Any]) -> tuple[Any, ...]:
    return _number(one["value"]), one["unit"], one["approx"], one["as_of"], one["target"]


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
