"""The files of words: for each language what people say for each concept, and what takes it back.

Sections of a file: [lists] words that patterns name; [shows] concepts; [guards] what is about the whole text;
[after] and [before] what takes back only the words that it stands beside: under the name of a concept, the words of
that concept alone. A folder's files are one vocabulary.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import chain

from tsunagi.navigator.rules.danger.patterns import LONGEST_BEGINNING, Pattern, compiled

#: How far from the words found something may stand that takes them back, in letters.
BESIDE = 24

#: With fewer of a language's commonest words than this, a text in Latin letters may be in any of the languages.
FEW_MARKS = 2

Section = dict[str, list[str]]
#: What takes words back that it stands beside: by the concept that it is about, and for all concepts under "".
Beside = dict[str, tuple[re.Pattern[str], ...]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The patterns of one language by the names of concepts and guards."""

    language: str
    shows: dict[str, tuple[Pattern, ...]]
    guards: dict[str, tuple[Pattern, ...]]
    after: Beside
    before: Beside
    marks: frozenset[str]
    """The language's commonest words, where others are written in the same letters."""
    by_beginning: dict[str, frozenset[Pattern]]
    """The patterns of concepts and guards by the letters with which their keys begin."""
    concept_of: dict[Pattern, str]

    def candidates(self, text: str) -> set[Pattern]:
        """The patterns that the text may have; all others it certainly has not."""
        sizes = range(1, LONGEST_BEGINNING + 1)
        rows = {text[i : i + size] for size in sizes for i in range(len(text))}
        return set().union(*(self.by_beginning[row] for row in rows & self.by_beginning.keys()))

    def taken_back(self, concept: str, text: str, start: int, end: int) -> bool:
        """Whether something right after or right before the concept's words at `start` to `end` takes them back."""
        rest = text[end : end + BESIDE].lstrip(" 」』)\"”")
        if any(shape.match(rest) for shape in _about(concept, self.after)):
            return True
        lead = text[max(0, start - BESIDE) : start].rstrip()
        return any(shape.search(lead) for shape in _about(concept, self.before))


def _about(concept: str, beside: Beside) -> Iterator[re.Pattern[str]]:
    return chain(beside[""], beside.get(concept, ()))


# The letters of each script, and the languages that are written in it.
_SCRIPTS = (
    (re.compile("[\u3041-\u30ff]"), ("ja",)),
    (re.compile("[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile("[\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u0900-\u097f]"), ("ne", "hi")),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk")),
    (re.compile("[\u1000-\u109f]"), ("my",)),
    (re.compile("[\u0e00-\u0e7f]"), ("th",)),
)
_LATIN = ("en", "vi", "pt", "es", "tl", "id", "fr")
_LANGUAGES = (*dict.fromkeys(chain.from_iterable(languages for _, languages in _SCRIPTS)), *_LATIN)
_LATIN_WORDS = re.compile("[a-z]+")
_UNSPACED = frozenset({"ja", "zh", "ko", "th", "my", "ne", "hi"})


def languages_of(text: str) -> tuple[str, ...]:
    """The languages that the levelled text may be in: the likeliest first. Kana rule out Chinese."""
    found = [language for letters, languages in _SCRIPTS if letters.search(text) for language in languages]
    if "ja" in found[:1]:
        found = [language for language in found if language != "zh"]
    return tuple(dict.fromkeys([*found, *_latin_languages(text)]))


def _latin_languages(text: str) -> tuple[str, ...]:
    """Those whose commonest words the text has, the most first; all of them, and Japanese, where there are hardly any.

    A text may mix two languages: one with half as many of its commonest words as the first counts as well.
    """
    words = _LATIN_WORDS.findall(text)
    if not words:
        return ()
    counts = {language: sum(map(vocabulary(language).marks.__contains__, words)) for language in _LATIN}
    most = max(counts.values())
    if most < FEW_MARKS:
        return (*sorted(_LATIN, key=lambda language: -counts[language]), "ja")
    likely = [language for language in _LATIN if counts[language] * 2 >= most]
    return tuple(sorted(likely, key=lambda language: -counts[language]))


def read_all_words() -> None:
    """Read the words of all languages ahead: it takes a second, which nobody should wait for."""
    for language in _LANGUAGES:
        vocabulary(language)


@lru_cache(maxsize=32)
def vocabulary(language: str) -> Vocabulary:
    """The words of a language, read once. Raises ValueError for a pattern that cannot be read."""
    sections: dict[str, Section] = {"lists": {}, "shows": {}, "guards": {}, "after": {}, "before": {}, "marks": {}}
    for text in _files(language):
        for name, section in tomllib.loads(text).items():
            for key, written in section.items():
                sections[name].setdefault(key, []).extend(written)
    lists, spaced = sections["lists"], language not in _UNSPACED

    def all_of(written: list[str]) -> tuple[Pattern, ...]:
        return tuple(compiled(one, lists, spaced=spaced) for one in written)

    def beside(section: Section, end: str) -> Beside:
        found: dict[str, list[re.Pattern[str]]] = {"": []}
        for key, written in section.items():
            concept = key if key in sections["shows"] else ""
            found.setdefault(concept, []).extend(re.compile(one.shape.pattern + end) for one in all_of(written))
        return {concept: tuple(shapes) for concept, shapes in found.items()}

    shows = {name: all_of(written) for name, written in sections["shows"].items()}
    guards = {name: all_of(written) for name, written in sections["guards"].items()}
    by_beginning: dict[str, set[Pattern]] = defaultdict(set)
    for pattern in chain(*shows.values(), *guards.values()):
        for beginning in pattern.beginnings():
            by_beginning[beginning].add(pattern)
    return Vocabulary(
        language,
        shows,
        guards,
        beside(sections["after"], ""),
        beside(sections["before"], r"\Z"),
        frozenset(word for written in sections["marks"].get("words", ()) for word in written.split()),
        {beginning: frozenset(patterns) for beginning, patterns in by_beginning.items()},
        {pattern: name for name, patterns in shows.items() for pattern in patterns},
    )


def _files(language: str) -> list[str]:
    words = resources.files("tsunagi.navigator.rules.danger") / "words"
    folder = words / language
    files = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else [words / f"{language}.toml"]
    return [file.read_text(encoding="utf-8") for file in files if file.name.endswith(".toml")]
