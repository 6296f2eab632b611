"""Danger is met in requests that people might make, and not seen where there is none.

The requests beside this file are made up. Those in ../shared are a sample of labelled ones; others are held back.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.shared import shared_path
from tsunagi.navigator.rules.danger import find_danger

Request = dict[str, Any]

MADE_UP = sorted(Path(__file__).parent.glob("*.jsonl"))


def _requests(*files: Path) -> list[Request]:
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _found(request: Request) -> str | None:
    danger = find_danger(request["q"])
    return danger and danger.kind


def _check(requests: list[Request], *, recall: float, right_kind: float, alarms: float, traps: float) -> None:
    """Each share is within its bound; what is wrong is named."""
    urgent = [request for request in requests if request["urgent"]]
    calm = [request for request in requests if not request["urgent"]]
    tricky = [request for request in calm if request.get("trap")]
    missed = [request["q"] for request in urgent if _found(request) is None]
    wrong = [request["q"] for request in urgent if _found(request) != request["urgent"]]
    alarmed = [request["q"] for request in calm if _found(request) is not None]
    trapped = [request["q"] for request in tricky if _found(request) is not None]
    assert len(missed) <= (1 - recall) * len(urgent), missed
    assert len(wrong) <= (1 - right_kind) * len(urgent), wrong
    assert len(alarmed) <= alarms * len(calm), alarmed
    assert len(trapped) <= traps * len(tricky), trapped


def test_danger_is_met_by_rules_alone_in_made_up_requests() -> None:
    _check(_requests(*MADE_UP), recall=0.97, right_kind=0.94, alarms=0.015, traps=0.03)


@pytest.mark.parametrize("file", MADE_UP, ids=lambda file: file.stem)
def test_danger_is_met_in_each_language(file: Path) -> None:
    _check(_requests(file), recall=0.9, right_kind=0.8, alarms=0.1, traps=0.2)


def test_danger_is_met_in_labelled_requests() -> None:
    _check(_requests(shared_path("labels/requests-part.jsonl")), recall=1.0, right_kind=0.95, alarms=0.02, traps=0.06)


def test_there_are_many_made_up_requests_of_either_kind() -> None:
    requests = _requests(*MADE_UP)
    assert len({request["q"] for request in requests}) == len(requests)
    assert {request["urgent"] for request in requests} == {
        None, "suicide", "violence", "sexual_violence", "child_abuse", "medical", "homeless_tonight",
    }  # fmt: skip
