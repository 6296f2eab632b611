"""What somebody wrote is read once by each model, though danger, likely answers and nearness all ask for it.

No words are remembered, only a digest of the last ones under a key of this process, and their vector.
"""

from __future__ import annotations

import hashlib
import os

import numpy as np

from tsunagi.navigator.rules.nearness import Matrix, Meaning

_KEY = os.urandom(32)


class Once:
    """A model that does not read anew the words that it read last."""

    def __init__(self, model: Meaning) -> None:
        self._model = model
        self._last: tuple[bytes, Matrix] = (b"", np.zeros((0, 0), np.float32))
        self.name, self.far, self.near = model.name, model.far, model.near
        self.languages, self.is_quick = model.languages, model.is_quick

    def encode(self, texts: list[str]) -> Matrix:
        """One row of length 1 a text."""
        if len(texts) != 1:
            return self._model.encode(texts)
        digest = hashlib.blake2b(texts[0].encode("utf-8", "surrogatepass"), key=_KEY).digest()
        last, rows = self._last  # both at once: other threads may be about to write
        if last != digest:
            rows = self._model.encode(texts)
            self._last = (digest, rows)
        return rows

    def phrases(self, texts: list[str]) -> Matrix:
        """The same for texts of supports, each read anew."""
        return self._model.phrases(texts)
