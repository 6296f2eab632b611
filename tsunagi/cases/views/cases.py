"""A case, its steps, its forms and its end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.access import Refused, require
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.forms import posted, tried
from tsunagi.base.models import Organisation
from tsunagi.cases.access import can_bring, can_change, can_supervise, can_work_on
from tsunagi.cases.actions import cases as actions
from tsunagi.cases.actions.sheets import file_sheet
from tsunagi.cases.forms.cases import ClosingForm, EndStepForm, ListForm, NextStepForm, SheetForm, StepForm, WorkerForm
from tsunagi.cases.models import Case, Sheet, Step
from tsunagi.cases.queries import cut
from tsunagi.cases.queries.beginning import first_answers
from tsunagi.cases.queries.desk import listed
from tsunagi.cases.queries.pages import case_page
from tsunagi.cases.rules import sheets as rules
from tsunagi.cases.rules.case import is_open
from tsunagi.cases.views.common import A_WEEK, case_or_404, form_page, signed_in, to_case, to_desk

A_PAGE = 50


@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases that somebody may open, in pages."""
    user = signed_in(request)
    bodies = Organisation.objects.filter(pk__in=cut.bodies_of(user))
    if not bodies:
        raise Refused(_("支援の役割がありません。組織の管理者に頼んでください。"))
    for one in bodies:
        note_reading(by=user, subject="cases.list", organisation=one, why="list")
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"state": "", "whose": ""}
    found = listed(user, state=asked["state"] or "open", whose=asked["whose"])
    context = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "day": timezone.localdate(),
        "crumbs": to_desk((_("支援している人の一覧"), "")),
    }
    return render(request, "cases/list.html", context)


@login_required
@require_safe
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """One case: what comes next, what was done, what was handed on."""
    found = case_or_404(request, key)
    can_work = can_work_on(request.user, found)
    context = {
        "page": case_page(request.user, found),
        "urgent": None if can_work else cut.urgent_for(request.user).filter(case=found).last(),
        "case": found,
        "day": timezone.localdate(),
        "is_open": is_open(found.state),
        "can_change": can_change(request.user, found),
        "can_bring": can_bring(request.user, found),
        "can_work": can_work,
        "can_supervise": can_supervise(request.user, found.organisation),
        "forms": [rules.newest(code) for code in rules.FORMS],
        "crumbs": to_case(found)[:3],
    }
    return render(request, "cases/case.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say who is in charge; a worker takes what nobody has."""
    found = case_or_404(request, key)
    user = signed_in(request)
    workers = [user]
    if can_supervise(user, found.organisation):
        workers = cut.people_with("cases.work", found.organisation)
    form = WorkerForm(request.POST or None, workers=workers, initial={"worker": found.worker_id})
    if posted(request, form) and tried(form, lambda: actions.assign(by=user, case=found, **form.cleaned_data)):
        messages.success(request, _("担当を決めました。"))
        return redirect("cases:case", found.pk)
    return form_page(request, form, to_case(found, (_("担当"), "")), title=_("担当を決める"), button=_("決める"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_step(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add something to be done."""
    found = case_or_404(request, key)
    require(can_change(request.user, found))
    form = StepForm(request.POST or None, initial={"due": timezone.localdate() + A_WEEK})
    if posted(request, form) and tried(
        form, lambda: actions.add_step(by=signed_in(request), case=found, **form.cleaned_data)
    ):
        messages.success(request, _("加えました。"))
        return redirect("cases:case", found.pk)
    return form_page(
        request, form, to_case(found, (_("予定"), "")), title=_("次にすることを加える"), button=_("加える")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_step(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a step is done, and what comes next."""
    step = get_object_or_404(cut.steps_for(request.user), pk=key)
    found = case_or_404(request, step.case_id)
    require(can_change(request.user, found))
    form = EndStepForm(request.POST or None)
    if posted(request, form) and tried(
        form, lambda: actions.end_step(by=signed_in(request), step=step, **form.cleaned_data)
    ):
        messages.success(request, _("記録しました。"))
        return redirect("cases:case", found.pk)
    return form_page(
        request,
        form,
        to_case(found, (_("予定"), "")),
        title=_("予定を終える"),
        lead=step.what,
        button=_("済んだことにする"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a case."""
    found = case_or_404(request, key)
    require(can_change(request.user, found))
    form = ClosingForm(request.POST or None)
    if posted(request, form):
        user, day = signed_in(request), timezone.localdate()
        if tried(form, lambda: actions.close_case(by=user, case=found, day=day, **form.cleaned_data)):
            messages.success(request, _("支援を終結しました。"))
            return redirect("cases:case", found.pk)
    left = _("、").join(one.what for one in found.steps.filter(state=Step.State.OPEN).order_by("due", "pk"))
    lead = _("まだ済んでいないこと: %(left)s。終結すると、残っていたこととして記録に残ります。") % {"left": left}
    crumbs = to_case(found, (_("終結"), ""))
    return form_page(request, form, crumbs, title=_("支援を終結する"), lead=lead, button=_("終結する"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin again."""
    found = case_or_404(request, key)
    require(can_work_on(request.user, found))
    form = NextStepForm(request.POST or None, initial={"due": timezone.localdate() + A_WEEK})
    if posted(request, form) and tried(
        form, lambda: actions.reopen_case(by=signed_in(request), case=found, **form.cleaned_data)
    ):
        messages.success(request, _("もう一度始めました。"))
        return redirect("cases:case", found.pk)
    return form_page(request, form, to_case(found, (_("再開"), "")), title=_("もう一度始める"), button=_("始める"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill_sheet(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """Fill in a form."""
    if code not in rules.FORMS:
        raise Http404(_("この様式はありません。"))
    return _fill(request, case_or_404(request, key), code, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct_sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Fill in a form again, beginning with what it said."""
    held = get_object_or_404(cut.sheets_for(request.user), pk=key)
    return _fill(request, case_or_404(request, held.case_id), held.form, held)


def _fill(request: HttpRequest, found: Case, code: str, held: Sheet | None) -> HttpResponse:
    require(can_change(request.user, found))
    asked = _asked(request, code, held)
    begin = held.answers if held else first_answers(found, code)
    hides = held is not None and found.person.is_shielded
    form = SheetForm(request.POST or None, asked=asked, initial=begin, hides=hides)
    if posted(request, form):
        user = signed_in(request)
        if tried(
            form,
            lambda: file_sheet(
                by=user, case=found, form=code, answers=form.answers(), version=asked.version, corrects=held
            ),
        ):
            messages.success(request, _("保存しました。"))
            return redirect(reverse("cases:case", args=[found.pk]))
    title = asked.title_en if get_language() == "en" else asked.title
    return form_page(request, form, to_case(found, (title, "")), title=title, button=_("保存する"))


def _asked(request: HttpRequest, code: str, held: Sheet | None) -> rules.Form:
    """The form in the version of what is corrected, or that of the page, which a newer one may have overtaken."""
    if held is not None:
        return rules.form(code, held.form_version)
    opened = request.POST.get("form_version", "")
    return next((one for one in rules.versions(code).values() if str(one.version) == opened), rules.newest(code))
