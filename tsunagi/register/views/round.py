"""The yearly round: opened, filled in, checked, reminded of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import Refused, can, require
from tsunagi.register.access import can_appoint, can_check, can_fill, can_open_round, can_view
from tsunagi.register.actions import round as actions
from tsunagi.register.forms.round import (
    FillForm,
    OfficerForm,
    RemarkForm,
    RoundForm,
    answer_forms,
    breakdown_forms,
    figures,
    parts,
)
from tsunagi.register.models import Assignment, Edition, Round
from tsunagi.register.queries import round as queries
from tsunagi.register.queries.readings import reading_of
from tsunagi.register.rules.readings import text_of
from tsunagi.register.rules.round import is_late, is_open, is_with_checker, may_follow, unanswered
from tsunagi.register.views.common import signed_in, to_edition

#: So many assignments stand on one page.
A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest, key: int) -> HttpResponse:
    """Begin the round of an edition; where it has begun, its page."""
    edition = get_object_or_404(Edition.objects.select_related("plan__organisation"), pk=key)
    begun = Round.objects.filter(edition=edition).first()
    if begun is not None:
        return redirect("register:round", begun.pk)
    require(can_open_round(request.user, edition))
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(by=signed_in(request), edition=edition, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("照会を始めました。"))
            return redirect("register:round", made.pk)
    context = {"edition": edition, "form": form, "crumbs": [*to_edition(edition), (_("年次の照会"), "")]}
    return render(request, "register/round/open.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def round_page(request: HttpRequest, key: int) -> HttpResponse:
    """How far everybody is, and who is late."""
    found = get_object_or_404(Round.objects.select_related("edition__plan__organisation"), pk=key)
    require(can_view(request.user, found.edition))
    require(can(request.user, "register.view_drafts", found.edition.plan.organisation))
    progress = queries.progress(found, timezone.localdate())
    context = {
        "round": found,
        "progress": progress,
        "totals": queries.totals(progress),
        "late": [one for one in progress if one.late],
        "unstaffed": [one.organisation for one in progress if not one.has_officers],
        **_page(request, queries.assignments(found)),
        "can_remind": can_open_round(request.user, found.edition),
        "crumbs": [*to_edition(found.edition), (_("年次の照会"), "")],
    }
    return render(request, "register/round/round.html", context)


@login_required
@require_POST
def remind(request: HttpRequest, key: int) -> HttpResponse:
    """Send the mails that are due today."""
    found = get_object_or_404(Round.objects.select_related("edition__plan__organisation"), pk=key)
    sent = actions.remind(by=signed_in(request), round=found, day=timezone.localdate())
    messages.success(request, _("%(count)s人にメールで知らせました。") % {"count": sent})
    return redirect("register:round", found.pk)


@login_required
@require_safe
def my_measures(request: HttpRequest) -> HttpResponse:
    """What waits for somebody: to fill in, and to check."""
    user = signed_in(request)
    shown = _page(request, queries.mine(user))
    bodies = {row[0].organisation for row in shown["rows"]}
    dues = {row[0].round.due for row in shown["rows"]}
    context = {
        # What all rows have in common is said once above them: on a phone each is a card of its own.
        "one_body": bodies.pop() if len(bodies) == 1 else None,
        "one_due": dues.pop() if len(dues) == 1 else None,
        **shown,
        "mine": [row for row in shown["rows"] if is_open(row[0].state)],
        "handed_in": [row for row in shown["rows"] if not is_open(row[0].state)],
        "to_check": queries.to_check(user),
        "crumbs": [(_("自分の机"), reverse("base:desk")), (_("担当の施策"), "")],
    }
    return render(request, "register/round/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, key: int) -> HttpResponse:
    """Say who of the body in charge fills a measure in."""
    found = _assignment(key)
    require(can_appoint(request.user, found))
    form = OfficerForm(request.POST or None, officers=queries.officers(found.organisation))
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(by=signed_in(request), assignment=found, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("記録しました。"))
            # Checkers have all measures of the round before them, editors those of their own body.
            if can(request.user, "register.check", found.round.edition.plan.organisation):
                return redirect("register:round", found.round_id)
            return redirect("register:my_measures")
    context = {**_beside(found), "form": form, "officers": queries.officers(found.organisation)}
    return render(request, "register/round/appoint.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, key: int) -> HttpResponse:
    """Fill in a measure, with last year's beside it; save it, or hand it in."""
    found = _assignment(key)
    require(can_fill(request.user, found))
    reading = reading_of(found.entry)
    posted = request.POST if request.method == "POST" else None
    texts = {column: text_of(reading, column) for column in ("status", "review")}
    texts["reason"] = reading["cells"]["status"].get("without_figures", "")
    form = FillForm(posted, initial=texts)
    if not reading["targets"]:
        del form.fields["reason"]  # why a target has no figure
    answers = answer_forms(reading, posted, found.entry.edition.fiscal_year)
    breakdowns = breakdown_forms(reading, posted, found.entry.edition.fiscal_year)
    sent = [*answers, *(one for one in breakdowns if one.is_bound)]
    refusal, is_right = "", all([form.is_valid(), *(one.is_valid() for one in sent)])
    if posted is not None and is_right:
        try:
            version = posted.get("version", "")
            done = actions.fill(
                by=signed_in(request),
                assignment=found,
                version=int(version) if version.isdecimal() and len(version) < 10 else 0,
                figures=figures(reading, answers),
                parts=parts(reading, answers, breakdowns),
                hand_in=posted.get("deed") == "hand_in",
                **form.cleaned_data,
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            said = _("提出しました。") if posted.get("deed") == "hand_in" else _("保存しました。")
            messages.success(request, said)
            return redirect("register:my_measures" if done.state == done.State.FILLED else request.path)
    context = {
        **_beside(found),
        "form": form,
        "answers": list(zip(found.entry.targets.all(), answers, breakdowns, strict=True)),
        "missing": len(unanswered(reading)),
        "refusal": refusal,
    }
    wrong = posted is not None and bool(refusal or not is_right)
    return render(request, "register/round/fill.html", context, status=422 if wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: int) -> HttpResponse:
    """Look at what was handed in beside last year's; approve it or send it back."""
    found = _assignment(key)
    require(can_check(request.user, found))
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        held: dict[str, Any] = {
            "by": signed_in(request),
            "assignment": found,
            "version": int(version) if version.isdecimal() and len(version) < 10 else 0,
        }
        try:
            if request.POST.get("deed") == "approve":
                actions.approve(**held)
                said = _("承認しました。")
            else:
                actions.send_back(**held, remark=form.cleaned_data["remark"])
                said = _("差し戻しました。")
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("register:my_measures")
    reading = reading_of(found.entry)
    context = {
        **_beside(found),
        "form": form,
        "reading": reading,
        "missing": len(unanswered(reading)),
        "may_approve": may_follow(found.state, found.State.APPROVED),
        "may_send_back": is_with_checker(found.state),
    }
    return render(request, "register/round/check.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, found: QuerySet[Assignment]) -> dict[str, Any]:
    """A page of them. Each row says whether it is late, and whether this person may say who fills it in where that is
    still to do."""
    day = timezone.localdate()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (one, is_late(one.state, one.round.due, day), is_open(one.state) and bool(can_appoint(request.user, one)))
        for one in page
    ]
    return {"page": page, "rows": rows}


def _assignment(key: int) -> Assignment:
    found = Assignment.objects.select_related(
        "round__edition__plan__organisation",
        "entry__edition__plan__organisation",
        "organisation",
        "previous__edition__plan",
    )
    return get_object_or_404(found, pk=key)


def _beside(found: Assignment) -> dict[str, Any]:
    """What both pages show beside the form."""
    return {
        "assignment": found,
        "entry": found.entry,
        "previous": found.previous,
        "crumbs": [(_("担当の施策"), reverse("register:my_measures")), (str(found.entry), "")],
    }
