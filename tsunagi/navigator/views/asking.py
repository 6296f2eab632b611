"""Where somebody says what is the matter, and what is found."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.rules.codes import PREFECTURES
from tsunagi.directory.rules.codes import term
from tsunagi.navigator.counting import count_shown, count_unmet
from tsunagi.navigator.forms import AGES, LONGEST, WAYS, WHO, AskForm
from tsunagi.navigator.queries.answers import answer
from tsunagi.navigator.queries.listening import listening
from tsunagi.navigator.rules.narrowing import Name
from tsunagi.navigator.views.speaking import language_for

#: What to choose from where no words come.
COMMON_NEEDS: Final = (
    "loneliness",
    "mental_health",
    "money",
    "parenting",
    "domestic_violence",
    "work_search",
    "caring",
)


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "navigator/ask.html", {"form": AskForm()})


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """What fits somebody's words. Danger has been met before this is reached (views/first.py).

    Words come by POST only. Who arrives otherwise, by the link to another language, begins on the front page. Where
    nobody chose a language the page speaks as the words do, and leads back.
    """
    if request.method != "POST":
        return redirect("navigator:ask")
    form = AskForm(request.POST)
    in_force, at = get_language(), timezone.localtime()
    language = language_for(form["words"].value() or "", chosen=form["language"].value() or "")
    activate(language)  # until the answer is out: the frame around it speaks the same
    skipped = tuple(request.POST.getlist("skip"))
    context: dict[str, object] = {
        "form": form,
        "at": at,
        "common_needs": _common_needs(language),
        "longest": LONGEST,
        "leads_back": language != in_force,
    }
    if form.is_valid() and form.cleaned_data["words"]:
        asked = form.asked()
        found = answer(asked, at=at, language=language, skipped=skipped)
        context |= {"asked": asked, "skipped": skipped, "answer": found, "was_cut": form.was_cut}
        if found.question:
            context["question"] = _question(found.question)
        count_shown(one.card.service.pk for one in found.results)
        if not found.results:
            count_unmet(found.needs, found.area)
            context["someone"] = listening(language=language, at=at)
    return render(request, "navigator/found.html", context)


def _question(name: Name) -> dict[str, object]:
    """A question as the page puts it: its name, its words, and the answers to choose from."""
    text, choices = {
        "who": (_("だれのことですか"), WHO),
        "age": (_("年齢はどのくらいですか"), AGES),
        "place": (_("どこに住んでいますか"), [(prefecture, prefecture) for prefecture in PREFECTURES]),
        "way": (_("どの方法が話しやすいですか"), WAYS),
    }[name]
    return {"name": name, "text": text, "choices": choices}


def _common_needs(language: str) -> list[tuple[str, str]]:
    return [(code, term("need", code, language)) for code in COMMON_NEEDS]
