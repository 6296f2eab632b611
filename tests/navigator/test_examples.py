"""Requests speak for what answered them, the more, the nearer their meaning is to that of the words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tsunagi.navigator.rules.examples import Examples, Space, along, nearness, those_who_know, vectors_of
from tsunagi.navigator.rules.sense import Letters

RIGHT, UP = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
NO_LETTERS = Letters(np.zeros((8, 2), np.int8), np.ones(2, np.float32), np.zeros(2, np.float32))


class Model:
    """A model that turns all words into one vector."""

    far, near = 0.0, 1.0

    def __init__(self, name: str, languages: str, *, is_quick: bool) -> None:
        self.name, self.languages, self.is_quick = name, frozenset(languages.split()), is_quick

    def encode(self, texts: list[str]) -> Any:
        return np.stack([RIGHT for _ in texts])

    phrases = encode


QUICK, SLOW = Model("quick", "ja en", is_quick=True), Model("slow", "vi", is_quick=False)


def test_what_is_not_near_hardly_counts() -> None:
    assert nearness(RIGHT, np.stack([RIGHT, UP, -RIGHT])).tolist() == pytest.approx([2.0, 0.125, 0.0])


def test_a_request_speaks_for_what_answered_it() -> None:
    space = Space(np.zeros(2, np.float32), np.eye(2, dtype=np.float32), np.stack([RIGHT, UP]))
    examples = Examples(NO_LETTERS, {"quick": space}, np.array([[1.0, 0.0], [0.0, 1.0]], np.float32))
    first, second = examples.scores("つながり", {"quick": RIGHT})
    assert first == pytest.approx(2.0) and second == pytest.approx(0.125)
    assert examples.scores("つながり", {"quick": UP}).tolist() == pytest.approx([0.125, 2.0])


def test_directions_along_fewer_axes_have_length_1_again() -> None:
    slanted = np.array([[0.6, 0.8]], np.float32)
    assert along(np.array([[1.0], [0.0]], np.float32), slanted).tolist() == [[pytest.approx(1.0)]]


@pytest.mark.parametrize(
    ("language", "models", "asked"),
    [
        ("ja", (QUICK, SLOW), [QUICK]),
        ("vi", (QUICK, SLOW), [QUICK, SLOW]),
        (None, (QUICK, SLOW), [QUICK, SLOW]),
        ("vi", (QUICK,), []),
        ("ja", (), []),
    ],
)
def test_the_slow_model_is_asked_where_the_quick_one_does_not_know_the_language(
    language: str | None, models: tuple[Model, ...], asked: list[Model]
) -> None:
    assert those_who_know(language, models) == asked


def test_each_model_reads_the_words_once() -> None:
    assert vectors_of("つながり", [QUICK, SLOW]).keys() == {"quick", "slow"}
