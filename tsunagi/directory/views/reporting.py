"""Anybody says what is wrong with a record."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.sparing import may_again
from tsunagi.directory.actions.reports import report as send
from tsunagi.directory.forms.reports import ReportForm
from tsunagi.directory.queries.public import public_services

#: Reports that one address may send within an hour: a town that moves has several windows.
MOST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is wrong, what would be right, and an address for the answer if somebody wants one."""
    found = public_services().select_related("kept_by").filter(pk=key).first()
    if found is None:
        raise Http404(_("この支援はないか、公開されていません。"))
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = {name: form.cleaned_data[name] for name in ("what", "right", "sentence", "mail")}
            if form.is_of_a_machine() or may_again(request, "report", most=MOST):
                if not form.is_of_a_machine():
                    send(service=found, **told)
                messages.success(request, _("知らせてくださり、ありがとうございます。担当の職員が確かめます。"))
                return redirect("directory:service", found.pk)
            status = 429
            form.add_error(None, _("短い間にたくさん送られています。1時間ほど待ってから、もう一度送ってください。"))
    crumbs = [
        (_("支援の一覧"), reverse("directory:services")),
        (str(found), reverse("directory:service", args=[found.pk])),
        (_("違うところを知らせる"), ""),
    ]
    return render(request, "directory/report.html", {"form": form, "service": found, "crumbs": crumbs}, status=status)
