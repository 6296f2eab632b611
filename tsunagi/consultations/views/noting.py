"""The page on which a contact is written down: it saves itself, and by a button."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import Refused, require
from tsunagi.base.views import signed_in
from tsunagi.consultations.access import can_change
from tsunagi.consultations.actions.contacts import end
from tsunagi.consultations.actions.noting import Overwritten, said_by
from tsunagi.consultations.actions.noting import note as write
from tsunagi.consultations.actions.sitting import give_sign
from tsunagi.consultations.forms.noting import EndForm, NoteForm
from tsunagi.consultations.models import Contact
from tsunagi.consultations.rules.contact import is_over
from tsunagi.consultations.rules.noting import fingerprint
from tsunagi.consultations.views.common import contact_or_404, danger_of, held_or_404, to_contact


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write a contact down; with the button `end` also say what came of it."""
    user = signed_in(request)
    if request.headers.get("X-Saves-Itself"):
        return _saved(request, held_or_404(request, key))
    found = contact_or_404(request, key)
    require(can_change(user, found))
    give_sign(by=user)
    known = said_by(found)
    is_first = {True: "yes", False: "no", None: ""}[found.is_first]
    fresh = {**known, "is_first": is_first, **_anew(found)}
    form = NoteForm(request.POST or None, initial=fresh, way=found.way)
    ending = EndForm(request.POST or None, initial={"outcome": found.outcome, "again_on": found.again_on})
    context: dict[str, Any] = {"contact": found, "form": form, "ending": ending, "is_over": is_over(found.state)}
    if request.method == "POST" and form.is_valid() and ending.is_valid():
        try:
            with transaction.atomic():
                held = write(by=user, contact=found, **_written(form))
                if "end" in request.POST:
                    end(by=user, contact=held, **ending.cleaned_data)
        except Overwritten as refusal:
            form.add_error(None, str(refusal))
            # What was typed stays, and the next press writes over what the page has shown by now.
            form.data = {**request.POST.dict(), "needs": request.POST.getlist("needs"), **_anew(refusal.held)}
            context["theirs"] = refusal.held
        except Refused as refusal:
            (ending if "end" in request.POST else form).add_error(None, str(refusal))
        else:
            messages.success(request, _("保存しました。"))
            return redirect("consultations:contact", held.pk)
    context |= {"danger": danger_of(found), "crumbs": to_contact(found, (_("記録"), ""))}
    wrong = bool(form.errors or ending.errors)
    return render(request, "consultations/note.html", context, status=422 if wrong else 200)


def _saved(request: HttpRequest, found: Contact) -> JsonResponse:
    """What the page sends by itself: what was typed so far, or only that somebody is still there."""
    user = signed_in(request)
    give_sign(by=user)
    if "still" in request.POST:
        return JsonResponse({"said": ""})
    form = NoteForm(request.POST, way=found.way)
    if not form.is_valid():
        return JsonResponse({"said": " ".join(str(one) for each in form.errors.values() for one in each)}, status=422)
    try:
        held = write(by=user, contact=found, is_by_hand=False, **_written(form))
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    clock = date_format(timezone.localtime(), "H:i:s")
    danger = render_to_string("consultations/_danger.html", {"danger": danger_of(held), "contact": held})
    return JsonResponse({"said": _("%(clock)s に保存しました。") % {"clock": clock}, "danger": danger})


def _anew(held: Contact) -> dict[str, str]:
    """What a page begins with."""
    return {"seen": fingerprint(said_by(held)), "page": str(uuid4())}


def _written(form: NoteForm) -> dict[str, Any]:
    found = form.cleaned_data
    return {"said": form.said(), "seen": found["seen"], "page": found["page"], "turn": found["turn"]}
