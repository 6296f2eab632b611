"""Who looked at what, as a supervisor reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.base.audit import name_of
from tsunagi.base.models import Organisation, Reading
from tsunagi.cases.models import Case, Person, Referral, Sheet

#: What was looked at, by how the trace names it.
THINGS: Final = {
    "cases.desk": _("支援の机"),
    "cases.list": _("支援している人の一覧"),
    "cases.person": _("本人の記録"),
    "cases.case": _("支援"),
    "cases.sheet": _("記録・様式"),
    "cases.referral": pgettext_lazy("handing on", "つなぎ"),
    "cases.brought": _("会議に出された支援"),
    "consultations.contact": _("相談"),
}
WHY: Final = {
    "work": _("仕事"),
    "supervision": _("統括"),
    "referral": pgettext_lazy("handing on", "つなぎ"),
    "search": _("検索の結果"),
    "print": _("印刷・PDF"),
    "emergency": _("緊急の閲覧"),
    "conference": _("会議"),
    "list": _("一覧"),
    "figures": _("数字のもとの確認"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One look: what at in words, and the case if it was one."""

    reading: Reading
    what: str
    case: Case | None
    why: str


def readings_of(organisation: Organisation, person: Person | None = None) -> QuerySet[Reading]:
    """Who looked at an organisation's records, newest first; at one person's, with their cases and forms."""
    found = Reading.objects.filter(organisation=organisation).select_related("by").order_by("-at", "-pk")
    if person is None:
        return found
    cases = Case.objects.filter(person=person)
    things: list[Person | Case | Sheet | Referral] = [person, *cases]
    things += Sheet.objects.filter(case__in=cases).only("pk")
    things += Referral.objects.filter(case__in=cases).only("pk")
    return found.filter(subject__in=[name_of(thing) for thing in things])


def looks(readings: Iterable[Reading]) -> list[Look]:
    """The same in words. A case is named by its number, which says nothing of anybody."""
    named = [(one, *one.subject.partition(":")[::2]) for one in readings]
    cases = Case.objects.in_bulk([UUID(key) for _one, kind, key in named if kind == "cases.case"])
    found = []
    for one, kind, key in named:
        case = cases.get(UUID(key)) if kind == "cases.case" else None
        what = str(THINGS.get(kind, kind))
        found.append(Look(one, f"{what} {case or key[:6].upper()}".strip(), case, str(WHY.get(one.why, one.why))))
    return found
