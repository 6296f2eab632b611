"""Models that work, fail or are missing; and vectors that are kept for supports and never for people's words."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.navigator.test_ranking import Letters
from tsunagi.navigator import meaning
from tsunagi.navigator.meaning import questions
from tsunagi.navigator.meaning.kept import Kept
from tsunagi.navigator.meaning.once import Once
from tsunagi.navigator.rules.nearness import Matrix, Meaning


class Counting(Letters):
    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> Matrix:
        self.asked += texts
        return super().encode(texts)

    phrases = encode


def test_vectors_of_supports_are_worked_out_once(tmp_path: Path) -> None:
    first = Counting()
    made = Kept(first, tmp_path).phrases(["猫", "犬"])
    second = Counting()
    again = Kept(second, tmp_path).phrases(["犬", "猫", "鳥"])
    assert second.asked == ["鳥"]
    assert np.array_equal(again[:2], made[::-1])


def test_peoples_words_are_kept_nowhere(tmp_path: Path) -> None:
    kept = Kept(Counting(), tmp_path)
    kept.encode(["だれにも言えない"])
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "letters.npz").write_bytes(b"PK\x03\x04 no archive")
    assert Kept(Counting(), tmp_path).phrases(["猫"]).shape == (1, 5)
    model = Counting()
    Kept(model, tmp_path).phrases(["猫"])
    assert model.asked == []


def test_a_folder_that_cannot_be_written_to_does_no_harm(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert Kept(Counting(), blocked / "below").phrases(["猫"]).shape == (1, 5)


def test_a_model_that_fails_is_left_out_and_named_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> Meaning:
        raise ModuleNotFoundError("no such model")

    monkeypatch.setattr(meaning, "_KNOWN", {"letters": Letters, "missing": missing})
    with caplog.at_level(logging.WARNING):
        found = meaning.load(names=("letters", "missing"))
    assert [one.name for one in found] == ["letters"]
    assert "missing is left out: ModuleNotFoundError" in caplog.text


def test_a_processor_without_avx2_is_spared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions.Path, "exists", lambda self: True)
    monkeypatch.setattr(questions.Path, "read_text", lambda self, **_how: "flags : sse4_2 avx")
    with pytest.raises(questions.Unfit, match="AVX2"):
        questions.Questions()


def test_a_model_that_ends_its_process_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "_TRIAL", "import os; os.abort()")
    monkeypatch.setattr(questions.Path, "exists", lambda self: False)
    with pytest.raises(questions.Unfit, match="exit status"):
        questions.Questions()


class Waited:
    """The slow model's library, which tells how many texts it has read; each takes it a while."""

    def __init__(self) -> None:
        self.read = 0
        self.has_begun = threading.Event()

    def query(self, _text: str) -> Matrix:
        self.read += 1
        self.has_begun.set()
        time.sleep(0.002)
        return np.ones(3, np.float32)


def test_who_asks_does_not_wait_until_all_supports_were_read() -> None:
    model, held = object.__new__(questions.Questions), Waited()
    model._model, model._one_at_a_time = held, threading.Lock()
    reading = threading.Thread(target=model.phrases, args=[["支援"] * 500])
    reading.start()
    assert held.has_begun.wait(10)
    assert model.encode(["Tôi buồn"]).shape == (1, 3)
    before = held.read
    reading.join(60)
    assert before < 250 and held.read == 501


def test_words_are_read_once_and_are_not_remembered() -> None:
    model = Counting()
    once = Once(model)
    first = once.encode(["猫がいない"])
    assert np.array_equal(once.encode(["猫がいない"]), first) and model.asked == ["猫がいない"]
    assert not np.array_equal(once.encode(["犬がいない"]), first)
    once.encode(["猫がいない"])
    assert model.asked == ["猫がいない", "犬がいない", "猫がいない"], "only the last words are known"
    assert len(once.phrases(["猫がいない"])) == 1 and len(once.encode(["a", "b"])) == 2 and len(model.asked) == 6
    assert "猫がいない" not in repr([one for name, one in vars(once).items() if name != "_model"])
    assert len(once.encode(["\ud800"])) == 1
