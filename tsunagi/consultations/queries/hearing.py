"""Danger in what somebody writes, by the navigator's rules; without the large model, so that nobody waits for it."""

from __future__ import annotations

import logging
from typing import Final

from tsunagi.navigator.rules.danger import find_danger, is_bare_cry, second_look

_log = logging.getLogger(__name__)

#: The second look learned from requests of a sentence and more. At a chat's 「わかりました」 or 「もう」 it guesses, and
#: wrongly; whoever is shown help they do not need stops looking at it. Shorter words are left to the rules.
SHORTEST_GUESS: Final = 20


def heard(words: str, before: str = "") -> str:
    """The kind of danger that the words speak of, alone or read on from what was written just before; "" for none.

    Words that are nothing but a cry for help are "any", as the navigator answers them.
    """
    try:
        found = find_danger(words) or (find_danger(f"{before} {words}") if before else None)
        if found is None and len(words) >= SHORTEST_GUESS:
            found = second_look(words)
    except Exception as error:  # a missing file must not keep a message from being taken
        _log.error("danger could not be looked for: %s", type(error).__name__)  # never the words
        return ""
    return found.kind if found is not None else "any" if is_bare_cry(words) else ""
