"""Sentences and items of a list in a cell's text, and the words that name what a number counts."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from tsunagi.reading import dates, lengths, quantities
from tsunagi.reading.characters import CLOSING, OPENING, fold

_BULLET = re.compile(r"(?:^|(?<=[\s。、:)】]))\s*(?:[・○●◯▪■□◆◇※]|[①-⑳]|\(\d{1,2}\)|[-–]\s)")
_AFTER_DATE = re.compile(r"^\s?(?:年度)?(?:中|末|時点|現在|以降|頃)*(?:までに|までの間|までの|まで|において|における|に|は|も|の|で|から)?、?")
_TAIL = re.compile(
    r"[\s、:・]*(?:については|について|として|までに|は|が|を|で|に|の|と|も|うち|:|=)?[\s、:]*(?:新たに?|毎年?度?|年間|累計|合計|計|全国|年|のべ|延べ|約)*\s*$"
)
_PARTS = re.compile(r"[。、:]|[(「](?=[^)」]*$)|(?<=した)|(?<=おり)")
_LEAD = re.compile(r"^(?:また|なお|さらに|その上で|このうち|うち|引き続き|これにより)、?")
_OF_WHOM = re.compile(r"(都道府県|市区町村|市町村|指定都市|自治体)(?:に(?:おいて|ついて)|$)")
_HEADING = re.compile(r"(?:^|(?<=[\s。]))[(【〔][^()【】〔〕。]{1,24}[)】〕](?=\s|$)")


#: No sentence is longer than this; what is, is divided, so that the time to read a cell grows with its length only.
_LONGEST = 1_000
#: So far before a number stand the words that name it, at most.
_REACH = 200


def split(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence or item. A 。 inside a closed bracket ends no sentence."""
    flat = fold(text)
    inside = _inside_brackets(flat)
    cuts = {0, len(flat)}
    cuts.update(place + 1 for place, sign in enumerate(flat) if sign == "。" and not inside[place])
    cuts.update(match.start() for match in _BULLET.finditer(flat) if not inside[match.end() - 1])
    cuts.update(match.end() for match in _HEADING.finditer(flat))
    edges = sorted(cuts)
    return [
        (begin, min(begin + _LONGEST, end))
        for start, end in pairwise(edges)
        for begin in range(start, end, _LONGEST)
        if flat[begin : min(begin + _LONGEST, end)].strip()
    ]


def sentence_at(sentences: list[tuple[int, int]], place: int) -> tuple[int, int]:
    """The sentence that holds a place of the text."""
    return next((one for one in sentences if one[0] <= place < one[1]), sentences[-1])


def without_brackets(text: str) -> str:
    """The text with what stands in round brackets blanked out, its length unchanged."""
    out = list(text)
    for start, end in _pairs(text, "(（", ")）"):
        out[start : end + 1] = " " * (end + 1 - start)
    return "".join(out)


def name_before(text: str, place: int, sentence_start: int) -> str:
    """The words before a number that say what it counts: 「相談件数は、」 before 293件 gives 相談件数."""
    before = without_brackets(fold(text[max(sentence_start, place - _REACH) : place]))
    before = re.sub(r"^\s*(?:[・○●※①-⑳]|\(\d\))+\s*", "", before)
    for one in reversed(dates.find(before)):
        before = before[: one.start] + "、" + _AFTER_DATE.sub("", before[one.end :], count=1)
    numbers = sorted([*quantities.find(before), *lengths.find(before)], key=lambda one: one.start)
    counted = [one for one in numbers if not re.match(r"\s?の", before[one.end :])]
    if counted:
        last = counted[-1]
        before = before[last.end :] if before[last.end :].strip(" ()、。・") else before[: last.start]
    before = _TAIL.sub("", before)
    parts = [_TAIL.sub("", part.strip()) for part in _PARTS.split(before)]
    parts = [part for part in parts if part]
    if not parts:
        return ""
    name = parts[-1]
    if of := _OF_WHOM.match(name):
        whom = [part for part in parts[:-1] if not _OF_WHOM.match(part)]
        return f"{_LEAD.sub('', whom[-1])[-50:]}({of[1]})" if whom else name
    if len(name) < 4 and len(parts) > 1:
        name = parts[-2] + name
    return _LEAD.sub("", name)[-60:]


@lru_cache(maxsize=4096)  # every name is held against every other
def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, for telling whether two names mean the same thing."""
    plain = re.sub(r"[\s、。・,()「」『』:]", "", fold(text))
    return frozenset(map("".join, pairwise(plain)))


def likeness(name: str, other: str) -> float:
    """How much of the shorter name stands in the other, 0 to 1."""
    one, two = bigrams(name), bigrams(other)
    if not one or not two:
        return 0.0
    return len(one & two) / min(len(one), len(two))


def _inside_brackets(flat: str) -> list[bool]:
    inside = [False] * len(flat)
    for start, end in _pairs(flat, OPENING, CLOSING):
        for place in range(start, end):
            inside[place] = True
    return inside


def _pairs(text: str, opening: str, closing: str) -> list[tuple[int, int]]:
    """Brackets that open and close; one that never closes (its end was lost) counts as none."""
    waiting: list[tuple[int, str]] = []
    found = []
    for place, sign in enumerate(text):
        if sign in opening:
            waiting.append((place, closing[opening.index(sign)]))
        elif sign in closing:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][1] == sign:
                    found.append((waiting[depth][0], place))
                    del waiting[depth:]
                    break
    return found
