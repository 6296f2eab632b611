"""What is done with a support by one press: publish, withdraw, confirm, put together, part; and what was done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import Refused
from tsunagi.base.models import User
from tsunagi.base.views import own_path, signed_in
from tsunagi.directory.access import can_merge
from tsunagi.directory.actions.merging import distinguish_services, forget_distinction, merge_services, part_services
from tsunagi.directory.actions.records import confirm_service, publish_service, set_capacity, withdraw_service
from tsunagi.directory.forms.keeping import CapacityForm
from tsunagi.directory.forms.saying import said_changes
from tsunagi.directory.models import Service
from tsunagi.directory.queries import keeping as queries
from tsunagi.directory.queries.duplicates import are_apart, reasons
from tsunagi.directory.queries.records import record_of, told
from tsunagi.directory.rules.records import differences, without_keys
from tsunagi.directory.views.keeping.common import kept_or_refused, to_service


@login_required
@require_POST
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let everybody see it."""
    said = _("「%(name)s」を公開しました。")
    return _done(request, key, said, lambda by, found: publish_service(by=by, service=found))


@login_required
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let only its keepers see it."""
    said = _("「%(name)s」の公開をやめました。")
    return _done(request, key, said, lambda by, found: withdraw_service(by=by, service=found))


@login_required
@require_POST
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that it is true today."""
    day = timezone.localdate()
    said = _("「%(name)s」を、今日確かめたものとしました。")
    return _done(request, key, said, lambda by, found: confirm_service(by=by, service=found, day=day))


@login_required
@require_POST
def part(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let it be a record of its own again."""
    said = _("「%(name)s」を、また別の支援に分けました。")
    return _done(request, key, said, lambda by, found: part_services(by=by, service=found))


@login_required
@require_POST
def capacity(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say how many it can take now."""
    form = CapacityForm(request.POST)
    if not form.is_valid() or form.cleaned_data["available"] is None:
        raise Refused(_("いま受けられる数を、0以上の数で入れてください。"))
    told = {name: form.cleaned_data[name] for name in ("unit", "available", "maximum", "description")}
    said = _("「%(name)s」のいま受けられる数を変えました。")
    return _done(request, key, said, lambda by, found: set_capacity(by=by, service=found, **told).service)


def _done(request: HttpRequest, key: UUID, said: str, deed: Callable[[User, Service], Service]) -> HttpResponse:
    """Do it, say so, and go back to the page that the button stood on."""
    done = deed(signed_in(request), kept_or_refused(request, key))
    messages.success(request, said % {"name": done})
    return redirect(own_path(request.POST.get("back", "")) or reverse("directory:edit", args=[done.pk]))


@login_required
@require_POST
def apart(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """Say that two that look alike are two services, or take that back."""
    found, second = kept_or_refused(request, key), kept_or_refused(request, other)
    user = signed_in(request)
    if "forget" in request.POST:
        forget_distinction(by=user, service=found, other=second)
        messages.success(request, _("「別の支援」という判断を取り消しました。"))
    else:
        distinguish_services(by=user, service=found, other=second)
        messages.success(request, _("別の支援としました。もう「重なっているかもしれない支援」には出ません。"))
    return redirect("directory:duplicates", found.kept_by.slug)


@login_required
@require_safe
def history(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was done with it: who, when, and what was different before and after."""
    found = kept_or_refused(request, key)
    context = {
        "service": found,
        "deeds": [(deed.row, said_changes(deed.changes)) for deed in queries.history(found)],
        "crumbs": to_service(found, (_("これまでの変更"), "")),
    }
    return render(request, "directory/keeping/history.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """Two records beside each other; the first becomes the second one of the other."""
    found, into = kept_or_refused(request, key), kept_or_refused(request, other)
    user = signed_in(request)
    if request.method == "POST":
        merge_services(by=user, service=found, into=into)
        messages.success(request, _("「%(name)s」にまとめました。") % {"name": into})
        return redirect("directory:duplicates", found.kept_by.slug)
    context = {
        "service": found,
        "into": into,
        "reasons": reasons(found, into),
        "changes": said_changes(differences(*(without_keys(told(record_of(one, user))) for one in (found, into)))),
        "can_merge": can_merge(user, found, into),
        "are_apart": are_apart(found, into),
        "crumbs": to_service(found, (_("まとめる"), "")),
    }
    return render(request, "directory/keeping/merge.html", context)
