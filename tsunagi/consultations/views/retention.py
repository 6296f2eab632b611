"""How long contacts are kept, and their erasure."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.base.forms import tried
from tsunagi.base.views import signed_in
from tsunagi.consultations.actions import retention as actions
from tsunagi.consultations.forms.windows import RetentionForm
from tsunagi.consultations.queries.retention import due_for_erasure
from tsunagi.consultations.rules.noting import number
from tsunagi.consultations.views.common import to_board
from tsunagi.consultations.views.windows import supervised_or_refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """How many contacts of each kind could be erased today, and how long each kind is kept."""
    organisation = supervised_or_refused(request, slug)
    form = RetentionForm(request.POST or None)
    user = signed_in(request)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.set_retention(by=user, organisation=organisation, **form.cleaned_data))
    ):
        messages.success(request, _("保存する年数を決めました。"))
        return redirect("consultations:retention", slug)
    due = due_for_erasure(organisation, timezone.localdate())
    context = {
        "organisation": organisation,
        "form": form,
        "due": due,
        "total": sum(one.count for one in due),
        "crumbs": to_board((_("相談の保存と消去"), "")),
    }
    return render(request, "consultations/retention.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Empty what the preview counts."""
    organisation = supervised_or_refused(request, slug)
    came = actions.empty_due(by=signed_in(request), organisation=organisation, day=timezone.localdate())
    messages.success(request, _("%(count)s件の相談の中身を消しました。") % {"count": came.done})
    if came.failed:
        numbers = "、".join(number(key) for key in came.failed)
        said = _("消せなかった相談があります: %(numbers)s。それらは何も消えていません。運用者に知らせてください。")
        messages.error(request, said % {"numbers": numbers})
    return redirect("consultations:retention", slug)
