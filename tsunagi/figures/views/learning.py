"""What the plan learns, and what a person concludes from it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.access import Refused, require
from tsunagi.base.views import signed_in
from tsunagi.figures.access import can_learn, can_read_suggestions, can_see
from tsunagi.figures.actions.suggesting import suggest
from tsunagi.figures.forms import SuggestionForm
from tsunagi.figures.queries import learning as queries
from tsunagi.figures.queries.tables import limit_of
from tsunagi.figures.queries.words import say_period, say_value
from tsunagi.figures.rules.periods import period_of
from tsunagi.figures.rules.vocabulary import UNKNOWN
from tsunagi.navigator.queries.ledger import Row, ledger, never_shown
from tsunagi.register.models import Measure


@login_required
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """Needs without a support, supports that nobody found, referrals declined, missed targets of full windows."""
    require(can_learn(request.user))
    day = timezone.localdate()
    needs = ledger(day)
    context = {
        # The newest month first: it stands beside the name on a phone, where the others are scrolled to.
        "months": [say_period(period_of(month, "month")) for month in reversed(needs.months)],
        "tables": [
            (_("合う支援がなかった地域"), _("地域"), _rows(needs.areas, "area")),
            (_("合う支援がなかった困りごと"), _("困りごと"), _rows(needs.needs, "need")),
        ],
        "never_shown": never_shown(day),
        "lessons": [queries.lessons(body, day) for body in queries.own_bodies(request.user)],
        "limit": settings.SMALL_COUNTS,
        "crumbs": [(_("自分の机"), reverse("base:desk")), (_("計画が学ぶこと"), "")],
    }
    return render(request, "figures/learning.html", context)


def _rows(rows: Iterable[Row], dimension: str) -> list[tuple[str, tuple[int | None, ...]]]:
    return [(say_value("need", dimension, one.code or UNKNOWN), one.counts[::-1]) for one in rows]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest, key: int) -> HttpResponse:
    """What was proposed for a measure's review; propose something."""
    measure = get_object_or_404(Measure.objects.select_related("plan__organisation"), pk=key)
    body = measure.plan.organisation
    require(can_read_suggestions(request.user, body))
    day = timezone.localdate()
    may_suggest = can_see(request.user, body)
    facts = queries.facts(queries.lessons(body, day), ledger(day), limit_of(body)) if may_suggest else []
    form = SuggestionForm(request.POST or None, facts=[(one, one) for one in facts])
    if request.method == "POST" and form.is_valid():
        try:
            suggest(by=signed_in(request), measure=measure, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("案を加えました。"))
            return redirect("figures:suggestions", measure.pk)
    entry = measure.entries.order_by("-edition__fiscal_year", "-edition__revision").first()
    context = {
        "measure": measure,
        "name": str(entry) if entry else str(measure),
        "suggestions": queries.suggestions_for(measure),
        "facts": facts,
        "may_suggest": may_suggest,
        "without": queries.newer_without(measure, request.user),
        "form": form,
        "crumbs": [
            (_("自分の机"), reverse("base:desk")),
            (_("計画が学ぶこと"), reverse("figures:learning")),
            (_("見直しの案"), ""),
        ],
    }
    return render(request, "figures/suggestions.html", context, status=422 if form.errors else 200)
