"""Danger in a person's words, found before anything is searched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from tsunagi.navigator.rules.danger.letters import Levelled, level
from tsunagi.navigator.rules.danger.patterns import Pattern
from tsunagi.navigator.rules.danger.romaji import in_kana
from tsunagi.navigator.rules.danger.table import CRY, GUARDS, LIFTED_BY_NOW, RULES, Kind, Rule
from tsunagi.navigator.rules.danger.vocabulary import Vocabulary, languages_of, vocabulary

Span = tuple[int, int]

#: How far apart two concepts may stand that show a danger together, in letters.
NEAR = 60
#: So many places of a concept are looked at.
MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger to be met before any result: its kind, the words of the text that showed it, and their language."""

    kind: Kind
    because: str
    language: str
    """ISO 639-1."""
    is_certain: bool = False
    """Whether the words say it plainly, so that no guess outweighs it."""
    concept: str = ""
    """The concept that the rule found; none for a guess."""


def find_danger(words: str) -> Danger | None:
    """The danger that the words speak of, for whoever it is; None where they speak of none that is present.

    Never raises. Needs no index, no database and no network.
    """
    levelled = level(words)
    readings = _readings(levelled)
    for rule in RULES:
        for reading in readings:
            shown = reading.shown_by(rule)
            if shown is not None:
                concept, span = shown
                return Danger(rule.kind, levelled.as_written(*span), reading.language, rule.is_certain, concept)
    kana = in_kana(words)
    danger = find_danger(kana) if kana else None
    return danger and replace(danger, because=words.strip())


def is_held_back(words: str) -> bool:
    """Whether the words take back a danger that they name, or are about a study, help to others, a joke, the past."""
    return any(reading.is_held_back() for reading in _readings(level(words)))


def _readings(levelled: Levelled) -> list[_Reading]:
    return [_Reading(levelled, vocabulary(language)) for language in languages_of(levelled.text)]


class _Reading:
    """The words as one language reads them; what was once looked for is remembered."""

    def __init__(self, levelled: Levelled, words: Vocabulary) -> None:
        self.language = words.language
        self._text = levelled.text
        self._words = words
        self._candidates = words.candidates(levelled.text)
        # Most concepts have none, and rules ask for them by the hundred.
        self._concepts = {words.concept_of[one] for one in self._candidates & words.concept_of.keys()}
        self._found: dict[str, list[Span]] = {}
        self._guards: dict[str, bool] = {}

    def shown_by(self, rule: Rule) -> tuple[str, Span] | None:
        """Which concept shows what the rule looks for, and where its words stand."""
        if self._concepts.isdisjoint(rule.shows):
            return None
        for concept in rule.shows:
            for span in self._shown(concept):
                if rule.beside is not None and not self._stands_near(span, rule.beside):
                    continue
                return None if any(map(self._speaks_against, rule.unless)) else (concept, span)
        return None

    def is_held_back(self) -> bool:
        """Whether any guard holds, or what stands beside the words of any concept takes them back."""
        return any(map(self._speaks_against, GUARDS)) or any(
            self._words.taken_back(concept, self._text, *span)
            for concept, patterns in self._words.shows.items()
            for span in islice(self._places(patterns), MOST_PLACES)
        )

    def _shown(self, concept: str) -> list[Span]:
        """The first places of a concept that nothing beside them takes back."""
        if concept not in self._concepts:
            return []
        if concept not in self._found:
            places = self._places(self._words.shows[concept])
            kept = (span for span in places if not self._words.taken_back(concept, self._text, *span))
            self._found[concept] = list(islice(kept, MOST_PLACES))
        return self._found[concept]

    def _stands_near(self, span: Span, concept: str) -> bool:
        """Whether the concept stands near the span, and in other words than it."""
        return any(
            0 <= span[0] - end <= NEAR or 0 <= start - span[1] <= NEAR
            for start, end in self._shown(concept)
        )

    def _speaks_against(self, guard: str) -> bool:
        if not self._has(guard) or self._has(CRY):
            return False
        return guard != LIFTED_BY_NOW or not self._has("now")

    def _has(self, guard: str) -> bool:
        if guard not in self._guards:
            self._guards[guard] = any(True for _ in self._places(self._words.guards.get(guard, ())))
        return self._guards[guard]

    def _places(self, patterns: tuple[Pattern, ...]) -> Iterator[Span]:
        for pattern in patterns:
            if pattern in self._candidates:
                yield from pattern.spans(self._text)
