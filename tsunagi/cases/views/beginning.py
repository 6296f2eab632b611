"""A case begins: with a contact that a counsellor took, or with the code on somebody's slip of paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import Refused, organisations_with, require
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.models import Organisation
from tsunagi.cases.access import can_open
from tsunagi.cases.actions.beginning import begin_from_code, begin_from_contact
from tsunagi.cases.forms.beginning import NEW, AgreementForm, FromCodeForm, FromContactForm, WhoForm
from tsunagi.cases.forms.people import OpeningForm, PersonForm
from tsunagi.cases.models import Case
from tsunagi.cases.queries.beginning import case_of, known_of, known_people
from tsunagi.cases.queries.cut import cases_for
from tsunagi.cases.rules.people import UNNAMED
from tsunagi.cases.views.common import A_WEEK, say_if_alike, signed_in, to_desk
from tsunagi.cases.views.people import A_CONSENT
from tsunagi.consultations.access import can_change
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.cut import contacts_for
from tsunagi.navigator.forms import CodeForm
from tsunagi.navigator.guessing import may_try, was_wrong
from tsunagi.navigator.models import TakeAlong
from tsunagi.navigator.queries.taking import taken_under


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make a case of a contact, with what the contact already knows; and go on to a referral, if that is wanted."""
    user = signed_in(request)
    contact = get_object_or_404(contacts_for(user), pk=key)
    require(can_change(user, contact))
    require(can_open(user, contact.organisation))
    note_reading(by=user, subject=contact, organisation=contact.organisation, why="work")
    made = case_of(contact)
    if made is not None:
        return _already(request, made)
    known, people = known_of(contact), known_people(user, contact)
    for one in people:
        note_reading(by=user, subject=one, organisation=one.organisation, why="search")
    posted, day = request.POST or None, timezone.localdate()
    who = WhoForm(posted, people=people, initial={"person": NEW}) if people else None
    person = PersonForm(posted, initial=known.said)
    body = Organisation.objects.filter(pk=contact.organisation_id)
    form = FromContactForm(posted, organisations=body, initial={"due": day + A_WEEK, "told": known.told})
    agreement = _agreement(posted, day)

    def begin() -> Case:
        chosen = who.chosen() if who else None
        return begin_from_contact(
            by=user, contact=contact, person=chosen, **_record(person, chosen is None), **_opening(form, agreement, day)
        )

    parts: list[forms.Form] = [part for part in (who, form, agreement) if part is not None]
    is_new = who is None or request.POST.get("person", NEW) == NEW
    return _begun(request, [*parts, person] if is_new else parts, form, begin) or _page(
        request, form, person, agreement, who=who, title=_("この相談から支援を始める"), contact=contact
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_code(request: HttpRequest) -> HttpResponse:
    """Open the code on somebody's slip of paper, and begin a case with the supports that are under it.

    The code is sent with the form, never with the address.
    """
    user, day = signed_in(request), timezone.localdate()
    bodies = Organisation.objects.filter(pk__in=organisations_with(user, "cases.work"))
    if not bodies:
        raise Refused(_("支援を始める役割がありません。組織の管理者に頼んでください。"))
    asked = CodeForm(request.POST or None)
    taken = _taken(request, asked)
    if taken is None:
        context = {"form": asked, "crumbs": to_desk((_("メモの番号"), ""))}
        return render(request, "cases/code.html", context, status=422 if asked.errors else 200)
    # The first form had the code alone.
    posted = request.POST if "step" in request.POST else None
    person = PersonForm(posted, initial={"name": UNNAMED})
    form = _code_form(posted, bodies, day, taken)
    agreement = _agreement(posted, day)
    services = [one.service for one in taken.taken.select_related("service__provider")]

    def begin() -> Case:
        keys = [one.pk for one in services]
        return begin_from_code(by=user, wanted=keys, **_record(person, True), **_opening(form, agreement, day))

    return _begun(request, [form, person, agreement], form, begin) or _page(
        request, form, person, agreement, title=_("メモの番号から支援を始める"), services=services
    )


def _taken(request: HttpRequest, asked: CodeForm) -> TakeAlong | None:
    """What the code opens; the form says why it opens nothing."""
    if request.method != "POST" or not asked.is_valid():
        return None
    if not may_try(request):
        asked.add_error(
            None, _("まちがった番号が続いたので、しばらく調べられません。15分ほどたってから、もう一度入れてください。")
        )
        return None
    taken = taken_under(asked.cleaned_data["code"], at=timezone.now())
    if taken is None:
        asked.add_error(
            "code", _("この番号では何も開けません。書きまちがいがないか、7日を過ぎていないか、確かめてください。")
        )
        was_wrong(request)
    return taken


def _already(request: HttpRequest, made: Case) -> HttpResponse:
    """The case that there is, where it can be seen."""
    if not cases_for(request.user).filter(pk=made.pk).exists():
        raise Refused(_("この相談からは、すでに支援が始まっています。担当者か統括者に聞いてください。"))
    messages.info(request, _("この相談からは、すでに支援が始まっています。"))
    return redirect("cases:case", made.pk)


def _code_form(posted: Any, bodies: QuerySet[Organisation], day: date, taken: TakeAlong) -> FromCodeForm:
    begin = {"due": day + A_WEEK, "code": taken.code}
    return FromCodeForm(posted, organisations=bodies, initial=begin)


def _agreement(posted: Any, day: date) -> AgreementForm:
    begin = {"how": "", "kinds": ["basic", "contact", "intake"], "until": day + A_CONSENT}
    begin["purpose"] = _("困りごとに合う機関につなぎ、支援を受けるため")
    return AgreementForm(posted, initial=begin, prefix="agreed")


def _record(person: PersonForm, is_new: bool) -> dict[str, Any]:
    """What the record of somebody new says."""
    return {
        "said": person.said() if is_new else {},
        "is_shielded": is_new and person.cleaned_data["is_shielded"],
    }


def _opening(form: OpeningForm, agreement: AgreementForm, day: date) -> dict[str, Any]:
    """How the case opens, by the names of the action."""
    said = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    if isinstance(form, FromContactForm):
        del said["organisation"]
    return {**said, "day": day, "agreed": agreement.agreed(day)}


def _begun(
    request: HttpRequest, parts: list[forms.Form], form: OpeningForm, begin: Callable[[], Case]
) -> HttpResponse | None:
    """The way on, if all parts say what they have to and nothing is refused."""
    wrong = [part for part in parts if not part.is_valid()]  # all are asked, so that all say what is wrong
    if not form.is_bound or wrong:
        return None
    try:
        made = begin()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("支援を始めました。"))
    say_if_alike(request, made)
    goes_on = made.wanted or form.cleaned_data.get("refers")
    return redirect("cases:choose" if goes_on else "cases:case", made.pk)


def _page(
    request: HttpRequest, form: OpeningForm, person: PersonForm, agreement: AgreementForm, **more: Any
) -> HttpResponse:
    contact: Contact | None = more.get("contact")
    context = {
        "form": form,
        "person": person,
        "agreement": agreement,
        "crumbs": to_desk((_("支援を始める"), "")),
        **more,
        "way": contact.get_way_display() if contact else "",
    }
    wrong = any(part.errors for part in (form, person, agreement, more.get("who")) if part is not None)
    return render(request, "cases/begin.html", context, status=422 if wrong else 200)
