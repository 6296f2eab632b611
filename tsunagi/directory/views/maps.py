"""Where supports are given, drawn on this server: nothing is asked of a map service, so none learns who looks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tsunagi.base.charts.svg import element, figure, text
from tsunagi.directory.forms.public import FiltersForm
from tsunagi.directory.queries.cards import cards
from tsunagi.directory.queries.filters import narrowed
from tsunagi.directory.queries.maps import Mark, marks
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.maps import drawn

#: Supports whose places are drawn at once; more could not be told apart.
MOST = 100
WIDTH, HEIGHT = 640.0, 480.0


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The places of the supports that were chosen, as numbered marks, with the list of them beside."""
    at = timezone.localtime()
    form = FiltersForm(request.GET)
    form.full_clean()
    found = narrowed(public_services(), form.filters(at)).filter(
        at_locations__location__latitude__isnull=False, at_locations__location__is_confidential=False
    )
    shown = found.distinct().order_by("name", "pk")[:MOST]
    here = marks(cards(shown, language=get_language() or "ja", at=at))
    context = {
        "form": form,
        "marks": here,
        "drawing": _drawing(here),
        "most": MOST if len(shown) == MOST else 0,
        "crumbs": [(_("支援の一覧"), reverse("directory:services")), (_("地図"), "")],
    }
    return render(request, "directory/map.html", context, status=422 if form.errors else 200)


def _drawing(here: list[Mark]) -> SafeString:
    """The marks with their numbers, and a bar that says how far things are. No text of a record stands in it."""
    made = drawn([(one.latitude, one.longitude) for one in here], WIDTH, HEIGHT)
    parts = []
    for one, (x, y) in zip(here, made.points, strict=True):
        parts.append(element("circle", cx=x, cy=y, r=14.0, class_="map-mark"))
        parts.append(text(str(one.number), x, y + 5, "map-number", "middle"))
    if here:
        y = HEIGHT - 12
        parts.append(element("line", x1=16.0, y1=y, x2=16.0 + made.bar, y2=y, class_="map-bar"))
        parts.append(text(f"{made.bar_km:g} km", 16.0, y - 8))
        parts.append(text(_("北"), WIDTH - 40, 24))
    title = _("場所の地図")
    description = _("%(count)sか所の位置です。番号ごとの場所は、続く一覧にあります。") % {"count": len(here)}
    drawing = figure("map", title, description, WIDTH, HEIGHT, "".join(parts))
    return mark_safe(drawing)  # noqa: S308 -- numbers and escaped words
