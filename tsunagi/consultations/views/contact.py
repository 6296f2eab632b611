"""A contact: read, passed on, answered together, called again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import require
from tsunagi.base.forms import tried
from tsunagi.base.views import signed_in
from tsunagi.consultations import access
from tsunagi.consultations.actions import passing
from tsunagi.consultations.actions.contacts import put_off
from tsunagi.consultations.actions.impressions import token_for
from tsunagi.consultations.actions.sitting import give_sign
from tsunagi.consultations.forms.noting import AgainForm, PartnerForm, PassForm
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.chat import WRITTEN
from tsunagi.consultations.queries.contact import contact_page
from tsunagi.consultations.queries.windows import people_of, targets_of
from tsunagi.consultations.rules.contact import is_over
from tsunagi.consultations.views.common import contact_or_404, danger_of, form_page, held_or_404, to_board, to_contact


@login_required
@require_safe
def contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """One contact: what is known, what was written, what comes next."""
    user, language = signed_in(request), get_language() or "ja"
    found = contact_or_404(request, key)
    give_sign(by=user)
    now = timezone.localtime()
    context = {
        "contact": found,
        "page": contact_page(found, language),
        "danger": danger_of(found),
        "is_over": is_over(found.state),
        "again": found.again_on is not None and found.again_done_at is None,
        "day": now.date(),
        "can_change": access.can_change(user, found),
        "can_pass_on": access.can_pass_on(user, found),
        "can_sit_beside": access.can_sit_beside(user, found),
        "can_take_over": access.can_take_over(user, found),
        "token": token_for(found) if is_over(found.state) else "",
        "crumbs": to_board((_("相談"), "")),
    }
    return render(request, "consultations/contact.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, key: UUID) -> HttpResponse:
    """Pass a contact on; what goes along is shown beside."""
    user = signed_in(request)
    found = contact_or_404(request, key)
    require(access.can_pass_on(user, found))
    windows = targets_of(found)
    form = PassForm(request.POST or None, windows=windows)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: passing.pass_on(by=user, contact=found, **form.cleaned_data))
    ):
        messages.success(request, _("「%(window)s」に回しました。") % {"window": form.cleaned_data["window"]})
        return redirect("consultations:board")
    context = {
        "contact": found,
        "page": contact_page(found, get_language() or "ja"),
        "form": form,
        "windows": windows,
        "crumbs": to_contact(found, (_("ほかの窓口に回す"), "")),
    }
    return render(request, "consultations/pass_on.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_in(request: HttpRequest, key: UUID) -> HttpResponse:
    """Call a colleague in, to answer together."""
    user = signed_in(request)
    found = held_or_404(request, key)
    require(access.can_pass_on(user, found))
    people = [one for one in people_of(found.organisation) if one.pk != found.worker_id]
    form = PartnerForm(request.POST or None, people=people)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: passing.sit_beside(by=user, contact=found, **form.cleaned_data))
    ):
        messages.success(
            request, _("%(name)sさんの画面にも、この相談が出ます。") % {"name": form.cleaned_data["partner"]}
        )
        return redirect("consultations:contact", found.pk)
    crumbs = to_contact(found, (_("二人で応対する"), ""))
    return form_page(request, form, crumbs, title=_("二人で応対する"), button=_("いっしょに応対する"))


@login_required
@require_POST
def sit_beside(request: HttpRequest, key: UUID) -> HttpResponse:
    """A supervisor sits down beside."""
    held = passing.sit_beside(by=signed_in(request), contact=held_or_404(request, key), partner=None)
    return _on(held)


@login_required
@require_POST
def take_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """A supervisor, or who sits beside, goes on talking."""
    held = passing.take_over(by=signed_in(request), contact=held_or_404(request, key))
    return _on(held)


def _on(held: Contact) -> HttpResponse:
    """To where the talk goes on: in writing, or on the contact's page."""
    return redirect("consultations:chat" if held.way in WRITTEN else "consultations:contact", held.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_later(request: HttpRequest, key: UUID) -> HttpResponse:
    """Call somebody again on another day."""
    user = signed_in(request)
    found = held_or_404(request, key)
    require(access.can_change(user, found))
    form = AgainForm(request.POST or None, initial={"again_on": found.again_on})
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: put_off(by=user, contact=found, **form.cleaned_data))
    ):
        messages.success(request, _("連絡する日を変えました。"))
        return redirect("consultations:contact", found.pk)
    crumbs = to_contact(found, (_("連絡する日"), ""))
    return form_page(request, form, crumbs, title=_("連絡する日を変える"), button=_("変える"))
