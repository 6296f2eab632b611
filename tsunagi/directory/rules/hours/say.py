"""Spans said: in the notation that read_hours reads, and to people, in Japanese, plain English and やさしい日本語."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tsunagi.directory.rules.hours import easy, english, japanese, notation
from tsunagi.directory.rules.hours.lines import lines
from tsunagi.directory.rules.hours.read import read_hours
from tsunagi.directory.rules.hours.span import Impossible, Span

Language = Literal["notation", "ja", "en", "easy"]


def say_hours(spans: Iterable[Span], language: Language = "notation") -> str:
    """The spans in one line; "" where there are none. The notation reads back to the spans' normal form."""
    said = lines(spans)
    match language:
        case "notation":
            return "; ".join(notation.say(line) for line in said)
        case "ja":
            return "。".join(japanese.say(line) for line in said)
        case "en":
            text = "; ".join(english.say(line) for line in said)
            return text[:1].upper() + text[1:]
        case "easy":
            return " ".join(easy.say(line) for line in said)


def say_written(text: str, language: Language) -> str:
    """Hours as somebody wrote them, for people to read; what nobody can read stays as it stands."""
    try:
        return say_hours(read_hours(text), language)
    except Impossible:
        return text
