"""Handing in supports of another system, and choosing what of them is taken."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import Refused, require
from tsunagi.base.jobs import start_job
from tsunagi.base.views import signed_in
from tsunagi.directory.access import can_keep
from tsunagi.directory.forms.lists import HsdsForm
from tsunagi.directory.models import HsdsFile
from tsunagi.directory.queries.lists import hsds_changes, hsds_of
from tsunagi.directory.views.keeping.common import crumbs, keeper_or_refused

A_PAGE = 100
KINDS = {
    "new": gettext_lazy("新しい"),
    "changed": gettext_lazy("変わる"),
    "refused": gettext_lazy("取り込まない"),
    "gone": gettext_lazy("ファイルにない"),
    "unchanged": gettext_lazy("変わらない"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hsds_files(request: HttpRequest, slug: str) -> HttpResponse:
    """What was handed in; hand in one more, which is read in the background."""
    organisation = keeper_or_refused(request, slug)
    form = HsdsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = start_job(
            by=signed_in(request),
            kind="directory.read_hsds",
            organisation=organisation,
            arguments={"organisation": organisation.pk, "name": file.name, "language": get_language()},
            content=file.read(),
            back=request.path,
        )
        return redirect("base:job", job.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "files": hsds_of(organisation),
        "crumbs": crumbs(organisation, (_("ほかのシステムの支援(HSDS)の取り込み"), "")),
    }
    return render(request, "directory/keeping/hsds_files.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hsds_file(request: HttpRequest, key: int) -> HttpResponse:
    """What a file would change, service by service; take the chosen ones, or all that are new or changed."""
    file = get_object_or_404(HsdsFile.objects.select_related("organisation").defer("content"), pk=key)
    require(can_keep(request.user, file.organisation))
    if request.method == "POST":
        job = start_job(
            by=signed_in(request),
            kind="directory.accept_hsds_file",
            organisation=file.organisation,
            arguments={"file": file.pk, "only": _chosen(request), "language": get_language()},
        )
        return redirect("base:job", job.pk)
    counts = Counter(kind for kind, *_rest in file.changes)
    page = Paginator(hsds_changes(file, list(KINDS)), A_PAGE).get_page(request.GET.get("page"))
    here = reverse("directory:hsds_files", args=[file.organisation.slug])
    context = {
        "file": file,
        "counts": [(name, counts[kind]) for kind, name in KINDS.items()],
        "open": counts["new"] + counts["changed"],
        "page": page,
        "rows": [(one, KINDS[one.kind]) for one in page],
        "crumbs": crumbs(file.organisation, (_("ほかのシステムの支援(HSDS)の取り込み"), here), (str(file), "")),
    }
    return render(request, "directory/keeping/hsds_file.html", context)


def _chosen(request: HttpRequest) -> list[str] | None:
    """The keys that were ticked; None for all."""
    if "all" in request.POST:
        return None
    try:
        chosen = [str(UUID(one)) for one in request.POST.getlist("take")]
    except ValueError:
        chosen = []
    if not chosen:
        raise Refused(_("取り込む支援を、一つ以上選んでください。"))
    return chosen
