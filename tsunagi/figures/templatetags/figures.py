"""How figures are said on a page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from tsunagi.figures.models import Feed, Figure
from tsunagi.figures.queries.handing import cell_of
from tsunagi.figures.queries.words import say_number, say_parts, say_period

register = template.Library()


@register.filter
def said(figure: Figure, unit: str = "") -> str:
    """A figure's number: 1,234, 12.5 (5 out of 40), hidden, or that there was nothing to take a share or median of.

    unit: said after the number, where nothing else on the page says it.
    """
    if figure.is_hidden:
        return _("秘匿")
    if figure.number is None:
        return _("なし")
    number = f"{say_number(figure.number)} {unit}".rstrip()
    if figure.out_of is not None:
        return _("%(share)s(%(out_of)sのうち%(counted)s)") % {
            "share": number,
            "out_of": f"{figure.out_of:,}",
            "counted": f"{figure.counted:,}",
        }
    return number


@register.filter
def period_name(code: str) -> str:
    """A period as people say it."""
    return say_period(code)


@register.simple_tag
def part_name(source: str, part: str) -> str:
    """What a part of a source is called."""
    return say_parts(source, [part])


@register.simple_tag
def cell_name(feed: Feed) -> str:
    """What the number is called that is the indicator's."""
    return cell_of(feed)
