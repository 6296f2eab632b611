"""An anonymous chat as the person sees it. No account, no name, nothing in the address but where the chat is."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tsunagi.base.access import Refused
from tsunagi.base.scope import scope_of
from tsunagi.base.sparing import may_again
from tsunagi.consultations import jobs
from tsunagi.consultations.actions import chat as actions
from tsunagi.consultations.actions.impressions import token_for
from tsunagi.consultations.actions.messages import hear
from tsunagi.consultations.forms.chat import BeginForm
from tsunagi.consultations.glances import with_note
from tsunagi.consultations.models import Contact, Entrance, Message
from tsunagi.consultations.queries import chat as queries
from tsunagi.consultations.queries.state import lead
from tsunagi.consultations.queries.windows import organisation_of
from tsunagi.consultations.rules.chat import LONGEST, Known, read_known, read_ticket, ticket_of
from tsunagi.consultations.rules.contact import is_over
from tsunagi.consultations.rules.routing import Wish
from tsunagi.directory.queries.crisis import crisis_services
from tsunagi.navigator.rules.contacts import Contacts, contacts

#: The cookie with the ticket. It goes when the browser is closed, and no script can read it.
COOKIE: Final = "talk"
SALT: Final = "consultations.talk"
#: Chats that one address may begin within an hour: more than a school or a shelter behind one address needs.
MOST_AN_HOUR: Final = 60
#: A page's sign of life is written no oftener than this.
SIGN_EVERY: Final = timedelta(minutes=1)
#: Seconds after which a page without JavaScript loads itself anew, where somebody wishes it.
RELOAD: Final = 30


@never_cache
@require_safe
def talk(request: HttpRequest, slug: str) -> HttpResponse:
    """The chat that this browser has here; else what it is, who can help at once, and a form to begin."""
    entrance = _entrance(slug)
    with _own(request) as own:
        if own is not None:
            _note_presence(own)
            return render(request, "consultations/chat/talk.html", _page(request, entrance, own))
    return _before(request, entrance, BeginForm())


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to wait. The same page sent twice begins once."""
    entrance, now = _entrance(slug), timezone.now()
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _before(request, entrance, form)
    said = form.cleaned_data
    language = get_language() or "ja"
    wish = Wish("chat", timezone.localtime(now), area=said["place"], need=said["need"], language=language.split("-")[0])
    led = lead(entrance, wish)
    if not led.route.open:
        return _before(request, entrance, form)
    window = led.windows[led.route.open[0].key]
    ticket = ticket_of(request.POST.get("seed", ""), window.organisation_id)
    if ticket is None:
        form.add_error(None, _("送信に失敗しました。ページを開き直して、もう一度送ってください。"))
        return _before(request, entrance, form)
    if not may_again(request, "talk", most=MOST_AN_HOUR):
        form.add_error(None, _("短い時間に多くのチャットが始まりました。しばらくしてからお試しください。"))
        return _before(request, entrance, form)
    with scope_of([ticket.organisation]):
        actions.begin_chat(
            entrance=entrance,
            window=window,
            ticket=ticket,
            language=language,
            now=now,
            area=said["place"],
            age=said["age"],
            need=said["need"],
        )
    answer = redirect("talk:talk", slug)
    answer.set_signed_cookie(
        COOKIE, str(ticket), salt=SALT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return answer


@never_cache
@require_safe
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new since what the page knows: nothing (204), or a piece of the page."""
    with _own(request) as own:
        if own is None:
            return HttpResponse(status=410)
        _note_presence(own)
        known = read_known(request.GET.get("known", ""))
        news = queries.news_for_person(own, known)
        return with_note(HttpResponse(status=204), news) if news.known == known else _new(slug, news)


@require_POST
def say(request: HttpRequest, slug: str) -> HttpResponse:
    """A message. A page with JavaScript says what it knows and gets what is new; another is loaded again."""
    is_piece = "known" in request.POST
    with _own(request) as own:
        if own is None:
            return HttpResponse(status=410) if is_piece else redirect("talk:talk", slug)
        words, known = request.POST.get("words", ""), read_known(request.POST.get("known", ""))
        try:
            made = hear(contact=own, words=words, key=request.POST.get("key", ""))
        except Refused as refusal:
            own.refresh_from_db()
            if is_piece:
                return _new(slug, queries.news_for_person(own, known), str(refusal))
            context = _page(request, _entrance(slug), own) | {"sorry": str(refusal), "words": words}
            return render(request, "consultations/chat/talk.html", context, status=422)
        jobs.follow(made)
        if is_piece:
            return _new(slug, queries.news_with(made, known) or queries.news_for_person(made.contact, known), "")
    return redirect("talk:talk", slug)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """End it, and let this browser forget it."""
    entrance = _entrance(slug)
    context = {"entrance": entrance, "found": _lines("any"), "token": ""}
    with _own(request) as own:
        if own is not None:
            actions.leave_chat(contact=own, now=timezone.now())
            own.refresh_from_db()
            context["token"] = _token(own)
    answer = render(request, "consultations/chat/left.html", context)
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


@contextmanager
def _own(request: HttpRequest) -> Iterator[Contact | None]:
    """The chat of this browser, and the database's leave to read it and no other organisation's; None without one."""
    held = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    ticket = read_ticket(held) if held else None
    if ticket is None:
        yield None
        return
    with scope_of([ticket.organisation]):
        found = queries.chat_of(ticket)
        if found is not None:
            yield found
            return
    # Passed on to a window of another organisation, it is theirs now.
    moved = organisation_of(ticket.contact, ticket.organisation)
    with scope_of([moved]):
        yield queries.chat_of(ticket)


def _entrance(slug: str) -> Entrance:
    return get_object_or_404(Entrance.objects.select_related("organisation"), slug=slug, is_public=True)


def _note_presence(own: Contact) -> None:
    now = timezone.now()
    if not is_over(own.state) and (own.seen_at is None or now - own.seen_at >= SIGN_EVERY):
        actions.note_presence(contact=own.pk, now=now)


def _before(request: HttpRequest, entrance: Entrance, form: BeginForm) -> HttpResponse:
    """The page before the first word."""
    place = form.cleaned_data.get("place", "") if form.is_bound and not form.errors else ""
    wish = Wish("chat", timezone.localtime(), area=place, language=(get_language() or "ja").split("-")[0])
    led = lead(entrance, wish)
    first = led.route.open[0].key if led.route.open else ""
    asks = "area" in led.route.asks or "need" in led.route.asks
    context = {
        "entrance": entrance,
        "form": form,
        "found": _lines("any", place),
        "at": timezone.localtime(),
        "windows": list(led.windows.values()),
        "is_open": bool(first) or asks,
        "led": led,
        "wait": led.waits.get(first),
        "seed": request.POST.get("seed") or secrets.token_hex(32),
    }
    return render(request, "consultations/chat/before.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, entrance: Entrance, own: Contact) -> dict[str, Any]:
    """The whole chat."""
    reloads = request.GET.get("reload") == str(RELOAD)
    emergency = _lines("any").emergency
    whole = _piece(queries.news_for_person(own, Known()))
    return whole | {"entrance": entrance, "emergency": emergency, "reload": RELOAD, "reloads": reloads}


def _new(slug: str, news: queries.News, sorry: str | None = None) -> HttpResponse:
    """The piece of the page with what is new; it needs nothing of what frames a page.

    sorry: of an answer to a message, why it was refused, or empty; else None.
    """
    piece = render_to_string("consultations/chat/_piece.html", _piece(news) | {"slug": slug, "sorry": sorry})
    return with_note(HttpResponse(piece, status=422 if sorry else 200), news)


def _piece(news: queries.News) -> dict[str, Any]:
    """What was written, with the lines that help where the system put some."""
    return {
        "written": [(one, _lines(one.danger) if _is_lines(one) else None) for one in news.written],
        "at": timezone.localtime(),
        "state": news.known.state,
        "ahead": news.known.ahead,
        "known": news.known,
        "is_over": is_over(news.known.state),
        "token": _token(news.held),
        "fresh": uuid.uuid4(),
        "longest": LONGEST,
    }


def _token(own: Contact) -> str:
    """For the question how it was, once the talk is over; who waited and was not answered is not asked."""
    return "" if own.state == "left" else token_for(own)


def _is_lines(message: Message) -> bool:
    return message.side == Message.Side.SYSTEM and bool(message.danger)


def _lines(kind: str, area: str = "") -> Contacts:
    return contacts(kind, crisis_services(), at=timezone.localtime(), language=get_language() or "ja", area=area)
