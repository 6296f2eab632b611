"""How a measure hangs together with others, said by who keeps the plan; and the beginning of a new year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.register.access import can_import, can_relate
from tsunagi.register.actions import lineage as actions
from tsunagi.register.actions.editions import start_edition
from tsunagi.register.forms.lineage import (
    DeriveForm,
    FollowForm,
    LinkForm,
    MergeForm,
    PartForm,
    StageForm,
    StartForm,
    UntieForm,
)
from tsunagi.register.models import Edition, Entry, Measure, Plan
from tsunagi.register.queries.choosing import choosable, last_called, offered
from tsunagi.register.queries.editions import visible
from tsunagi.register.queries.measures import texts_over_years
from tsunagi.register.queries.ties import ties
from tsunagi.register.views.common import address, crumbs, signed_in

Do = Callable[[User, Measure, dict[str, Any]], object]

DEEDS: dict[str, Do] = {
    "merge": lambda by, measure, said: actions.merge(by=by, keep=measure, drop=said["other"]),
    "part": lambda by, measure, said: actions.part(by=by, measure=said["other"]),
    "derive": lambda by, measure, said: actions.derive(by=by, measure=measure, **said),
    "link": lambda by, measure, said: actions.link(by=by, measure=measure, **said),
    "follow": lambda by, measure, said: actions.follow(by=by, measure=measure, **said),
    "untie": lambda by, measure, said: actions.untie(by=by, **said),
    "stage": lambda by, measure, said: actions.describe_indicator(by=by, **said),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relate(request: HttpRequest, key: int) -> HttpResponse:
    """Say how a measure hangs together with others. Words to find these by come by POST, as on all pages."""
    measure = get_object_or_404(Measure.objects.select_related("plan__organisation"), pk=key, merged_into=None)
    require(can_relate(request.user, measure.plan))
    asked = request.POST.get("deed", "") if request.method == "POST" else ""
    posted = {name: request.POST if name == asked else None for name in DEEDS}
    words = request.POST.get("words", "").strip()[:200]
    found = offered(signed_in(request), measure.plan, words)
    named = [
        (plan, [(one.measure_id, str(one)) for one in entries if one.measure_id != key]) for plan, entries in found
    ]
    within = [(str(plan), ours) for plan, ours in named if plan == measure.plan]
    beyond = [(str(plan), theirs) for plan, theirs in named if plan != measure.plan]
    measures = choosable(signed_in(request))
    tied = ties(signed_in(request), measure)
    drafts = measure.plan.editions.filter(state=Edition.State.DRAFT).order_by("-fiscal_year", "kind")
    shown: dict[str, forms.Form] = {
        "merge": MergeForm(posted["merge"], prefix="merge", measures=measures, offered=within),
        "derive": DeriveForm(posted["derive"], prefix="derive", measures=measures, offered=beyond),
        "link": LinkForm(posted["link"], prefix="link", measures=measures, offered=[*within, *beyond]),
        "stage": StageForm(posted["stage"], prefix="stage", measure=measure),
        "follow": FollowForm(posted["follow"], prefix="follow", measures=measures, offered=within, drafts=drafts),
    }
    of_what_is: dict[str, Callable[[], forms.Form]] = {
        "part": lambda: PartForm(posted["part"], prefix="part", measure=measure),
        "untie": lambda: UntieForm(posted["untie"], prefix="untie", tied=tied),
    }
    chosen = of_what_is[asked]() if asked in of_what_is else shown.get(asked)
    if chosen is not None and chosen.is_valid():
        try:
            DEEDS[asked](signed_in(request), measure, chosen.cleaned_data)
        except Refused as refusal:
            chosen.add_error(None, str(refusal))
        else:
            undone = _("取り消しました。この画面で、もう一度記録できます。")
            messages.success(request, undone if asked == "untie" else _("記録しました。"))
            if asked == "untie":
                return redirect("register:relate", measure.pk)
            return redirect("register:measure", measure.pk)
    told = texts_over_years(request.user, measure.pk)
    name = str(told[0]) if told else _("施策")
    context = {
        "measure": measure,
        "name": name,
        "forms": shown,
        "form": chosen,
        "tied": tied,
        "drafts": drafts.exists(),
        "has_indicators": measure.indicators.exists(),
        "merged": last_called(measure.merged.all()),
        "words": words,
        "count": sum(len(these) for _plan, these in named),
        "crumbs": crumbs((name, reverse("register:measure", args=[measure.pk])), (_("つながりを決める"), "")),
    }
    return render(request, "register/relate.html", context, status=422 if chosen and chosen.errors else 200)


@login_required
@require_POST
def borrow_title(request: HttpRequest, key: int, source: int) -> HttpResponse:
    """Take the title that a draft's document lost from another edition."""
    entry = get_object_or_404(Entry.objects.select_related("edition__plan__organisation"), pk=key)
    other = get_object_or_404(Entry.objects.filter(edition__in=visible(request.user)), pk=source)
    actions.borrow_title(by=signed_in(request), entry=entry, source=other)
    messages.success(request, _("名称を取り入れ、どこから取ったかを記しました。"))
    return redirect("register:measure", entry.measure_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a new year's edition."""
    plan = get_object_or_404(Plan.objects.select_related("organisation"), slug=slug)
    require(can_import(request.user, plan))
    form = StartForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            made = start_edition(by=signed_in(request), plan=plan, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("新しい年度の版を作りました。"))
            return redirect(address("edition", made))
    context = {
        "plan": plan,
        "form": form,
        "crumbs": crumbs((str(plan), reverse("register:plan", args=[plan.slug])), (_("新しい年度の版"), "")),
    }
    return render(request, "register/start.html", context, status=422 if form.errors else 200)
