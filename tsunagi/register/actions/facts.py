"""The facts of the national plan that come with the program, put into a register."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.models import Organisation, User
from tsunagi.reading.model import COLUMNS
from tsunagi.register.actions.editions import found_plan, publish, start_edition
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Edition, Measure, Plan
from tsunagi.register.models.figures import Origin
from tsunagi.register.rules.readings import Reading, cell

PLAN = "national"
TITLE = "孤独・孤立対策に関する施策の推進を図るための重点計画"
TITLE_EN = "Priority plan for measures against loneliness and isolation"
NOTE = (
    "番号、施策名、節、担当、アドレス、目標と実績の数値は、令和6年度の実施状況の表から取りました。文章の欄は収めていません。"
    "ひとことの説明は、このソフトウェアの作り手が書いたものです。"
)


@transaction.atomic
def load_facts(*, by: User | None) -> Edition:
    """The national plan's follow-up of fiscal 2024, published. Where it is there already, nothing changes."""
    known = (
        Edition.objects.filter(plan__slug=PLAN, fiscal_year=2024, kind=Edition.Kind.FOLLOW_UP)
        .order_by("revision")
        .first()
    )
    if known is not None:
        return known
    plan = Plan.objects.filter(slug=PLAN).first() or found_plan(
        by=by, organisation=Organisation.objects.get(slug="cabinet-office"), slug=PLAN, title=TITLE, title_en=TITLE_EN
    )
    edition = start_edition(
        by=by, plan=plan, fiscal_year=2024, kind=Edition.Kind.FOLLOW_UP, title=f"{TITLE} 実施状況(令和6年度)", note=NOTE
    )
    tellings = [Telling(Measure.objects.create(plan=plan), reading) for reading in facts()]
    write_entries(edition, tellings, origin=Origin.DOCUMENT, by=by)
    for one in _toml("sections-fy2024.toml")["section"]:
        edition.sections.filter(code=one["code"]).update(heading=one["heading"], heading_en=one["heading_en"])
    audit.record(
        by=by,
        action="register.load_facts",
        subject=edition,
        organisation=plan.organisation,
        after={"measures": len(tellings)},
    )
    return publish(by=by, edition=edition)


def facts() -> Iterator[Reading]:
    """The facts of all measures as readings, by number."""
    found = []
    for file in (resources.files("tsunagi.register") / "facts" / "fy2024").iterdir():
        if file.name.endswith(".toml"):
            found += tomllib.loads(file.read_text(encoding="utf-8"))["measure"]
    for one in sorted(found, key=lambda one: int(one["number"])):
        yield _reading(one)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("tsunagi.register") / "facts" / name).read_text(encoding="utf-8"))


def _reading(one: dict[str, Any]) -> Reading:
    absent = cell("", "lost", "この版には文章を収めていない / This edition does not hold the text")
    title = cell(one.get("title", ""), one["title_state"])
    return {
        "number": one["number"],
        "number_state": one.get("number_state", "read"),
        "section": one["section"],
        "sections": one["sections"],
        "cells": dict.fromkeys(COLUMNS, absent) | {"title": title},
        "ministries": one["ministries"],
        "urls": one["urls"],
        "targets": [_target(target) for target in one.get("target", ())],
        "actuals": [_actual(actual) for actual in one.get("actual", ())],
        "narrative": [],
        "summary": one["summary_ja"],
        "summary_en": one["summary_en"],
        "groups": one["groups"],
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
