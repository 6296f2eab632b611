"""Pages that belong to no part: the desk of whoever signed in, health, errors."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

import tsunagi
from tsunagi.base import measuring, queries
from tsunagi.base.access import (
    Refused,
    can,
    can_manage_members,
    can_operate,
    can_read_audit,
    can_take_factors_away,
    organisations_of_people,
    organisations_with,
    require,
)
from tsunagi.base.actions import accounts
from tsunagi.base.forms import DeedsForm, MemberForm, OrganisationForm, ReasonForm
from tsunagi.base.models import Job, Membership, Organisation, Role, User
from tsunagi.base.queries import deeds as deeds_
from tsunagi.base.queries.waiting import waits_for
from tsunagi.base.readings import FURIGANA

#: Rows of a page.
DEEDS = 100


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who signed in: their organisations, and what waits for them there."""
    user = signed_in(request)
    context = {
        "places": _desk(user),
        "works_with_people": bool(organisations_of_people(user)),
        "takes_contacts": bool(organisations_with(user, "consultations.answer")),
        "has_measures": bool(organisations_with(user, "register.fill") + organisations_with(user, "register.check")),
        "waiting": waits_for(user, timezone.localtime()),
    }
    return render(request, "base/desk.html", context)


def _desk(user: User) -> list[tuple[Organisation, list[Role], list[tuple[str, str]]]]:
    """Each organisation, the roles there, and what they let somebody do outside of any plan: (label, address)."""
    found = []
    for organisation, roles in queries.places(user).items():
        links = []
        if can(user, "directory.keep", organisation):
            links.append((_("支援の情報"), reverse("directory:keeping", args=[organisation.slug])))
        if can_manage_members(user, organisation):
            links.append((_("職員と役割"), reverse("base:members", args=[organisation.slug])))
        if can_read_audit(user, organisation):
            links.append((_("操作の記録"), reverse("base:deeds", args=[organisation.slug])))
        if can(user, "navigator.read_ledger", organisation):
            links.append((_("見つからなかった支援の数"), reverse("navigator:ledger")))
        publishes = can(user, "figures.count", organisation) or can(user, "figures.sign", organisation)
        if publishes and settings.HALF != "outside":
            links.append((_("数字の公表"), reverse("figures:keep", args=[organisation.slug])))
        found.append((organisation, roles, links))
    return found


def signed_in(request: HttpRequest) -> User:
    """The user, on a page that only people who signed in can open."""
    assert isinstance(request.user, User), "login_required lets only users in"
    return request.user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who works in an organisation; add somebody."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_manage_members(request.user, organisation))
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = accounts.add_member(by=signed_in(request), organisation=organisation, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(name)sさんに「%(role)s」の役割を渡しました。") % {"name": made.user.name, "role": made.role}
            messages.success(request, said)
            if not made.user.has_usable_password():
                address = request.build_absolute_uri(reverse("account_reset_password"))
                first = _("初めての方です。%(address)s で最初のパスワードを決めるよう、本人に伝えてください。")
                messages.info(request, first % {"address": address})
            return redirect("base:members", slug)
    context = {
        "organisation": organisation,
        "form": form,
        "members": queries.members(organisation),
        "roles": queries.roles(),
        "departments": queries.departments(organisation),
        "crumbs": [(_("自分の机"), reverse("base:desk")), (_("職員と役割"), "")],
    }
    return render(request, "base/members.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_membership(request: HttpRequest, key: int) -> HttpResponse:
    """Take a role back."""
    held = get_object_or_404(Membership.objects.select_related("organisation"), pk=key)
    require(can_manage_members(request.user, held.organisation))
    accounts.end_membership(by=signed_in(request), membership=held)
    messages.success(request, _("役割を外しました。"))
    return redirect("base:members", held.organisation.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def factors(request: HttpRequest, key: int) -> HttpResponse:
    """Take away the second factors that somebody lost, with a reason."""
    found = Membership.objects.filter(until__isnull=True).select_related("organisation", "user", "role")
    held = get_object_or_404(found, pk=key)
    require(can_take_factors_away(request.user, held))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.take_factors_away(by=signed_in(request), membership=held, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)sさんの二つ目の確認を消しました。") % {"name": held.user.name})
            return redirect("base:members", held.organisation.slug)
    back = reverse("base:members", args=[held.organisation.slug])
    crumbs = [(_("自分の机"), reverse("base:desk")), (_("職員と役割"), back), (_("二つ目の確認を消す"), "")]
    context = {"held": held, "form": form, "crumbs": crumbs}
    return render(request, "base/factors.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions, this one too."""
    accounts.end_sessions(by=signed_in(request))
    logout(request)
    messages.success(request, _("すべての端末でサインアウトしました。"))
    return redirect("account_login")


@login_required
@require_safe
def deeds(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done in an organisation, by whom and when, and what it changed."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_read_audit(request.user, organisation))
    form = DeedsForm(request.GET, organisation=organisation)
    found = deeds_.deeds(organisation, **(form.cleaned_data if form.is_valid() else {}))
    page = Paginator(found, DEEDS).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "form": form,
        "page": page,
        "deeds": deeds_.told(page),
        "crumbs": [(_("自分の机"), reverse("base:desk")), (_("操作の記録"), "")],
    }
    return render(request, "base/deeds.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, for who runs this installation; add one."""
    require(can_operate(request.user))
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = accounts.add_organisation(by=signed_in(request), organisation=form.save(commit=False))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("「%(name)s」を加えました。") % {"name": made})
            return redirect("base:members", made.slug)
    context = {
        "form": form,
        "page": Paginator(queries.organisations(), DEEDS).get_page(request.GET.get("page")),
        "crumbs": [(_("自分の机"), reverse("base:desk")), (pgettext("several", "組織"), "")],
    }
    return render(request, "base/organisations.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site can answer: 200 with what is well, 503 if the database is not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        well = True
    except DatabaseError:
        well = False
    return JsonResponse({"version": tsunagi.__version__, "database": well}, status=200 if well else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What this process measures, for who has the token; for anybody else there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS or not constant_time_compare(given, settings.METRICS):
        raise Http404
    return HttpResponse(measuring.told(), content_type=measuring.CONTENT_TYPE)


@login_required
@require_GET
def job(request: HttpRequest, key: int) -> HttpResponse:
    """How far a job is; when it is done, on to what came of it. Only for who started it."""
    found = get_object_or_404(Job, pk=key, by=request.user)
    if found.state == Job.State.DONE and found.leads_to:
        return redirect(found.leads_to)
    return render(request, "base/job.html", {"job": found})


def own_path(back: str) -> str:
    """The address of a page of this site that somebody wants to go on to; empty if it is anything else."""
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


@csrf_exempt  # who forges it switches readings on or off, and public pages need no cookie for it
@require_POST
def furigana(request: HttpRequest) -> HttpResponse:
    """Switch readings above kanji on or off, and back to the page. The cookie holds nothing else, and no longer than
    the browser is open."""
    back = request.POST.get("next", "")
    answer = redirect(own_path(back) or "/")
    if request.POST.get("show") == "on":
        answer.set_cookie(FURIGANA, "on", secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(FURIGANA, samesite="Lax")
    return answer


@login_required
@require_safe
def own_address(request: HttpRequest) -> HttpResponse:
    """In the place of allauth's page: nobody changes the address that an administrator vouched for."""
    return redirect("base:desk")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render(request, "base/stale_form.html", status=403)
