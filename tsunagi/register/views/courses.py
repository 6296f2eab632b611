"""An indicator over the years: drawn, and as the rows of the table beside the drawing."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tsunagi.base.charts import Aim, Point, timeline
from tsunagi.reading.dates import last_day
from tsunagi.register.models import Observation
from tsunagi.register.queries.measures import Course, Step
from tsunagi.register.templatetags.register import change_name, figure, level, period, reason, verdict_mark, way_gone
from tsunagi.register.views.common import year_name


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
    year, aims, figures, none = map(escape, (_("年度"), _("目標"), _("実績"), _("なし")))
    made = []
    for told in course.told:
        made.append(f'<tr role="row"><th role="rowheader" scope="row" data-label="{year}">')
        made.append(f"<div>{escape(year_name(told.entry.edition))}</div></th>")
        cells = {
            aims: [_aimed_at(step, course.indicator.name, annotatable) for step in told.steps],
            figures: [_seen(one, course.indicator.name) for one in told.observations],
        }
        for label, items in cells.items():
            shown = f'<ul class="plain-list">{"".join(items)}</ul>' if items else none
            made.append(f'<td role="cell" data-label="{label}"><div>{shown}</div></td>')
        made.append("</tr>")
    return SafeString("".join(made))


def _aimed_at(step: Step, name: str, annotatable: bool) -> str:
    """A target, its verdict and why; `name` is the indicator's, which the table says already."""
    target = step.target
    what = "" if target.what == name else target.what
    due = _("期限 %(due)s") % {"due": period(target.due)} if target.due else ""
    aim = escape(f"{what} {level(target)} {due}")
    said: list[str] = [verdict_mark(target.verdict), aim, _tag(change_name(step.change))]
    said.append(f"<br>{escape(f'{reason(target)} {way_gone(target)}')}")
    said.append(f"<br>{_link(_('この目標の根拠'), 'evidence', 'target', target.pk)}")
    for note in step.notes:
        who = {"who": note.organisation, "day": date_format(note.at, "DATE_FORMAT")}
        opinion = escape(_("%(who)sの意見(%(day)s)") % who)
        said.append(f'<div class="note"><p>{escape(note.text)}</p><p class="quiet">{opinion}</p></div>')
    if annotatable:
        said.append(_link(_("判断に意見を添える"), "annotate", target.pk))
    return f"<li>{' '.join(said)}</li>"


def _seen(one: Observation, name: str) -> str:
    when = f"({period(one.as_of)})" if one.as_of else _("(時点は書かれていない)")
    said: list[str] = [escape(f"{figure(one)} {when} {'' if one.what == name else one.what}")]
    if one.is_baseline:
        said.append(_tag(_("基準値")))
    return f"<li>{' '.join([*said, _link(_('この数値の根拠'), 'evidence', 'observation', one.pk)])}</li>"


def _tag(word: str) -> str:
    return f'<span class="tag">{escape(word)}</span>' if word else ""


def _link(words: str, name: str, *place: object) -> str:
    return f'<a href="{escape(reverse(f"register:{name}", args=place))}">{escape(words)}</a>'


def _day(code: str) -> date | None:
    return last_day(code) if code else None
