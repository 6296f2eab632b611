"""What somebody found, taken along on paper or under a code; and the page where a counter opens it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import Refused
from tsunagi.base.sparing import may_again
from tsunagi.navigator.actions import taking
from tsunagi.navigator.forms import CodeForm
from tsunagi.navigator.guessing import may_try, was_wrong
from tsunagi.navigator.models import TakeAlong
from tsunagi.navigator.queries.taking import taken_cards, taken_under
from tsunagi.navigator.rules.slips import grouped
from tsunagi.navigator.views.slip import slip, until

#: Memos that one address may have within an hour: at a counter many people share one.
MEMOS: Final = 120


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_along(request: HttpRequest) -> HttpResponseBase:
    """The supports that were shown, to print, with a code. The code stands in no address, nothing leads back here."""
    if request.method != "POST":
        return redirect("navigator:ask")
    if not may_again(request, "take along", most=MEMOS):
        sentence = _("短い間にたくさんのメモが作られています。1時間ほど待ってから、もう一度作ってください。")
        return render(request, "navigator/not_taken.html", {"sentence": sentence}, status=429)
    try:
        taken = taking.take_along(services=_keys(request.POST.getlist("service")), at=timezone.now())
    except Refused as refusal:
        return render(request, "navigator/not_taken.html", {"sentence": str(refusal)}, status=422)
    return _taken(request, taken, is_own=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Where somebody at a counter types the code, and sees the supports."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and not may_try(request):
        form.add_error(
            None, _("まちがった番号が続いたので、しばらく調べられません。15分ほどたってから、もう一度入れてください。")
        )
        return render(request, "navigator/code.html", {"form": form}, status=429)
    if request.method == "POST" and form.is_valid():
        taken = taken_under(form.cleaned_data["code"], at=timezone.now())
        if taken is not None:
            return _slip(taken) if "pdf" in request.POST else _taken(request, taken, is_own=False)
        form.add_error(
            "code", _("この番号では何も開けません。書きまちがいがないか、7日を過ぎていないか、確かめてください。")
        )
        was_wrong(request)
    return render(request, "navigator/code.html", {"form": form}, status=422 if form.errors else 200)


def _keys(texts: list[str]) -> list[UUID]:
    """The keys among what was sent; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _taken(request: HttpRequest, taken: TakeAlong, *, is_own: bool) -> HttpResponse:
    at = timezone.localtime()
    context = {
        "code": grouped(taken.code),
        "until": until(taken),
        "is_own": is_own,
        "at": at,
        "cards": taken_cards(taken, language=get_language() or "ja", at=at),
    }
    return render(request, "navigator/taken.html", context)


def _slip(taken: TakeAlong) -> HttpResponse:
    language = get_language() or "ja"
    found = taken_cards(taken, language=language, at=timezone.localtime())
    answer = HttpResponse(slip(taken, found, language=language.removesuffix("-easy")), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="memo.pdf"'
    return answer
