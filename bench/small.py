"""Learned tables made small, for both benches that learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


def in_small(table: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """A table in whole numbers from -127 to 127, and what one of each column is worth."""
    step = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    return np.round(table / step).astype(np.int8), step.astype(np.float32)
