"""The mail addresses and LINE accounts of an organisation's windows, for its supervisors."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.base.access import Refused, organisations_with, require
from tsunagi.base.models import Organisation
from tsunagi.base.views import signed_in
from tsunagi.consultations.access import can_supervise
from tsunagi.consultations.actions import channels as actions
from tsunagi.consultations.forms.channels import ChannelForm
from tsunagi.consultations.models import Channel, Window
from tsunagi.consultations.views.common import to_board


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is, and a form to add one. A mail gateway's secret is shown in the answer that makes it, once."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_supervise(request.user, organisation))
    windows = Window.objects.filter(organisation=organisation, in_use=True).order_by("name")
    form = ChannelForm(request.POST or None, windows=windows)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_channel(by=signed_in(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = ChannelForm(windows=windows)
    held = Channel.objects.filter(organisation=organisation, in_use=True).select_related("window")
    context = {
        "organisation": organisation,
        "channels": [(one, _hook(one)) for one in held.order_by("kind", "address")],
        "made": made,
        "form": form,
        "has_imap": bool(settings.IMAP),
        "crumbs": to_board(
            (_("窓口と入口"), reverse("consultations:windows", args=[organisation.slug])), (_("メールとLINEの設定"), "")
        ),
    }
    return render(request, "consultations/chat/channels.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Use one no longer."""
    supervised = organisations_with(request.user, "consultations.supervise")
    held = get_object_or_404(Channel.objects.select_related("organisation"), pk=key, organisation__in=supervised)
    actions.close_channel(by=signed_in(request), channel=held)
    messages.success(request, _("この設定を使うのをやめました。"))
    return redirect("consultations:channels", held.organisation.slug)


def _hook(channel: Channel) -> str:
    """The address to enter at LINE or at the mail gateway."""
    return settings.SITE + reverse("hook_line" if channel.kind == Channel.Kind.LINE else "hook_mail", args=[channel.pk])
