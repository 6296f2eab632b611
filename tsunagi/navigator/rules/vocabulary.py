"""The vocabulary of needs: which words show which need, who speaks, and what the plan has no answer for.

It is read from needs.toml, which whoever runs the navigator may change.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from tsunagi.directory.rules.codes import NEEDS
from tsunagi.navigator.rules.spelling import STEM, Folded, fold

SPEAKERS: Final = ("official", "npo", "professional", "helper", "neighbour", "family")
LANGUAGES: Final = ("ja", "en", "zh", "ko", "vi", "pt", "es", "tl", "ne", "id", "ru", "my", "th")
#: How far apart the two parts of a word with … may stand, in signs.
_GAP: Final = 12
#: Small words after a kanji, which people leave out or exchange.
_PARTICLE: Final = re.compile(r"(?<=[々\u3400-\u9fff])[がはもをに]")
#: How sure one word makes that its need is meant, and one hint.
_WORD, _HINT = 0.7, 0.25


class FaultyVocabulary(ValueError):
    """A vocabulary that cannot be taken; one sentence a fault."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A code that words show, how surely from 0 to 1, and the one word that shows it best."""

    code: str
    sure: float
    word: str


@dataclass(frozen=True, slots=True)
class _Word:
    """One entry: where it points, how sure it makes, the one or two signs that it starts with when folded, and what is
    looked for in a folded text."""

    kind: str
    code: str
    sure: float
    written: str
    start: str
    pattern: str


@dataclass(frozen=True)
class Vocabulary:
    """All entries; `hear` finds them in a text."""

    words: tuple[_Word, ...]

    @cached_property
    def _by_start(self) -> dict[str, list[_Word]]:
        """Entries by how they start, so that only those are tried that can stand in a text."""
        found: dict[str, list[_Word]] = {}
        for word in self.words:
            found.setdefault(word.start, []).append(word)
        return found

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """What is written of things that the plan has no answer for."""
        return tuple(word.written for word in self.words if word.kind == "outside")

    def hear(self, text: Folded) -> dict[str, list[Heard]]:
        """What the text shows, the surest first, by kind: "need", "outside" and "who"."""
        told: dict[tuple[str, str], list[tuple[float, str]]] = {}
        for word, match in self._matches(text.text):
            told.setdefault((word.kind, word.code), []).append((word.sure, text.shown(*match.span())))
        found: dict[str, list[Heard]] = {"need": [], "outside": [], "who": []}
        for (kind, code), signs in told.items():
            unsure = 1.0
            for sure, _shown in signs:
                unsure *= 1 - sure
            best = max(signs, key=lambda sign: (sign[0], len(sign[1])))
            found[kind].append(Heard(code, 1 - unsure, best[1]))
        for heard in found.values():
            heard.sort(key=lambda one: (-one.sure, one.code))
        return found

    def _matches(self, text: str) -> Iterator[tuple[_Word, re.Match[str]]]:
        """Entries that stand in a text, each once, and none that is a part of a longer one of the same kind."""
        hits = []
        for start in sorted({text[at : at + size] for at in range(len(text)) for size in (1, 2)}):
            for word in self._by_start.get(start, ()):
                match = _compiled(word.pattern).search(text)
                if match:
                    hits.append((word, match))
        hits.sort(key=lambda hit: (-len(hit[1][0]), hit[1].start(), hit[0].code))
        whole: dict[str, list[tuple[int, int]]] = {}
        own: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for word, match in hits:
            begin, end = match.span()
            known = own.setdefault((word.kind, word.code), [])
            longer = whole.setdefault(word.kind, [])
            if any(s < end and begin < e for s, e in known) or any(
                s <= begin and end <= e and end - begin < e - s for s, e in longer
            ):
                continue
            known.append((begin, end))
            if "…" not in word.written:
                longer.append((begin, end))
            yield word, match


def read_vocabulary(text: str) -> Vocabulary:
    """The vocabulary in a TOML text. Raises FaultyVocabulary with all that is wrong in it."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultyVocabulary(f"needs.toml: TOML として読めません({error}) / no TOML ({error})") from error
    complaints: list[str] = []
    words: list[_Word] = []
    for kind, known in (("need", NEEDS), ("who", frozenset(SPEAKERS)), ("outside", None)):
        for code, lists in given.pop(kind, {}).items():
            if known is not None and code not in known:
                complaints.append(f"needs.toml: {kind} に「{code}」という符号はありません / {kind} has no code {code}")
            words += _entries(kind, code, lists, complaints)
    complaints += [f"needs.toml: 「{key}」という項目はありません / there is no key {key}" for key in given]
    if complaints:
        raise FaultyVocabulary("\n".join(complaints))
    return Vocabulary(tuple(words))


def _entries(kind: str, code: str, lists: dict[str, Any], complaints: list[str]) -> Iterator[_Word]:
    seen: set[str] = set()
    for language, written in lists.items():
        if language not in (*LANGUAGES, "hints", "other"):
            complaints.append(
                f"needs.toml: {code} に「{language}」という項目はありません / {code} has no key {language}"
            )
        for one in written:
            patterns = [_pattern(part) for part in one.split("…")]
            if not all(patterns):
                complaints.append(f"needs.toml: {code} の「{one}」には言葉がありません / {one} of {code} says nothing")
                continue
            pattern = f".{{0,{_GAP}}}?".join(patterns)
            if pattern not in seen:
                seen.add(pattern)
                start = fold(one)[:1] if _PARTICLE.match(fold(one), 1) else fold(one)[:2]
                yield _Word(kind, code, _HINT if language == "hints" else _WORD, one, start, pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Made when a text first has the signs that an entry begins with: most of the thousands are never needed."""
    return re.compile(pattern)


def _pattern(written: str) -> str:
    """What is looked for: words of letters from a word's beginning, short ones as whole words; in Japanese any of the
    small words が, は, も, を, に after a kanji, or none; and for a ない that has begun its forms in dialects."""
    part = fold(written)
    if not part:
        return ""
    pattern = re.escape(part)
    if _is_spaced(part[0]):
        pattern = rf"(?<![^\W_\u3040-\u30ff\u3400-\u9fff]){pattern}"
    if _is_spaced(part[-1]):
        return pattern if len(part) >= STEM else rf"{pattern}(?![^\W_\u3040-\u30ff\u3400-\u9fff])"
    if len(part) > 2 and part.endswith("な"):
        pattern = pattern[:-1] + ("[なね]" if part[-2] in "がはもを" else "(?:な|ん|ね|へん)")
    return _PARTICLE.sub("[がはもをに]?", pattern)


def _is_spaced(sign: str) -> bool:
    """Whether a sign belongs to an alphabet that sets spaces between words and has endings: Latin and Cyrillic."""
    return sign.isalpha() and (sign < "\u0530" or "\u1e00" <= sign < "\u2000")
