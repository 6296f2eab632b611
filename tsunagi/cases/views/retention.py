"""How long records are kept, what is held back, erasure."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.base.access import organisations_with, require
from tsunagi.base.forms import posted, tried
from tsunagi.base.models import Organisation
from tsunagi.cases.access import can_supervise
from tsunagi.cases.actions import retention as actions
from tsunagi.cases.forms.cases import RetentionForm
from tsunagi.cases.forms.people import ReasonForm
from tsunagi.cases.models import Hold, Retention
from tsunagi.cases.queries.retention import Due, due_for_erasure
from tsunagi.cases.views.common import case_or_404, form_page, signed_in, to_case, to_desk


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What erasure would take today, and what is held back; and how long each kind is kept."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_supervise(request.user, organisation))
    form = RetentionForm(request.POST or None)
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: actions.set_retention(by=user, organisation=organisation, **form.cleaned_data)):
            messages.success(request, _("保存する年数を決めました。"))
            return redirect("cases:retention", slug)
    due = [one for one in due_for_erasure(organisation, timezone.localdate()) if one.hold is None]
    context = {
        "organisation": organisation,
        "form": form,
        "retentions": Retention.objects.filter(organisation=organisation).order_by("kind"),
        "due": due,
        "shown": _shown(due),
        "holds": Hold.objects.filter(organisation=organisation, ended_at__isnull=True).select_related("case"),
        "crumbs": to_desk((_("記録の保存と消去"), "")),
    }
    return render(request, "cases/retention.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Erase what the preview shows, once somebody said that they are sure, and nothing that came to it since."""
    organisation, day = get_object_or_404(Organisation, slug=slug), timezone.localdate()
    require(can_supervise(request.user, organisation))
    due = due_for_erasure(organisation, day)
    if request.POST.get("sure") != "on":
        messages.error(
            request, _("消していません。消した中身は戻せません。一覧を確かめ、印を付けてから押してください。")
        )
        return redirect("cases:retention", slug)
    if request.POST.get("shown") != _shown(due):
        messages.error(request, _("消していません。その間に一覧が変わりました。もう一度、一覧を確かめてください。"))
        return redirect("cases:retention", slug)
    came = actions.erase_due(by=signed_in(request), organisation=organisation, day=day)
    if came.done:
        messages.success(request, _("%(count)s件の記録を消しました。") % {"count": len(came.done)})
    if came.failed:
        numbers = "、".join(str(case) for case in came.failed)
        said = _("消せなかった記録があります: %(numbers)s。それらは何も消えていません。運用者に知らせてください。")
        messages.error(request, said % {"numbers": numbers})
    return redirect("cases:retention", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep a case from being erased."""
    found = case_or_404(request, key, "supervision")
    require(can_supervise(request.user, found.organisation))
    form = ReasonForm(request.POST or None)
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: actions.hold_back(by=user, case=found, **form.cleaned_data)):
            messages.success(request, _("%(case)sの記録を残します。") % {"case": found})
            return redirect("cases:retention", found.organisation.slug)
    lead = _("%(case)sの記録を、保存の年数がたっても消しません。残すのをやめるときは、「記録の保存と消去」の「残している記録」からします。")
    said = {"title": _("消さずに残す"), "lead": lead % {"case": found}, "button": _("残す")}
    return form_page(request, form, to_case(found, (_("記録を残す"), "")), **said)


@login_required
@require_POST
def let_go(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a hold."""
    supervised = organisations_with(request.user, "cases.supervise")
    held = get_object_or_404(Hold.objects.select_related("organisation"), pk=key, organisation__in=supervised)
    actions.let_go(by=signed_in(request), hold=held)
    messages.success(request, _("残すことを終えました。"))
    return redirect("cases:retention", held.organisation.slug)


def _shown(due: list[Due]) -> str:
    """What a list would erase, as a digest that the page sends back: another list has another one."""
    keys = " ".join(str(one.case.pk) for one in due if one.hold is None)
    return sha256(keys.encode()).hexdigest()
