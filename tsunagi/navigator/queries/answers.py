"""What is shown to somebody's words: the few supports that fit, each with its reasons, and perhaps one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tsunagi.directory.models import Service
from tsunagi.directory.queries.cards import Card, cards
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.areas import areas_in, find_area
from tsunagi.navigator.queries.supports import supports_index
from tsunagi.navigator.rules.narrowing import Name, Shown, fits_age, next_question
from tsunagi.navigator.rules.support import Found, Reason

#: So many are shown; so many are looked at before ages and hours leave some out.
SHOWN: Final = 5
LOOKED_AT: Final = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody said and chose. Empty: not said. place: as they wrote it; age: a key of AGES; open: now only."""

    words: str = ""
    who: str = ""
    place: str = ""
    age: str = ""
    way: str = ""
    open: bool = False

    @property
    def known(self) -> set[str]:
        """The names of what was said beside the words."""
        return {name for name in ("who", "age", "place", "way") if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Result:
    """One support that fits, how well from 0 to 1, and why."""

    card: Card
    score: float
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What fits, best first; a question that would tell it apart further; the area and the needs, the surest first,
    that were understood, if any."""

    results: list[Result]
    question: Name | None
    area: str
    needs: tuple[str, ...]


def answer(asked: Asked, *, at: datetime, language: str, skipped: tuple[str, ...] = ()) -> Answer:
    """The answer to what was asked, at a moment, for a page in a language. skipped: questions not to put again."""
    area = area_of(asked.words, asked.place)
    found, needs = supports_index().answer(
        asked.words,
        who=asked.who or None,
        place=area or None,
        lang=_spoken(language),
        way=asked.way or None,
        limit=LOOKED_AT,
    )
    results = _results(found, asked, at, language)
    known = asked.known | ({"place"} if area else set())
    question = next_question(asked.words, [_shown(one) for one in results], known=known, skipped=skipped)
    return Answer(results, question, area, needs)


def _spoken(language: str) -> str | None:
    """The language in which somebody would be answered best: their page's; what their words are in, where that is
    Japanese or English, which many read who speak another one better."""
    return None if language.startswith("ja") or language == "en" else language.split("-")[0]


def area_of(words: str, place: str = "") -> str:
    """The code of where somebody is: the place they gave, or the one their words name; empty where neither tells."""
    given = find_area(place) if place else None
    if given is not None:
        return given.code
    mentioned = {one.code for mention in areas_in(words) for one in mention.areas}
    return mentioned.pop() if len(mentioned) == 1 else ""


def _results(found: list[Found], asked: Asked, at: datetime, language: str) -> list[Result]:
    by_key = {one.support.id: one for one in found}
    held = {str(one.pk): one for one in public_services().filter(pk__in=list(by_key))}
    fitting = [held[key] for key in by_key if key in held and _is_of_age(held[key], asked.age)]
    # Whether one is open is known of its card only, so that all cards are made where only open ones count.
    made = cards(fitting if asked.open else fitting[:SHOWN], language=language, at=at)
    shown = [one for one in made if one.is_open][:SHOWN] if asked.open else made
    return [Result(one, by_key[str(one.service.pk)].score, by_key[str(one.service.pk)].why) for one in shown]


def _is_of_age(service: Service, age: str) -> bool:
    return fits_age(service.minimum_age, service.maximum_age, age)


def _shown(result: Result) -> Shown:
    service = result.card.service
    return Shown(
        audience=tuple(sorted(service.codes("audience"))),
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        areas=tuple(one.code for one in service.areas.all()),
        applies_in_town=bool(service.where),
        ways=tuple(line.way.kind for line in result.card.ways),
    )
