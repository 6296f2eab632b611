"""The board, sitting down at a window, and turning to somebody who waits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tsunagi.base.access import Refused, organisations_with
from tsunagi.base.views import signed_in
from tsunagi.consultations.actions import contacts as actions
from tsunagi.consultations.actions import sitting
from tsunagi.consultations.actions.noting import NOTED, begin
from tsunagi.consultations.forms.noting import BeginForm
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.board import board as asked
from tsunagi.consultations.queries.cut import windows_for
from tsunagi.consultations.views.common import held_or_404, to_board


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who waits, whom somebody talks with, what is due. Whoever keeps it open is still there."""
    user = signed_in(request)
    if not organisations_with(user, "consultations.answer") + organisations_with(user, "consultations.supervise"):
        raise Refused(_("相談を受ける権限がありません。組織の管理者に頼んでください。"))
    now = timezone.localtime()
    sitting.give_sign(by=user, now=now)
    context = {
        "board": asked(user, now, now.date()),
        "noted": [(way.value, way.label) for way in NOTED],
        "now": now,
        "day": now.date(),
        "crumbs": to_board(),
    }
    return render(request, "consultations/board.html", context)


@login_required
@require_POST
def sit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sit down at a window, or say there whether somebody new can be taken."""
    window = get_object_or_404(windows_for(request.user), pk=key)
    sitting.sit(by=signed_in(request), window=window, takes_more=request.POST.get("takes_more") != "no")
    return redirect("consultations:board")


@login_required
@require_POST
def rise(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave a window."""
    sitting.rise(by=signed_in(request), window=get_object_or_404(windows_for(request.user), pk=key))
    return redirect("consultations:board")


@login_required
@require_POST
def begin_contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """Somebody called, came or wrote: their contact, and the page to write it down on."""
    window = get_object_or_404(windows_for(request.user), pk=key)
    form = BeginForm(request.POST)
    if not form.is_valid():
        raise Refused(_("どの方法の相談かを選んで、もう一度始めてください。"))
    made = begin(by=signed_in(request), window=window, **form.cleaned_data)
    return redirect("consultations:note", made.pk)


@login_required
@require_POST
def take(request: HttpRequest, key: UUID) -> HttpResponse:
    """Turn to somebody who waits, or again to somebody."""
    held = actions.take(by=signed_in(request), contact=held_or_404(request, key))
    if held.way in NOTED:
        return redirect("consultations:note", held.pk)
    return redirect("consultations:contact", held.pk)


@login_required
@require_POST
def see_danger(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a danger has been seen."""
    held = actions.see_danger(by=signed_in(request), contact=held_or_404(request, key))
    messages.success(request, _("危険を確かめたことを記録しました。"))
    return _back(held)


@login_required
@require_POST
def call_again_done(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that somebody was called again."""
    held = actions.call_again_done(by=signed_in(request), contact=held_or_404(request, key))
    messages.success(request, _("連絡したことを記録しました。"))
    return _back(held)


def _back(held: Contact) -> HttpResponse:
    return redirect("consultations:contact", held.pk)
