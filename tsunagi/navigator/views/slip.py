"""The sheet of paper with what was taken along."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tsunagi.directory.queries.cards import Card, WayLine
from tsunagi.navigator.models import TakeAlong
from tsunagi.navigator.rules.slips import grouped
from tsunagi.navigator.templatetags.navigator import checked
from tsunagi.writing.sheet import Line, Part, sheet


def slip(taken: TakeAlong, found: list[Card], *, language: str) -> bytes:
    """A PDF to print or keep. language: of its words, as HTML names it."""
    lines = [
        Line(_("窓口で、この番号を見せてください。"), "usual"),
        Line(grouped(taken.code), "large"),
        Line(until(taken), "small"),
        Line(_("番号で分かるのは、下の支援だけです。書いたことばや名前は入っていません。"), "small"),
    ]
    return sheet(_("相談先のメモ"), lines, [_part(card) for card in found], language=language)


def until(taken: TakeAlong) -> str:
    """Until when the code can be used, as a sentence."""
    moment = localtime(taken.expires_at)
    return _("この番号は%(moment)sまで使えます。") % {"moment": date_format(moment, "DATETIME_FORMAT")}


def _part(card: Card) -> Part:
    lines = [Line(said) for said in (card.service.alert, card.summary) if said]
    for way in [*card.ways, *(way for place in card.places for way in place.ways)]:
        lines += _way(way)
    for place in card.places:
        lines += [Line(said) for said in (f"{place.name} {place.address}".strip(), place.hours) if said]
    if card.where:
        lines.append(Line(_("申し込むところ: %(where)s") % {"where": card.where}))
    if card.happens:
        lines.append(Line(_("連絡すると: %(happens)s") % {"happens": card.happens}))
    return Part(card.name, (*lines, Line(checked(card.service), "small")))


def _way(line: WayLine) -> list[Line]:
    kind = f"{line.way.get_kind_display()} {line.name}".strip()
    shown = Line(line.shown, "large") if line.way.number else Line(line.shown)
    hours = line.hours or (_("受付時間は分かりません") if line.way.number else "")
    unsure = _("この番号は、公式の案内でまだ確かめていません。") if line.way.number and not line.way.confirmed else ""
    return [Line(kind), *([shown] if line.shown else []), *(Line(said) for said in (hours, line.note, unsure) if said)]
