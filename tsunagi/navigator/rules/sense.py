"""What rows of letters and the vectors of a model of meaning speak for, as it was learned from labelled requests."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]

#: Up to so many letters in a row are weighed.
LONGEST_ROW: Final = 4


@dataclass(frozen=True, slots=True)
class Letters:
    """How much rows of letters speak for each of some things."""

    table: npt.NDArray[np.int8]
    """One row a place, one column a thing; times `step`."""
    step: Floats
    base: Floats

    def scores(self, text: str) -> Floats:
        """How much a levelled text speaks for each thing."""
        rows = self.table[places_of(text, len(self.table))]
        scores: Floats = rows.sum(axis=0) * self.step / np.sqrt(len(rows)) + self.base
        return scores


@dataclass(frozen=True, slots=True)
class Sense:
    """How much each number of a model's vector speaks for each of some things."""

    middle: Floats
    """The mean of the vectors of many requests, from which each is seen."""
    table: Floats
    """One row a number of the vector, one column a thing."""

    def scores(self, vector: Floats) -> Floats:
        """How much what the words mean speaks for each thing."""
        scores: Floats = seen_from(self.middle, vector) @ self.table
        return scores


def places_of(text: str, places: int) -> npt.NDArray[np.intp]:
    """The places, below `places`, of all rows of one to LONGEST_ROW letters in a levelled text, each once."""
    padded = "." + text
    rows = {padded[i : i + n] for n in range(1, LONGEST_ROW + 1) for i in range(len(padded) - n + 1)}
    return np.unique([zlib.crc32(row.encode("utf-8", "surrogatepass")) % places for row in rows])


def seen_from(middle: Floats, vectors: Floats) -> Floats:
    """Vectors as directions from the middle of many, of length 1, along the last axis."""
    away = vectors - middle
    directions: Floats = away / np.maximum(np.linalg.norm(away, axis=-1, keepdims=True), 1e-9)
    return directions
