"""Supports ready to be asked: a person's words in, the supports that fit out, best first, each with its reasons.

No word is kept. The same words find the same supports in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from tsunagi.navigator.rules import fusion
from tsunagi.navigator.rules.danger import is_bare_cry
from tsunagi.navigator.rules.likely import Likely, likely
from tsunagi.navigator.rules.nearness import Meaning, Nearness
from tsunagi.navigator.rules.postings import Postings, Scores
from tsunagi.navigator.rules.reasons import reasons, said
from tsunagi.navigator.rules.spelling import Folded, fold, folded, pieces
from tsunagi.navigator.rules.support import Found, Reason, Support
from tsunagi.navigator.rules.tongues import is_easy_japanese, language_of
from tsunagi.navigator.rules.vocabulary import Heard, Vocabulary

#: Who may ask; "self" is whoever gives no other sign.
ASKERS: Final = ("self", "family", "neighbour", "professional", "npo", "official", "helper")
#: So many of the best are looked at again, so that not all that is shown serves one measure.
_LOOKED_AT: Final = 40
#: Of so many supports the names are kept folded, to tell why they are shown.
_SAID: Final = 4_000

Mask = npt.NDArray[np.bool_]
Code = TypeVar("Code", str, int)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, as far as it bears on the ranking. who: one of ASKERS. place: a prefecture's two digits or a
    municipality's six. way: telephone, chat, ... open_now: the ids of supports that can be reached at this hour.
    is_cry: whether it is a cry for help that names no matter. answers: measures, as likely as they answer such
    words."""

    text: Folded
    heard: tuple[Heard, ...]
    outside: float
    who: str
    language: str
    place: str | None = None
    way: str | None = None
    open_now: Collection[str] = ()
    is_cry: bool = False
    answers: Mapping[int, float] = field(default_factory=dict)


class Index:
    """Supports, the vocabulary, and what is worked out of both once."""

    def __init__(
        self, supports: Sequence[Support], vocabulary: Vocabulary, postings: Postings, nearness: Sequence[Nearness]
    ) -> None:
        self.supports = supports
        self._vocabulary = vocabulary
        self._postings = postings
        self._nearness = nearness
        self._models = [one.meaning for one in nearness]
        self._numbers = {support.id: number for number, support in enumerate(supports)}
        self._said = lru_cache(maxsize=_SAID)(lambda number: said(supports[number]))
        self._none = np.zeros(len(supports), np.bool_)
        self._needs = _weighed_needs(supports)
        self._first = _holders([support.needs[:1] for support in supports])
        self._serving = _holders([support.measures for support in supports])
        self._borrowing = [
            (holders, np.array(those, np.int64))
            for holders in self._first.values()
            if (those := [number for number in holders if not supports[number].measures])
        ]
        self._audience = _masks([support.audience for support in supports])
        self._for_young = [n for n, one in enumerate(supports) if one.groups and fusion.YOUNG.issuperset(one.groups)]
        self._languages = _masks([support.languages for support in supports])
        self._ways = _masks([support.ways for support in supports])
        self._emergency = [number for number, support in enumerate(supports) if support.is_emergency]
        self._areas = _holders([support.areas for support in supports])

    @classmethod
    def build(cls, supports: Sequence[Support], vocabulary: Vocabulary, meanings: Sequence[Meaning] = ()) -> Index:
        """An index of these supports. meanings: the models, if there are any; without them words alone decide."""
        postings = Postings.build([_weighed(support) for support in supports], lambda text: pieces(fold(text)))
        outside = vocabulary.outside  # comes last, as if it were one more support
        nearness = [
            Nearness.build(meaning, [*(one.phrases if meaning.is_quick else one.gist for one in supports), outside])
            for meaning in meanings
            if supports
        ]
        return cls(supports, vocabulary, postings, nearness)

    def rank(
        self, words: str, *, who: str | None = None, place: str | None = None, lang: str | None = None,
        way: str | None = None, open_now: Collection[str] = (), danger: str | None = None, limit: int = 10,
    ) -> list[Found]:  # fmt: skip
        """The supports that fit, best first, at most `limit`; nothing where nothing fits well enough.

        who, lang: as chosen; worked out from the words if not given. danger: what was met before, a key of
        fusion.DANGERS. Raises ValueError for a `who` that is none of ASKERS.
        """
        found, _needs = self.answer(
            words, who=who, place=place, lang=lang, way=way, open_now=open_now, danger=danger, limit=limit
        )
        return found

    def answer(
        self, words: str, *, who: str | None = None, place: str | None = None, lang: str | None = None,
        way: str | None = None, open_now: Collection[str] = (), danger: str | None = None, limit: int = 10,
    ) -> tuple[list[Found], tuple[str, ...]]:  # fmt: skip
        """What `rank` finds, and the codes of the needs that the words showed, the surest first."""
        if who is not None and who not in ASKERS:
            raise ValueError(f"{who} is none of {ASKERS}")
        asked = self._asked(words, who, place, lang, way, open_now, danger)
        needs = tuple(one.code for one in asked.heard if one.word)
        if not self.supports or not (asked.text.text.strip() or danger):
            return [], needs
        nearness = [one.scores(words) for one in self._nearness if asked.language in one.meaning.languages]
        parts = fusion.Parts(
            self._postings.scores(pieces(asked.text.text))[0] * _words_count(asked, danger),
            self._met(asked.heard),
            self._likely(asked.answers),
            [scores[:-1] for scores in nearness],
        )
        scores = fusion.fused(parts) * self._factor(asked, danger)
        best = self._best(scores, limit)
        if not best or scores[best[0]] < self._enough(asked, danger, nearness):
            return [], needs
        found = [
            Found(
                self.supports[number],
                round(min(1.0, float(scores[number])), 4),
                self._why(number, asked, parts),
            )
            for number in best
        ]
        return found, needs

    def _why(self, number: int, asked: Asked, parts: fusion.Parts) -> tuple[Reason, ...]:
        meaning = max((float(scores[number]) for scores in parts.meanings), default=0.0)
        return reasons(self.supports[number], self._said(number), asked, meaning)

    def _asked(
        self, words: str, who: str | None, place: str | None, lang: str | None, way: str | None,
        open_now: Collection[str], danger: str | None,
    ) -> Asked:  # fmt: skip
        text = folded(words)
        told = self._vocabulary.hear(text)
        language = lang or language_of(text.given) or "ja"
        is_cry = not danger and is_bare_cry(text.given)
        implied = dict(fusion.CRY if is_cry else fusion.DANGERS.get(danger or "", {}))
        if language != "ja":
            implied.setdefault("foreign_resident", fusion.FOREIGN_CRY if is_cry else fusion.FOREIGN)
        elif is_easy_japanese(text.given):
            implied.setdefault("foreign_resident", fusion.EASY)
        heard = {one.code: one for one in told["need"]}
        for code, sure in implied.items():
            named = heard.get(code, Heard(code, 0.0, ""))
            heard[code] = replace(named, sure=max(named.sure, sure))
        guessed = Likely({}, {}, 0.0) if is_cry else likely(words, self._models)
        for code, share in guessed.needs.items():
            if danger or code == "foreign_resident":
                # A danger names its own. The language tells the other already: a guess beside it would put the windows
                # for foreign residents before all others.
                continue
            told_before = heard.get(code, Heard(code, 0.0, ""))
            heard[code] = replace(told_before, sure=told_before.sure + fusion.LIKELY * share)
        outside = max((one.sure for one in told["outside"]), default=0.0)
        if guessed.outside > fusion.LIKELY_OUTSIDE:
            outside = max(outside, fusion.OUTSIDE)
        return Asked(
            text, tuple(heard.values()), outside,
            who or (told["who"][0].code if told["who"] else "self"), language, place,
            way or ("telephone" if is_cry else None), open_now, is_cry, guessed.measures,
        )  # fmt: skip

    def _met(self, heard: Sequence[Heard]) -> Scores:
        """How many of the needs that were heard each support meets, the rarer a need the more."""
        total = np.zeros(len(self.supports), np.float32)
        for one in heard:
            if one.code in self._needs:
                holders, weights = self._needs[one.code]
                total[holders] += np.float32(one.sure) * weights
        return total

    def _likely(self, answers: Mapping[int, float]) -> Scores:
        """How likely each support is as an answer: as the likeliest of its measures, or, where it serves none, as the
        likeliest support that meets its first need."""
        found = np.zeros(len(self.supports), np.float32)
        for number, share in answers.items():
            if number in self._serving:
                holders = self._serving[number]
                found[holders] = np.maximum(found[holders], np.float32(share))
        for holders, those in self._borrowing:
            found[those] = found[holders].max()
        return found

    def _factor(self, asked: Asked, danger: str | None) -> Scores:
        factor = self._for(asked)
        if danger:
            factor[self._emergency] = 0  # who comes at once was named before anything was searched
        if asked.language != "ja" and asked.language in self._languages:
            factor = factor * np.where(self._languages[asked.language], fusion.IN_LANGUAGE, 1)
        if asked.way and asked.way in self._ways:
            factor = factor * np.where(self._ways[asked.way], fusion.BY_WAY, 1)
        if asked.open_now:
            is_open = self._none.copy()
            is_open[[self._numbers[key] for key in asked.open_now if key in self._numbers]] = True
            factor = factor * np.where(is_open, fusion.OPEN, 1)
        heard = {one.code for one in asked.heard if one.sure >= fusion.NAMED}
        for code, holders in self._first.items():
            if code in fusion.CIRCUMSTANCES and code not in heard:
                factor[holders] *= fusion.OTHER_CIRCUMSTANCES
        if not danger and heard.isdisjoint(fusion.OF_THE_YOUNG):
            factor[self._for_young] *= fusion.OTHER_CIRCUMSTANCES
        return (factor * self._near(asked.place)).astype(np.float32)

    def _near(self, place: str | None) -> Scores:
        """What place makes of each support: 0 for what is for people elsewhere."""
        nearness = np.zeros(len(self.supports), np.float32)
        for code, holders in self._areas.items():
            if code == "00":
                value = 1.0
            elif place is None:
                value = fusion.SOMEWHERE
            elif code == place and len(place) == 6:
                value = fusion.IN_TOWN
            elif code == place[:2]:
                value = fusion.IN_PREFECTURE
            elif len(place) == 2 and code[:2] == place:
                value = fusion.SOMEWHERE
            else:
                continue
            nearness[holders] = np.maximum(nearness[holders], np.float32(value))
        return nearness

    def _for(self, asked: Asked) -> Scores:
        """What the one who asks makes of each support."""
        person, family, neighbour, professional, npo, official, helper = (
            self._audience.get(code, self._none)
            for code in ("person", "family", "neighbour", "professional", "npo", "official", "helper")
        )
        if asked.who in ("official", "npo"):
            own = official if asked.who == "official" else npo
            others = np.where(professional | npo | official, 1, fusion.NOT_FOR_BODIES)
            factor = np.where(own, fusion.FOR_WHO_ASKS, others)
        elif asked.who in ("professional", "helper"):
            factor = np.where(professional if asked.who == "professional" else helper, fusion.FOR_WHO_ASKS, 1)
        else:
            bodies = np.where(helper, fusion.FOR_HELPERS_ALONE, fusion.FOR_BODIES_ALONE)
            factor = np.where(person | family | neighbour, 1, bodies)
        return factor.astype(np.float32)

    def _enough(self, asked: Asked, danger: str | None, nearness: Sequence[Scores]) -> float:
        """What the best must reach."""
        if danger:
            return 0.0
        needs = max((one.sure for one in asked.heard if one.word), default=0.0)
        if needs >= fusion.NEEDED:
            return fusion.ENOUGH_FOR_NEED
        is_nearer = any(scores[-1] > scores[:-1].max() + fusion.NEARER for scores in nearness)
        if max(asked.outside, fusion.OUTSIDE if is_nearer else 0.0) > needs:
            return fusion.ENOUGH_OUTSIDE
        return fusion.ENOUGH

    def _best(self, scores: Scores, limit: int) -> list[int]:
        """The best, none of them nothing; one of a measure that already stands above gives way to one that does not."""
        count = min(len(scores), max(_LOOKED_AT, limit))
        left = np.argpartition(-scores, count - 1)[:count]
        waiting = [int(number) for number in left[np.lexsort((left, -scores[left]))] if scores[number] > 0]
        best: list[int] = []
        shown: set[int] = set()
        while waiting and len(best) < limit:
            worth = [
                float(scores[number]) * (fusion.AGAIN if self._serves_again(number, shown) else 1) for number in waiting
            ]
            number = waiting.pop(worth.index(max(worth)))
            best.append(number)
            shown |= set(self.supports[number].measures)
        return best

    def _serves_again(self, number: int, shown: Collection[int]) -> bool:
        """Whether a support serves measures, and only such as are shown already."""
        measures = set(self.supports[number].measures)
        return bool(measures) and measures <= set(shown)


def _words_count(asked: Asked, danger: str | None) -> float:
    """What the words count that supports say of themselves: nothing for a cry, which names no matter."""
    return 0.0 if asked.is_cry else fusion.WORDS_IN_DANGER if danger else 1.0


def _weighed(support: Support) -> list[tuple[float, str]]:
    """A support's texts, each with what its words count."""
    fields = (
        (3.0, support.names),
        (3.0, support.aliases),
        (2.0, support.says),
        (2.0, support.says_en),
        (1.0, support.summaries),
        (0.5, support.details),
    )
    return [(weight, text) for weight, texts in fields for text in texts]


def _weighed_needs(supports: Sequence[Support]) -> dict[str, tuple[npt.NDArray[np.int64], Scores]]:
    """Which supports meet a need, and how much it counts there."""
    places: dict[str, list[tuple[int, int]]] = {}
    for number, support in enumerate(supports):
        for place, code in enumerate(support.needs):
            places.setdefault(code, []).append((number, place))
    many = len(supports)
    made = {}
    for code, held in places.items():
        rarity = np.log(1 + many / len(held)) / np.log(1 + many)
        weights = np.array([rarity / (1 + fusion.FURTHER_NEED * place) for _number, place in held], np.float32)
        made[code] = (np.array([number for number, _place in held], np.int64), weights)
    return made


def _holders(codes: Sequence[Collection[Code]]) -> Mapping[Code, npt.NDArray[np.int64]]:
    """Which supports hold each code."""
    found: dict[Code, list[int]] = {}
    for number, own in enumerate(codes):
        for code in own:
            found.setdefault(code, []).append(number)
    return {code: np.array(held, np.int64) for code, held in sorted(found.items())}


def _masks(codes: Sequence[Collection[str]]) -> Mapping[str, Mask]:
    """For each code, whether each support holds it."""
    made = {}
    for code, held in _holders(codes).items():
        made[code] = np.zeros(len(codes), np.bool_)
        made[code][held] = True
    return made
