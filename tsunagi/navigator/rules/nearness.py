"""How near the meaning of words is to that of each support's phrases.

A text that many supports share is kept once. Up to EXACT texts are all compared; of more, a short form of each is
compared first, and only the nearest in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

#: So many texts are compared in full.
EXACT: Final = 20_000
#: Of more, so many are compared in full after their short forms, which have so many numbers.
_NEAREST, _SHORT, _SAMPLE = 2_000, 48, 4_000


class Meaning(Protocol):
    """A model that turns texts into vectors. far, near: likenesses that stand for "nothing in common" and "the same
    matter"; they differ from model to model. A model is asked only in the languages that it is there for."""

    @property
    def name(self) -> str:
        """Its name, which vectors are kept under."""

    @property
    def far(self) -> float:
        """The likeness at which two texts have nothing in common."""

    @property
    def near(self) -> float:
        """The likeness at which two texts speak of the same matter."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it is asked in."""

    @property
    def is_quick(self) -> bool:
        """Whether it can read all phrases of the supports, or only their gist."""

    def encode(self, texts: list[str]) -> Matrix:
        """One row of length 1 a text; it is kept nowhere."""

    def phrases(self, texts: list[str]) -> Matrix:
        """The same for texts of supports, which may be kept."""


@dataclass(frozen=True)
class Nearness:
    """The phrases of many supports in one model's space. owned: the phrases' rows, support after support."""

    meaning: Meaning
    rows: Matrix
    owned: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    axes: Matrix | None
    short: Matrix | None

    @classmethod
    def build(cls, meaning: Meaning, phrases: Sequence[Sequence[str]]) -> Nearness:
        """The phrases of each support, encoded once each. A support without a phrase stands for an empty text."""
        numbers: dict[str, int] = {}
        owned = [[numbers.setdefault(text, len(numbers)) for text in texts or ("",)] for texts in phrases]
        rows = meaning.phrases(list(numbers))
        starts = np.cumsum([0, *map(len, owned[:-1])])
        axes = short = None
        if len(rows) > EXACT:
            sample = rows[:: len(rows) // _SAMPLE + 1]
            axes = np.ascontiguousarray(np.linalg.svd(sample - sample.mean(axis=0), full_matrices=False)[2][:_SHORT].T)
            short = rows @ axes
        flat = np.fromiter((row for own in owned for row in own), np.int32)
        return cls(meaning, rows, flat, starts, axes, short)

    def scores(self, words: str) -> Matrix:
        """How near each support's nearest phrase is: 0 for nothing in common, 1 for the same matter."""
        asked = self.meaning.encode([words])[0]
        likeness = self._likeness(asked)
        best = np.maximum.reduceat(likeness[self.owned], self.starts)
        scaled = (best - self.meaning.far) / (self.meaning.near - self.meaning.far)
        return np.clip(scaled, 0, 1.2).astype(np.float32)

    @np.errstate(all="ignore")  # BLAS leaves warnings about numbers that it then throws away
    def _likeness(self, asked: Matrix) -> Matrix:
        if self.axes is None or self.short is None:
            return self.rows @ asked
        rough = self.short @ (asked @ self.axes)
        nearest = np.argpartition(rough, -_NEAREST)[-_NEAREST:]
        likeness = np.full(len(rough), -1, np.float32)
        likeness[nearest] = self.rows[nearest] @ asked
        return likeness
