"""What goes on in the city on the day on which it is made: without it every desk but a few would be empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from tsunagi.base.models import User
from tsunagi.base.scope import everything
from tsunagi.cases.actions import referrals
from tsunagi.cases.actions.consents import give_consent
from tsunagi.cases.models import Referral
from tsunagi.cases.queries.cut import own_cases_for
from tsunagi.consultations.actions.contacts import arrive
from tsunagi.consultations.models import Contact, Window
from tsunagi.demo.bodies import worker_of
from tsunagi.directory.actions.reports import report
from tsunagi.directory.models import Report, Service
from tsunagi.register.actions.editions import start_edition
from tsunagi.register.actions.facts import PLAN, TITLE
from tsunagi.register.actions.round import fill, open_round
from tsunagi.register.models import Edition, Plan

LETTER_TO: Final = "sample-window"
LETTER: Final = "架空の手紙: 近所に話す人がいません。どこかに行けるところがあれば教えてください。"
REPORTED: Final = "sample-place"
REPORT: Final = {"what": "hours", "right": "火・土だけ", "sentence": "架空の知らせ: 木曜日に行ったら、閉まっていました。"}
#: The fiscal year of the national plan that the ministries are asked about, and what one of them has answered already.
ASKED: Final = 2025
ANSWER: Final = "架空の回答: 年度内に予定どおり実施した。"


@dataclass(frozen=True, slots=True)
class Begun:
    """A referral on its way. then: what whoever received it did so far; None, nothing."""

    sender: str
    receiver: str
    request: str
    then: Callable[..., Referral] | None = None
    words: str = ""


BEGUN: Final = [
    Begun("sample-window", "sample-place", "週に一度、顔を出せる場所がほしいとのことです。"),
    Begun("sample-window", "sample-place", "人の少ない時間に、まず一度見学させてください。", referrals.accept),
    Begun("sample-window", "kamome", "半日からの仕事を探しています。", referrals.ask_back, "通える曜日を教えてください。"),
    Begun("sample-window", "hokage", "今週のうちに、電話で話を聞いてください。"),
    Begun("shiosato-shakyo", "sample-place", "送り迎えがあれば通えるとのことです。"),
]


@transaction.atomic
def begin() -> int:
    """Let a round, referrals, a letter and a report wait, each by its action; how many referrals. Each only once."""
    day = timezone.localdate()
    _ask_ministries(day)
    with everything():
        if Referral.objects.filter(ended_at__isnull=True).exists():
            return 0
        for told in BEGUN:
            _refer(told, day)
        window = Window.objects.get(organisation__slug=LETTER_TO)
        if not Contact.objects.filter(window=window, state="waiting").exists():
            arrive(by=worker_of(LETTER_TO), window=window, way="letter", notes=LETTER)
        if not Report.objects.filter(service__kept_by__slug=REPORTED).exists():
            report(service=Service.objects.get(kept_by__slug=REPORTED), mail="", **REPORT)
    return len(BEGUN)


def _ask_ministries(day: date) -> None:
    """The yearly round of the national plan: one measure is with the checker, the others are to be filled in."""
    plan = Plan.objects.get(slug=PLAN)
    editions = Edition.objects.filter(plan=plan, fiscal_year=ASKED)
    if editions.filter(kind="follow_up").exists():
        return
    publisher, editor = (User.objects.get(email=f"{role}@example.jp") for role in ("publisher", "editor"))
    title = f"{TITLE} 実施状況(令和{ASKED - 2018}年度)"
    like = editions.get(kind="plan")
    edition = start_edition(by=publisher, plan=plan, fiscal_year=ASKED, kind="follow_up", title=title, like=like)
    made = open_round(by=publisher, edition=edition, due=day + timedelta(days=14), message="試すための照会です。")
    mine = made.assignments.filter(organisation__slug="mhlw", entry__targets__isnull=True).order_by("entry__order")[0]
    fill(by=editor, assignment=mine, version=mine.version, status=ANSWER, review="", figures=[], hand_in=True)


def _refer(told: Begun, day: date) -> None:
    by, other = worker_of(told.sender), worker_of(told.receiver)
    on_their_way = Referral.objects.filter(ended_at__isnull=True)
    free = own_cases_for(by).exclude(state="closed").exclude(referrals__in=on_their_way)
    case = free.order_by("opened_on", "number")[0]
    service = Service.objects.filter(kept_by__slug=told.receiver).order_by("pk")[0]
    consent = give_consent(
        by=by,
        person=case.person,
        receiver=other.memberships.get().organisation,
        kinds=["basic", "contact"],
        purpose="支援を受けるため",
        how="spoken",
        given_on=day,
        until=day + timedelta(days=365),
    )
    made = referrals.draft(
        by=by,
        case=case,
        service=service,
        request=told.request,
        gate="consent",
        ground="",
        consent=consent,
        fields=["person.name"],
        answer_by=day + timedelta(days=3),
    )
    made = referrals.send(by=by, referral=made, version=made.version)
    if told.then is not None:
        step: dict[str, Any] = {"words": told.words} if told.words else {"step": "見学の日を電話で決める", "due": day}
        told.then(by=other, referral=made, version=made.version, **step)
