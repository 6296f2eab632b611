"""Pages that belong to no part: the desk of whoever signed in, health, errors."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

import tsunagi
from tsunagi.base import queries
from tsunagi.base.models import Job, User


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who signed in: their organisations, and what waits for them there."""
    assert isinstance(request.user, User), "login_required lets only users in"
    return render(request, "base/desk.html", {"memberships": queries.memberships(request.user)})


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site can answer: 200 with what is well, 503 if the database is not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        well = True
    except DatabaseError:
        well = False
    return JsonResponse({"version": tsunagi.__version__, "database": well}, status=200 if well else 503)


@login_required
@require_GET
def job(request: HttpRequest, key: int) -> HttpResponse:
    """How far a job is; when it is done, on to what came of it. Only for who started it."""
    found = get_object_or_404(Job, pk=key, by=request.user)
    if found.state == Job.State.DONE and found.leads_to:
        return redirect(found.leads_to)
    return render(request, "base/job.html", {"job": found})


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render(request, "base/stale_form.html", status=403)
