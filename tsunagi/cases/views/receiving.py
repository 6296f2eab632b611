"""For which supports an organisation receives here what is handed on, and how many they can take now."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import require
from tsunagi.base.forms import posted, tried
from tsunagi.base.models import Organisation, User
from tsunagi.cases.access import can_supervise, can_work_at
from tsunagi.cases.actions.receiving import receive_for
from tsunagi.cases.forms.cases import ProviderForm
from tsunagi.cases.forms.room import RoomForm
from tsunagi.cases.queries.offers import given_by
from tsunagi.cases.views.common import form_page, signed_in, to_desk
from tsunagi.directory.actions.records import set_capacity
from tsunagi.directory.models import Provider


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def receiving(request: HttpRequest, slug: str) -> HttpResponse:
    """For which supports an organisation receives here what is handed on."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_supervise(request.user, organisation))
    open_to = Provider.objects.filter(kept_by=organisation, organisation__isnull=True).order_by("name")
    form = ProviderForm(request.POST or None, providers=open_to)
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: receive_for(by=user, organisation=organisation, **form.cleaned_data)):
            messages.success(request, _("この提供者の支援へのつなぎを、ここで受け取ります。"))
            return redirect("cases:receiving", slug)
    context = {
        "organisation": organisation,
        "provider": Provider.objects.filter(organisation=organisation).first(),
        "form": form,
        "has_open": open_to.exists(),
        "crumbs": to_desk((_("つなぎを受け取る支援"), "")),
    }
    return render(request, "cases/receiving.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how many the organisation's own supports can take now: what is full is not offered to be handed on to."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_work_at(request.user, organisation))
    form = RoomForm(request.POST or None, services=given_by(organisation))
    if posted(request, form) and tried(form, lambda: _say(signed_in(request), form)):
        messages.success(request, _("いま受けられる数を変えました。"))
        return redirect("cases:room", slug)
    title = _("いま受けられる数")
    lead = _("0にすると、この支援は、つなぐ先の候補に出なくなります。数には、保存した日が付きます。")
    if not form.fields:
        lead = _("この組織が行う支援が、まだ決まっていません。統括者が「つなぎを受け取る支援」で決められます。")
    return form_page(request, form, to_desk((title, "")), title=title, lead=lead, button=_("保存する"))


@transaction.atomic
def _say(by: User, form: RoomForm) -> None:
    for one, available in form.said():
        set_capacity(
            by=by,
            service=one.service,
            unit=one.unit,
            available=available,
            maximum=one.maximum,
            description=one.description,
        )
