"""Danger as the pages and the command meet it: by the rules; and where these find nothing, by a second look.

Needs no database and no index. The model of meaning is asked only once it is there: nobody waits for it.
"""

from __future__ import annotations

import logging

from django.conf import settings

from tsunagi.navigator import meaning
from tsunagi.navigator.rules.danger import Danger, find_danger, of_surest_kind, read_all_words, second_look
from tsunagi.navigator.rules.nearness import Meaning

_log = logging.getLogger(__name__)

_model: Meaning | None = None


def meet(words: str) -> Danger | None:
    """The danger that the words speak of, to be met before anything else; None where there is none. Never raises."""
    found = find_danger(words)
    model = _model if settings.MEANING else None
    try:
        return second_look(words, model) if found is None else of_surest_kind(found, words, model)
    except Exception as error:  # a missing file or a foreign library must not keep anybody from being answered
        _log.error("the second look at danger failed: %s", type(error).__name__)  # never the words
        return found


def get_ready() -> None:
    """Read the words and the weights, and load the model where it is installed and wanted, so that nobody waits."""
    global _model
    read_all_words()
    if _model is None and settings.MEANING:
        _model = next(iter(meaning.load(names=("sentences",))), None)
    meet("つながり")
