"""What the site is: who runs it, what it keeps of people, for whom it was made, where its data are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import tsunagi


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The page; without TSUNAGI_OPERATOR it says that nobody was named."""
    context = {"operator": settings.OPERATOR, "version": tsunagi.__version__}
    return render(request, "navigator/about.html", context)
