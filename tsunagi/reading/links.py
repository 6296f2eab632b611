"""Which target a reported figure answers: by what both count, their units, and whether both are levels or growth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tsunagi.reading import results, sentences, targets
from tsunagi.reading.quantities import same_unit

_SHARE = re.compile(r"(?:率|割合|度|比率|シェア)(?:\(|$)")


@dataclass(frozen=True, slots=True)
class _Pair:
    score: float
    actual: int
    target: int


def link(aims: Sequence[targets.Found], figures: Sequence[results.Found]) -> list[int | None]:
    """For each figure the place of the target that it answers, or None.

    A target is answered by one figure, or by several of the same thing at different dates (and its growth).
    """
    # A target that the review sets beside the goal was set after the figure was known.
    later = 0.5 if any(aim.src == "goal" for aim in aims) else 0.0
    pairs = [
        _Pair(score, at, place)
        for at, figure in enumerate(figures)
        for place, aim in enumerate(aims)
        if (score := _fits(aim, figure) - (later if aim.src == "review" else 0.0)) > 0
    ]
    pairs.sort(key=lambda pair: (-pair.score, pair.actual, pair.target))
    answer: list[int | None] = [None] * len(figures)
    others: list[list[results.Found]] = [[] for _ in aims]
    for pair in pairs:
        if answer[pair.actual] is not None:
            continue
        figure = figures[pair.actual]
        if all(_goes_with(figure, other) for other in others[pair.target]):
            answer[pair.actual] = pair.target
            others[pair.target].append(figure)
    _last_one_left(aims, figures, answer)
    return answer


def _last_one_left(aims: Sequence[targets.Found], figures: Sequence[results.Found], answer: list[int | None]) -> None:
    """A number to reach that nothing answers yet, and one single figure left that could: they belong together."""
    for place, aim in enumerate(aims):
        if place in answer or aim.value is None:
            continue
        left = [
            at
            for at, figure in enumerate(figures)
            if answer[at] is None and figure.src == "status" and _unit_fits(aim, figure) and aim.grows == figure.grows
        ]
        if len(left) == 1:
            answer[left[0]] = place


def _unit_fits(aim: targets.Found, figure: results.Found) -> bool:
    one, two = same_unit(aim.unit), same_unit(figure.unit)
    return one == two or (None in (one, two) and "%" not in (one, two))


def _goes_with(figure: results.Found, other: results.Found) -> bool:
    """Two figures answer one target when they tell the same thing of two dates, or a level and its change."""
    if figure.grows != other.grows:
        return sentences.likeness(figure.sentence, other.sentence) > 0.9 or abs(figure.start - other.end) < 40
    if figure.as_of is None or other.as_of is None or figure.as_of == other.as_of:
        return False
    return same_unit(figure.unit) == same_unit(other.unit)


def _fits(aim: targets.Found, figure: results.Found) -> float:
    """How well a figure answers a target, 0 where it cannot."""
    if figure.derived:
        is_share = aim.value is not None and aim.unit == "%"
        return 2.0 if is_share and sentences.likeness(aim.what, figure.what) > 0.6 else 0.0
    name = max(sentences.likeness(aim.what, figure.what), 0.8 * _tail_likeness(aim.what, figure.what))
    around = sentences.likeness(aim.what, figure.sentence)
    like = max(name, 0.7 * around)
    if aim.value is None:
        return _fits_direction(aim, figure, like)
    one, two = same_unit(aim.unit), same_unit(figure.unit)
    if aim.op == "=" and one == "%" and two is not None and two in aim.what:
        return 0.3 + like  # 全ての都道府県 is answered by how many 都道府県 there are
    if f"{aim.value.normalize():f}{aim.unit or ''}以上の" in figure.what.replace(" ", ""):
        return 1.5  # how many have come to the level that is aimed at
    if one is not None and two is not None and one != two:
        return 0.0
    if (one == "%") != (two == "%"):
        return 0.0
    score = 0.2 + like
    if one is None or two is None:
        score -= 0.15
        if like < 0.4:
            return 0.0
    if aim.grows != figure.grows:
        score -= 0.3
    return score if score > 0.1 else 0.0


def _fits_direction(aim: targets.Found, figure: results.Found, like: float) -> float:
    if like < (0.2 if figure.grows else 0.34):
        return 0.0
    share = bool(_SHARE.search(aim.what))
    if share != (figure.unit == "%") and not figure.grows:
        return 0.0
    return like - (0.05 if figure.grows else 0.0) + 0.1


def _tail_likeness(name: str, other: str) -> float:
    """Names end with what they count: 「…の実施自治体数」 and 「実施した自治体数」."""
    return sentences.likeness(name[-10:], other[-10:])
