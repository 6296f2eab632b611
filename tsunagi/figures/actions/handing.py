"""Published figures go back into the plan, as the actual figures of its indicators."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base.access import Refused
from tsunagi.base.models import User
from tsunagi.figures.queries.handing import for_edition
from tsunagi.register.actions.counts import CountedFigure, take_counts
from tsunagi.register.models import Edition, Entry


@transaction.atomic
def hand_over(*, by: User, edition: Edition) -> list[Entry]:
    """Fill in a draft with what was counted of its fiscal year; the entries that got a figure. The register judges."""
    found = [
        CountedFigure(
            indicator=one.indicator,
            value=one.figure.number,
            unit=one.indicator.unit,
            as_of=one.figure.publication.period,
            figure=one.figure.pk,
            note=_("業務から数えた「%(name)s」") % {"name": one.figure.publication.definition.name},
        )
        for one in for_edition(edition)
        if one.figure.number is not None
    ]
    if not found:
        raise Refused(
            _("この年度に公表された数で、この計画の指標のものはありません。先に、指標の付いた定義で公表してください。")
        )
    return take_counts(by=by, edition=edition, counted=found)
