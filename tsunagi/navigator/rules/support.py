"""What is ranked, and what comes of it: supports, what was found, and the reason for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tsunagi.directory.rules.pack import Service

#: Why something is shown: a need that the words name, words that also stand in the support, a meaning that is near,
#: the one who asks, the place, the language, the way to reach it, or that it is open now.
Because = Literal["need", "words", "meaning", "who", "place", "language", "way", "open"]
#: The numbers under which somebody comes at once: police, fire brigade and ambulance, coast guard.
EMERGENCY: Final = frozenset({"110", "119", "118"})


@dataclass(frozen=True, slots=True)
class Support:
    """One support as the ranking knows it; texts in no order of importance, codes as in the directory.

    measures: numbers in the plan, the main one first. areas: "00", a prefecture's two digits or a municipality's six.
    """

    id: str
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    says_en: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measures: tuple[int, ...] = ()
    areas: tuple[str, ...] = ("00",)
    languages: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    is_emergency: bool = False
    """Whether it is who comes at once, under one of EMERGENCY."""

    @property
    def gist(self) -> tuple[str, ...]:
        """The few texts whose meaning stands for it."""
        return (*self.names, *self.says_en, *self.summaries)

    @property
    def phrases(self) -> tuple[str, ...]:
        """All texts whose meaning stands for it."""
        return (*self.gist, *self.says)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a support is shown: what about it (a code), and the one word that matched, if one did."""

    because: Because
    about: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A support that fits, how well from 0 to 1, and why."""

    support: Support
    score: float
    why: tuple[Reason, ...]


def of_pack(service: Service) -> Support:
    """A record of the national pack as a support."""
    return Support(
        id=service.slug,
        names=distinct(service.name, service.kana, service.name_easy, service.name_en),
        aliases=service.aliases,
        says=service.says,
        says_en=service.says_en,
        summaries=distinct(service.summary, service.summary_easy, service.summary_en),
        details=distinct(
            service.for_whom,
            service.for_whom_easy,
            service.for_whom_en,
            service.happens,
            service.happens_easy,
            service.happens_en,
        ),
        needs=service.needs,
        audience=service.audience,
        groups=service.groups,
        measures=service.measures,
        areas=service.areas,
        languages=tuple(dict.fromkeys((*service.languages, *(code for way in service.ways for code in way.languages)))),
        ways=tuple(dict.fromkeys(way.kind for way in service.ways)),
        is_emergency=any(way.number in EMERGENCY for way in service.ways),
    )


def distinct(*texts: str) -> tuple[str, ...]:
    """The texts that there are, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))
