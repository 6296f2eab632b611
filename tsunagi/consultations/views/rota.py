"""The rota of a window, week by week, with its gaps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.base.access import organisations_with
from tsunagi.base.forms import tried
from tsunagi.base.views import signed_in
from tsunagi.consultations.actions import windows as actions
from tsunagi.consultations.forms.windows import ShiftForm
from tsunagi.consultations.models import Shift, Window
from tsunagi.consultations.queries.windows import people_of, week_of
from tsunagi.consultations.rules.rota import monday, read_week
from tsunagi.consultations.views.windows import to_windows, window_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: HttpRequest, key: UUID) -> HttpResponse:
    """A week of the rota: who is on when, and when nobody is; put somebody on."""
    window = window_or_404(request, key)
    first = read_week(request.GET.get("week", ""), timezone.localdate())
    form = ShiftForm(request.POST or None, people=people_of(window.organisation), initial=ShiftForm.fresh(first))
    user = signed_in(request)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.add_shift(by=user, window=window, **form.said()))
    ):
        messages.success(request, _("当番に入れました。"))
        return redirect(_address(window, monday(form.cleaned_data["on"]).isoformat()))
    context = {
        "window": window,
        "week": week_of(window, first),
        "form": form,
        "crumbs": to_windows(window.organisation, (_("当番表"), "")),
    }
    return render(request, "consultations/rota.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def copy_week(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put whoever was on last week on again."""
    window = window_or_404(request, key)
    first = read_week(request.POST.get("week", ""), timezone.localdate())
    count = actions.copy_week(by=signed_in(request), window=window, first=first)
    if count:
        messages.success(request, _("前の週から%(count)s件を写しました。") % {"count": count})
    else:
        messages.info(request, _("前の週の当番は、ないか、この週にもう入っています。"))
    return redirect(_address(window, first.isoformat()))


@login_required
@require_POST
def remove_shift(request: HttpRequest, key: int) -> HttpResponse:
    """Take somebody off the rota."""
    held = get_object_or_404(
        Shift.objects.select_related("window__organisation", "user"),
        pk=key,
        window__organisation__in=organisations_with(request.user, "consultations.supervise"),
    )
    week = monday(timezone.localtime(held.begins_at).date()).isoformat()
    actions.remove_shift(by=signed_in(request), shift=held)
    messages.success(request, _("当番から外しました。"))
    return redirect(_address(held.window, week))


def _address(window: Window, week: str) -> str:
    return reverse("consultations:rota", args=[window.pk], query={"week": week})
