"""Whether a person's words speak of danger, and of which: worked out before any search, from words alone."""

from tsunagi.navigator.rules.danger.cries import is_bare_cry, language_of_cry
from tsunagi.navigator.rules.danger.finding import Danger, find_danger
from tsunagi.navigator.rules.danger.second_look import second_look, weighed
from tsunagi.navigator.rules.danger.table import Kind
from tsunagi.navigator.rules.danger.vocabulary import read_all_words

__all__ = [
    "Danger",
    "Kind",
    "find_danger",
    "is_bare_cry",
    "language_of_cry",
    "read_all_words",
    "second_look",
    "weighed",
]
