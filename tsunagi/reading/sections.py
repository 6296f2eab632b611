"""The plan's sections, told by the headings between its rows: "2-1" is basic policy (2), part ①.

Headings come damaged. What counts is their order: parts are numbered ① ② ③ within (1) (2) (3), so a part that starts
again, or a heading without its number, can be placed by its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from tsunagi.reading.characters import fold

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_KANJI = "一二三四五六七八九十"
_DIGITS = rf"(?P<number>\d{{1,2}}|[{_ROMAN}{_KANJI}])"
#: How each kind of heading is numbered, the kinds that stand higher in a document first.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("章", re.compile(rf"第\s*{_DIGITS}\s*(?:章|編|部)")),
    (
        "目標",
        re.compile(
            r"(?P<word>(?:基本|重点|個別)(?:目標|方針|施策|方向|課題|の柱)|施策の(?:柱|方向性?)|取組の?(?:方針|方向性?|柱)|柱|目標|方針)"
            rf"\s*[(:]?{_DIGITS}(?![\d,.]|\s?[%件人名回年])"
        ),
    ),
    ("Ⅰ", re.compile(rf"(?P<number>[{_ROMAN}])[.\s・]")),
    ("1-1", re.compile(r"(?P<number>\d{1,2})-(?P<part>\d{1,2})(?=[.\s]\s*[^\d\s])")),
    ("1", re.compile(r"(?P<number>\d{1,2})(?:[.、]\s?|\s+)(?=[^\d\s])")),
    ("(1)", re.compile(r"\((?P<number>\d{1,2})\)")),
    ("①", re.compile(rf"(?:(?P<number>[{_CIRCLED}])|(?P<misread>\d)(?=[^\d\s.,/()年月日件人%]))")),
)
#: Kinds that text begins with by chance, too: they are headings where several count on from 1.
_COMMON = ("Ⅰ", "1")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a heading says of its place: the number of a policy, of a part, or neither where it was lost."""

    policy: int | None = None
    part: int | None = None
    kind: str = field(default="", compare=False)
    """How it is numbered; `number` is that number."""
    number: int | None = field(default=None, compare=False)
    sure: bool = field(default=True, compare=False)
    """Whether a whole heading says so; a scrap of one counts only where it is the next in order."""


def unnumbered(text: str) -> str:
    """A heading without the number that it begins with; whole where it says nothing else."""
    plain = text.strip()
    found = _number(fold(plain))
    rest = fold(plain)[found[1].end() :].lstrip(" .、・:)") if found else ""
    return plain[-len(rest) :] if rest else plain


def mark(text: str) -> Mark:
    """The number at the beginning of a heading."""
    found = _number(fold(text).strip())
    if found is None:
        return Mark()
    kind, groups = found[0], found[1].groupdict()
    number = _value(groups["number"] or groups["misread"])
    if kind == "①":
        return Mark(None, number, kind, number)
    if kind == "1-1":
        return Mark(number, int(groups["part"]), kind, number)
    return Mark(None if kind == "1" else number, None, kind + (groups.get("word") or ""), number)


def _number(plain: str) -> tuple[str, re.Match[str]] | None:
    return next(((kind, match) for kind, pattern in _KINDS if (match := pattern.match(plain))), None)


def column_mark(level: Literal["policy", "part"], text: str, before: int) -> Mark:
    """The mark of a section that a column of the table names; its number, or the next one after `before`."""
    number = mark(text).number or before + 1
    return Mark(number, None, level, number) if level == "policy" else Mark(None, number, level, number)


def places(marks: Sequence[Mark]) -> list[str]:
    """The section that each heading opens, in the order of the document."""
    found = []
    policy = part = 0
    sure = True
    told = _levelled(marks)
    for at, one in enumerate(told):
        if one is not None and one.policy is not None:
            policy, part, sure = one.policy, one.part or 0, True
        elif one is not None and one.part is not None:
            if one.sure or one.part == part + 1 or policy == 0:
                begins_anew = one.part < part or (one.part == part and sure)
                policy, part, sure = policy + (begins_anew or policy == 0), one.part, one.sure
        elif one is not None:
            sure = True
            policy, part = _unnumbered(policy, part, [ahead for ahead in told[at + 1 :] if ahead is not None])
        found.append(f"{max(policy, 1)}-{max(part, 1)}")
    return found


def _levelled(marks: Sequence[Mark]) -> list[Mark | None]:
    """The marks as policies and parts: the document's two highest kinds of headings. None for one below them."""
    ranks = ["policy", "part", *(kind for kind, _ in _KINDS)]
    kinds = dict.fromkeys(one.kind for one in marks if one.kind)
    numbers = {kind: [one.number for one in marks if one.kind == kind] for kind in kinds}
    used = [kind for kind in kinds if kind not in _COMMON or _counts_on(numbers[kind])]
    levels = sorted(used, key=lambda kind: next(at for at, one in enumerate(ranks) if kind.startswith(one)))
    lowest_only = levels in (["①"], ["part"])
    top, second = ("", levels[0]) if lowest_only else (*levels, "", "")[:2]
    found: list[Mark | None] = []
    for one in marks:
        if one.kind == "1-1" and one.kind in (top, second):
            found.append(one)
        elif one.kind and one.kind == top:
            found.append(Mark(policy=one.number if one.policy is None else one.policy))
        elif one.kind and one.kind == second:
            found.append(Mark(part=one.number if one.part is None else one.part, sure=one.sure))
        else:
            found.append(None if one.kind in levels else Mark())
    return found


def _counts_on(numbers: Sequence[int | None]) -> bool:
    """Whether numbers are 1, 2, 3 and so on, beginning anew now and then."""
    steps = pairwise([0, *(number or 0 for number in numbers)])
    return len(numbers) > 1 and all(here in (1, before + 1) for before, here in steps)


def _value(sign: str) -> int:
    for row in (_CIRCLED, _ROMAN, _KANJI):
        if sign in row:
            return row.index(sign) + 1
    return int(sign)


def names(marks: Sequence[Mark], opened: Sequence[str]) -> list[str]:
    """What each heading is the heading of: "2" a basic policy, "2-1" a part of one. `opened` are its `places`."""
    found: list[str] = []
    before = ""
    for one, place in zip(marks, opened, strict=True):
        policy = place.partition("-")[0]
        begins = one.policy is not None or (one.part is None and policy != before)
        found.append(policy if begins else place)
        before = policy
    return found


def _unnumbered(policy: int, part: int, following: Sequence[Mark]) -> tuple[int, int]:
    """A heading whose number was lost: the next part of this policy, or, where the parts start again, a new policy.

    Where the next part follows the last one there is no room for another: it is no section's heading.
    """
    ahead = next((one for one in following if one.policy is not None or one.part is not None), Mark())
    if ahead.policy is not None or ahead.part is None:
        return (policy, part + 1) if ahead.policy == policy + 1 else (policy + 1, 1)
    if policy and ahead.part in (part + 1, part + 2):
        return policy, ahead.part - 1
    return policy + 1, ahead.part - 1
