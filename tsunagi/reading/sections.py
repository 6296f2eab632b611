"""The plan's sections, told by the headings between its rows: "2-1" is basic policy (2), part ①.

Headings come damaged. What counts is their order: parts are numbered ① ② ③ within (1) (2) (3), so a part that starts
again, or a heading without its number, can be placed by its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tsunagi.reading.characters import fold

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_POLICY = re.compile(r"^\s*(?:\((\d{1,2})\)|(?:基本目標|基本方針|基本施策|施策の柱|柱|目標|方針)\s*(\d{1,2}|[ⅠⅡⅢⅣⅤⅥⅦ])|([ⅠⅡⅢⅣⅤⅥⅦ])[.\s・])")
_PART = re.compile(rf"^\s*(?:([{_CIRCLED}])|(\d)(?=[^\d\s.,/()年月日件人%]))")
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦ"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a heading says of its place: the number of a policy, of a part, or neither where it was lost."""

    policy: int | None = None
    part: int | None = None


def mark(text: str) -> Mark:
    """The number at the beginning of a heading."""
    plain = fold(text).strip()
    if match := _POLICY.match(plain):
        number = match[1] or match[2] or match[3]
        return Mark(policy=_ROMAN.index(number) + 1 if number in _ROMAN else int(number))
    if match := _PART.match(plain):
        return Mark(part=_CIRCLED.index(match[1]) + 1 if match[1] else int(match[2]))
    return Mark()


def places(marks: Sequence[Mark]) -> list[str]:
    """The section that each heading opens, in the order of the document."""
    found = []
    policy = part = 0
    for at, one in enumerate(marks):
        if one.policy is not None:
            policy, part = one.policy, 0
        elif one.part is not None:
            if policy == 0 or one.part <= part:
                policy += 1
            part = one.part
        else:
            policy, part = _unnumbered(policy, part, marks[at + 1 :])
        found.append(f"{max(policy, 1)}-{max(part, 1)}")
    return found


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
    """A heading whose number was lost: the next part of this policy, or, where the parts start again, a new policy."""
    ahead = next((one for one in following if one.policy is not None or one.part is not None), Mark())
    if ahead.policy is not None or ahead.part is None:
        return (policy, part + 1) if ahead.policy == policy + 1 else (policy + 1, 1)
    if ahead.part == part + 2:
        return policy, part + 1
    return policy + 1, max(1, ahead.part - 1)
