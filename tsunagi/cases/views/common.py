"""What several pages of casework need: records that somebody may see, their trace, and pages that are one form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tsunagi.base.actions.readings import note_reading
from tsunagi.base.views import signed_in
from tsunagi.cases.access import can_work_on
from tsunagi.cases.models import Case, Person
from tsunagi.cases.queries import cut
from tsunagi.cases.queries.pages import alike_here

__all__ = [
    "A_WEEK",
    "Crumb",
    "case_or_404",
    "form_page",
    "person_or_404",
    "say_if_alike",
    "signed_in",
    "to_case",
    "to_desk",
    "to_person",
]

Crumb = tuple[str, str]
#: The day that is proposed for what comes next.
A_WEEK: Final = timedelta(days=7)


def case_or_404(request: HttpRequest, key: UUID, why: str = "work") -> Case:
    """A case that somebody may open; that they did is kept before anything of it is shown."""
    found = get_object_or_404(cut.cases_for(request.user), pk=key)
    if not can_work_on(request.user, found):
        why = "emergency"  # nothing else shows somebody a colleague's case
    note_reading(by=signed_in(request), subject=found, organisation=found.organisation, why=why)
    return found


def person_or_404(request: HttpRequest, key: UUID, why: str = "work") -> Person:
    """A person of whom somebody may open a case; that they looked is kept."""
    found = get_object_or_404(cut.people_for(request.user), pk=key)
    note_reading(by=signed_in(request), subject=found, organisation=found.organisation, why=why)
    return found


def say_if_alike(request: HttpRequest, made: Case) -> None:
    """Of a case that was just opened: the person may have a record here already, under which things are known."""
    if alike := alike_here(made.person):
        said = _("同じ人かもしれない記録がほかに%(count)s件あります。「本人の記録」で確かめてください。")
        messages.warning(request, said % {"count": len(alike)})


def form_page(request: HttpRequest, form: forms.Form, crumbs: list[Crumb], **said: Any) -> HttpResponse:
    """A page that is one form. said: title, button, and if need be lead, danger, aside (a template) and its names."""
    context = {"form": form, "crumbs": crumbs, **said}
    return render(request, "base/form_page.html", context, status=422 if form.errors else 200)


def to_desk(*steps: Crumb) -> list[Crumb]:
    """The way from the desk; no name of a person stands in it."""
    return [(_("自分の机"), reverse("base:desk")), (_("支援の机"), reverse("cases:desk")), *steps]


def to_person(person: Person, *steps: Crumb) -> list[Crumb]:
    """The way to a person."""
    return to_desk((_("本人"), reverse("cases:person", args=[person.pk])), *steps)


def to_case(case: Case, *steps: Crumb) -> list[Crumb]:
    """The way to a case."""
    return to_desk((str(case), reverse("cases:case", args=[case.pk])), *steps)
