"""Conferences: their members, what is brought before them, what they decide."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import organisations_of_people, organisations_with, require
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.forms import posted, tried
from tsunagi.base.models import Organisation
from tsunagi.cases.access import can_attend, can_bring, can_coordinate, can_decide, can_pledge, has_run_out
from tsunagi.cases.actions import conferences as actions
from tsunagi.cases.forms.conferences import BodyForm, BringForm, ConferenceForm, DecisionForm
from tsunagi.cases.models import Conference, Seat
from tsunagi.cases.queries import cut
from tsunagi.cases.views.common import case_or_404, form_page, signed_in, to_case, to_desk


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conferences(request: HttpRequest) -> HttpResponse:
    """The conferences of somebody's organisations; found one."""
    held = organisations_with(request.user, "cases.coordinate")
    form = ConferenceForm(request.POST or None, bodies=Organisation.objects.filter(pk__in=held))
    if posted(request, form):
        user, day = signed_in(request), timezone.localdate()
        made: list[Conference] = []
        if tried(form, lambda: made.append(actions.found_conference(by=user, day=day, **form.cleaned_data))):
            messages.success(request, _("会議を作りました。構成員を加え、それぞれの組織に誓約してもらってください。"))
            return redirect("cases:conference", made[0].pk)
    context = {
        "conferences": cut.conferences_for(request.user),
        "form": form if held else None,
        "crumbs": to_desk((_("会議"), "")),
    }
    return render(request, "cases/conferences.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def conference(request: HttpRequest, key: UUID) -> HttpResponse:
    """A conference: its members; and for those who have pledged secrecy what was brought, and what was decided."""
    user = signed_in(request)
    found = get_object_or_404(cut.conferences_for(user), pk=key)
    attends = can_attend(user, found)
    brought = cut.brought_for(user).filter(conference=found).prefetch_related("decisions__organisation")
    for one in brought:
        note_reading(by=user, subject=one, organisation=one.organisation, why="conference")
    own, day = organisations_of_people(user), timezone.localdate()
    asked = [(one, has_run_out(one, day)) for one in brought.order_by("-on", "-brought_at")]
    context = {
        "conference": found,
        "seats": [
            (one, bool(can_pledge(user, one)) and one.organisation_id in own)
            for one in found.seats.filter(ended_on__isnull=True).select_related("organisation")
        ],
        "attends": attends,
        "brought": [
            (one, ran_out, one.organisation_id in own or not (one.taken_back_on or ran_out)) for one, ran_out in asked
        ],
        "own": own,
        "can_coordinate": can_coordinate(user, found.organisation),
        "crumbs": to_desk((_("会議"), "")),
    }
    return render(request, "cases/conference.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a body in."""
    found = get_object_or_404(cut.conferences_for(request.user), pk=key)
    require(can_coordinate(request.user, found.organisation))
    members = found.seats.filter(ended_on=None).values("organisation")
    form = BodyForm(request.POST or None, bodies=cut.working_organisations().exclude(pk__in=members))
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: actions.give_seat(by=user, conference=found, **form.cleaned_data)):
            messages.success(request, _("構成員に加えました。誓約が済むと、出された支援を見られるようになります。"))
            return redirect("cases:conference", found.pk)
    return form_page(request, form, to_desk((str(found), "")), title=_("構成員を加える"), button=_("加える"))


@login_required
@require_POST
def pledge(request: HttpRequest, key: UUID) -> HttpResponse:
    """Pledge secrecy in a body's name."""
    seat = get_object_or_404(Seat, pk=key, organisation__in=organisations_of_people(request.user))
    actions.pledge(by=signed_in(request), seat=seat, day=timezone.localdate())
    messages.success(request, _("守秘の誓約を記録しました。"))
    return redirect("cases:conference", seat.conference_id)


@login_required
@require_POST
def end_seat(request: HttpRequest, key: UUID) -> HttpResponse:
    """A body leaves."""
    seat = get_object_or_404(Seat, pk=key, conference__in=cut.conferences_for(request.user))
    actions.end_seat(by=signed_in(request), seat=seat, day=timezone.localdate())
    messages.success(request, _("構成員から外しました。"))
    return redirect("cases:conference", seat.conference_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, key: UUID) -> HttpResponse:
    """Bring a case before a conference."""
    found = case_or_404(request, key)
    require(can_bring(request.user, found))
    open_to = cut.conferences_for(request.user).filter(
        seats__organisation=found.organisation, seats__ended_on__isnull=True, seats__pledged_on__isnull=False
    )
    form = BringForm(request.POST or None, conferences=open_to, initial={"on": timezone.localdate()})
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: actions.bring(by=user, case=found, **form.cleaned_data)):
            messages.success(request, _("会議に出しました。"))
            return redirect("cases:case", found.pk)
    return form_page(request, form, to_case(found, (_("会議"), "")), title=_("会議に出す"), button=_("会議に出す"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep what was decided."""
    held = get_object_or_404(cut.brought_for(request.user), pk=key)
    require(can_decide(request.user, held))
    note_reading(by=signed_in(request), subject=held, organisation=held.organisation, why="conference")
    seats = Seat.objects.filter(conference=held.conference, ended_on__isnull=True, pledged_on__isnull=False)
    bodies = Organisation.objects.filter(pk__in=seats.values("organisation")).order_by("name")
    form = DecisionForm(request.POST or None, bodies=bodies)
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: actions.decide(by=user, brought=held, **form.cleaned_data)):
            messages.success(request, _("記録しました。"))
            return redirect("cases:conference", held.conference_id)
    return form_page(
        request, form, to_desk((_("会議"), "")), title=_("決まったこと"), lead=held.told, button=_("記録する")
    )


@login_required
@require_POST
def carry_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that it is done."""
    held = get_object_or_404(cut.decisions_for(request.user), pk=key)
    actions.carry_out(by=signed_in(request), decision=held)
    messages.success(request, _("記録しました。"))
    return redirect("cases:conference", held.brought.conference_id)
