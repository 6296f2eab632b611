"""A case as it is printed, part by part: forms in the shape of the national standard ones, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.cases.models import Case, Consent, Person, Referral, Sheet, Step
from tsunagi.cases.queries.sharing import handed_over, label_of
from tsunagi.cases.rules import sheets as rules
from tsunagi.cases.rules.gates import KINDS
from tsunagi.cases.rules.people import FIELDS, WHEREABOUTS
from tsunagi.cases.rules.shown import HIDDEN, details, said_day

Rows = list[tuple[str, str]]

#: Forms that are signed on paper.
SIGNED: Final = ("intake", "plan")


@dataclass(frozen=True, slots=True)
class Part:
    """What can be chosen: its key, what it is called, and when and by whom it was filed, if it is a form."""

    key: str
    title: str
    filed: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """One part as it is printed: captions with rows of label and text, and the lines that are signed."""

    title: str
    note: str
    grids: list[tuple[str, Rows]]
    signatures: list[str]
    sheet: Sheet | None = None


def parts_of(case: Case) -> list[Part]:
    """Whatever can be printed of a case, in the order in which a file is kept."""
    filed = [Part(str(one.pk), _title(one), _filed(one)) for one in _sheets(case)]
    return [
        Part("cover", _("表紙(本人と支援)")),
        *filed,
        Part("steps", _("支援の予定と済んだこと")),
        Part("consents", _("同意の記録")),
        Part("referrals", _("つなぎの記録")),
    ]


def print_parts(case: Case, keys: Collection[str]) -> list[Printed]:
    """The chosen parts of a case, as they are printed."""
    made: dict[str, Callable[[Case], Printed]] = {
        "cover": _cover,
        "steps": _steps,
        "consents": _consents,
        "referrals": _referrals,
    }
    sheets = {str(one.pk): one for one in _sheets(case)}
    return [
        print_sheet(sheets[part.key]) if part.key in sheets else made[part.key](case)
        for part in parts_of(case)
        if part.key in keys
    ]


def print_sheet(sheet: Sheet) -> Printed:
    """A form that was filed: whose it is and its sections; with a plan the steps that stand open."""
    asked, place = rules.form(sheet.form, sheet.form_version), 1 if get_language() == "en" else 0
    hides = sheet.case.person.is_shielded
    grids = [(_("本人"), person_rows(sheet.case.person))]
    for section in asked.sections:
        rows = [
            ((field.label, field.label_en)[place], _answer(field, sheet.answers.get(field.code), hides))
            for field in section.fields
        ]
        grids.append(((section.title, section.title_en)[place], rows))
    if sheet.form == "plan":
        steps = sheet.case.steps.filter(state=Step.State.OPEN).order_by("due", "pk")
        grids.append((_("支援の内容(だれが・いつまでに)"), _step_rows(steps)))
    signatures = [_("本人署名"), _("日付")] if sheet.form in SIGNED else []
    return Printed(_title(sheet), f"{_of(sheet.case)}・{_filed(sheet)}", grids, signatures, sheet)


def _answer(field: rules.Field, value: Any, hides: bool) -> str:
    """An answer as it stands on paper; nothing where nobody answered, and not what a protective measure (hides)."""
    if value is None:
        return ""
    if hides and field.is_whereabouts:
        return _(HIDDEN)
    return rules.shown(field, value, get_language() or "ja")


def person_rows(person: Person) -> Rows:
    """What is known of a person; the whereabouts not where a protective measure holds."""
    said = details({field: getattr(person, field) for field in FIELDS}, person.is_shielded)
    if "born" in said:
        said["born"] = said_day(said["born"], get_language() or "ja")
    return [(label_of(field), _(HIDDEN) if text == HIDDEN else text) for field, text in said.items() if text]


def whereabouts_of(sheets: QuerySet[Sheet], person: Person) -> Rows:
    """Where a person is to be found, by their record and by these forms: what is hidden under a protective measure."""
    rows = [(label_of(field), getattr(person, field)) for field in FIELDS if field in WHEREABOUTS]
    place = 1 if get_language() == "en" else 0
    for sheet in sheets.filter(case__person=person, corrected_by__isnull=True).order_by("filed_at"):
        for field in rules.form(sheet.form, sheet.form_version).fields:
            if field.is_whereabouts and field.code in sheet.answers:
                rows.append(((field.label, field.label_en)[place], sheet.answers[field.code]))
    return [(label, text) for label, text in rows if text]


def _cover(case: Case) -> Printed:
    rows = [
        (_("支援の番号"), str(case)),
        (_("状態"), case.get_state_display()),
        (_("担当"), str(case.worker or _("担当なし"))),
        (_("始めた日"), _day(case.opened_on)),
        (_("始まり方"), case.get_began_display()),
        (_("根拠"), f"{case.get_ground_display()}\n{case.ground_text}".strip()),
    ]
    if case.closed_on is not None:
        rows += [
            (_("終結"), f"{_day(case.closed_on)} {case.get_outcome_display()}"),
            (_("終結にあたって"), case.closing),
        ]
    return Printed(_("表紙"), _of(case), [(_("本人"), person_rows(case.person)), (_("支援"), rows)], [])


def _steps(case: Case) -> Printed:
    steps = list(case.steps.select_related("ended_by").order_by("due", "pk"))
    grids = [
        (_("これから"), _step_rows(one for one in steps if one.state == Step.State.OPEN)),
        (_("済んだこと"), _step_rows(one for one in steps if one.state != Step.State.OPEN)),
    ]
    return Printed(_("支援の予定と済んだこと"), _of(case), [grid for grid in grids if grid[1]], [])


def _step_rows(steps: Iterable[Step]) -> Rows:
    rows = []
    for one in steps:
        said = [one.what, one.who, _("目標: %(goal)s") % {"goal": one.goal} if one.goal else ""]
        if one.ended_at is not None:
            said.append(f"{one.get_state_display()} {_day(localtime(one.ended_at).date())} {one.ended_by}")
        rows.append((_day(one.due), "\n".join(text for text in said if text)))
    return rows


def _consents(case: Case) -> Printed:
    names = {
        "basic": _("氏名・ふりがな・生年月日・性別"),
        "contact": _("住所・電話・メールアドレス"),
        "intake": _("相談の内容"),
        "assessment": _("アセスメントの内容"),
        "plan": _("プランの内容"),
    }
    grids = []
    for one in Consent.objects.filter(person=case.person_id).select_related("receiver").order_by("given_on", "pk"):
        rows = [
            (_("だれに"), str(one.receiver or _("目的に必要な関係機関"))),
            (_("何を"), "、".join(names[kind] for kind in KINDS if kind in one.kinds)),
            (_("何のために"), one.purpose),
            (_("同意の方法"), one.get_how_display()),
            (_("いつまで"), _day(one.until)),
        ]
        if one.withdrawn_on is not None:
            rows.append((_("取り下げ"), _day(one.withdrawn_on)))
        grids.append((_day(one.given_on), rows))
    return Printed(_("同意の記録"), _of(case), grids, [])


def _referrals(case: Case) -> Printed:
    found = Referral.objects.filter(case=case).select_related("service__provider", "receiver")
    grids = []
    for one in found.prefetch_related("moves__organisation").order_by("made_at"):
        rows = [
            (_("つなぐ先"), str(one.receiver or one.service.provider)),
            (_("お願いしたいこと"), one.request),
            (_("共有の根拠"), f"{one.get_gate_display()}\n{one.ground}".strip()),
            (_("渡された内容"), "\n".join(_shared(one))),
        ]
        for move in sorted(one.moves.all(), key=lambda move: move.at):
            said = f"{move.organisation or _('つなぎ')}: {move.get_state_display()}\n{move.words}".strip()
            rows.append((_moment(move.at), said))
        grids.append((f"{one.service}({one.get_state_display()})", rows))
    return Printed(_("つなぎの記録"), _of(case), grids, [])


def _shared(referral: Referral) -> list[str]:
    language = get_language() or "ja"
    return [f"{label}: {said_day(value, language)}" for label, value in handed_over(referral)]


def _sheets(case: Case) -> list[Sheet]:
    found = case.standing_sheets().select_related("case__organisation", "case__person", "filed_by")
    return list(found.order_by("filed_at"))


def _title(sheet: Sheet) -> str:
    asked = rules.form(sheet.form, sheet.form_version)
    return asked.title_en if get_language() == "en" else asked.title


def _of(case: Case) -> str:
    return f"{case.organisation}・{case}"


def _filed(sheet: Sheet) -> str:
    return f"{_moment(sheet.filed_at)}・{sheet.filed_by}"


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
