"""What a column holds where its heading alone cannot tell: numbers or sentences, plans or results, whole or part."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tsunagi.reading import dates, entries
from tsunagi.reading.shapes.description import IGNORED
from tsunagi.reading.shapes.headings import FIGURES, is_counted, kind_of, role_of, unit_apart

Roles = list[str | None]
Cells = Sequence[str]

#: What a column of numbers is where sentences stand in it.
_AS_TEXT = {
    "target": "goal",
    "indicator": "goal",
    "actual": "status",
    "forecast": "status",
    "actual_target": "status",
    "target_actual": "status",
    "baseline": "status",
    "rating": "status",
}
_AIMS = ("target", "actual_target", "target_actual")
_RESULTS = ("actual", "actual_target", "target_actual")
_LONGEST_FIGURE = 24
_LONGEST_RATING = 6


def settled(levels: Sequence[tuple[str, ...]], fixed: Sequence[str | None], rows: Sequence[Cells]) -> Roles:
    """The role of each column. levels: the words over it. fixed: the roles that are said by hand. rows: some below."""
    columns = [
        [row[at] for row in rows if at < len(row) and not entries.is_blank(row[at])] for at in range(len(levels))
    ]
    roles: Roles = [role or role_of(*words) for role, words in zip(fixed, levels, strict=True)]
    free = [at for at, role in enumerate(fixed) if role is None]
    for at in free:
        roles[at] = _by_content(roles[at], levels[at], columns[at])
    told = list(roles)
    for at in free:
        roles[at] = _as_text(told, roles, at, columns[at])
    _tell_titles_apart(roles, free)
    _tell_figures_apart(roles, free, levels)
    return [None if role == IGNORED else role for role in roles]


def _by_content(role: str | None, words: tuple[str, ...], cells: Cells) -> str | None:
    """The role of a column that its heading leaves open: 計画値 and 実績値 by turns, or a number of what it names."""
    if role in (None, "series", "indicator") and _mostly(entries.is_series, cells):
        return "series"
    if role == "series":
        return None
    name = unit_apart(words[-1])
    if role is None and is_counted(name) and _mostly(entries.is_figure, cells):
        return f"actual::{name}"
    return role


def _as_text(told: Roles, roles: Roles, at: int, cells: Cells) -> str | None:
    """A column of numbers where sentences stand is a text. told: what the headings say; roles: as settled so far."""
    role = told[at]
    kind = kind_of(role) if role else ""
    kinds = {kind_of(one) for one in told if one}
    if kind == "indicator" and "title" not in kinds:
        return "title"
    if kind in ("indicator", "due") and not kinds & {"goal", *_AIMS} and _mostly(_names_figure, cells):
        return "goal"
    if kind == "title" and "title" in [*roles[:at], *roles[at + 1 :]] and _mostly(_is_prose, cells):
        return "overview"
    told_elsewhere = bool(kinds & set(_RESULTS)) or told.count("status") > 1
    if kind == "status" and told_elsewhere and cells and all(map(_is_rating, cells)):
        return "rating"
    if kind in _AS_TEXT and _mostly(_is_prose, cells):
        if kind == "target" and _is_later(role or "", told):
            return "review"
        return "challenge" if kind == "baseline" and "status" in kinds else _AS_TEXT[kind]
    return role


def _tell_titles_apart(roles: Roles, free: Sequence[int]) -> None:
    """Of several columns of names the last names the measure, those before it its section; so with numbers."""
    titles = [at for at, role in enumerate(roles) if role == "title"]
    for place, at in enumerate(reversed(titles[:-1])):
        if at in free:
            level = ("part", "policy")[place] if place < 2 else None
            roles[at] = level if level not in roles else None
    numbers = [at for at, role in enumerate(roles) if role == "number"]
    own = [at for at in numbers if titles and at < titles[-1]] or numbers
    for at in numbers:
        if at in free and at != own[-1]:
            roles[at] = None


def _tell_figures_apart(roles: Roles, free: Sequence[int], levels: Sequence[tuple[str, ...]]) -> None:
    """Two columns of numbers with one role are told apart by the name over them; without a name the first counts."""
    told = list(roles)
    for at, role in enumerate(told):
        if at not in free or role is None or kind_of(role) not in FIGURES or told.count(role) == 1:
            continue
        names = [unit_apart(words) for words in levels[at] if words and role_of(words) is None]
        named = f"{role}{':' * (2 - role.count(':'))}{names[-1]}" if names and role.count(":") < 2 else role
        roles[at] = named if named not in roles[:at] else None


def _mostly(is_so: Callable[[str], bool], cells: Cells) -> bool:
    return bool(cells) and 2 * sum(map(is_so, cells)) >= len(cells)


def _is_prose(text: str) -> bool:
    return "。" in text or (len(text) > _LONGEST_FIGURE and not entries.is_figure(text))


def _is_rating(text: str) -> bool:
    return len(text) <= _LONGEST_RATING and not re.search(r"\d", text)


def _names_figure(text: str) -> bool:
    return _is_prose(text) or bool(entries.of_cell(text, "target"))


def _is_later(role: str, roles: Roles) -> bool:
    """Whether a target's year comes after every year that results are given for."""
    aim = dates.last_day(role.split(":")[1]) if ":" in role else None
    told = [dates.last_day(one.split(":")[1]) for one in roles if one and one.startswith("actual:")]
    days = [day for day in told if day is not None]
    return aim is not None and bool(days) and aim > max(days)
