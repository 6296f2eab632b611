"""An indicator over the years: drawn, and as the rows of the table beside the drawing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape  # without what Django's does about lazy texts: of these rows there may be hundreds

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tsunagi.base.charts import Aim, Point, timeline
from tsunagi.reading.dates import last_day
from tsunagi.register.models import Observation
from tsunagi.register.queries.measures import Course, Step
from tsunagi.register.rules.verdicts import VERDICTS
from tsunagi.register.templatetags.register import change_name, figure, level, period, reason, verdict_mark, way_gone
from tsunagi.register.views.common import addresses


def course_chart(course: Course) -> SafeString:
    """The figures of the years, and the levels that were aimed at; nothing where one number says as much without."""
    points, aims = [], []
    for told in reversed(course.told):
        points += [Point(day, one.value, figure(one)) for one in told.observations if (day := _day(one.as_of))]
        since = date(told.entry.edition.fiscal_year, 4, 1)
        for target in (step.target for step in told.steps):
            if target.value is not None and target.op not in ("increase", "decrease"):
                aims.append(Aim(since, _day(target.due), target.value, level(target)))
    if len(points) + len(aims) < 2:
        return SafeString("")
    indicator = course.indicator
    lower = indicator.direction == indicator.Direction.DOWN
    drawn = timeline(f"course-{indicator.pk}", indicator.name, points, aims, indicator.unit, lower_is_better=lower)
    return mark_safe(drawn)  # noqa: S308 every text in it was escaped when it was drawn


def course_rows(course: Course, annotatable: bool) -> SafeString:
    """A row an edition: its targets with their verdicts, its figures, each with the way to its evidence. Made at once:
    there may be many years.

    annotatable: whether this person may note an opinion beside a verdict.
    """
    year, aims, figures, none = (escape(word) for word in (_("年度"), _("目標"), _("実績"), _("なし")))
    aimed_at, seen = _telling_aims(course.indicator.name, annotatable), _telling_figures(course.indicator.name)
    made = []
    for told in course.told:
        made.append(f'<tr role="row"><th role="rowheader" scope="row" data-label="{year}">')
        made.append(f"<div>{escape(told.entry.edition.year_name)}</div></th>")
        for label, items in ((aims, map(aimed_at, told.steps)), (figures, map(seen, told.observations))):
            shown = "".join(items)
            shown = f'<ul class="plain-list">{shown}</ul>' if shown else none
            made.append(f'<td role="cell" data-label="{label}"><div>{shown}</div></td>')
        made.append("</tr>")
    return SafeString("".join(made))


def _telling_aims(name: str, annotatable: bool) -> Callable[[Step], str]:
    """How a target is told, with its verdict and why; what all have in common is looked up once. name: the indicator's,
    which the table says already."""
    verdicts = {verdict: verdict_mark(verdict) for verdict in VERDICTS}
    evidence = _links(_("この目標の根拠"), "evidence", "target")
    annotate = _links(_("判断に意見を添える"), "annotate")
    until = _("期限 %(due)s")

    def tell(step: Step) -> str:
        target = step.target
        what = "" if target.what == name else target.what
        due = until % {"due": period(target.due)} if target.due else ""
        said = [verdicts[target.verdict], escape(f"{what} {level(target)} {due}"), _tag(change_name(step.change))]
        said += [f"<br>{escape(f'{reason(target)} {way_gone(target)}')}", f"<br>{evidence(target.pk)}"]
        for note in step.notes:
            who = {"who": note.organisation, "day": date_format(note.at, "DATE_FORMAT")}
            opinion = escape(_("%(who)sの意見(%(day)s)") % who)
            said.append(f'<div class="note"><p>{escape(note.text)}</p><p class="quiet">{opinion}</p></div>')
        if annotatable:
            said.append(annotate(target.pk))
        return f"<li>{' '.join(said)}</li>"

    return tell


def _telling_figures(name: str) -> Callable[[Observation], str]:
    """How a figure is told."""
    evidence = _links(_("この数値の根拠"), "evidence", "observation")
    undated, baseline = _("(時点は書かれていない)"), _tag(_("基準値"))

    def tell(one: Observation) -> str:
        when = f"({period(one.as_of)})" if one.as_of else undated
        said = escape(f"{figure(one)} {when} {'' if one.what == name else one.what}")
        return f"<li>{said} {baseline if one.is_baseline else ''} {evidence(one.pk)}</li>"

    return tell


def _tag(word: str) -> str:
    return f'<span class="tag">{escape(word)}</span>' if word else ""


def _links(words: str, name: str, *place: str) -> Callable[[int], str]:
    """Links with the same words, each to the page of one key."""
    address, said = addresses(name, *place, None), escape(words)
    return lambda key: f'<a href="{address(key)}">{said}</a>'


def _day(code: str) -> date | None:
    return last_day(code) if code else None
