"""Processor time of the processes that have to do with a bench, as Linux tells it under /proc."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Spent:
    """Seconds that processes took since they were first seen; looked at now and then, since some end meanwhile."""

    def __init__(self, is_meant: Callable[[int, str], bool]) -> None:
        self._is_meant = is_meant
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._is_begun = False
        self.look()
        self._is_begun = True

    def look(self) -> float:
        """Look at all of them again, and say what they took together."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent, seconds = _stat(folder)
                name = (folder / "cmdline").read_text(errors="replace").replace("\0", " ")
            except (OSError, ValueError, IndexError):
                continue  # it has ended
            key = int(folder.name)
            if key in self._first or self._is_meant(parent, name):
                # One that begins during the bench took all its time in it.
                self._first.setdefault(key, 0.0 if self._is_begun else seconds)
                self._last[key] = seconds
        return sum(self._last.values()) - sum(self._first.values())


def _stat(folder: Path) -> tuple[int, float]:
    """The parent of a process, and its seconds."""
    parts = (folder / "stat").read_text().rpartition(")")[2].split()
    return int(parts[1]), (int(parts[11]) + int(parts[12])) / TICKS
