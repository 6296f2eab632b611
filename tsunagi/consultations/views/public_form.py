"""For everybody: which window is open now, a form to write by, and what became of it. Danger is met first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.sparing import may_again
from tsunagi.consultations.actions.impressions import token_for
from tsunagi.consultations.actions.writing import write_in
from tsunagi.consultations.forms.public import PlaceForm, ReceiptForm, WriteForm
from tsunagi.consultations.models import Contact, Entrance
from tsunagi.consultations.queries.contact import lines_for
from tsunagi.consultations.queries.numbers import numbers_of
from tsunagi.consultations.queries.receipt import contact_under, letter_under
from tsunagi.consultations.queries.state import Led, lead, leads
from tsunagi.consultations.queries.windows import public_entrances
from tsunagi.consultations.rules.contact import SPOKEN
from tsunagi.consultations.rules.receipt import grouped
from tsunagi.consultations.rules.routing import Wish
from tsunagi.navigator.queries.danger import meet

#: Letters that one address may write within an hour: a school or a shelter has one for all.
MOST: Final = 30


@require_safe
def entrances(request: HttpRequest) -> HttpResponse:
    """Every public entrance; where there is none, whom to call now."""
    context: dict[str, Any] = {"entrances": public_entrances(), "now": timezone.localtime()}
    if not context["entrances"]:
        context["lines"] = lines_for("any", at=context["now"], language=_page())
    return render(request, "consultations/public/entrances.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entrance(request: HttpRequest, slug: str) -> HttpResponse:
    """Which window is open now and how long one waits, by each way. The place is posted, and stands in no address."""
    found = _entrance_or_404(slug)
    now = timezone.localtime()
    form = PlaceForm(request.POST or None)
    area = _area(form)
    ways = [way for way in Contact.Way.values if way in found.ways]
    led = leads(found, _wish("", now, area), ways)
    is_anybody_there = any(led[way].route.open for way in ways if way in SPOKEN)
    context = {
        "entrance": found,
        "ways": [(way, led[way], numbers_of(found, led[way], way)) for way in ways],
        "asks_area": bool(area) or any("area" in one.route.asks for one in led.values()),
        "form": form,
        "lines": None if is_anybody_there else lines_for("any", at=now, language=_page(), area=area),
        "now": now,
    }
    return render(request, "consultations/public/entrance.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """A form to write by. Words that speak of danger are met with whom to call, before anything of them is kept.

    POST with `begin` opens it for who said on the page of the entrance where they live, and need not say it again.
    """
    found = _entrance_or_404(slug, Contact.Way.FORM)
    now = timezone.localtime()
    is_new = request.method != "POST" or "begin" in request.POST
    begin = {"key": uuid4(), "area": request.POST.get("area", "")}
    form = WriteForm(None if is_new else request.POST, initial=begin)
    context: dict[str, Any] = {"entrance": found, "form": form, "now": now}
    if is_new:
        area = _area(PlaceForm(begin))
        led = lead(found, _wish("form", now, area))
        context |= {"within": _within(led, now), "shut": None if led.route.open else led}
        if not led.route.open and not _asks_area(led, area):
            context |= {"form": None, "lines": lines_for("any", at=now, language=_page())}
        return render(request, "consultations/public/write.html", context)
    form.is_valid()
    area = form.cleaned_data.get("area", "")
    heard = meet(request.POST.get("words", "")[: form.fields["words"].max_length])  # type: ignore[attr-defined]
    kind = heard.kind if heard is not None else ""
    led = lead(found, _wish("form", now, area))
    context |= {"within": _within(led, now), "kind": kind}
    if _asks_area(led, area):
        form.add_error("area", _("住んでいるところを入れると、窓口が分かります。"))
    elif not led.route.open:
        form.add_error(None, _("いまは、このフォームで受けられる窓口がありません。書いたものは、どこにも送られていません。"))
        context["lines"] = lines_for("any", at=now, language=_page(), area=area)
    if kind and request.POST.get("told") != kind:
        context["lines"] = lines_for(kind, at=now, language=_page(), area=area)
        form.data = {**request.POST.dict(), "told": kind}
        return render(request, "consultations/public/write.html", context)
    status = 422
    if form.is_valid() and not may_again(request, "write", most=MOST):
        form.add_error(None, _("短い間にたくさん送られています。1時間ほど待ってから、もう一度送ってください。"))
        context["lines"] = lines_for("any", at=now, language=_page(), area=area)
        status = 429
    if not form.is_valid():
        return render(request, "consultations/public/write.html", context, status=status)
    window = led.windows[led.route.open[0].key]
    code = write_in(
        entrance=found,
        window=window,
        key=form.cleaned_data["key"],
        words=form.cleaned_data["words"],
        danger=kind,
        said={**form.said(), "language": _spoken()},
    )
    context |= {"code": grouped(code), "window": window, "wants": form.cleaned_data["reply"] != "none"}
    return render(request, "consultations/public/written.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of what somebody wrote; they are asked how it was once it is over."""
    found = _entrance_or_404(slug)
    form = ReceiptForm(request.POST or None)
    context: dict[str, Any] = {"entrance": found, "form": form}
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        held = contact_under(found, code)
        letter = letter_under(code) if held is None else None
        if held is not None:
            context |= {"state": held.state, "token": token_for(held)}
        elif letter is not None:
            context |= {"state": letter.state}
        else:
            form.add_error("code", _("この受付番号の便りは見つかりません。番号をもう一度見てください。"))
    return render(request, "consultations/public/receipt.html", context, status=422 if form.errors else 200)


def _entrance_or_404(slug: str, way: str = "") -> Entrance:
    found = get_object_or_404(public_entrances(), slug=slug)
    return get_object_or_404(Entrance, pk=None) if way and way not in found.ways else found


def _area(form: PlaceForm) -> str:
    """The code of the place that somebody named; empty where they named none that is known."""
    return form.cleaned_data["area"] if form.is_valid() else ""


def _within(led: Led, now: datetime) -> timedelta | None:
    """In how long an answer may be hoped for."""
    return led.windows[led.route.open[0].key].answers_by(now) - now if led.route.open else None


def _asks_area(led: Led, area: str) -> bool:
    """Whether a place that somebody did not say would open a window for what they write."""
    return not area and not led.route.open and "area" in led.route.asks


def _wish(way: str, at: datetime, area: str = "") -> Wish:
    return Wish(way, at, area=area, language=_spoken())


def _page() -> str:
    return get_language() or "ja"


def _spoken() -> str:
    """The language of the page as people speak it: zh for both scripts, ja for やさしい日本語."""
    return _page().split("-")[0]
