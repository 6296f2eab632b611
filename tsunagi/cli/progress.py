"""A progress bar on standard error."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO


class Bar:
    """Shows how much of some work is done, as one line that is drawn over; ends with a whole line or none.

    It may be called as often as the work likes: only a new share is drawn, and only every tenth of the work where the
    stream is no terminal, such as a log.
    """

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._width = max(10, min(40, shutil.get_terminal_size().columns - 40))
        drawn_over = self._stream.isatty()
        self._step = 1 if drawn_over else 10
        self._start, self._end = ("\r", "") if drawn_over else ("", "\n")
        self._drawn = -1

    def __call__(self, done: int, total: int) -> None:
        """Draw `done` of `total` steps."""
        share = 100 if total <= 0 else min(100, 100 * done // total)
        share -= share % self._step
        if share == self._drawn:
            return
        self._drawn = share
        filled = self._width * share // 100
        bar = "█" * filled + "░" * (self._width - filled)
        self._stream.write(f"{self._start}{bar} {share:3}%  {self._label}{self._end}")
        self._stream.flush()

    def close(self) -> None:
        """End the line, where one was drawn."""
        if self._drawn >= 0 and not self._end:
            self._stream.write("\n")
            self._stream.flush()
        self._drawn = -1


def no_progress(done: int, total: int) -> None:
    """Show nothing: the progress of work that nobody watches."""
