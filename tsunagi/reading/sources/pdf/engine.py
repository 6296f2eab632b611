"""pdfium is for one thread at a time: two in it at once end the whole process, and whoever is being served with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from .fonts import lend_font

_turn = Lock()


@contextmanager
def pdfium_taken() -> Iterator[None]:
    """Everything that asks pdfium does so in here, a page or less at a time, so that nobody waits for a whole plan."""
    with _turn:
        lend_font()
        yield
