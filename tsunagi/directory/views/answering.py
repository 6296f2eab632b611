"""Whoever was asked by mail says that a record is still right."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import Refused
from tsunagi.directory.actions.asking import answer
from tsunagi.directory.queries.asking import question_of
from tsunagi.directory.queries.cards import cards


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """The record as everybody sees it, and a button. Opening the page alone says nothing: mail programs do that too."""
    try:
        question = question_of(token)
    except signing.SignatureExpired:
        return render(request, "directory/still_right.html", {"is_over": True}, status=410)
    if question is None:
        raise Http404(_("このアドレスは使えません。メールのアドレスを全部写したか、確かめてください。"))
    is_done, refusal = question.answered_at is not None, ""
    if request.method == "POST":
        try:
            answer(question=question, day=timezone.localdate())
        except Refused as refused:
            refusal = str(refused)
        is_done = True
    at = timezone.localtime()
    [card] = cards([question.service], language=get_language() or "ja", at=at)
    context = {"card": card, "at": at, "is_done": is_done, "refusal": refusal}
    return render(request, "directory/still_right.html", context)
