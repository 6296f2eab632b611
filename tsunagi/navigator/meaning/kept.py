"""Vectors of texts that are public anyway, kept in a file, so that a start does not work them out again.

What people write never comes here: the ranking asks `phrases` for the supports' texts, and `encode` for their words.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tsunagi.navigator.rules.nearness import Matrix, Meaning


class Kept:
    """A model whose vectors of supports are kept in a folder, in half precision."""

    def __init__(self, model: Meaning, folder: Path) -> None:
        self._model = model
        self._file = folder / f"{model.name}.npz"
        self.name, self.far, self.near = model.name, model.far, model.near
        self.languages, self.is_quick = model.languages, model.is_quick

    def encode(self, texts: list[str]) -> Matrix:
        """One row of length 1 a text; nothing is kept."""
        return self._model.encode(texts)

    def phrases(self, texts: list[str]) -> Matrix:
        """One row of length 1 a text of a support; from the file if it is there, else worked out and kept."""
        keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        known = self._read()
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            rows = self._model.phrases(list(new.values())).astype(np.float16)
            known.update(zip(new, rows, strict=True))
            self._write({key: known[key] for key in dict.fromkeys(keys)})
        return np.stack([known[key] for key in keys]).astype(np.float32)

    def _read(self) -> dict[bytes, Matrix]:
        """What is kept; nothing where the file is missing or broken."""
        with (
            contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile),
            self._file.open("rb") as file,
            np.load(file) as held,
        ):
            return dict(zip(map(bytes, held["keys"]), held["rows"], strict=True))
        return {}

    def _write(self, known: dict[bytes, Matrix]) -> None:
        """Keep them, all or nothing; where the folder cannot be written to, go on without."""
        with contextlib.suppress(OSError), self._renamed() as place, place.open("wb") as file:
            keys = np.frombuffer(b"".join(known), np.uint8).reshape(-1, 16)
            np.savez(file, keys=keys, rows=np.stack(list(known.values())))

    @contextlib.contextmanager
    def _renamed(self) -> Iterator[Path]:
        """A new file that takes the old one's place when all is written."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent, suffix=".part")
        os.close(handle)
        try:
            yield Path(name)
            Path(name).replace(self._file)
        finally:
            Path(name).unlink(missing_ok=True)
