"""Handing on: choose a service, say what is shared, send, answer, and see what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import require
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.forms import posted, tried
from tsunagi.cases.access import can_change, can_do, can_read_news, can_take_note, side_of
from tsunagi.cases.actions import referrals as actions
from tsunagi.cases.forms.referrals import DEED_FORMS, ReferralForm, ServicesForm
from tsunagi.cases.models import Brought, Case, Referral
from tsunagi.cases.queries import cut
from tsunagi.cases.queries.offers import (
    full_services,
    nearest_first,
    of_others,
    offered_services,
    receiver_of,
    wanted_of,
    with_room,
)
from tsunagi.cases.queries.pages import consents_to
from tsunagi.cases.queries.sharing import handed_over, shareable, why_not_shared
from tsunagi.cases.rules import referral as rules
from tsunagi.cases.views.common import A_WEEK, case_or_404, form_page, signed_in, to_case, to_desk
from tsunagi.directory.models import Service
from tsunagi.directory.queries.filters import Filters, narrowed

A_PAGE = 20
DEEDS: Final[dict[str, Callable[..., Referral]]] = {
    "send": actions.send,
    "discard": actions.discard,
    "accept": actions.accept,
    "decline": actions.decline,
    "give_back": actions.give_back,
    "ask_back": actions.ask_back,
    "reply": actions.reply,
    "withdraw": actions.withdraw,
    "connect": actions.connect,
    "close": actions.close,
}


@login_required
@require_safe
def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    """Services that the person can be handed on to; full ones are not among them."""
    found = case_or_404(request, key)
    require(can_change(request.user, found))
    form = ServicesForm(request.GET)
    services, full = (of_others(some, found) for some in (offered_services(), full_services()))
    if form.is_valid():
        wanted = Filters(need=form.cleaned_data["need"])
        services, full = narrowed(services, wanted), narrowed(full, wanted)
        if form.cleaned_data["here"]:
            here = cut.working_organisations()
            services, full = (some.filter(provider__organisation__in=here) for some in (services, full))
    page, day = (
        Paginator(nearest_first(services), A_PAGE).get_page(request.GET.get("page")),
        timezone.localdate(),
    )
    context = {
        "case": found,
        "form": form,
        "page": page,
        "choices": with_room(page.object_list, day),
        "wanted": wanted_of(found, day) if found.wanted else [],
        "full": with_room(nearest_first(full)[:A_PAGE], day),
        "crumbs": to_case(found, (_("つなぐ"), "")),
    }
    return render(request, "cases/choose.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, key: UUID, service: UUID) -> HttpResponse:
    """Prepare a referral to a service."""
    found = case_or_404(request, key)
    return _draft(request, found, get_object_or_404(offered_services(), pk=service), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a referral that was not sent yet."""
    held = get_object_or_404(cut.referrals_for(request.user).filter(state="draft"), pk=key)
    return _draft(request, case_or_404(request, held.case_id), held.service, held)


@login_required
@require_safe
def referral(request: HttpRequest, key: UUID) -> HttpResponse:
    """One referral, as the side sees it on which somebody stands."""
    held = _referral(request, key)
    side = side_of(request.user, held)
    deeds = [
        name
        for name in (*rules.deeds_in(held.state, "sender"), *rules.deeds_in(held.state, "receiver"))
        if can_do(request.user, name, held)
    ]
    offered = {one.code: one for one in shareable(held.case)} if held.state == "draft" else {}
    here = (pgettext("handing on", "つなぎ"), "")
    why_not = why_not_shared(held, timezone.localdate()) if held.state == "draft" else ""
    context = {
        "referral": held,
        "side": side,
        # Of whom they do not take in the receiver sees no more what was shared, nor what was written about them.
        "is_over": side == "receiver" and held.state in ("withdrawn", "declined"),
        "deeds": [(name, deed_name(name)) for name in deeds],
        "to_be_shared": [(offered[code].said, offered[code].value) for code in held.fields if code in offered],
        "why_not": _(why_not) if why_not else "",
        "change_at": reverse("cases:change_referral", args=[held.pk]),
        "is_gone": held.state == "draft" and any(code not in offered for code in held.fields),
        "shared": handed_over(held),
        "moves": held.moves.select_related("organisation", "by").order_by("at"),
        "can_take_note": can_take_note(request.user, held),
        "can_read_news": can_read_news(request.user, held),
        "day": timezone.localdate(),
        "crumbs": to_case(held.case, here) if side == "sender" else to_desk(here),
    }
    return render(request, "cases/referral.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Do one of the things that can be done to a referral now."""
    if name not in DEEDS:
        raise Http404(_("この操作はありません。"))
    held = _referral(request, key)
    require(can_do(request.user, name, held))
    day = timezone.localdate()
    begin = {"version": held.version, "day": day, "due": day + A_WEEK}
    form = DEED_FORMS[name](request.POST or None, initial=begin)
    if posted(request, form):
        user = signed_in(request)
        if tried(form, lambda: DEEDS[name](by=user, referral=held, **form.cleaned_data)):
            messages.success(request, _("記録し、相手にも見えるようにしました。"))
            return redirect("cases:referral", held.pk)
    crumbs = to_desk((pgettext("handing on", "つなぎ"), reverse("cases:referral", args=[held.pk])), (deed_name(name), ""))
    return form_page(request, form, crumbs, title=deed_name(name), lead=str(held.service), button=deed_name(name))


@login_required
@require_POST
def take_note(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that the answer was seen."""
    held = _referral(request, key)
    actions.take_note(by=signed_in(request), referral=held)
    messages.success(request, _("結果を確かめました。"))
    return redirect("cases:case", held.case_id)


@login_required
@require_POST
def read_news(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that the receiver has seen what the sender told."""
    actions.read_news(by=signed_in(request), referral=_referral(request, key))
    messages.success(request, _("確かめたことを記録しました。"))
    return redirect("cases:desk")


def deed_name(name: str) -> str:
    """What a button says."""
    return {
        "send": _("送る"),
        "discard": _("下書きを捨てる"),
        "accept": _("受け入れる"),
        "decline": _("お断りする"),
        "give_back": _("受け入れを取りやめる"),
        "ask_back": _("問い合わせる"),
        "reply": _("問い合わせに答える"),
        "withdraw": _("取り下げる"),
        "connect": _("本人に会えた"),
        "close": _("結果を伝える"),
    }[name]


def _referral(request: HttpRequest, key: UUID) -> Referral:
    """A referral that somebody may see; that they did is kept, for the person's own organisation."""
    held = get_object_or_404(cut.referrals_for(request.user).select_related("received_case", "coordinator"), pk=key)
    note_reading(by=signed_in(request), subject=held, organisation=held.sender, why="referral")
    return held


def _draft(request: HttpRequest, found: Case, service: Service, held: Referral | None) -> HttpResponse:
    require(can_change(request.user, found))
    day = timezone.localdate()
    receiver = receiver_of(service)
    consents = consents_to(found.person, receiver, day)
    only = consents[0] if len(consents) == 1 else None
    begin: dict[str, Any] = {"answer_by": day + rules.ANSWER_WITHIN, "gate": "consent", "consent": only}
    if held is not None:
        names = ("request", "answer_by", "gate", "consent", "brought", "ground")
        begin = {name: getattr(held, name) for name in names} | {"fields_": held.fields}
        if held.consent not in consents:
            begin["consent"] = only
    form = ReferralForm(
        request.POST or None,
        initial=begin,
        offers=shareable(found),
        consents=consents,
        brought=Brought.objects.filter(case=found).select_related("conference").order_by("-on"),
    )
    if posted(request, form):
        said = form.cleaned_data
        made: list[Referral] = []
        user = signed_in(request)
        if tried(
            form,
            lambda: made.append(
                actions.draft(
                    by=user,
                    case=found,
                    service=service,
                    referral=held,
                    fields=said["fields_"],
                    **{name: said[name] for name in ("request", "gate", "ground", "consent", "brought", "answer_by")},
                )
            ),
        ):
            return redirect("cases:referral", made[0].pk)
    context = {
        "case": found,
        "service": service,
        "choice": with_room([service], day)[0],
        "receiver": receiver,
        "form": form,
        "has_consent": bool(consents),
        "crumbs": to_case(found, (_("つなぐ"), "")),
    }
    return render(request, "cases/draft.html", context, status=422 if form.errors else 200)
