"""Small models that know when two texts mean the same, in many languages; on the processor, without a network.

Both are extras (`pip install tsunagi[meaning]`), and each is loaded once. Where one is missing or fails, it is left
out, and words do its part.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tsunagi.navigator.meaning.kept import Kept
from tsunagi.navigator.meaning.once import Once
from tsunagi.navigator.rules.nearness import Meaning

log = logging.getLogger(__name__)


@cache
def _sentences() -> Meaning:
    from tsunagi.navigator.meaning.sentences import Sentences

    return Once(Sentences())


@cache
def _questions() -> Meaning:
    from tsunagi.navigator.meaning.questions import Questions

    return Once(Questions())


_KNOWN: dict[str, Callable[[], Meaning]] = {"sentences": _sentences, "questions": _questions}


def load(folder: Path | None = None, names: tuple[str, ...] = tuple(_KNOWN)) -> list[Meaning]:
    """The models that work here, of those named. folder: where vectors of the supports' texts are kept, if anywhere."""
    found: list[Meaning] = []
    for name in names:
        try:
            model = _KNOWN[name]()
            model.encode(["つながり"])
        except Exception as error:  # whatever a foreign library does, people are answered by words
            log.warning("the model %s is left out: %s", name, type(error).__name__)
        else:
            found.append(Kept(model, folder) if folder else model)
    return found
