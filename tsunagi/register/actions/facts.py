"""The facts of the national plan that come with the program, put into a register."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.models import Organisation, User
from tsunagi.reading.model import COLUMNS
from tsunagi.register.actions.editions import found_plan, publish, start_edition
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Edition, Entry, Measure, Plan, Succession
from tsunagi.register.models.figures import Origin
from tsunagi.register.rules.readings import Reading, cell

PLAN = "national"
TITLE = "孤独・孤立対策に関する施策の推進を図るための重点計画"
TITLE_EN = "Priority plan for measures against loneliness and isolation"
TEXTLESS = "文章の欄は収めていません。ひとことの説明は、このソフトウェアの作り手が書いたものです。"
_FOLDER = resources.files("tsunagi.register") / "facts"


@dataclass(frozen=True, slots=True)
class Told:
    """An edition whose facts come along, and what was taken from its document."""

    fiscal_year: int
    kind: Edition.Kind
    title: str
    taken: str


FOLLOW_UP = Told(
    2024,
    Edition.Kind.FOLLOW_UP,
    f"{TITLE} 実施状況(令和6年度)",
    "番号、施策名、節、担当、アドレス、目標と実績の数値は、令和6年度の実施状況の表から取りました。",
)
NEXT_PLAN = Told(
    2025,
    Edition.Kind.PLAN,
    f"{TITLE}(令和7年度)",
    "番号、施策名、節、担当、目標の数値は、令和7年度の重点計画から取りました。",
)


@dataclass(frozen=True, slots=True)
class Story:
    """What a measure of the plan of 2025 was in fiscal 2024: its number then, None where it is new, and the change."""

    earlier: int | None
    relation: str


@transaction.atomic
def load_facts(*, by: User | None) -> list[Edition]:
    """The national plan's follow-up of fiscal 2024 and plan of 2025, published; what is there already stays."""
    plan = Plan.objects.filter(slug=PLAN).first() or found_plan(
        by=by, organisation=Organisation.objects.get(slug="cabinet-office"), slug=PLAN, title=TITLE, title_en=TITLE_EN
    )
    return [_load(plan, told, by) for told in (FOLLOW_UP, NEXT_PLAN)]


def facts(told: Told = FOLLOW_UP) -> list[Reading]:
    """The facts of an edition's measures as readings, by number."""
    before = {one["number"]: one for one in _said(FOLLOW_UP)}
    # A measure that goes on does what it did: our own sentence and its target groups are those of the year before.
    return [_reading(one, before.get(one.get("continues"), one)) for one in _said(told)]


def stories() -> dict[int, Story]:
    """What became of the measures from fiscal 2024 to 2025, by their numbers in the plan of 2025."""
    return {one["number"]: _story(one) for one in _said(NEXT_PLAN)}


def _load(plan: Plan, told: Told, by: User | None) -> Edition:
    same = Edition.objects.filter(plan=plan, fiscal_year=told.fiscal_year, kind=told.kind)
    present = same.order_by("revision").first()
    if present is not None:
        return present
    note = f"{told.taken}{TEXTLESS}"
    edition = start_edition(by=by, plan=plan, fiscal_year=told.fiscal_year, kind=told.kind, title=told.title, note=note)
    said = facts(told)
    measures = _carried_over(edition) if told is NEXT_PLAN else {}
    tellings = [Telling(measures.get(one["number"]) or Measure.objects.create(plan=plan), one) for one in said]
    write_entries(edition, tellings, origin=Origin.DOCUMENT, by=by)
    for one in _toml(_FOLDER / "sections.toml")["section"]:
        if one.get("since", 0) <= told.fiscal_year:
            edition.sections.filter(code=one["code"]).update(heading=one["heading"], heading_en=one["heading_en"])
    if told is NEXT_PLAN:
        _tell_successions(edition, {telling.reading["number"]: telling.measure for telling in tellings})
    after = {"measures": len(said)}
    audit.record(by=by, action="register.load_facts", subject=edition, organisation=plan.organisation, after=after)
    return publish(by=by, edition=edition)


def _carried_over(edition: Edition) -> dict[int, Measure]:
    """By its number in the edition, each measure that was there in fiscal 2024 already."""
    known = _measures_before(edition)
    return {number: known[story.earlier] for number, story in stories().items() if story.earlier in known}


def _measures_before(edition: Edition) -> dict[int | None, Measure]:
    entries = Entry.objects.filter(
        edition__plan=edition.plan, edition__fiscal_year=FOLLOW_UP.fiscal_year, edition__kind=FOLLOW_UP.kind
    )
    return {one.number: one.measure for one in entries.select_related("measure").order_by("edition__revision")}


def _tell_successions(edition: Edition, measures: Mapping[int, Measure]) -> None:
    before, told = _measures_before(edition), stories()
    found = [
        Succession(
            edition=edition,
            earlier=before.get(story.earlier),
            later=measures[number],
            relation=story.relation if story.earlier in before else "new",
            because=_because(story, number),
        )
        for number, story in told.items()
        if story.relation != "same"
    ]
    goes_on = {story.earlier for story in told.values()}
    found += [
        Succession(
            edition=edition,
            earlier=measure,
            relation="ended",
            because="令和7年度の計画にない。 / Not in the plan of fiscal 2025.",
        )
        for number, measure in before.items()
        if number not in goes_on
    ]
    Succession.objects.bulk_create(found)


def _story(one: Mapping[str, Any]) -> Story:
    earlier = one.get("continues")
    return Story(earlier, one.get("relation", "same") if earlier else "new")


def _because(story: Story, number: int) -> str:
    if story.earlier is None:
        return "令和6年度の実施状況にない。 / Not in the follow-up of fiscal 2024."
    if story.earlier == number:
        return ""
    return f"番号が{story.earlier}から{number}に。 / Number {story.earlier} to {number}."


def _said(told: Told) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for file in (_FOLDER / f"fy{told.fiscal_year}").iterdir():
        if file.name.endswith(".toml"):
            found += _toml(file)["measure"]
    return sorted(found, key=lambda one: int(one["number"]))


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _reading(one: dict[str, Any], described: dict[str, Any]) -> Reading:
    absent = cell("", "lost", "この版には文章を収めていない / This edition does not hold the text")
    title = cell(one.get("title", ""), one.get("title_state", "whole"))
    return {
        "number": one["number"],
        "number_state": one.get("number_state", "read"),
        "section": one["section"],
        "sections": one["sections"],
        "cells": dict.fromkeys(COLUMNS, absent) | {"title": title},
        "ministries": one["ministries"],
        "urls": one.get("urls", []),
        "targets": [_target(target) for target in one.get("target", ())],
        "actuals": [_actual(actual) for actual in one.get("actual", ())],
        "narrative": [],
        "summary": described["summary_ja"],
        "summary_en": described["summary_en"],
        "groups": described["groups"],
    }


def _target(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "what": one["what"],
        "op": one["op"],
        "value": one.get("value"),
        "unit": one.get("unit"),
        "approx": one.get("approx", False),
        "due": one.get("due"),
        "src": one.get("src", "goal"),
        "quote": "",
        "span": None,
        "claim": one.get("claim"),
    }


def _actual(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "what": one["what"],
        "value": one["value"],
        "unit": one.get("unit"),
        "approx": one.get("approx", False),
        "as_of": one.get("as_of"),
        "src": "status",
        "quote": "",
        "span": None,
        "target": one.get("target"),
        "derived": one.get("derived", False),
    }
