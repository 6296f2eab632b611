"""Pages of who counts and who signs off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import require
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.forms import posted, tried
from tsunagi.base.jobs import start_job
from tsunagi.base.models import Organisation
from tsunagi.base.views import signed_in
from tsunagi.figures.access import can_count, can_see, can_see_records, can_sign
from tsunagi.figures.actions import definitions as definition_actions
from tsunagi.figures.actions import handing, publishing
from tsunagi.figures.forms import CorrectionForm, DefinitionForm, LimitForm, PeriodForm
from tsunagi.figures.models import Definition, Publication
from tsunagi.figures.queries import definitions as queries
from tsunagi.figures.queries.handing import drafts_of, indicators_of
from tsunagi.figures.queries.public import find_figure
from tsunagi.figures.queries.records import records_of
from tsunagi.figures.queries.tables import is_wide, limit_of, live
from tsunagi.figures.queries.words import say_period
from tsunagi.figures.rules.definitions import standard
from tsunagi.figures.rules.periods import settled
from tsunagi.figures.rules.vocabulary import SOURCES
from tsunagi.figures.views.common import Crumb, to_definition, to_keeping
from tsunagi.register.models import Edition

#: How many periods back somebody can choose.
BACK = {"month": 24, "quarter": 12, "year": 6}


@login_required
@require_safe
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """What a body counts, what waits to be signed off, and what can be filled into the plan."""
    body = _body(slug)
    require(can_see(request.user, body))
    waiting = Publication.objects.filter(organisation=body, state=Publication.State.PREPARED)
    counted = queries.holders(body)
    context = {
        "body": body,
        "definitions": queries.current(body),
        "not_taken": queries.not_taken(body, counted),
        "sources": [(code, _(one.name)) for code, one in SOURCES.items() if code not in counted],
        "waiting": [
            (one, say_period(one.period)) for one in waiting.select_related("definition").order_by("-prepared_at")
        ],
        "drafts": drafts_of(body),
        "limit": limit_of(body),
        "may_count": can_count(request.user, body),
        "crumbs": [*to_keeping(body)[:-1], (_("数字の公表"), "")],
    }
    return render(request, "figures/keep.html", context)


@login_required
@require_POST
def take(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Take a standard definition."""
    body = _body(slug)
    said = next((one for one in standard() if one.code == code), None)
    if said is None:
        raise Http404(_("この定義はありません。"))
    made = definition_actions.define(by=signed_in(request), organisation=body, said=said)
    messages.success(request, _("「%(name)s」を加えました。") % {"name": made})
    return redirect("figures:keep", body.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def define(request: HttpRequest, slug: str, source: str) -> HttpResponse:
    """Add a definition, or a new version of one (?code= names it)."""
    body = _body(slug)
    require(can_count(request.user, body))
    if source not in SOURCES:
        raise Http404(_("この記録はありません。"))
    known = queries.current(body).filter(code=request.GET.get("code", ""), source=source).first()
    initial = {name: getattr(known, name) for name in DefinitionForm.base_fields} if known else {}
    feeds = list(known.feeds.all()) if known else []
    for at, one in enumerate(feeds, 1):
        initial |= {f"indicator_{at}": one.indicator_id, f"cell_{at}": f"{one.definition.by}:{one.cell}"}
    form = DefinitionForm(
        request.POST or None,
        initial=initial,
        source=source,
        body=body,
        indicators=indicators_of(body),
        known=len(feeds),
    )
    if posted(request, form) and tried(
        form,
        lambda: definition_actions.define(
            by=signed_in(request), organisation=body, said=form.said, feeds=form.feeds
        ),
    ):
        messages.success(request, _("定義を加えました。"))
        return redirect("figures:keep", body.slug)
    title = _("%(source)sを数える") % {"source": _(SOURCES[source].name)}
    return _form_page(request, form, to_keeping(body, (title, "")), title=title, button=_("この定義で数える"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def limit(request: HttpRequest, slug: str) -> HttpResponse:
    """Say below which number is hidden."""
    body = _body(slug)
    require(can_count(request.user, body))
    form = LimitForm(request.POST or None, initial={"limit": limit_of(body)})
    if posted(request, form) and tried(
        form,
        lambda: definition_actions.set_limit(by=signed_in(request), organisation=body, **form.cleaned_data),
    ):
        messages.success(request, _("記録しました。"))
        return redirect("figures:keep", body.slug)
    title = _("小さい数を隠す")
    lead = _("公表済みの表は変わりません。これから用意する表に使います。")
    return _form_page(request, form, to_keeping(body, (title, "")), title=title, lead=lead, button=_("決める"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, key: int) -> HttpResponse:
    """Choose a period, and have it counted in the background."""
    definition = _definition(key)
    body = definition.organisation
    require(can_count(request.user, body))
    done = set(live().filter(definition=definition).values_list("period", flat=True))
    day = timezone.localdate()
    codes = [one for one in settled(definition.grain, day, BACK[definition.grain]) if one not in done]
    form = PeriodForm(request.POST or None, periods=[(one, say_period(one)) for one in codes])
    if posted(request, form):
        return _start(request, definition, form.cleaned_data["period"], "")
    title = _("「%(name)s」を数える") % {"name": definition}
    lead = _("期間が終わって8日たつと数えられます。数えた表は、別の人が確かめてから公表されます。")
    return _form_page(request, form, to_keeping(body, (title, "")), title=title, lead=lead, button=_("数える"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: int) -> HttpResponse:
    """Count a published table anew."""
    found = _publication(request, key, live())
    require(can_count(request.user, found.organisation))
    form = CorrectionForm(request.POST or None)
    if posted(request, form):
        return _start(request, found.definition, found.period, form.cleaned_data["reason"])
    title = _("訂正する")
    lead = _("公表した版はそのまま残り、新しい版が並びます。同じ月を含むほかの表も数え直し、一緒に確認を待ちます。")
    trail = to_definition(found.definition, (say_period(found.period), reverse("figures:publication", args=[key])))
    return _form_page(request, form, [*trail, (title, "")], title=title, lead=lead, button=_("数え直す"))


@login_required
@require_POST
def sign(request: HttpRequest, key: int) -> HttpResponse:
    """Publish what was prepared; in the background where so much is beside it that a page would wait."""
    found = _publication(request, key)
    require(can_sign(request.user, found))
    if is_wide(found):
        arguments = {"publication": found.pk, "language": get_language()}
        job = start_job(
            by=signed_in(request), kind="figures.sign", organisation=found.organisation, arguments=arguments
        )
        return redirect("base:job", job.pk)
    done = publishing.sign(by=signed_in(request), publication=found)
    messages.success(request, _("%(count)sつの表を公表しました。") % {"count": len(done)})
    return redirect("figures:publication", found.pk)


@login_required
@require_POST
def drop(request: HttpRequest, key: int) -> HttpResponse:
    """Let go of what was prepared."""
    found = _publication(request, key)
    publishing.drop(by=signed_in(request), publication=found)
    messages.success(request, _("取りやめました。"))
    return redirect("figures:keep", found.organisation.slug)


@login_required
@require_POST
def hand_over(request: HttpRequest, key: int) -> HttpResponse:
    """Fill a draft of the plan with what was counted."""
    drafts = Edition.objects.filter(state=Edition.State.DRAFT).select_related("plan__organisation")
    edition = get_object_or_404(drafts, pk=key)
    require(can_see(request.user, edition.plan.organisation))
    filled = handing.hand_over(by=signed_in(request), edition=edition)
    messages.success(request, _("%(count)sつの施策に、数えた実績を入れました。") % {"count": len(filled.entries)})
    if filled.withheld:
        messages.warning(request, filled.withheld)
    return redirect("register:edition", edition.plan.slug, edition.fiscal_year, edition.kind)


@login_required
@require_safe
def records(request: HttpRequest, key: int) -> HttpResponse:
    """The records behind a number; that somebody looked is kept for each of them before any is shown."""
    found = find_figure(request.user, key)
    if found is None:
        raise Http404(_("この数はないか、まだ公表されていません。"))
    table = found.publication
    require(can_see_records(request.user, table))
    held = records_of(signed_in(request), found)
    for one in held:
        organisation = one.sender if table.definition.source == "referral" else one.organisation
        note_reading(by=signed_in(request), subject=one, organisation=organisation, why="figures")
    context = {
        "figure": found,
        "definition": table.definition,
        "period": say_period(table.period),
        "records": held,
        "crumbs": to_definition(
            table.definition, (say_period(table.period), reverse("figures:figure", args=[key])), (_("数えた記録"), "")
        ),
    }
    return render(request, "figures/records.html", context)


def _start(request: HttpRequest, definition: Definition, period: str, reason: str) -> HttpResponse:
    arguments = {"definition": definition.pk, "period": period, "reason": reason, "language": get_language()}
    job = start_job(
        by=signed_in(request), kind="figures.prepare", organisation=definition.organisation, arguments=arguments
    )
    return redirect("base:job", job.pk)


def _body(slug: str) -> Organisation:
    return get_object_or_404(Organisation, slug=slug)


def _definition(key: int) -> Definition:
    return get_object_or_404(Definition.objects.select_related("organisation"), pk=key)


def _publication(request: HttpRequest, key: int, among: QuerySet[Publication] | None = None) -> Publication:
    held = Publication.objects.all() if among is None else among
    found = get_object_or_404(held.select_related("definition__organisation", "organisation"), pk=key)
    require(can_see(request.user, found.organisation))
    return found


def _form_page(request: HttpRequest, form: forms.Form, crumbs: list[Crumb], **said: Any) -> HttpResponse:
    context = {"form": form, "crumbs": crumbs, **said}
    return render(request, "base/form_page.html", context, status=422 if form.errors else 200)
