"""Which figures, in different years, are of the same indicator."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

#: How much of two names' letters must agree, pair by pair, for them to name the same thing.
LIKENESS = 0.75

DIRECTIONS: Mapping[str, str] = {">=": "up", "increase": "up", "<=": "down", "decrease": "down", "=": "level"}


def direction(op: str) -> str:
    """Which way is better, from how a target is put."""
    return DIRECTIONS[op]


#: What people think, can do or have become.
_OF_PEOPLE = re.compile(
    r"認知度|満足|理解(?:でき|し)た|再[入犯]率|再犯等で|就職率|移行率|参加率|育児休業取得率|社会復帰を|日常生活を営める|"
    r"相手がいない|不本意ながら|無業者|(?:就業|就職|合格|共食)(?:した|する)?(?:人の)?(?:割合|$)"
)
#: What was done, given or used, however many times.
_DONE = re.compile(
    r"相談(?:受付)?(?:の)?件数|受付件数|作成件数|開始件数|アクセス(?:件)?数|閲覧数|再生回数|PV数|露出|(?:の開催|開催回数)$|"
    r"受講者(?:人)?数|(?:任命|養成)人数|参加した回数|直接支援の件数|に提供する.*の量|"
    r"(?:利用した人の延べ数|(?:助成|支援|採択)(?:した|された)[^割]*の数)"
)


def stage(name: str, unit: str) -> str:
    """Whether an indicator counts what was done ("output") or tells what came of it for people ("outcome").

    Only where its own words say so plainly; all others are "unknown" until somebody says it.
    """
    of_people = bool(_OF_PEOPLE.search(name))
    # A share of what was done tells neither how much was done nor what came of it.
    done = unit != "%" and not re.search(r"割合|増加|前年", name) and bool(_DONE.search(name))
    return "unknown" if of_people == done else "outcome" if of_people else "output"


def find(name: str, unit: str, known: Iterable[tuple[int, str, str]]) -> int | None:
    """The known indicator that a figure belongs to, or None where it begins a new one.

    known: key, name and unit of the measure's indicators. Units must be equal; of several the most alike is taken.
    """
    best: int | None = None
    likest = LIKENESS
    for key, other, other_unit in known:
        alike = likeness(name, other) if unit == other_unit else 0.0
        if alike > likest or (alike == likest and best is None):
            best, likest = key, alike
    return best


def likeness(one: str, other: str) -> float:
    """How many of their pairs of letters two names share, 0 to 1."""
    mine, theirs = _pairs(one), _pairs(other)
    if not mine or not theirs:
        return float(mine == theirs)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _pairs(name: str) -> set[str]:
    plain = re.sub(r"[\s、。・「」()]", "", unicodedata.normalize("NFKC", name))
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or ({plain} if plain else set())
