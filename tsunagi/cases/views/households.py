"""Who lives with whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.base.access import require
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.forms import posted, tried
from tsunagi.cases.access import can_open
from tsunagi.cases.actions import households as actions
from tsunagi.cases.forms.people import OtherForm, SearchForm
from tsunagi.cases.models import Person
from tsunagi.cases.queries.pages import search_people
from tsunagi.cases.views.common import person_or_404, signed_in, to_person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def household(request: HttpRequest, key: UUID) -> HttpResponse:
    """Look for somebody who lives with a person, and say so."""
    found = person_or_404(request, key)
    require(can_open(request.user, found.organisation))
    user = signed_in(request)
    chosen = OtherForm(request.POST if "other" in request.POST else None)
    form = SearchForm(request.POST if "asked" in request.POST else None)
    people: list[Person] = []
    if posted(request, chosen):
        other = person_or_404(request, chosen.cleaned_data["other"])
        if tried(chosen, lambda: actions.join_household(by=user, person=found, other=other)):
            messages.success(request, _("同じ世帯の人として記録しました。"))
            return redirect("cases:person", found.pk)
    elif posted(request, form):
        people = [
            one
            for one in search_people(user, form.cleaned_data["asked"])
            if one.pk != found.pk and one.organisation_id == found.organisation_id
        ]
        for one in people:
            note_reading(by=user, subject=one, organisation=one.organisation, why="search")
    context = {
        "form": form,
        "chosen": chosen,
        "people": people,
        "searched": form.is_bound and form.is_valid(),
        "crumbs": to_person(found, (_("世帯"), "")),
    }
    wrong = bool(form.errors or chosen.errors)
    return render(request, "cases/household.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a person lives there no more."""
    found = person_or_404(request, key)
    actions.leave_household(by=signed_in(request), person=found)
    messages.success(request, _("世帯から外しました。"))
    return redirect("cases:person", found.pk)
