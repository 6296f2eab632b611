"""How the register's values are said on a page, in the page's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import escape  # without what Django's does about lazy texts: a page may have thousands of cells
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tsunagi.base.rules import sentences
from tsunagi.reading import periods
from tsunagi.reading.model import COLUMNS
from tsunagi.register.models import Edition, Entry, Observation, Proposal, Target
from tsunagi.register.models.entry import measure_name
from tsunagi.register.rules.readings import BEYOND
from tsunagi.register.rules.verdicts import VERDICTS, Counts

register = template.Library()


#: The sign and word of each verdict.
VERDICT_WORDS = {
    "met": ("○", gettext_lazy("達成")),
    "not_met": ("×", gettext_lazy("未達成")),
    "pending": ("…", gettext_lazy("期限前")),
    "no_actual": ("―", gettext_lazy("判断できる数値なし")),
}
#: What the columns are called.
COLUMN_LABELS = {
    "title": gettext_lazy("施策名"),
    "overview": gettext_lazy("施策の概要"),
    "goal": gettext_lazy("目標及び達成の期間"),
    "status": gettext_lazy("目標の達成状況"),
    "review": gettext_lazy("見直し方針"),
    "challenge": gettext_lazy("課題"),
    BEYOND: gettext_lazy("ほかの担当"),
}
#: What the parts of a reading are called that stand in no column.
PART_LABELS = {
    "number": gettext_lazy("番号"),
    "sections": gettext_lazy("節"),
    "ministries": gettext_lazy("担当"),
    "urls": gettext_lazy("関連するページ"),
    "targets": gettext_lazy("目標"),
    "actuals": gettext_lazy("実績"),
    "summary": gettext_lazy("短い説明"),
    "summary_en": gettext_lazy("短い説明(英語)"),
    "groups": gettext_lazy("対象"),
}
#: What is said where a column's text is not whole.
DAMAGE = {
    "cut": gettext_lazy("この欄は一部が欠けています。"),
    "lost": gettext_lazy("この欄の文字は残っていません。"),
    "noise": gettext_lazy("この欄は判読できません。"),
}
#: What can happen to a measure between two editions.
RELATIONS = {
    "same": gettext_lazy("続いている"),
    "renamed": gettext_lazy("名称が変わった"),
    "moved": gettext_lazy("番号が変わった"),
    "split": gettext_lazy("分かれた"),
    "merged": gettext_lazy("一つになった"),
    "new": gettext_lazy("新しく加わった"),
    "ended": gettext_lazy("終わった"),
}
#: What there is to do about proposals (`queries.imports.PILES`).
PILE_NAMES = {
    "doubtful": gettext_lazy("疑わしい施策"),
    "certain": gettext_lazy("疑いのない施策"),
    "decided": gettext_lazy("決定した施策"),
    "unchanged": gettext_lazy("変わらない施策"),
}
#: How a target can differ from the one in the edition before.
CHANGES = {
    "raised_after_reached": gettext_lazy("達成後に引き上げ"),
    "raised": gettext_lazy("引き上げ"),
    "lowered": gettext_lazy("引き下げ"),
    "postponed": gettext_lazy("期限を延期"),
    "brought_forward": gettext_lazy("期限を前倒し"),
    "put_otherwise": gettext_lazy("目標の置き方を変更"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of numbers by verdict: a label, its address, and how many measures where that is told."""

    label: str
    href: str
    counts: Counts
    measures: int | None = None


@register.simple_tag
def proposal_name(proposal: Proposal) -> str:
    """What a document calls the measure that it proposes; of one that it no longer has, what it was last called."""
    if proposal.after:
        title = proposal.after["cells"]["title"]
        return measure_name(proposal.number, title["text"], title)
    # Both are annotated by `known_name`.
    title, mark = proposal.known_title, proposal.known_mark  # type: ignore[attr-defined]
    return measure_name(proposal.number, title or "", mark or {})


@register.simple_tag
def pile_name(pile: str) -> str:
    """What there is to do about proposals."""
    return str(PILE_NAMES[pile])


@register.simple_tag
def entry_summary(entry: Entry) -> str:
    """One sentence on what the measure does, in the page's language."""
    return (entry.summary_en or entry.summary) if get_language() == "en" else entry.summary


@register.simple_tag
def verdict_mark(verdict: str) -> SafeString:
    """A verdict as its word, with a sign and a frame that differ without colour too."""
    sign, word = VERDICT_WORDS[verdict]
    drawn = '<span class="verdict verdict-{}"><span aria-hidden="true">{} </span>{}</span>'
    return format_html(drawn, verdict, sign, word)


@register.simple_tag
def count_rows(rows: Iterable[Row], what: str) -> SafeString:
    """The rows of a table of numbers by verdict, made at once: there may be very many. what: what the rows are."""
    head = '<tr role="row"><th role="rowheader" scope="row" data-label="{}"><div><a href="{}">{}</a></div></th>'
    cell = '<td role="cell" data-label="{}"><div>{}</div></td>'
    words = [_("施策の数"), *(str(VERDICT_WORDS[verdict][1]) for verdict in VERDICTS)]
    what, measures, *verdicts = (escape(word) for word in (what, *words))
    made = []
    for row in rows:
        made.append(head.format(what, escape(row.href), escape(row.label)))
        if row.measures is not None:
            made.append(cell.format(measures, row.measures))
        made += [cell.format(word, count) for word, (_verdict, count) in zip(verdicts, row.counts.parts(), strict=True)]
        made.append("</tr>")
    return SafeString("".join(made))


@register.simple_tag
def options(choices: Iterable[tuple[str | int, str]], chosen: str | int | None) -> SafeString:
    """What can be chosen from a list, each as its value and its words; made at once."""
    made = []
    for one, name in choices:
        mark = " selected" if one == chosen else ""
        made.append(f'<option value="{escape(str(one))}"{mark}>{escape(name)}</option>')
    return SafeString("".join(made))


@register.simple_tag
def target_rows(targets: Iterable[Target]) -> SafeString:
    """The rows of a table of targets: measure, level, figure, and why the verdict is what it is; made at once."""
    words = (_("目標"), _("実績"), _("判断の理由"))
    named = _named()
    return _rows(words, ((named(one), *_target_cells(one), escape(reason(one))) for one in targets))


@register.simple_tag
def missed_rows(targets: Iterable[Target]) -> SafeString:
    """The rows of a table of several bodies' targets: body, measure, level, figure; made at once."""
    words = (_("施策"), _("目標"), _("実績"))
    named = _named()
    bodies = ((escape(str(one.entry.edition.plan.organisation)), one) for one in targets)
    return _rows(words, ((body, named(one), *_target_cells(one)) for body, one in bodies))


def _named() -> Callable[[Target], str]:
    address = addresses("measure", None)
    return lambda one: f'<a href="{address(one.entry.measure_id)}">{escape(str(one.entry))}</a>'


def _target_cells(one: Target) -> tuple[str, str]:
    seen = figure(one.judged_by) if one.judged_by else _("なし")
    return escape(f"{one.what} {level(one)}"), escape(seen)


def _rows(words: Iterable[str], rows: Iterable[Iterable[str]]) -> SafeString:
    """Rows of cells that are markup already, each under its word; the first heads its row."""
    heads = [f'<td role="cell" data-label="{escape(word)}"><div>' for word in words]
    made = []
    for name, *cells in rows:
        made.append(f'<tr role="row"><th role="rowheader" scope="row"><div>{name}</div></th>')
        made += [f"{head}{cell}</div></td>" for head, cell in zip(heads, cells, strict=True)]
        made.append("</tr>")
    return SafeString("".join(made))


@register.simple_tag
def leads_to(number: int, base: str, where: str) -> SafeString | str:
    """A count, as a link to what was counted: a page below the edition's address, or a place on its page. Nothing leads
    nowhere."""
    if not number or not base:
        return f"{number:,}"
    path, mark, query = base.partition("?")
    below, anchor, place = where.partition("#")
    return format_html('<a href="{}">{}</a>', f"{path}{below}{mark}{query}{anchor}{place}", f"{number:,}")


@register.simple_tag
def level(target: Target) -> str:
    """What is to be reached: 10,000件以上, 約50%, 増やす."""
    if target.value is None:
        return _("増やす") if target.op == "increase" else _("減らす")
    value = _amount(target.value, target.unit, target.approx)
    if target.op == ">=":
        return _("%(value)s以上") % {"value": value}
    if target.op == "<=":
        return _("%(value)s以下") % {"value": value}
    if target.op == "=":
        return value
    return (
        _("%(value)s増やす") % {"value": value} if target.op == "increase" else _("%(value)s減らす") % {"value": value}
    )


@register.simple_tag
def figure(observation: Observation) -> str:
    """A figure with its unit."""
    return _amount(observation.value, observation.unit, observation.approx)


@register.simple_tag
def reason(target: Target) -> str:
    """Why the verdict is what it is, with the day as people say it where it is kept as a code."""
    told = one_language(target.because)
    if target.verdict != "pending" or not target.due:
        return told
    before, due, after = told.rpartition(target.due)
    return f"{before}{period(due)}{after}"


@register.filter
def way_gone(target: Target) -> str:
    """How far the way to a target that is not reached is gone; empty where that cannot be told."""
    if target.progress is None or target.verdict not in ("not_met", "pending"):
        return ""
    return _("目標までの道のりの%(percent)s%%を進んだ。") % {"percent": int(100 * target.progress)}


@register.filter
def one_language(sentence: str) -> str:
    """The half of "Japanese / English" that is the page's language."""
    return sentences.one_language(sentence, get_language())


@register.filter
def period(code: str) -> str:
    """A date code (FY2024, 2026-03 …) as people say it."""
    return periods.said(code, get_language() or "ja")


@register.filter
def original_title(edition: Edition) -> str:
    """The title itself, beside the name, where that is another."""
    if get_language() != "en":
        return ""
    return format_html('<span class="quiet" lang="ja">{}</span>', edition.title)


@register.simple_tag
def edition_url(name: str, edition: Edition, *rest: object) -> str:
    """The address of a page about an edition."""
    return reverse(f"register:{name}", args=[edition.plan.slug, edition.fiscal_year, edition.kind, *rest])


def addresses(name: str, *place: str | int | None) -> Callable[[str | int], str]:
    """The addresses of pages that differ in one number or slug only, None in its place; the pattern is looked up once
    for all of them."""
    pattern = reverse(f"register:{name}", args=[0 if one is None else one for one in place])
    before, _none, after = pattern.rpartition("/0/")
    return lambda key: f"{before}/{key}/{after}"


@register.simple_tag
def safe_link(url: str) -> str | SafeString:
    """A link to where a document points; whatever is no web address stays text."""
    if not url.startswith(("https://", "http://")):
        return url
    return format_html('<a href="{}" rel="noopener noreferrer external">{}</a>', url, url)


@register.simple_tag
def texts(entry: Entry) -> SafeString:
    """The texts of an entry, column by column, each with what is known of its damage; columns that follow one another
    and of which there is nothing but the same damage to tell stand together."""
    said: list[tuple[list[str], str, str]] = []
    for column, text in ({column: getattr(entry, column) for column in COLUMNS} | entry.others).items():
        if not text and column not in COLUMNS:
            continue
        label, damage = str(COLUMN_LABELS.get(column, column)), warning(entry.marks.get(column, {}))
        if said and not text and damage and said[-1][1:] == ("", damage):
            said[-1][0].append(label)
        else:
            said.append(([label], text, damage))
    made, comma = [], _("、")
    for labels, text, damage in said:
        whole = f"<p>{'<br>'.join(escape(text).splitlines())}</p>" if text else ""
        warned = f'<p class="quiet">{escape(damage)}</p>' if damage else ""
        made.append(f"<div><dt>{escape(comma.join(labels))}</dt><dd>{whole}{warned}</dd></div>")
    return SafeString("".join(made))


def warning(mark: dict[str, str]) -> str:
    """A sentence where a cell is not whole."""
    if not mark:
        return ""
    state, reason = mark.get("state", "whole"), one_language(mark.get("reason", ""))
    if state == "lost" and reason:
        return reason  # which says already that nothing is there
    return f"{DAMAGE[state]} {reason}".strip() if state in DAMAGE else ""


@register.simple_tag
def relation(code: str) -> str:
    """What happened to a measure between two editions."""
    return str(RELATIONS.get(code, ""))


@register.filter
def change_name(change: str) -> str:
    """How a target differs from the edition's before; empty where it is the first or the same."""
    return str(CHANGES[change]) if change in CHANGES else ""


def _beside(key: str, value: Any) -> str:
    """What tells two figures apart that are told alike."""
    match key:
        case "claim":
            verdict = {"reached": "met", "missed": "not_met"}.get(value)
            return _("文書の判断: %(said)s") % {"said": VERDICT_WORDS[verdict][1] if verdict else _("なし")}
        case "target" if value is not None:
            return _("目標%(number)sへの答え") % {"number": value + 1}
        case "target":
            return _("目標への答えではない")
        case "derived":
            return _("ほかの数値から計算した") if value else _("計算していない")
        case "src":
            return _("「%(column)s」の欄から") % {"column": COLUMN_LABELS.get(value, value or _("なし"))}
        case "quote":
            return _("引用「%(text)s」") % {"text": value} if value else _("引用なし")
        case _:
            return _("説明「%(text)s」") % {"text": value} if value else _("説明なし")


def _amount(value: Decimal, unit: str, approx: bool) -> str:
    shown = f"{value.normalize():,f}{unit}"
    return _("約%(value)s") % {"value": shown} if approx else shown


@register.filter
def said(value: object) -> str:
    """A part of a reading in words: a text, a column's text with its state, a list, targets and figures."""
    if isinstance(value, tuple):
        text, state = value
        return " ".join(filter(None, (text, str(DAMAGE.get(state, ""))))) or _("(なし)")
    if isinstance(value, list):
        return _("、").join(said(one) for one in value) if value else _("(なし)")
    if isinstance(value, dict):
        number = None if value["value"] is None else Decimal(str(value["value"]))
        of = {"value": number, "unit": value["unit"] or "", "approx": value["approx"]}
        amount = level(Target(op=value["op"], **of)) if "op" in value else _amount(**of)
        day = period(value.get("due") or value.get("as_of") or "")
        what = f"{value['what']}({part})" if (part := value.get("part")) else value["what"]
        told = " ".join(filter(None, (what, amount, day, _("基準値") if value.get("is_baseline") else "")))
        besides = [_beside(key, text) for key, text in value.get("besides", {}).items()]
        more = {"told": told, "besides": _("、").join(besides)}
        return _("%(told)s(%(besides)s)") % more if besides else told
    return _("(なし)") if value in (None, "") else str(value)
