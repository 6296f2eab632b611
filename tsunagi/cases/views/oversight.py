"""Who read what, emergencies, and two records that are one person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import organisations_with, require
from tsunagi.base.forms import posted, tried
from tsunagi.base.models import Organisation
from tsunagi.cases.access import can_break_glass, can_supervise
from tsunagi.cases.actions import oversight as actions
from tsunagi.cases.forms.people import EmergencyForm, NumberForm
from tsunagi.cases.models import Case, Emergency
from tsunagi.cases.queries.cut import cases_for
from tsunagi.cases.queries.readings import looks, readings_of
from tsunagi.cases.views.common import form_page, person_or_404, signed_in, to_desk, to_person

READINGS = 100
EMERGENCY = gettext_lazy(
    "担当者と連絡がとれず、命や安全のためにすぐ見る必要があるときだけ使います。理由は統括者に知らされ、記録に残ります。"
)


@login_required
@require_safe
def readings(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looked at an organisation's records, and the emergencies with their reasons."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_supervise(request.user, organisation))
    emergencies = Emergency.objects.filter(organisation=organisation).select_related("user", "case")
    page = Paginator(readings_of(organisation), READINGS).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "page": page,
        "looks": looks(page),
        "emergencies": emergencies.order_by("-since")[:READINGS],
        "now": timezone.now(),
        "crumbs": to_desk((_("閲覧の記録"), "")),
    }
    return render(request, "cases/readings.html", context)


@login_required
@require_safe
def person_readings(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who looked at one person's records."""
    found = person_or_404(request, key, why="supervision")
    require(can_supervise(request.user, found.organisation))
    page = Paginator(readings_of(found.organisation, found), READINGS).get_page(request.GET.get("page"))
    context = {
        "organisation": found.organisation,
        "page": page,
        "looks": looks(page),
        "emergencies": Emergency.objects.filter(case__person=found).select_related("user", "case").order_by("-since"),
        "now": timezone.now(),
        "crumbs": to_person(found, (_("閲覧の記録"), "")),
    }
    return render(request, "cases/readings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest, slug: str) -> HttpResponse:
    """Name the case of a colleague that has to be opened at once."""
    organisation = get_object_or_404(Organisation, slug=slug, pk__in=organisations_with(request.user, "cases.work"))
    form = NumberForm(request.POST or None)
    if posted(request, form):
        number = form.cleaned_data["number"]
        found = Case.objects.filter(organisation=organisation, number=number).first()
        if found is not None and cases_for(request.user).filter(pk=found.pk).exists():
            return redirect("cases:case", found.pk)
        if found is not None:
            return redirect("cases:break_glass", slug, number)
        form.add_error("number", _("この番号の支援は、この組織にありません。番号をもう一度見てください。"))
    return form_page(
        request,
        form,
        to_desk((_("緊急の閲覧"), "")),
        title=_("同僚の担当の支援を緊急に見る"),
        lead=EMERGENCY,
        button=_("理由を書く"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Open a colleague's case in an emergency, by its number."""
    organisation = get_object_or_404(Organisation, slug=slug, pk__in=organisations_with(request.user, "cases.work"))
    case = get_object_or_404(Case.objects.select_related("organisation"), organisation=organisation, number=number)
    require(can_break_glass(request.user, case))
    form = EmergencyForm(request.POST or None)
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: actions.break_glass(by=user, case=case, **form.cleaned_data)):
            messages.success(request, _("開きました。統括者に知らせました。"))
            return redirect("cases:case", case.pk)
    return form_page(
        request,
        form,
        to_desk((_("緊急の閲覧"), "")),
        title=_("緊急の閲覧: %(case)s") % {"case": case},
        lead=EMERGENCY,
        button=_("理由を記録して開く"),
    )


@login_required
@require_POST
def end_emergency(request: HttpRequest, key: UUID) -> HttpResponse:
    """End an access in an emergency before its time."""
    own = Q(user=signed_in(request)) | Q(organisation__in=organisations_with(request.user, "cases.supervise"))
    held = get_object_or_404(Emergency.objects.filter(own), pk=key)
    actions.end_emergency(by=signed_in(request), emergency=held)
    messages.success(request, _("緊急の閲覧を終えました。"))
    is_own = held.user_id == signed_in(request).pk
    return redirect("cases:desk") if is_own else redirect("cases:readings", held.organisation.slug)


@login_required
@require_POST
def merge(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """Say that two records are one person."""
    kept, second = person_or_404(request, key, "supervision"), person_or_404(request, other, "supervision")
    actions.merge(by=signed_in(request), kept=kept, other=second)
    messages.success(request, _("一人の記録としてまとめました。いつでも戻せます。"))
    return redirect("cases:person", kept.pk)


@login_required
@require_POST
def unmerge(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a merger back."""
    found = person_or_404(request, key, "supervision")
    actions.unmerge(by=signed_in(request), person=found)
    messages.success(request, _("二つの記録に戻しました。"))
    return redirect("cases:person", found.pk)
