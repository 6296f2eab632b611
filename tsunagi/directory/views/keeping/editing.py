"""Writing a support."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import Answer, Refused
from tsunagi.base.models import Organisation, User
from tsunagi.base.queries.deeds import Change
from tsunagi.base.views import signed_in
from tsunagi.directory.access import can_confirm, can_part, can_publish, can_withdraw
from tsunagi.directory.actions.records import Stale, save_service, version_of
from tsunagi.directory.forms.keeping import RecordForms, record_forms
from tsunagi.directory.forms.saying import said_changes
from tsunagi.directory.models import Service
from tsunagi.directory.queries.keeping import last_deed, report_for
from tsunagi.directory.queries.records import hidden_places, record_of, told
from tsunagi.directory.rules.records import Faulty, Record, Way, checked, differences
from tsunagi.directory.rules.reports import with_report
from tsunagi.directory.views.keeping.common import crumbs, keeper_or_refused, kept_or_refused, to_service

#: What a new one begins with: room for one way.
BLANK = Record(ways=(Way(),))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a support that is not here yet."""
    organisation = keeper_or_refused(request, slug)
    return _page(request, organisation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a support: all that it says on one page, each with where it was read and when."""
    found = kept_or_refused(request, key)
    return _page(request, found.kept_by, found)


def _page(request: HttpRequest, organisation: Organisation, held: Service | None) -> HttpResponse:
    user = signed_in(request)
    version = request.POST.get("version", "") if request.method == "POST" else version_of(held) if held else ""
    changes: list[Change] = []
    status = 200
    report = report_for(held, request.GET.get("report", "")) if held else None
    if request.method != "POST":
        record = record_of(held, user) if held else BLANK
        if report is not None:
            record = with_report(record, report.what, report.right)
        forms = record_forms(organisation, record=record, held=held)
    else:
        forms = record_forms(organisation, data=request.POST, held=held)
        try:
            saved = None if "add" in request.POST else _save(user, forms, organisation, held, version)
        except Stale as refusal:
            assert held is not None, "nobody else can have saved what is not there yet"
            held = kept_or_refused(request, held.pk)
            version, status = version_of(held), 409
            changes = said_changes(differences(told(record_of(held, user)), told(forms.record())))
            forms.top.add_error(None, str(refusal))
        except Refused as refusal:
            forms.top.add_error(None, str(refusal))
            status = 422
        else:
            if saved is not None:
                messages.success(request, _("「%(name)s」を保存しました。") % {"name": saved})
                return redirect("directory:edit", saved.pk)
            status = 200 if "add" in request.POST else 422
    context = {
        "organisation": organisation,
        "service": held,
        "forms": forms,
        "form": forms.top,
        "errors": [] if "add" in request.POST else forms.errors(),
        "version": version,
        "changes": changes,
        "report": report,
        "last": last_deed(held) if held else None,
        "hidden_places": hidden_places(held, user) if held else 0,
        "crumbs": to_service(held) if held else crumbs(organisation, (_("支援を加える"), "")),
        **(_may(user, held) if held else {}),
    }
    return render(request, "directory/keeping/edit.html", context, status=status)


def _may(user: User, held: Service) -> dict[str, Answer]:
    return {
        "can_publish": can_publish(user, held),
        "can_withdraw": can_withdraw(user, held),
        "can_confirm": can_confirm(user, held),
        "can_part": can_part(user, held),
    }


def _save(
    user: User, forms: RecordForms, organisation: Organisation, held: Service | None, version: str
) -> Service | None:
    """Save what was typed; None where it cannot be taken, with each fault beside its field."""
    valid = forms.is_valid()
    try:
        if valid:
            return save_service(by=user, keeper=organisation, record=forms.record(), service=held, version=version)
        checked(forms.record(), timezone.localdate())
    except Faulty as faulty:
        forms.tell(faulty.faults)
    return None
