"""From outside to inside: how often pages were shown and nothing fitted, and what people say is wrong."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from tsunagi.directory.actions.reports import report
from tsunagi.directory.models import Report, Service
from tsunagi.navigator.actions.counting import add_pages, add_unmet
from tsunagi.navigator.models import PageCount, UnmetNeed

PARTS: Final = ("pages", "unmet", "reports")


def collected() -> dict[str, list[Any]]:
    """All counts as they stand, and all reports that the inside has not said to have: a lost file loses nothing."""
    reports = Report.objects.order_by("pk").values_list("pk", "service", "what", "right", "sentence", "mail")
    return {
        "pages": [list(one) for one in PageCount.objects.order_by("pk").values_list("page", "month", "count")],
        "unmet": [list(one) for one in UnmetNeed.objects.order_by("pk").values_list("need", "area", "month", "count")],
        "reports": [[key, str(service), *told] for key, service, *told in reports],
    }


def take_in(parts: dict[str, list[Any]], before: dict[str, Any]) -> dict[str, Any]:
    """Add what is new since `before`, the state that the last file left; the state that this one leaves."""
    pages = {(page, month): count for page, month, count in parts["pages"]}
    unmet = {(need, area, month): count for need, area, month, count in parts["unmet"]}
    add_pages(counts=_more(pages, {(page, month): count for page, month, count in before.get("pages", [])}))
    add_unmet(counts=_more(unmet, {(n, area, month): count for n, area, month, count in before.get("unmet", [])}))
    last = before.get("reports", 0)
    for key, service, what, right, sentence, mail in parts["reports"]:
        held = Service.objects.filter(pk=UUID(service)).first()
        if key > last and held is not None:
            report(service=held, what=what, right=right, sentence=sentence, mail=mail)
    last = max([last, *(row[0] for row in parts["reports"])])
    return {"pages": parts["pages"], "unmet": parts["unmet"], "reports": last}


def let_go(last: int) -> int:
    """Delete the reports that have reached the inside, up to this number; how many."""
    return Report.objects.filter(pk__lte=last).delete()[0]


def _more(now: dict[Any, int], before: dict[Any, int]) -> dict[Any, int]:
    return {key: count - before.get(key, 0) for key, count in now.items() if count > before.get(key, 0)}
