"""The closed words of the directory: whom a support is for, which need it answers, how it is reached, what it costs."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Final

from tsunagi.directory.rules.texts import Said, in_tongue, tongue

#: The terms by taxonomy and code: [Japanese, やさしい日本語, English].
TERMS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    (resources.files("tsunagi.directory") / "terms.toml").read_text(encoding="utf-8")
)

#: Who asks: the person, the family, a neighbour, a professional, an NPO, an official, somebody who wants to help.
AUDIENCES = frozenset(TERMS["audience"])

#: What a person, or whoever asks for them, may need.
NEEDS = frozenset(TERMS["need"])

#: How a support is reached.
WAYS = frozenset("telephone fax sms line chat form mail in_person visit app web".split())

#: What a support costs, and what the call to it costs ("navi": 0570 and the like, paid even from flat rates).
COSTS = frozenset("free call_charge paid varies unknown".split())
CALL_COSTS = frozenset("free call_charge navi unknown".split())

#: What is known, or is not.
ANSWERS = frozenset("yes no unknown".split())


def term(taxonomy: str, code: str, language: str) -> Said:
    """What a term is called in a page's language; in English where that language has no word for it.

    Raises KeyError where there is no such taxonomy or code.
    """
    own = _terms_in(language).get(taxonomy, {}).get(code)
    if own is not None:
        return Said(own, language)
    return in_tongue(TERMS[taxonomy][code][("ja", "easy", "en").index(tongue(language))], language)


@cache
def _terms_in(language: str) -> dict[str, dict[str, str]]:
    """The terms in a language beside Japanese and English, by taxonomy and code; nothing where it has none."""
    file = resources.files("tsunagi.directory") / "terms" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
