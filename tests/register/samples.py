"""Made-up readings."""

from __future__ import annotations

from typing import Any

from tsunagi.reading.model import COLUMNS
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Edition, Entry, Measure
from tsunagi.register.models.figures import Origin
from tsunagi.register.rules.readings import Reading, cell


def empty() -> Reading:
    """A reading that says nothing yet."""
    return {
        "number": None,
        "number_state": "read",
        "section": None,
        "sections": [],
        "cells": {column: cell("") for column in COLUMNS},
        "ministries": [],
        "urls": [],
        "targets": [],
        "actuals": [],
        "narrative": [],
        "summary": "",
        "summary_en": "",
        "groups": [],
    }


def target(what: str, op: str = ">=", value: float | None = 100, **more: Any) -> dict[str, Any]:
    """A target of a reading."""
    plain = {"what": what, "op": op, "value": value, "unit": "件", "approx": False, "due": "FY2024"}
    return {**plain, "src": "goal", "quote": "", "span": None, "claim": None, **more}


def actual(what: str, value: float, at: int | None = 0, **more: Any) -> dict[str, Any]:
    """A figure of a reading."""
    plain = {"what": what, "value": value, "unit": "件", "approx": False, "as_of": "FY2024"}
    return {**plain, "src": "status", "quote": "", "span": None, "target": at, "derived": False, **more}


def reading(number: int, title: str, **more: Any) -> Reading:
    """A reading of a whole measure."""
    found = empty()
    found |= {"number": number, "sections": ["1-1"], "section": "1-1", "ministries": ["厚生労働省"]}
    found["cells"] = {
        **found["cells"],
        "title": cell(title),
        "overview": cell(f"{title}を行う。"),
        "goal": cell("目標。"),
    }
    sections = more.get("sections")
    return {**found, **more, **({"section": sections[0]} if sections else {})}


def readings() -> list[Reading]:
    """Three measures: one that met its target, one that missed it, one of two ministries without a figure."""
    return [
        reading(
            1,
            "電話相談の窓口",
            targets=[target("相談件数")],
            actuals=[actual("相談件数", 120)],
            groups=["everyone"],
            urls=["https://www.example.go.jp/1"],
            summary="電話で相談を受けます。",
            summary_en="Takes calls.",
        ),
        reading(
            2,
            "居場所づくり",
            sections=["1-2", "1-1"],
            ministries=["こども家庭庁", "厚生労働省"],
            targets=[target("居場所の数", value=50, unit="か所")],
            actuals=[actual("居場所の数", 41, unit="か所")],
            groups=["children"],
        ),
        reading(
            3, "実態の調査", sections=["1-2"], ministries=["内閣府"], targets=[target("調査の回数", value=1, unit="回")]
        ),
    ]


def fill(edition: Edition, said: list[Reading] | None = None) -> list[Entry]:
    """Write readings into a draft, each as a measure of its own."""
    tellings = [Telling(Measure.objects.create(plan=edition.plan), one) for one in said or readings()]
    return write_entries(edition, tellings, origin=Origin.DOCUMENT, by=None)
