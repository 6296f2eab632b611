"""Handing on: each deed of rules/referral.py, done by the side whose turn it is, with its move kept for both."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, can, require
from tsunagi.base.models import Organisation, User
from tsunagi.cases.access import can_change, can_do, can_read_news, can_take_note
from tsunagi.cases.actions.cases import hold as hold_case
from tsunagi.cases.actions.people import add_first_step, make_person
from tsunagi.cases.models import Began, Brought, Case, Consent, Move, Referral
from tsunagi.cases.queries.offers import is_offered, receiver_of
from tsunagi.cases.queries.sharing import shareable, why_not_shared
from tsunagi.cases.rules import referral as rules
from tsunagi.cases.rules.case import referral_began
from tsunagi.cases.rules.gates import GATES
from tsunagi.directory.models import Service

State = Referral.State
#: Days within which whoever's turn it is then should do something, by state.
WITHIN: Final = {
    State.ASKED_BACK: rules.ANSWER_WITHIN,
    State.ACCEPTED: rules.CONNECT_WITHIN,
    State.CONNECTED: timedelta(days=30),
    State.DECLINED: rules.ANSWER_WITHIN,
    State.WITHDRAWN: rules.ANSWER_WITHIN,
    State.CLOSED: rules.ANSWER_WITHIN,
}


@transaction.atomic
def draft(
    *,
    by: User,
    case: Case,
    service: Service,
    request: str,
    gate: str,
    ground: str,
    consent: Consent | None,
    fields: Collection[str],
    answer_by: date,
    brought: Brought | None = None,
    referral: Referral | None = None,
) -> Referral:
    """Prepare a referral to a service, or (referral) change one that was not sent. Nothing leaves yet."""
    held_case = hold_case(case)
    require(can_change(by, held_case))
    _refuse_full(service)
    if not request.strip():
        raise Refused(_("お願いしたいことを書いてください。"))
    if consent is not None and consent.person_id != held_case.person_id:
        raise Refused(_("この同意は、別の人のものです。"))
    if brought is not None and brought.case_id != held_case.pk:
        raise Refused(_("この会議に出されたのは、別の支援です。"))
    offered = [offer.code for offer in shareable(held_case)]
    if not set(fields) <= set(offered):
        raise Refused(_("選ばれた項目の中に、いまは渡せないものがあります。開き直してから選んでください。"))
    receiver = receiver_of(service)
    if receiver is not None and receiver.pk == held_case.organisation_id:
        raise Refused(_("自分の組織の支援です。つなぎではなく、次にすることに加えてください。"))
    said: dict[str, Any] = {
        "receiver": receiver,
        "service": service,
        "request": request.strip(),
        "gate": gate,
        "ground": ground.strip(),
        "consent": consent,
        "brought": brought,
        "fields": [code for code in offered if code in fields],
        "answer_by": answer_by,
        "due": answer_by,
    }
    if referral is None:
        began = referral_began(held_case.began, held_case.state)
        made = Referral.objects.create(sender=held_case.organisation, case=held_case, made_by=by, began=began, **said)
    else:
        made = _held(referral)
        if made.case_id != held_case.pk or made.state != State.DRAFT:
            raise Refused(_("すでに送ったつなぎは変えられません。取り下げて、作り直してください。"))
        for name, value in said.items():
            setattr(made, name, value)
        made.version += 1
        made.save()
    after = {"case": held_case, "service": service, "receiver": receiver, "gate": gate, "fields": made.fields}
    audit.record(by=by, action="cases.draft_referral", subject=made, organisation=made.sender, after=after)
    return made


@transaction.atomic
def send(*, by: User, referral: Referral, version: int) -> Referral:
    """Hand over what was chosen, if the gate lets it through; from now on an answer is waited for."""
    held = _begin(by, "send", referral, version)
    require(can_change(by, held.case))
    _refuse_full(held.service)
    held.receiver = receiver_of(held.service)
    offered = {offer.code: offer for offer in shareable(held.case)}
    gone = [code for code in held.fields if code not in offered]
    if gone:
        raise Refused(_("選ばれた項目の中に、いまは渡せないものがあります。つなぎを直してから送ってください。"))
    _through_gate(held)
    held.shared = {code: {"label": offered[code].label, "value": offered[code].value} for code in held.fields}
    held.is_shielded = held.case.person.is_shielded
    held.sent_at = timezone.now()
    return _end(by, "send", held, due=held.answer_by)


@transaction.atomic
def discard(*, by: User, referral: Referral, version: int) -> Referral:
    """Let a draft go; it was never sent, so there is no answer to take note of."""
    held = _begin(by, "discard", referral, version)
    done = _end(by, "discard", held)
    done.seen_at = timezone.now()
    done.save(update_fields=["seen_at"])
    return done


@transaction.atomic
def accept(*, by: User, referral: Referral, version: int, step: str, due: date) -> Referral:
    """Take the person in: the receiver opens a case of their own with what was shared, and its first step."""
    held = _begin(by, "accept", referral, version)
    _through_gate(held)
    if held.receiver is not None:
        held.received_case = _receive(by, held, held.receiver, step, due)
    return _end(by, "accept", held)


@transaction.atomic
def decline(*, by: User, referral: Referral, version: int, reason: str, words: str) -> Referral:
    """Say no, and why; the sender then looks for another way."""
    held = _begin(by, "decline", referral, version, words)
    return _end(by, "decline", held, words, reason=_a_reason(reason))


@transaction.atomic
def give_back(*, by: User, referral: Referral, version: int, reason: str, words: str) -> Referral:
    """Say after accepting that it will not do, and why."""
    held = _begin(by, "give_back", referral, version, words)
    return _end(by, "give_back", held, words, reason=_a_reason(reason))


@transaction.atomic
def ask_back(*, by: User, referral: Referral, version: int, words: str) -> Referral:
    """Ask the sender something before answering."""
    return _end(by, "ask_back", _begin(by, "ask_back", referral, version, words), words)


@transaction.atomic
def reply(*, by: User, referral: Referral, version: int, words: str) -> Referral:
    """Answer what was asked. It hands something over, and so goes through the gate again."""
    held = _begin(by, "reply", referral, version, words)
    _through_gate(held)
    return _end(by, "reply", held, words, due=timezone.localdate() + rules.ANSWER_WITHIN)


@transaction.atomic
def withdraw(*, by: User, referral: Referral, version: int, words: str) -> Referral:
    """Take a referral back."""
    return _end(by, "withdraw", _begin(by, "withdraw", referral, version, words), words)


@transaction.atomic
def connect(*, by: User, referral: Referral, version: int, day: date) -> Referral:
    """Say that the person was met, on a day since it was sent."""
    held = _begin(by, "connect", referral, version)
    if day > timezone.localdate():
        raise Refused(_("会えた日に、先の日は入れられません。"))
    assert held.sent_at is not None
    if day < timezone.localdate(held.sent_at):
        raise Refused(_("会えた日が、つなぎが送られた日より前です。送られたあとに、はじめて会えた日を入れてください。"))
    return _end(by, "connect", held, connected_on=day)


@transaction.atomic
def close(*, by: User, referral: Referral, version: int, outcome: str, words: str) -> Referral:
    """Tell the sender what came of it."""
    held = _begin(by, "close", referral, version, words)
    if outcome not in Referral.Outcome.values:
        raise Refused(_("結果を選んでください。"))
    return _end(by, "close", held, words, outcome=outcome)


@transaction.atomic
def take_note(*, by: User, referral: Referral) -> Referral:
    """Say that the sender has seen how it ended."""
    held = _held(referral)
    require(can_take_note(by, held))
    held.seen_at = timezone.now()
    held.save(update_fields=["seen_at"])
    audit.record(by=by, action="cases.take_note", subject=held, organisation=held.sender)
    return held


@transaction.atomic
def read_news(*, by: User, referral: Referral) -> Referral:
    """Say that the receiver has seen what the sender told without asking for an answer."""
    held = _held(referral)
    require(can_read_news(by, held))
    held.news_at, held.news_told_at = None, None
    held.save(update_fields=["news_at", "news_told_at"])
    audit.record(by=by, action="cases.read_news", subject=held, organisation=held.receiver)
    return held


def tell_receiver(*, by: User, held: Referral, deed: str, words: str) -> None:
    """Let the receiver know what they do not have to answer; within the action that did it, which holds it."""
    held.version += 1
    _give_news(held)
    held.save()
    _move(by, deed, held, held.sender, words)


def tell_sender(*, by: User, held: Referral, deed: str, words: str) -> None:
    """Keep what the receiver told without ending or answering it; within the action that did it, which holds it."""
    held.version += 1
    held.save()
    assert held.receiver is not None
    _move(by, deed, held, held.receiver, words)


def take_back(*, by: User, referral: Referral, words: str) -> Referral:
    """Withdraw what rested on a consent that is no more; within the action that ends the consent."""
    held = _held(referral)
    return _end(by, "withdraw", held, words)


def _receive(by: User, held: Referral, receiver: Organisation, step: str, due: date) -> Case:
    """The receiver's own record and case, of what was shared and nothing else."""
    require(can(by, "cases.work", receiver))
    said = {
        code.removeprefix("person."): one["value"] for code, one in held.shared.items() if code.startswith("person.")
    }
    said.setdefault("name", _("(氏名は共有されていません)"))
    person = make_person(by=by, organisation=receiver, said=said, is_shielded=held.is_shielded)
    Organisation.objects.select_for_update().get(pk=receiver.pk)
    last = Case.objects.filter(organisation=receiver).order_by("-number").values_list("number", flat=True).first()
    with_consent = GATES[held.gate].needs_consent
    made = Case.objects.create(
        organisation=receiver,
        person=person,
        number=(last or 0) + 1,
        worker=by,
        ground=Case.Ground.CONSENT if with_consent else Case.Ground.WITHOUT,
        ground_text="" if with_consent else f"{held.get_gate_display()} {held.ground}",
        opened_on=timezone.localdate(),
        opened_by=by,
        next_due=due,
        began=Began.REFERRAL,
    )
    add_first_step(by=by, case=made, what=step, due=due)
    audit.record(by=by, action="cases.open_case", subject=made, organisation=receiver, after={"referral": held})
    return made


def _held(referral: Referral) -> Referral:
    """The referral, held until this action is done."""
    known = Referral.objects.select_for_update(of=("self",)).select_related("sender", "receiver", "service__provider")
    return known.get(pk=referral.pk)


def _begin(by: User, deed: str, referral: Referral, version: int, words: str = "-") -> Referral:
    """The referral, if this may be done to it as the page showed it."""
    if rules.DEEDS[deed].by == "sender" and referral.consent_id is not None:
        # Held first, as by who takes it back: so that neither waits for the other, and nothing slips through between.
        Consent.objects.select_for_update().get(pk=referral.consent_id)
    held = _held(referral)
    if held.version != version:
        raise Refused(_("その間に相手か別の人が操作しました。開き直して、いまの状態を確かめてください。"))
    require(can_do(by, deed, held))
    if rules.DEEDS[deed].needs_words and not words.strip():
        raise Refused(_("相手に伝わるように、ことばを添えてください。"))
    return held


def _end(by: User, deed: str, held: Referral, words: str = "", due: date | None = None, **said: Any) -> Referral:
    """Move it, keep the move, write the audit row. What was taken back is no longer with the receiver."""
    before = {"state": held.state}
    held.state = rules.DEEDS[deed].to
    for name, value in said.items():
        setattr(held, name, value)
    held.due = due or timezone.localdate() + WITHIN[State(held.state)]
    held.risen, held.coordinator = 0, None
    held.version += 1
    if rules.is_end(held.state):
        held.ended_at = timezone.now()
    if held.state == State.WITHDRAWN:
        held.shared = {}
        _give_news(held)
    held.save()
    acting = _acting(by, deed, held)
    _move(by, deed, held, acting, words)
    after = {"state": held.state, "due": held.due, **({"fields": held.fields} if deed == "send" else {})}
    audit.record(by=by, action=f"cases.{deed}_referral", subject=held, organisation=acting, before=before, after=after)
    return held


def _give_news(held: Referral) -> None:
    """What was never sent, or went to a body without accounts, is news to nobody here."""
    if held.sent_at is not None and held.receiver is not None:
        held.news_at, held.news_told_at = timezone.now(), None


def _move(by: User, deed: str, held: Referral, acting: Organisation, words: str) -> None:
    """Keep what was done, for both sides."""
    Move.objects.create(
        referral=held,
        sender=held.sender,
        organisation=acting,
        by=by,
        at=timezone.now(),
        deed=deed,
        state=held.state,
        words=words.strip(),
    )


def _acting(by: User, deed: str, held: Referral) -> Organisation:
    """In whose name it was done: for a body without accounts here the sender enters what it said."""
    return held.receiver if rules.DEEDS[deed].by == "receiver" and held.receiver is not None else held.sender


def _through_gate(held: Referral) -> None:
    """Refuse what the gate does not let through today. Asked at every handing-over."""
    if why_not := why_not_shared(held, timezone.localdate()):
        raise Refused(_(why_not))


def _a_reason(reason: str) -> str:
    if reason not in Referral.Reason.values:
        raise Refused(_("お断りの理由を選んでください。"))
    return reason


def _refuse_full(service: Service) -> None:
    if not is_offered(service):
        raise Refused(_("この支援は、いま受けられる数がないか、公開されていません。別の支援を選んでください。"))
