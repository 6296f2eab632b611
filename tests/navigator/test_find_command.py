"""`tsunagi find`, as a process of its own on a machine that has nothing set up, and as a function on a directory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.directory import samples
from tests.shared import shared_path
from tsunagi.cli import find
from tsunagi.directory.actions.pack import load_terms
from tsunagi.directory.models import Attribute, Way
from tsunagi.navigator.queries import requests, supports

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TSUNAGI_HOME": str(home), "TSUNAGI_MEANING": "0", "LC_ALL": "C.UTF-8"}
    environment.pop("TSUNAGI_DATABASE", None)
    command = [sys.executable, "-m", "tsunagi", "find", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)


def test_who_waits_for_the_models_is_told_why_and_once(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = tmp_path
    for known, kept, told in ((True, False, 1), (True, True, 0), (False, False, 0)):
        monkeypatch.setattr(find, "models", lambda known=known: ["a model"] if known else [])
        monkeypatch.setattr(find, "Desk", lambda: Silent())
        (tmp_path / "meaning").mkdir() if kept else shutil.rmtree(tmp_path / "meaning", ignore_errors=True)
        assert find.run(Namespace(words="さびしい", place="", lang="", limit=5, batch=None, format="json")) == 0
        assert capsys.readouterr().err.count("初めてなので") == told


class Silent:
    """A desk that finds nothing."""

    def answer(self, *_asked: Any, **_more: Any) -> dict[str, Any]:
        return {"results": []}


def test_batch_answers_in_order_without_a_database(tmp_path: Path) -> None:
    asked = [("one", "もう死にたい"), ("two", "家賃が払えない"), ("three", "飼い犬の散歩")]
    file = tmp_path / "requests.jsonl"
    file.write_text("\n".join(json.dumps({"id": key, "q": words}) for key, words in asked), encoding="utf-8")
    done = _run(tmp_path / "home", "--batch", str(file))
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["one", "two", "three"]
    assert found[0]["urgent"]["kind"] == "suicide"
    assert found[0]["urgent"]["contacts"][0]["tel"] == "119" and found[0]["urgent"]["because"] in "もう死にたい"
    assert found[1]["urgent"] is None and found[1]["results"][0]["measures"]
    assert set(found[1]["results"][0]) == {"service", "name", "measures", "score", "why", "contacts", "where", "place"}
    assert "家賃が払えない" not in done.stderr
    assert not [path for path in (tmp_path / "home").rglob("*") if "家賃".encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "困っていることを書いてください"),
        (("  ",), "困っていることを書いてください"),
        (("借金", "--place", "どこにもない市"), "見つからない"),
        (("借金", "--limit", "0"), "--limit"),
        (("--batch", "no-such-file.jsonl"), "読めません"),
    ],
)
def test_what_cannot_be_answered_gets_one_sentence(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = _run(tmp_path, *arguments)
    assert done.returncode == 2 and sentence in done.stderr and "Traceback" not in done.stderr


def test_a_broken_line_is_named_and_its_words_are_not(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text('{"id": "a", "q": "借金"}\n{"q": "ひみつの話"}\n', encoding="utf-8")
    done = _run(tmp_path, "--batch", str(file))
    assert done.returncode == 2 and "2行目" in done.stderr and "ひみつ" not in done.stderr


@pytest.fixture
def desk(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> requests.Desk:
    """A desk with one made-up support."""
    settings.MEANING = False
    monkeypatch.setattr(supports, "_held", None)
    supports.models.cache_clear()
    made = samples.service("借金の相談所", summary="借金の相談を受けます。")
    Attribute.objects.create(service=made, term=load_terms()["need", "debt"])
    Way.objects.create(service=made, kind="telephone", number="0312345678", hours="月-金 9:00-17:00")
    return requests.Desk()


def test_directory_is_asked_where_there_is_one(desk: requests.Desk) -> None:
    found = desk.answer(requests.Request("借金が返せない", place="東京都"), at=NOON)
    [one] = found["results"]
    assert one["name"] == "借金の相談所" and one["place"] == "130001"
    assert one["contacts"][0] == {
        "name": "借金の相談所", "kind": "telephone", "tel": "0312345678", "url": None,
        "hours": "月-金 9:00-17:00", "open_now": True,
    }  # fmt: skip


def test_danger_is_told_where_the_search_fails(desk: requests.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise RuntimeError("gone")

    monkeypatch.setattr(desk, "_index", fail)
    found = desk.answer(requests.Request("もう死にたい"), at=NOON)
    assert found["urgent"]["kind"] == "suicide" and found["results"] == []
    with pytest.raises(RuntimeError):
        desk.answer(requests.Request("借金が返せない"), at=NOON)


def test_why_never_repeats_more_than_a_word(desk: requests.Desk) -> None:
    words = "先月から借金が返せなくて夜も眠れません"
    for one in desk.answer(requests.Request(words), at=NOON)["results"]:
        assert one["why"] and all(
            words[start : start + 12] not in reason for reason in one["why"] for start in range(8)
        )


def test_scores_on_the_labelled_requests_reach_what_is_wanted_without_models(tmp_path: Path) -> None:
    labelled = shared_path("labels/requests-part.jsonl")
    score = shared_path("score/navigator.py")
    done = _run(tmp_path / "home", "--batch", str(labelled))
    found = tmp_path / "found.jsonl"
    found.write_text(done.stdout, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(score), str(found), str(labelled), "--json"], capture_output=True, text=True, check=True
    )
    scores = json.loads(told.stdout)
    assert scores["urgent recall"] == 1.0 and scores["urgent kind"] >= 0.9
    assert scores["alarms"] <= 0.03 and scores["alarms, traps"] <= 0.1
    assert scores["hit@3"] >= 0.75 and scores["none"] >= 0.7
