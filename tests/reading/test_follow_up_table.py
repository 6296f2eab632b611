"""The real follow-up table, scored against hand-made labels."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.shared import shared_path

AT_LEAST = {
    "measures": 1.0,
    "sections": 1.0,
    "ministries": 0.98,
    "titles": 0.93,
    "urls": 0.93,
    "damage": 0.90,
    "targets": 0.93,
    "targets_strict": 0.88,
    "actuals": 0.90,
    "actuals_strict": 0.80,
    "links": 0.93,
    "verdicts": 0.93,
}


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    source = shared_path("source/000_e2656c87001df674.txt")
    scorer, labels = shared_path("score/reading.py"), shared_path("labels/plan-r6-part.jsonl")
    out = tmp_path_factory.mktemp("score") / "out.json"
    read = [sys.executable, "-m", "tsunagi", "read", source, "--format", "json", "-o", out]
    subprocess.run(read, check=True)
    done = subprocess.run([sys.executable, scorer, out, labels, "--json"], check=True, capture_output=True, text=True)
    scored: dict[str, Any] = json.loads(done.stdout)
    return scored


def test_no_measure_is_doubled(score: dict[str, Any]) -> None:
    assert score["doubled"] == 0


@pytest.mark.parametrize("kind", AT_LEAST)
def test_reading_is_as_good_as_wanted(score: dict[str, Any], kind: str) -> None:
    reached = score[kind]["f1"] if isinstance(score[kind], dict) else score[kind]
    assert reached >= AT_LEAST[kind]
