"""Official names of ministries, mended where they were misread or abbreviated; never guessed where two would fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from tsunagi.reading.characters import fold

#: Ministries and agencies that answer for measures themselves.
MINISTRIES = tuple(
    "内閣官房 内閣府 警察庁 金融庁 消費者庁 こども家庭庁 デジタル庁 復興庁 総務省 法務省 外務省 財務省 文部科学省 厚生労働省 "
    "農林水産省 経済産業省 国土交通省 環境省 防衛省 人事院 公正取引委員会 個人情報保護委員会".split()
)
#: Agencies inside a ministry: taken as written, never guessed at.
_WITHIN = (
    "スポーツ庁 文化庁 出入国在留管理庁 公安調査庁 消防庁 国税庁 林野庁 水産庁 資源エネルギー庁 特許庁 中小企業庁 観光庁 気象庁 "
    "海上保安庁 原子力規制庁 防衛装備庁 最高裁判所 会計検査院 宮内庁"
).split()
#: The one-letter names that officials use in tables.
_SHORT = dict(
    zip("内警金消こデ復総法外財文厚農経国環防人", MINISTRIES[1:20], strict=True)
)
_NAME = re.compile("|".join((*MINISTRIES, *_WITHIN)))
_NAMES = re.compile(rf"(?:{_NAME.pattern})+")
_SPLIT = re.compile(r"[\s、,，/／;；＋+]+")
_LOCAL = re.compile(r"[^\s、。,]{1,20}(?:課|部|局|室|係|センター|事務所|委員会|本部|班|チーム|協議会|機構|市|町|村|県|区)$")


def names(texts: Iterable[str], damaged: bool = False) -> tuple[str, ...]:
    """The bodies that a cell names, in order, each once.

    texts: the cell's runs (more than one where the cell fell apart). damaged: whether the cell is known to be chopped,
    so that a piece of a name may stand for it where only one name has that piece.
    """
    found: list[str] = []
    for text in texts:
        for piece in _pieces(text):
            for name in _name(piece, damaged):
                if name not in found:
                    found.append(name)
    return tuple(found)


def of_columns(own: Sequence[str], beside: Sequence[str], short: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The bodies of a ministries' column, and of what slipped from it into the column beside.

    own, beside: the runs of the two cells. Pieces of names count only where the cell is seen to be chopped.
    short: full names by short ones that only this document uses.
    """
    own = spelt_out(own, short or {})
    if all(looks_like(text) for text in own):
        return names(own)
    slipped = [text for text in beside if "/" not in text]
    return names([*slipped, *own], damaged=True)


def spelt_out(texts: Sequence[str], short: Mapping[str, str]) -> list[str]:
    """The texts with short names in full, also where one-letter names stand together (福高)."""
    found = []
    for text in texts:
        known = [[piece] if piece in short else list(piece) for piece in _pieces(text)]
        is_short = bool(short) and all(name in short for names in known for name in names)
        found.append("、".join(short[name] for names in known for name in names) if is_short else text)
    return found


def mended(texts: Sequence[str], found: Iterable[str]) -> list[str]:
    """Those of the bodies that stand in the cell neither in full nor abbreviated, but misread."""
    plain = re.sub(r"\s", "", "".join(texts))
    short = {name for text in texts for piece in _pieces(text) for name in _abbreviated(piece)}
    return [name for name in found if name not in plain and name not in short]


def _pieces(text: str) -> list[str]:
    """A cell's text at its separators; a division keeps the ministry before it (文部科学省 初等中等教育局).

    A dot inside one name (人権・男女共同参画課) is no separator: what it would cut off is no name.
    """
    found: list[str] = []
    for chunk in _SPLIT.split(text):
        pieces = [bare for piece in chunk.split("・") if (bare := piece.strip("()（）:：。「」"))]
        one_name = len(pieces) > 1 and _LOCAL.fullmatch(chunk) and not all(_name(piece, False) for piece in pieces)
        found += [chunk] if one_name else pieces
    return found


@lru_cache(maxsize=2048)
def _near(piece: str) -> tuple[str, ...]:
    """The ministries whose names differ from a piece by hardly anything."""
    return tuple(name for name in MINISTRIES if _close(piece, name))


def _name(piece: str, damaged: bool) -> list[str]:
    if piece in MINISTRIES or piece in _WITHIN:
        return [piece]
    if not damaged and (short := _abbreviated(piece)):
        return short
    whole = _run_together(piece)
    if whole:
        return whole
    near = _near(piece)
    if len(near) == 1 and near[0].endswith(piece[-1]):
        return list(near)
    letters = re.sub(r"[^\u3005-\u9fffぁ-ヶ]", "", piece) if damaged else ""
    holding = [name for name in MINISTRIES if letters and letters in name]
    if len(holding) == 1:
        return holding
    if _LOCAL.fullmatch(piece):  # a town's 総務課 is no misread 総務省: what a body is stands at its end
        return [piece]
    return _NAME.findall(piece) or (list(near) if len(near) == 1 else [])  # 厚生労働省ほか


def _abbreviated(piece: str) -> list[str]:
    """The ministries of a few one-letter names: 総厚文."""
    letters = fold(piece)
    return [_SHORT[letter] for letter in letters] if len(letters) <= 4 and set(letters) <= _SHORT.keys() else []


def _run_together(piece: str) -> list[str]:
    """Names that stand in one piece without a separator; empty unless they fill it."""
    return _NAME.findall(piece) if _NAMES.fullmatch(piece) else []


def _close(piece: str, name: str) -> bool:
    """Whether one letter (two in a long name) was misread, lost or added, most letters being right."""
    if abs(len(piece) - len(name)) > 1 or len(piece) < 3:
        return False
    return _distance(piece, name) <= (2 if len(name) >= 7 else 1)


def _distance(one: str, two: str) -> int:
    row = list(range(len(two) + 1))
    for place, left in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, right in enumerate(two, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (left != right))
    return row[-1]


def looks_like(text: str) -> bool:
    """Whether a cell's text is nothing but names of bodies."""
    pieces = _pieces(text)
    return bool(pieces) and all(_name(piece, damaged=False) for piece in pieces)
