"""What the pages of imports read."""

from __future__ import annotations

from tsunagi.register.models import Edition


def nearest_edition(edition: Edition) -> Edition | None:
    """The edition of the same plan that measures are matched with: of another year or kind, with measures, the nearest.

    The earlier one where two are as near; of corrected ones the latest.
    """
    others = Edition.objects.filter(plan=edition.plan, entries__isnull=False).exclude(
        fiscal_year=edition.fiscal_year, kind=edition.kind
    )
    return min(
        others.distinct(),
        key=lambda one: (abs(one.fiscal_year - edition.fiscal_year), one.fiscal_year, one.kind, -one.revision),
        default=None,
    )
