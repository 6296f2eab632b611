"""How it was: asked of whoever has the link, who stays unknown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tsunagi.consultations.actions import impressions as actions
from tsunagi.consultations.forms.public import FeltForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def felt(request: HttpRequest, token: str) -> HttpResponse:
    """The question, once for each contact."""
    known = actions.contact_of(token)
    if known is None or not actions.is_open(*known):
        return render(request, "consultations/public/felt.html", {"is_over": True}, status=410)
    key, organisation = known
    form = FeltForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.say_how_it_was(key=key, organisation=organisation, **form.cleaned_data)
        return render(request, "consultations/public/felt.html", {"is_said": True})
    return render(request, "consultations/public/felt.html", {"form": form}, status=422 if form.errors else 200)
