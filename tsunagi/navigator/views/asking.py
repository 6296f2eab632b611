"""Where somebody says what is the matter, and what is found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tsunagi.navigator.forms import AskForm


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "navigator/ask.html", {"form": AskForm()})


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """What fits somebody's words. Danger has been met before this is reached (middleware)."""
    return render(request, "navigator/ask.html", {"form": AskForm(request.POST)})
