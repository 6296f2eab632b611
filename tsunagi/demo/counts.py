"""What the prefecture counts of the city's year, for which of its plan's targets, and what it has published of it.

One count is left for whoever tries the site out: it is defined, and waits to be prepared by one person, signed off by
another and filled into the plan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from tsunagi.base.models import Organisation, User
from tsunagi.demo.plan import SLUG
from tsunagi.demo.year import ENDS
from tsunagi.figures.actions.definitions import define
from tsunagi.figures.actions.publishing import prepare, sign
from tsunagi.figures.models import Definition
from tsunagi.figures.rules.definitions import standard
from tsunagi.register.models import Indicator, Target

#: By the measure's number in the plan of fiscal 2025: the standard definition that counts for its target.
COUNTED_FOR: Final = {
    2: "unmet-needs",
    4: "contacts-taken",
    5: "contacts-answered",
    6: "satisfaction",
    8: "referrals-accepted",
    9: "connected-within-a-week",
    10: "plans-made",
}
LEFT_TO_TRY: Final = "satisfaction"
#: When the year was counted: its months are over and settled.
COUNTED_ON: Final = date(ENDS.year, ENDS.month + 1, 20)


def count() -> None:
    """Define what is counted and publish it, unless that was done."""
    body = Organisation.objects.get(slug=SLUG)
    if Definition.objects.filter(organisation=body).exists():
        return
    by, other = (User.objects.get(email=f"{name}@example.jp") for name in ("prefecture", "prefecture-check"))
    known = {one.code: one for one in standard()}
    for number, code in COUNTED_FOR.items():
        said = replace(known[code], by="", grain="year")
        made = define(by=by, organisation=body, said=said, feeds=[(_indicator(number), "")])
        if code != LEFT_TO_TRY:
            table = prepare(by=by, definition=made, period="FY2025", day=COUNTED_ON)
            sign(by=other, publication=table)


def _indicator(number: int) -> Indicator:
    targets = Target.objects.filter(entry__edition__plan__slug=SLUG, entry__edition__fiscal_year=2025)
    return targets.select_related("indicator").get(entry__number=number).indicator
