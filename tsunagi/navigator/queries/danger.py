"""Danger as the pages and the command meet it: by the rules, and by a second look.

Needs no database and no index. The models of meaning are asked only once they are there: nobody waits for them.
"""

from __future__ import annotations

import logging

from django.conf import settings

from tsunagi.navigator import meaning
from tsunagi.navigator.rules.danger import Danger, find_danger, read_all_words, second_look, weighed
from tsunagi.navigator.rules.nearness import Meaning

_log = logging.getLogger(__name__)

_models: tuple[Meaning, ...] = ()


def meet(words: str) -> Danger | None:
    """The danger that the words speak of, to be met before anything else; None where there is none. Never raises."""
    found = find_danger(words)
    for models in dict.fromkeys((_models if settings.MEANING else (), ())):
        try:
            return second_look(words, models) if found is None else weighed(found, words, models)
        except Exception as error:  # a missing file or a foreign library must not keep anybody from being answered
            _log.error("the second look at danger failed: %s", type(error).__name__)  # never the words
    return found


def get_ready() -> None:
    """Read the words and the weights, and load the models where they are installed and wanted, so that nobody waits."""
    global _models
    read_all_words()
    if not _models and settings.MEANING:
        _models = tuple(meaning.load())
    meet("つながり")
