"""What sources, parts, dimensions, their values and periods are called, in the language of the page."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.base.models import Organisation
from tsunagi.cases.models import Case, Referral
from tsunagi.consultations.models import Contact
from tsunagi.directory.rules.areas import area as area_named
from tsunagi.directory.rules.areas import areas
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.texts import tongue
from tsunagi.figures.queries.areas import areas_of
from tsunagi.figures.rules.audit import Block
from tsunagi.figures.rules.periods import period_of
from tsunagi.figures.rules.vocabulary import SOURCES, UNKNOWN, age_bands
from tsunagi.reading.periods import said

_CHOICES: Final = {
    ("contact", "way"): Contact.Way,
    ("contact", "age"): Contact.Age,
    ("contact", "outcome"): Contact.Outcome,
    ("impression", "way"): Contact.Way,
    ("referral", "reason"): Referral.Reason,
    ("referral", "outcome"): Referral.Outcome,
    ("case", "outcome"): Case.Outcome,
}


def say_number(number: Decimal) -> str:
    """A number as people write it: 1,234 or 12.5."""
    return f"{number.normalize():,f}"


def say_value(source: str, dimension: str, value: str) -> str:
    """A value of a dimension: a need, an area, an age, a way, an outcome, a page."""
    if value == UNKNOWN:
        return _("分からない・まだない")
    choices = _CHOICES.get((source, dimension))
    if choices is not None:
        return str(choices(value).label) if value in choices.values else value
    if dimension == "need":
        names = TERMS["need"].get(value, [value] * 3)
        return names[("ja", "easy", "en").index(tongue(get_language() or "ja"))]
    if dimension == "area":
        found = area_named(value)
        return found.full_name if found else value
    if dimension == "age":
        lower, _mark, upper = value.partition("-")
        return _("%(lower)s歳以上") % {"lower": lower} if not upper else f"{lower}〜{upper}歳" if _ja() else value
    return _page(value)


def values_of(source: str, dimension: str, body: Organisation) -> list[tuple[str, str]]:
    """The values that somebody can choose of a dimension, with their names; areas are those of the body's own
    prefecture, or all where it has none."""
    choices = _CHOICES.get((source, dimension))
    if choices is not None:
        found = [value for value in choices.values if value and value != UNKNOWN]
    elif dimension == "need":
        found = list(TERMS["need"])
    elif dimension == "area":
        own = areas_of([body.pk])[body.pk][:2]
        found = [code for code in areas() if code.startswith(own)]
    elif dimension == "age":
        found = age_bands()
    else:
        found = list(_pages())
    return [(value, say_value(source, dimension, value)) for value in found]


def say_parts(source: str, parts: list[str] | frozenset[str]) -> str:
    """Parts of a source, one after the other, in the vocabulary's order."""
    return _("、").join(_(name) for code, name in SOURCES[source].parts.items() if code in parts)


def say_period(code: str) -> str:
    """A period as people say it."""
    return said(code, get_language() or "ja")


def say_block(source: str, block: Block) -> str:
    """Records that a sum is over: when, which, of what."""
    months = sorted(month for month, _round in block.months)
    when = _("、").join(say_period(period_of(month, "month")) for month in months)
    for grain in ("year", "quarter"):
        if len(months) > 1 and len({period_of(month, grain) for month in months}) == 1:
            when = say_period(period_of(months[0], grain)) if len(months) in (3, 12) else when
    which = say_value(source, block.by, block.value) if block.by else _("全体")
    return f"{when} {which}({say_parts(source, block.parts)})"


def _ja() -> bool:
    return get_language() != "en"


def _page(value: str) -> str:
    return _pages().get(value, value)


def _pages() -> dict[str, str]:
    return {
        "navigator:ask": _("支援をさがす"),
        "navigator:find": _("さがした結果"),
        "navigator:take_along": _("相談先のメモを作った"),
        "navigator:code": _("メモの番号をひらく"),
        "directory:services": _("支援の一覧"),
        "directory:service": _("支援のページ"),
        "register:home": _("計画と実施状況"),
    }
