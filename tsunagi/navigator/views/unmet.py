"""When nothing fitted."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tsunagi.base.sparing import may_again
from tsunagi.navigator.counting import count_unmet
from tsunagi.navigator.queries.listening import listening

#: Needs without a support that are counted from one address within an hour.
MOST: Final = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unmet(request: HttpRequest) -> HttpResponseBase:
    """Count that nothing fitted, and show somebody who listens to anything."""
    if request.method != "POST":
        return redirect("navigator:ask")
    # Who sends it over and over again sees the page, but bends no figure.
    if may_again(request, "unmet", most=MOST):
        count_unmet(request.POST.getlist("need"), request.POST.get("area", ""))
    at = timezone.localtime()
    context = {"at": at, "cards": listening(language=get_language() or "ja", at=at)}
    return render(request, "navigator/unmet.html", context)
