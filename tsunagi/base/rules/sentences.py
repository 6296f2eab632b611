"""What plain rules say to people: sentences marked for the catalogue, which the page that shows them translates."""

from __future__ import annotations


def __(sentence: str) -> str:
    """A sentence marked for the catalogue, as it is."""
    return sentence


def one_language(both: str, language: str | None) -> str:
    """The half of "Japanese / English" that is in the language; all of it where it has one half only."""
    japanese, _mark, english = both.partition(" / ")
    return english or japanese if language == "en" else japanese


class Wrong(ValueError):
    """What somebody entered cannot be taken; the message is a Japanese sentence that says what is wrong and what to do.

    `sentence` is that sentence as the catalogue has it and `values` what goes into it, so that a page can say
    `_(wrong.sentence) % wrong.values` in the reader's language.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values)
        self.sentence = sentence
        self.values = values
