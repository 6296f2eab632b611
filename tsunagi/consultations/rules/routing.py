"""Where somebody who gets in touch is led: the windows to try in order, why, and when the others open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeVar

from tsunagi.consultations.rules.contact import SPOKEN
from tsunagi.directory.rules.areas import covers
from tsunagi.directory.rules.hours import Span, are_known
from tsunagi.directory.rules.hours import now as now_at

#: What is known of who could take somebody at once. "unknown": nobody said here that they sit there.
Room = Literal["free", "full", "unknown"]
#: Why a window stands where it stands in the list.
Why = Literal[
    "area", "need", "language", "other_language", "full", "nobody_seen", "first_closed", "first_full", "first_fuller"
]  # fmt: skip
#: Why nobody is led to a window now.
Shut = Literal["paused", "closed", "no_rota"]

#: Ways that can only be answered by somebody who sits at the window on this site; a telephone rings without it.
_NEEDS_SOMEBODY: Final = frozenset({"chat"})
_ORDER: Final[dict[Room, int]] = {"free": 0, "full": 1, "unknown": 2}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of somebody. Empty: not said. area: six-digit code; language: ISO 639-1."""

    way: str
    at: datetime
    area: str = ""
    need: str = ""
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class Branch:
    """A window under an entrance, and how it stands at this moment.

    key: the window's. areas, needs: empty = all. languages: empty = Japanese. hours: none = only as the rota has it.
    shifts: from when to when somebody is on duty. room: who could take somebody at once, by this way. crowd: how many
    wait there, of those whom the people who sit there can hold at once.
    """

    key: str
    place: int
    ways: Sequence[str]
    areas: Sequence[str] = ()
    needs: Sequence[str] = ()
    languages: Sequence[str] = ()
    hours: Sequence[Span] = ()
    shifts: Sequence[tuple[datetime, datetime]] = ()
    room: Room = "unknown"
    crowd: float = 0
    paused: str = ""
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class Open:
    """A window that takes people now."""

    key: str
    why: tuple[Why, ...]
    room: Room


@dataclass(frozen=True, slots=True)
class Later:
    """A window that would be right, but takes nobody now. opens: when it does; None where that is not known."""

    key: str
    why: Shut
    opens: datetime | None


T = TypeVar("T", Open, Later)


@dataclass(frozen=True, slots=True)
class Route:
    """open: windows to try, in order. later: those that are shut, whichever opens first in front.

    asks: what would have to be known to lead somebody further, "area" or "need".
    """

    open: tuple[Open, ...]
    later: tuple[Later, ...]
    asks: tuple[str, ...]

    @property
    def opens(self) -> datetime | None:
        """When the first of the shut ones opens, as far as that is known."""
        return next((one.opens for one in self.later if one.opens is not None), None)


def route(branches: Iterable[Branch], wish: Wish) -> Route:
    """Where to lead somebody. The same branches and wish always give the same answer.

    First stand windows that speak the language, then those where somebody is free, then the order that was set; a
    window that is full or closed makes way for the next, and of those that are full the one where fewer wait comes
    first, so that whoever waits at the first is not passed by those who come after. Letters of all kinds are taken by
    night too.
    """
    by_way = [one for one in sorted(branches, key=lambda one: one.place) if one.in_use and wish.way in one.ways]
    fitting = [one for one in by_way if fits(one, wish)]
    shut = {id(one): _shut(one, wish) for one in fitting}
    opened = sorted((one for one in fitting if shut[id(one)] is None), key=lambda one: _rank(one, wish))
    later = [found for one in fitting if (found := shut[id(one)]) is not None]
    later.sort(key=lambda one: (one.opens is None, one.opens or wish.at))
    return Route(
        open=tuple(_once(Open(one.key, _why(one, wish, fitting, opened), _room(one, wish)) for one in opened)),
        later=tuple(_once(one for one in later if one.key not in {there.key for there in opened})),
        asks=() if fitting else _asks([one for one in by_way if not one.paused], wish),
    )


def is_open(branch: Branch, wish: Wish) -> bool:
    """Whether a window takes people by a way at a moment, whoever they are."""
    return branch.in_use and wish.way in branch.ways and _shut(branch, wish) is None


def speaks(branch: Branch, language: str) -> bool:
    """Whether a language is spoken at a window."""
    return language in (branch.languages or ("ja",))


def fits(branch: Branch, wish: Wish) -> bool:
    """Whether a window is for this area and need. One for some areas is right for nobody who did not say theirs."""
    if branch.areas and not (wish.area and covers(branch.areas, wish.area)):
        return False
    return not branch.needs or wish.need in branch.needs


def _shut(branch: Branch, wish: Wish) -> Later | None:
    """Why a window takes nobody now; None where it does."""
    if branch.paused:
        return Later(branch.key, "paused", None)
    if wish.way not in SPOKEN:
        return None
    if are_known(branch.hours):
        state = now_at(branch.hours, wish.at)
        return None if state.state == "open" else Later(branch.key, "closed", state.opens)
    if branch.room != "unknown" or any(begins <= wish.at < ends for begins, ends in branch.shifts):
        return None
    ahead = [begins for begins, _ends in branch.shifts if begins > wish.at]
    return Later(branch.key, "closed" if ahead else "no_rota", min(ahead, default=None))


def _room(branch: Branch, wish: Wish) -> Room:
    return branch.room if wish.way in SPOKEN else "free"


def _rank(branch: Branch, wish: Wish) -> tuple[bool, int, float, int]:
    room = _room(branch, wish)
    order = 0 if room == "unknown" and wish.way not in _NEEDS_SOMEBODY else _ORDER[room]
    return not speaks(branch, wish.language), order, branch.crowd if room == "full" else 0, branch.place


def _why(branch: Branch, wish: Wish, fitting: Sequence[Branch], opened: Sequence[Branch]) -> tuple[Why, ...]:
    found: list[Why] = []
    if branch.areas:
        found.append("area")
    if branch.needs:
        found.append("need")
    if not speaks(branch, wish.language):
        found.append("other_language")
    elif wish.language != "ja":
        found.append("language")
    room = _room(branch, wish)
    if room == "full":
        found.append("full")
    if room == "unknown" and wish.way in _NEEDS_SOMEBODY:
        found.append("nobody_seen")
    before = [one for one in fitting if one.place < branch.place and one.key != branch.key]
    if any(one not in opened for one in before):
        found.append("first_closed")
    elif room != "full" and any(_room(one, wish) == "full" for one in before):
        found.append("first_full")
    elif room == "full" and any(_room(one, wish) == "full" and one.crowd > branch.crowd for one in before):
        found.append("first_fuller")
    return tuple(found)


def _asks(by_way: Sequence[Branch], wish: Wish) -> tuple[str, ...]:
    """What nobody said, and would open a way if they did."""
    asked = []
    if any(one.areas and not covers(one.areas, wish.area or "0") for one in by_way):
        asked.append("area")
    if not wish.need and any(one.needs for one in by_way):
        asked.append("need")
    return tuple(asked)


def _once(found: Iterable[T]) -> list[T]:
    """Each window once, where it stands first."""
    known: dict[str, T] = {}
    for one in found:
        known.setdefault(one.key, one)
    return list(known.values())
