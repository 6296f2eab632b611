"""What the vectors of a model of meaning speak for, as it was learned from labelled requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


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


def seen_from(middle: Floats, vectors: Floats) -> Floats:
    """Vectors as directions from the middle of many, of length 1, along the last axis."""
    away = vectors - middle
    directions: Floats = away / np.maximum(np.linalg.norm(away, axis=-1, keepdims=True), 1e-9)
    return directions
