"""Published figures go back into the plan, as the actual figures of its indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base.access import Refused
from tsunagi.base.models import User
from tsunagi.figures.models import Feed
from tsunagi.figures.queries.handing import for_edition, name_of
from tsunagi.register.actions.counts import CountedFigure, take_counts
from tsunagi.register.models import Edition, Entry


@dataclass(frozen=True, slots=True)
class Handed:
    """The entries that got a figure, and a sentence on what is hidden and so got none; empty where nothing is."""

    entries: list[Entry]
    withheld: str


@transaction.atomic
def hand_over(*, by: User, edition: Edition) -> Handed:
    """Fill in a draft with what was counted of its fiscal year. The register judges."""
    offers, hidden = for_edition(edition)
    found = [
        CountedFigure(
            indicator=one.feed.indicator,
            value=one.figure.number,
            unit=one.feed.indicator.unit,
            as_of=one.publication.period,
            figure=one.figure.pk,
            note=_("業務から数えた「%(name)s」") % {"name": name_of(one.feed)},
        )
        for one in offers
        if one.figure.number is not None
    ]
    withheld = say_withheld(hidden)
    if not found:
        raise Refused(
            withheld
            or _(
                "この年度に公表された数で、この計画の指標のものはありません。"
                "先に、指標の付いた定義で公表してください。"
            )
        )
    return Handed(take_counts(by=by, edition=edition, counted=found), withheld)


def say_withheld(hidden: Sequence[Feed]) -> str:
    """Why numbers that tables hide are no indicator's actual figure, and what to do; empty without any."""
    if not hidden:
        return ""
    names = "、".join(dict.fromkeys(f"「{name_of(one)}」" for one in hidden))
    return _(
        "%(names)sは、少ない数か、少ない数が引き算で分かる数なので隠されています。隠した数は計画の実績にできません。"
        "もっと広い内訳か、内訳のない定義で公表してください。"
    ) % {"names": names}
