"""What several pages of consultations need: contacts that somebody may see, their trace, pages that are one form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.base.actions.readings import note_reading
from tsunagi.base.views import signed_in
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.contact import lines_for
from tsunagi.consultations.queries.cut import contacts_for

Crumb = tuple[str, str]


def contact_or_404(request: HttpRequest, key: UUID) -> Contact:
    """A contact that somebody may open; that they did is kept before anything of it is shown."""
    found = get_object_or_404(contacts_for(request.user), pk=key)
    user = signed_in(request)
    is_own = user.pk in (found.worker_id, found.partner_id) or found.worker_id is None
    why = "work" if is_own else "supervision"
    note_reading(by=user, subject=found, organisation=found.organisation, why=why)
    return found


def held_or_404(request: HttpRequest, key: UUID) -> Contact:
    """The same for a button that shows nothing of the contact; nothing sealed is read."""
    return get_object_or_404(contacts_for(request.user), pk=key)


def form_page(request: HttpRequest, form: forms.Form, crumbs: list[Crumb], **said: Any) -> HttpResponse:
    """A page that is one form. said: title, button, and if need be lead, a sentence above it."""
    context = {"form": form, "crumbs": crumbs, **said}
    return render(request, "base/form_page.html", context, status=422 if form.errors else 200)


def to_board(*steps: Crumb) -> list[Crumb]:
    """The way from the desk; no name of a person stands in it."""
    return [(_("自分の机"), reverse("base:desk")), (_("相談の受付"), reverse("consultations:board")), *steps]


def to_contact(contact: Contact, *steps: Crumb) -> list[Crumb]:
    """The way to a contact."""
    return to_board((_("相談"), reverse("consultations:contact", args=[contact.pk])), *steps)


def danger_of(contact: Contact) -> dict[str, Any] | None:
    """What the danger box of a contact shows: of what it is, whom to call, and where to say that it has been seen."""
    if not contact.danger:
        return None
    language = get_language() or "ja"
    return {
        "kind": contact.get_danger_display(),
        "found": lines_for(contact.danger, at=timezone.localtime(), language=language, area=contact.area),
        "seen": reverse("consultations:see_danger", args=[contact.pk]),
    }
