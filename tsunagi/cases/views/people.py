"""The desk, the search, a person and what they agreed to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.access import Refused, organisations_of_people, organisations_with, require
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.forms import posted, tried
from tsunagi.base.models import Organisation
from tsunagi.base.views import own_path
from tsunagi.cases.access import can_open, can_supervise, can_work_at
from tsunagi.cases.actions import consents, people
from tsunagi.cases.actions.oversight import reveal
from tsunagi.cases.actions.records import change_person as write_person
from tsunagi.cases.forms.people import (
    ConsentForm,
    OpeningForm,
    PersonForm,
    ReasonForm,
    SearchForm,
    WorkingPersonForm,
)
from tsunagi.cases.models import Person
from tsunagi.cases.queries import cut
from tsunagi.cases.queries import pages as queries
from tsunagi.cases.queries.desk import A_LIST
from tsunagi.cases.queries.desk import desk as desk_of
from tsunagi.cases.queries.printing import person_rows, whereabouts_of
from tsunagi.cases.rules.people import FIELDS, WHEREABOUTS
from tsunagi.cases.views.common import A_WEEK, form_page, person_or_404, say_if_alike, signed_in, to_desk, to_person

A_CONSENT = timedelta(days=365)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for somebody: steps by date, their cases, referrals to answer, results to take note of."""
    user = signed_in(request)
    organisations = list(Organisation.objects.filter(pk__in=organisations_of_people(user)))
    if not organisations:
        raise Refused(_("支援の役割がありません。組織の管理者に頼んでください。"))
    for one in organisations:
        note_reading(by=user, subject="cases.desk", organisation=one, why="list")
    context = {
        "lists": desk_of(user),
        "day": timezone.localdate(),
        "most": A_LIST,
        "search": SearchForm(),
        "can_open": bool(organisations_with(user, "cases.work")),
        "staffed": [one for one in organisations if can_work_at(user, one)],
        "worked": [one for one in organisations if one.pk in organisations_with(user, "cases.work")],
        "supervised": [one for one in organisations if one.pk in organisations_with(user, "cases.supervise")],
        "crumbs": to_desk()[:2],
    }
    return render(request, "cases/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find a person by name or number. What was asked goes with the form, never with the address."""
    user = signed_in(request)
    form = SearchForm(request.POST or None)
    found: list[Person] = []
    if posted(request, form):
        found = queries.search_people(user, form.cleaned_data["asked"])
        for one in found:
            note_reading(by=user, subject=one, organisation=one.organisation, why="search")
    context = {
        "form": form,
        "found": found,
        "searched": form.is_bound and form.is_valid(),
        "crumbs": to_desk((_("さがす"), "")),
    }
    return render(request, "cases/search.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Open a case: for somebody new, or for somebody whose record is here."""
    user = signed_in(request)
    known = person_or_404(request, key) if key else None
    bodies = Organisation.objects.filter(pk__in=organisations_with(user, "cases.work"))
    if known is not None:
        bodies = bodies.filter(pk=known.organisation_id)
    if not bodies:
        raise Refused(_("支援を始める役割がありません。組織の管理者に頼んでください。"))
    day = timezone.localdate()
    person = PersonForm(request.POST or None)
    form = OpeningForm(request.POST or None, organisations=bodies, initial={"due": day + A_WEEK})
    if posted(request, form) and (known is not None or person.is_valid()):
        try:
            made = people.open_case(
                by=user,
                person=known,
                said={} if known else person.said(),
                is_shielded=not known and person.cleaned_data["is_shielded"],
                day=day,
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("支援を始めました。"))
            say_if_alike(request, made)
            return redirect("cases:case", made.pk)
    context = {
        "form": form,
        "person": None if known else person,
        "crumbs": to_desk((_("支援を始める"), "")),
    }
    wrong = bool(form.errors or (not known and person.errors))
    return render(request, "cases/open.html", context, status=422 if wrong else 200)


@login_required
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person: their record, cases and consents."""
    found = person_or_404(request, key)
    records = [found, *found.merged.all()]
    context = {
        "person": found,
        "details": person_rows(found),
        "is_hidden": found.is_shielded and bool(whereabouts_of(cut.sheets_for(request.user), found)),
        "cases": cut.cases_for(request.user).filter(person__in=records).order_by("-opened_on"),
        # Of the household only those whom somebody may see at all.
        "household": cut.people_for(request.user).filter(household=found.household_id).exclude(pk=found.pk)
        if found.household_id
        else [],
        "consents": queries.consents_of(found),
        "day": timezone.localdate(),
        "known_elsewhere": queries.is_known_elsewhere(found),
        "alike": [] if found.merged_into_id else queries.alike_here(found),
        "merged": records[1:],
        "can_open": can_open(request.user, found.organisation),
        "can_supervise": can_supervise(request.user, found.organisation),
        "crumbs": to_desk((_("本人"), "")),
    }
    return render(request, "cases/person.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write what is known of a person now."""
    found = person_or_404(request, key)
    require(can_open(request.user, found.organisation))
    begin: dict[str, Any] = {field: getattr(found, field) for field in FIELDS}
    if found.is_shielded:
        begin |= dict.fromkeys(WHEREABOUTS, "")
    begin |= {"is_shielded": found.is_shielded, "version": found.version}
    form = WorkingPersonForm(request.POST or None, initial=begin, hides=found.is_shielded)
    alike = [] if found.is_shielded else queries.alike_here(found)  # under a measure nobody is like anybody
    if posted(request, form):
        said = form.cleaned_data
        if tried(
            form,
            lambda: write_person(
                by=signed_in(request),
                person=found,
                version=said["version"],
                said=form.said(),
                is_shielded=said["is_shielded"],
            ),
        ):
            messages.success(request, _("保存しました。"))
            if said["is_shielded"] and alike:
                messages.warning(
                    request,
                    _(
                        "同じ人かもしれない記録がほかに%(count)s件あり、その住所と電話は隠れていません。"
                        "統括者と確かめ、そちらにも支援措置を付けてください。"
                    )
                    % {"count": len(alike)},
                )
            return redirect("cases:person", found.pk)
    return form_page(
        request, form, to_person(found, (_("直す"), "")), title=_("本人の記録を直す"), button=_("保存する")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def whereabouts(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where a shielded person is to be found, for a reason that is kept, and on this one answer only."""
    found = person_or_404(request, key)
    form = ReasonForm(request.POST or None)
    shown: list[tuple[str, str]] = []
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: reveal(by=user, person=found, reason=form.cleaned_data["reason"])):
            shown = whereabouts_of(cut.sheets_for(user), found)
    return form_page(
        request,
        form,
        to_person(found, (_("住所と電話"), "")),
        title=_("支援措置の人の住所と電話"),
        lead=_("見たことと理由は記録され、統括者に知らされます。画面を人に見せたり、印刷したりしないでください。"),
        button=_("理由を記録して見る"),
        shown=shown,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_consent(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record what a person agreed to, (then) and go on with what it was needed for, (to) which is for this body."""
    found = person_or_404(request, key)
    require(can_open(request.user, found.organisation))
    day = timezone.localdate()
    form = ConsentForm(
        request.POST or None,
        receivers=cut.working_organisations().exclude(pk=found.organisation_id),
        initial={"given_on": day, "until": day + A_CONSENT, "receiver": request.GET.get("to")},
    )
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: consents.give_consent(by=user, person=found, **form.cleaned_data)):
            messages.success(request, _("同意を記録しました。"))
            return redirect(own_path(request.GET.get("then", "")) or reverse("cases:person", args=[found.pk]))
    return form_page(request, form, to_person(found, (_("同意"), "")), title=_("同意を記録する"), button=_("記録する"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_consent(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a consent back."""
    held = get_object_or_404(cut.consents_for(request.user), pk=key)
    found = person_or_404(request, held.person_id)
    if request.method == "POST":
        taken = consents.withdraw_consent(by=signed_in(request), consent=held, day=timezone.localdate())
        messages.success(request, _("同意を取り下げました。"))
        if taken:
            messages.success(request, _("返事を待っていたつなぎ%(count)s件も取り下げました。") % {"count": taken})
        return redirect("cases:person", found.pk)
    context = {"consent": held, "crumbs": to_person(found, (_("同意の取り下げ"), ""))}
    return render(request, "cases/withdraw_consent.html", context)
