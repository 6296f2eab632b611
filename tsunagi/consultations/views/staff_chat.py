"""Chats, mails and LINE talks as those who answer see them: several side by side, each shown as it goes on."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tsunagi.base.access import Refused
from tsunagi.base.actions.readings import note_reading
from tsunagi.base.models import User
from tsunagi.base.views import signed_in
from tsunagi.consultations import jobs
from tsunagi.consultations.access import can_change, can_sit_beside, can_take_over
from tsunagi.consultations.actions import contacts
from tsunagi.consultations.actions import messages as actions
from tsunagi.consultations.actions.carrying import try_again as carry_again
from tsunagi.consultations.actions.chat import take_chat
from tsunagi.consultations.actions.sitting import give_sign
from tsunagi.consultations.glances import with_note
from tsunagi.consultations.models import Contact, Message
from tsunagi.consultations.queries import chat as queries
from tsunagi.consultations.queries.cut import contacts_for
from tsunagi.consultations.rules.chat import LONGEST, Known, read_known
from tsunagi.consultations.rules.contact import is_over
from tsunagi.consultations.rules.mail import cut_quotes

#: Waiting ones that the page names; the board has them all.
A_LIST = 20
#: Seconds; fewer than after how many somebody is taken to have gone (rules/waiting.py).
SIGN_EVERY = 30


@login_required
@require_safe
def chats(request: HttpRequest) -> HttpResponse:
    """Everything that somebody writes in now, side by side, and who waits. That they opened it is kept for each."""
    user = signed_in(request)
    _give_sign(user)
    held = queries.own_chats(user)
    for one in held:
        note_reading(by=user, subject=one, organisation=one.organisation, why="work")
    context = {
        "chats": [_page(request, one) for one in held],
        "waiting": _waiting(user),
        "crumbs": [(_("自分の机"), reverse("base:desk")), (_("チャット"), "")],
    }
    return render(request, "consultations/chat/chats.html", context)


@login_required
@require_safe
def chat(request: HttpRequest, key: UUID) -> HttpResponse:
    """One of them. That it was opened is kept before anything of it is shown."""
    found = _contact(request, key)
    supervises = signed_in(request).pk not in (found.worker_id, found.partner_id) and found.worker_id is not None
    why = "supervision" if supervises else "work"
    note_reading(by=signed_in(request), subject=found, organisation=found.organisation, why=why)
    crumbs = [
        (_("自分の机"), reverse("base:desk")),
        (_("チャット"), reverse("consultations:chats")),
        (str(found.window), ""),
    ]
    return render(request, "consultations/chat/chat.html", {"chats": [_page(request, found)], "crumbs": crumbs})


@login_required
@require_safe
def new(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is new since what the page knows: nothing (204), or a piece of the page."""
    held = queries.chat_for_staff(request.user, key)
    if held is None:
        return HttpResponse(status=410)
    _give_sign(signed_in(request))
    known = read_known(request.GET.get("known", ""))
    news = queries.news_for_staff(held, known)
    return with_note(HttpResponse(status=204), news) if news.known == known else _new(news)


@login_required
@require_POST
def take(request: HttpRequest, key: UUID) -> HttpResponse:
    """Turn to somebody who waits."""
    take_chat(by=signed_in(request), contact=_contact(request, key))
    # Where several chats stand side by side, this one is shown: nobody writes to another person by mistake.
    return redirect(reverse("consultations:chats") + f"#chat-{key}")


@login_required
@require_POST
def write(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer, or (to=note) write to who answers along. A page with JavaScript gets what is new; another is loaded."""
    user = signed_in(request)
    words, brought = request.POST.get("words", ""), request.POST.get("key", "")
    deed = actions.note_between if request.POST.get("to") == "note" else actions.answer
    is_piece, known = "known" in request.POST, read_known(request.POST.get("known", ""))
    try:
        made = deed(by=user, contact=Contact(pk=key), words=words, key=brought)
    except Contact.DoesNotExist as error:
        raise Http404(_("この相談は、もう開けません。")) from error
    except Refused as refusal:
        held = _opened(request, key)
        if is_piece:
            return _new(queries.news_for_staff(held, known), str(refusal))
        context = {"chats": [_page(request, held) | {"sorry": str(refusal), "words": words}]}
        return render(request, "consultations/chat/chat.html", context, status=422)
    jobs.follow(made)
    if is_piece:
        return _new(queries.news_with(made, known) or queries.news_for_staff(made.contact, known), "")
    return redirect("consultations:chat", key)


@login_required
@require_POST
def see_danger(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a danger has been seen. A page with JavaScript gets how the chat stands now; another is loaded."""
    contacts.see_danger(by=signed_in(request), contact=_contact(request, key))
    if "known" in request.POST:
        return _new(queries.news_for_staff(_opened(request, key), read_known(request.POST["known"])))
    return redirect("consultations:chat", key)


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits, for a page with chats that asks anew; nothing of anybody in it that is kept as read."""
    return render(request, "consultations/chat/_waiting.html", {"waiting": _waiting(signed_in(request))})


@login_required
@require_POST
def try_again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send once more what could not be sent."""
    found = _contact(request, key)
    carry_again(by=signed_in(request), contact=found, now=timezone.now())
    jobs.carry.enqueue()
    messages.success(request, _("もう一度送ります。"))
    return redirect("consultations:chat", key)


def _waiting(user: User) -> list[Contact]:
    return list(queries.waiting_chats(user).defer("name", "reach", "notes", "more")[:A_LIST])


def _give_sign(user: User) -> None:
    """Whoever chats sits at their windows; said every half minute, not each time that their page asks."""
    if caches["process"].add(f"consultations.sign.{user.pk}", True, SIGN_EVERY):
        give_sign(by=user)


def _contact(request: HttpRequest, key: UUID) -> Contact:
    found = get_object_or_404(contacts_for(request.user), pk=key)
    if found.way not in queries.WRITTEN:
        raise Http404(_("この相談は、書いてやりとりするものではありません。"))
    return found


def _opened(request: HttpRequest, key: UUID) -> Contact:
    held = queries.chat_for_staff(request.user, key)
    if held is None:
        raise Http404(_("この相談は、もう開けません。"))
    return held


def _page(request: HttpRequest, held: Contact) -> dict[str, Any]:
    may = {"can_write": can_change, "can_sit_beside": can_sit_beside, "can_take_over": can_take_over}
    answers = {name: bool(question(request.user, held)) for name, question in may.items()}
    return _piece(queries.news_for_staff(held, Known())) | answers


def _new(news: queries.News, sorry: str | None = None) -> HttpResponse:
    """The piece of the page with what is new; it needs nothing of what frames a page.

    sorry: of an answer to a message, why it was refused, or empty; else None.
    """
    piece = render_to_string("consultations/chat/_staff_piece.html", _piece(news) | {"sorry": sorry})
    return with_note(HttpResponse(piece, status=422 if sorry else 200), news)


def _piece(news: queries.News) -> dict[str, Any]:
    is_mail = news.held.way == Contact.Way.MAIL
    return {
        "contact": news.held,
        "written": [(one, cut_quotes(one.words) if is_mail and one.side == "person" else None) for one in news.written],
        "known": news.known,
        "seen_at": news.held.seen_at,
        "state": news.known.state,
        "is_over": is_over(news.known.state),
        "fresh": uuid.uuid4(),
        "longest": LONGEST,
        "has_failed": any(one.delivery == Message.Delivery.FAILED for one in news.written),
    }
