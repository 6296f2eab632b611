"""How the directory's values are said on a page, in the page's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tsunagi.base.rules.codes import PREFECTURES
from tsunagi.directory.models import Service, ServiceArea, Way, YesNo
from tsunagi.directory.queries.cards import WayLine
from tsunagi.directory.rules.hours import Now
from tsunagi.directory.rules.pack import DOCUMENTS

register = template.Library()

#: Ways shown in a list; the page of the service has all.
FIRST: Final = 3
#: The longest address that a link says in full, in characters.
LONGEST_LINK: Final = 40


@register.filter
def first_ways(lines: Sequence[WayLine]) -> Sequence[WayLine]:
    """The ways to show in a list: open ones first, in their order; those that lead to a page only last."""
    ordered = sorted(lines, key=lambda line: (line.way.kind == "web", not line.is_open))
    return ordered[:FIRST]


@register.filter
def short_address(address: str) -> str:
    """A page's address as a link says it: the site, and the page's name where it is short."""
    shown = address.split("://", 1)[-1].removesuffix("/")
    return shown if len(shown) <= LONGEST_LINK else f"{shown.split('/')[0]}/…"


@register.simple_tag
def way_facts(way: Way) -> str:
    """What is known of a way: its cost, for whom it is made easier, its languages."""
    facts = [] if way.cost == Way.Cost.UNKNOWN else [way.get_cost_display()]
    if way.relay == YesNo.YES:
        facts.append(_("電話リレーサービスで使えます"))
    if way.sign_language == YesNo.YES:
        facts.append(_("手話で話せます"))
    facts += (language_name(one.code) for one in way.languages.all() if one.code)
    return _("・").join(facts)


@register.filter
def language_name(code: str) -> str:
    """A language in its own words, such as Tiếng Việt."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


@register.filter
def area_name(area: ServiceArea) -> str:
    """An area's name: 全国, a prefecture or a municipality."""
    if area.code == "00":
        return _("全国")
    if len(area.code) == 2:
        return PREFECTURES[int(area.code) - 1]
    return area.name or area.code


@register.simple_tag
def ages(service: Service) -> str:
    """From which age to which, in brackets; nothing where neither is set."""
    low, high = service.minimum_age, service.maximum_age
    if low is None and high is None:
        return ""
    if high is None:
        return _("(%(low)s歳から)") % {"low": low}
    if low is None:
        return _("(%(high)s歳まで)") % {"high": high}
    return _("(%(low)s歳から%(high)s歳まで)") % {"low": low, "high": high}


@register.simple_tag
def source_of(service: Service) -> str:
    """Where the facts were read, as a link where it is a page."""
    if service.source.startswith(("https://", "http://")):
        return format_html('<a href="{}" rel="noopener">{}</a>', service.source, service.source)
    return source_name(service) or _("分からない")


def source_name(service: Service) -> str:
    """Where the facts were read, in words: a page's address, or a document's name."""
    names = dict(zip(DOCUMENTS, (_("国の重点計画の実施状況(令和6年度)"), _("国の重点計画(令和7年)")), strict=True))
    return names.get(service.source, service.source)


@register.simple_tag
def say_now(now: Now, at: datetime | None) -> str:
    """Whether somebody can be reached at a moment, until when, or when next.

    Nothing where the hours are unknown, and on a page that is read at another moment than it was written.
    """
    if at is None or now.state == "unknown":
        return ""
    if now.state == "open":
        end = now.reception_closes or now.closes
        return _("いま受付中(%(time)sまで)") % {"time": _clock(end, at)} if end else _("いま受付中")
    if now.opens is None:
        return _("いまは受付時間外")
    return _("いまは受付時間外(次は%(time)sから)") % {"time": _clock(now.opens, at)}


def _clock(moment: datetime, at: datetime) -> str:
    """A moment as somebody says it at another one: 17:00, 24:00, 明日9:00, 11月30日9:00."""
    days = (moment.date() - at.date()).days
    time = date_format(moment, "G:i")
    if days == 0:
        return time
    if days == 1:
        return "24:00" if time == "0:00" else _("明日%(time)s") % {"time": time}
    return _("%(day)s%(time)s") % {"day": date_format(moment, "MONTH_DAY_FORMAT"), "time": time}
