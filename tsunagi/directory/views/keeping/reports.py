"""What people said is wrong, and the decision about it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.access import Refused, require
from tsunagi.base.views import signed_in
from tsunagi.directory.access import can_keep
from tsunagi.directory.actions.reports import accept_report, refuse_report
from tsunagi.directory.forms.reports import RefusalForm
from tsunagi.directory.models import Report
from tsunagi.directory.queries import keeping as queries
from tsunagi.directory.queries.cards import cards
from tsunagi.directory.views.keeping.common import crumbs, keeper_or_refused

A_PAGE = 50


@login_required
@require_safe
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, those that wait for a decision first."""
    organisation = keeper_or_refused(request, slug)
    context = {
        "organisation": organisation,
        "page": Paginator(queries.reports(organisation), A_PAGE).get_page(request.GET.get("page")),
        "crumbs": crumbs(organisation, (_("違うという知らせ"), "")),
    }
    return render(request, "directory/keeping/reports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """One of them beside what the record says now: accept it and mend the record, or say why it stays."""
    rows = Report.objects.select_related("service__kept_by", "service__merged_into", "decided_by")
    found = get_object_or_404(rows, pk=key)
    mended, keeper = found.service.merged_into or found.service, found.service.kept_by
    require(can_keep(request.user, keeper))
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("decision") == "accepted":
                accept_report(by=signed_in(request), report=found)
                return redirect(f"{reverse('directory:edit', args=[mended.pk])}?report={found.pk}")
            refuse_report(by=signed_in(request), report=found, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            found = get_object_or_404(rows, pk=key)
        else:
            messages.success(request, _("採用しないことにしました。"))
            return redirect("directory:reports", keeper.slug)
    at = timezone.localtime()
    [card] = cards([mended], language=get_language() or "ja", at=at)
    context = {
        "report": found,
        "card": card,
        "at": at,
        "form": form,
        "crumbs": crumbs(
            keeper, (_("違うという知らせ"), reverse("directory:reports", args=[keeper.slug])), (str(found), "")
        ),
    }
    return render(request, "directory/keeping/report.html", context, status=422 if form.errors else 200)
