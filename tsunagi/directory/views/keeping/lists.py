"""Handing in lists and deciding what of them is taken."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import Refused, require
from tsunagi.base.jobs import start_job
from tsunagi.base.models import User
from tsunagi.base.views import signed_in
from tsunagi.directory.access import can_keep
from tsunagi.directory.actions.lists import decide_row
from tsunagi.directory.forms.lists import ListForm, TakingForm
from tsunagi.directory.forms.saying import said_changes
from tsunagi.directory.models import ListFile, ListProposal
from tsunagi.directory.queries import lists as queries
from tsunagi.directory.queries.records import record_of, told
from tsunagi.directory.rules.lists import told_by_list
from tsunagi.directory.rules.records import Difference, Record, differences, record_from
from tsunagi.directory.views.keeping.common import Crumb, crumbs, keeper_or_refused

A_PAGE = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest, slug: str) -> HttpResponse:
    """The body's lists; hand in one more, which is read in the background."""
    organisation = keeper_or_refused(request, slug)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = start_job(
            by=signed_in(request),
            kind="directory.import_list",
            organisation=organisation,
            arguments={
                "organisation": organisation.pk,
                "name": file.name,
                "title": form.cleaned_data["title"],
                "language": get_language(),
            },
            content=file.read(),
            back=request.path,
        )
        return redirect("base:job", job.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "files": queries.list_files(organisation),
        "crumbs": crumbs(organisation, (_("一覧の取り込み"), "")),
    }
    return render(request, "directory/keeping/lists.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def list_(request: HttpRequest, key: int) -> HttpResponse:
    """What a list would change: what is doubtful first; and the rows that could not be read."""
    file = _file(request, key)
    context = {
        "file": file,
        "faults": [(line, column, _(sentence) % values) for line, column, sentence, values in file.faults],
        "page": Paginator(queries.rows(file), A_PAGE).get_page(request.GET.get("page")),
        "counts": queries.counts(file),
        "form": TakingForm(),
        "crumbs": _crumbs(file, (str(file), "")),
    }
    return render(request, "directory/keeping/list.html", context)


@login_required
@require_POST
def accept_all(request: HttpRequest, key: int) -> HttpResponse:
    """Accept everything that is without doubt, in the background."""
    file = _file(request, key)
    form = TakingForm(request.POST)
    form.is_valid()
    job = start_job(
        by=signed_in(request),
        kind="directory.accept_list",
        organisation=file.organisation,
        arguments={"file": file.pk, "language": get_language(), **form.cleaned_data},
    )
    return redirect("base:job", job.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, key: int) -> HttpResponse:
    """One row: what it would change; accept it or refuse it."""
    rows = ListProposal.objects.select_related(
        "file__organisation", "service__kept_by", "service__provider", "decided_by"
    )
    found = get_object_or_404(rows, pk=key)
    require(can_keep(request.user, found.file.organisation))
    form = TakingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decision = request.POST.get("decision", "")
        try:
            decide_row(by=signed_in(request), proposal=found, decision=decision, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            found = get_object_or_404(rows, pk=key)
        else:
            messages.success(request, _("%(line)s行目を決めました。") % {"line": found.line or "―"})
            return redirect("directory:list", found.file_id)
    context = {
        "row": found,
        "form": form,
        "changes": said_changes(_changes(found, signed_in(request))),
        "crumbs": _crumbs(
            found.file, (str(found.file), reverse("directory:list", args=[found.file_id])), (found.identity, "")
        ),
    }
    return render(request, "directory/keeping/row.html", context, status=422 if form.errors else 200)


def _changes(found: ListProposal, user: User) -> list[Difference]:
    if found.after is None:
        return []
    kept = record_of(found.service, user) if found.service else Record()
    return differences(told(kept), told(told_by_list(kept, record_from(found.after))))


def _file(request: HttpRequest, key: int) -> ListFile:
    file = get_object_or_404(ListFile.objects.select_related("organisation"), pk=key)
    require(can_keep(request.user, file.organisation))
    return file


def _crumbs(file: ListFile, *steps: Crumb) -> list[Crumb]:
    here = reverse("directory:lists", args=[file.organisation.slug])
    return crumbs(file.organisation, (_("一覧の取り込み"), here), *steps)
