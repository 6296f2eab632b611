"""What is written: kept once, in its place, danger raised with it, notes for staff alone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tests.cases.conftest import House
from tests.consultations import samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Membership, User
from tsunagi.consultations.actions import contacts, messages
from tsunagi.consultations.models import Contact, Message, Window
from tsunagi.consultations.queries.chat import (
    WRITTEN,
    chat_for_staff,
    chat_of,
    dangers_untold,
    news_for_person,
    news_for_staff,
)
from tsunagi.consultations.queries.cut import contacts_for
from tsunagi.consultations.queries.hearing import heard
from tsunagi.consultations.rules import chat as rules


def key() -> str:
    return str(uuid.uuid4())


def test_a_message_sent_twice_stands_once_and_keeps_its_place(waiting: Contact) -> None:
    brought = key()
    first = messages.hear(contact=waiting, words="眠れない\r\n毎日", key=brought)
    assert messages.hear(contact=waiting, words="眠れない\r\n毎日", key=brought) == first
    second = messages.hear(contact=waiting, words="つづき", key=key())
    assert (first.place, second.place) == (1, 2)
    assert [one.words for one in Message.objects.order_by("place")] == ["眠れない\n毎日", "つづき"]


def test_what_was_written_on_while_the_answer_was_late_is_not_lost(town: House, waiting: Contact) -> None:
    """Without JavaScript the page keeps its key until an answer comes."""
    brought = key()
    for words in ("眠れない", "眠れない 毎日", "眠れない 毎日", "眠れない", "もう無理"):
        messages.hear(contact=waiting, words=words, key=brought)
    contacts.take(by=town.worker, contact=waiting)
    for words in ("はい", "はい、どうぞ", "はい、どうぞ"):
        messages.answer(by=town.worker, contact=waiting, words=words, key=brought)
        messages.note_between(by=town.worker, contact=waiting, words=words, key=brought)
    written = [one.words for one in Message.objects.filter(side__in=["person", "staff"]).order_by("place")]
    assert written == ["眠れない", "眠れない 毎日", "もう無理", "はい", "はい、どうぞ"]
    assert Message.objects.filter(side="note").count() == 2


def test_the_same_key_in_another_contact_is_another_message(window: Window) -> None:
    brought = key()
    one, other = samples.waiting(window), samples.waiting(window)
    assert messages.hear(contact=one, words="あ", key=brought) != messages.hear(contact=other, words="い", key=brought)


@pytest.mark.parametrize(
    ("words", "brought", "why"),
    [(" \n ", key(), "空です"), ("あ" * (rules.LONGEST + 1), key(), "分けて送って"), ("あ", "no key", "開き直して")],
    ids=["empty", "too long", "no key"],
)
def test_what_cannot_be_taken_says_why(waiting: Contact, words: str, brought: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        messages.hear(contact=waiting, words=words, key=brought)
    assert not Message.objects.exists()


def test_danger_is_raised_with_the_message_and_the_person_is_shown_help_once(waiting: Contact) -> None:
    made = messages.hear(contact=waiting, words="もう死にたい", key=key())
    held = Contact.objects.get()
    assert made.danger == held.danger == "suicide" and held.danger_at is not None
    messages.hear(contact=waiting, words="本当に死にたい", key=key())
    told = Message.objects.filter(side="system")
    assert [(one.danger, one.words) for one in told] == [("suicide", "danger")]
    assert AuditRow.objects.filter(action="consultations.hear_danger").count() == 2
    assert "死" not in str(list(AuditRow.objects.values()))


def test_danger_seen_is_raised_again_by_new_words(town: House, waiting: Contact) -> None:
    messages.hear(contact=waiting, words="もう死にたい", key=key())
    Contact.objects.update(danger_seen_at=timezone.now(), danger_seen_by=town.worker)
    messages.hear(contact=waiting, words="今日は雨です", key=key())
    assert Contact.objects.get().danger_seen_at is not None
    messages.hear(contact=waiting, words="やっぱり死にたい", key=key())
    assert Contact.objects.get().danger_seen_at is None


def test_words_broken_off_are_read_together_with_those_before(waiting: Contact) -> None:
    assert not heard("もう死に") and not heard("たい") and heard("たい", "もう死に") == "suicide"
    now = timezone.now()
    assert not messages.hear(contact=waiting, words="もう死に", key=key(), now=now).danger
    assert messages.hear(contact=waiting, words="たい", key=key(), now=now + timedelta(seconds=20)).danger == "suicide"


@pytest.mark.parametrize("words", ["助けて", "たすけて!!", "Help me please", "救命", "tulong"])
def test_a_bare_cry_is_raised_and_answered_once_with_who_listens_now(waiting: Contact, words: str) -> None:
    assert messages.hear(contact=waiting, words=words, key=key()).danger == "any"
    messages.hear(contact=waiting, words=words, key=key())
    held = Contact.objects.get()
    assert held.danger == "any" and held.danger_at is not None and held in dangers_untold(timezone.now())
    told = Message.objects.filter(side="system")
    assert [(one.danger, one.words) for one in told] == [("any", "danger")]
    assert AuditRow.objects.filter(action="consultations.hear_danger").count() == 2


def test_a_cry_never_hides_the_danger_that_is_known(waiting: Contact) -> None:
    for words in ("助けて", "もう死にたい", "助けて"):
        messages.hear(contact=waiting, words=words, key=key())
    assert Contact.objects.get().danger == "suicide"
    assert not heard("仕事を助けてくれる人をさがしています")


def test_one_is_opened_by_whoever_the_lists_show_it_to(town: House, npo: House, window: Window) -> None:
    kept = [samples.waiting(window), samples.live(town.worker, window), samples.live(town.other, window, "mail")]
    kept += [samples.live(town.supervisor, window, "line"), samples.live(town.worker, window, "telephone")]
    kept.append(samples.waiting(window))
    gone = {"state": "left", "ended_at": timezone.now(), "erased_at": timezone.now()}
    Contact.objects.filter(pk=kept[-1].pk).update(**gone)
    Membership.objects.filter(user=town.other).update(until=timezone.now())
    opened = set()
    for user in (*User.objects.all(), AnonymousUser()):
        listed = contacts_for(user).filter(way__in=WRITTEN)
        for one in kept:
            assert (chat_for_staff(user, one.pk) is not None) == listed.filter(pk=one.pk).exists(), (user, one.way)
        opened.add(listed.count())
    assert opened == {0, 3, 4}


def test_staff_answer_who_may_and_notes_stay_among_them(town: House, npo: House, waiting: Contact) -> None:
    with pytest.raises(Refused, match="応対する"):
        messages.answer(by=town.worker, contact=waiting, words="こんにちは", key=key())
    held = contacts.take(by=town.worker, contact=waiting)
    brought = key()
    made = messages.answer(by=town.worker, contact=held, words="こんにちは", key=brought)
    assert messages.answer(by=town.worker, contact=held, words="こんにちは", key=brought) == made
    messages.note_between(by=town.supervisor, contact=held, words="ゆっくりで", key=key())
    for stranger in (town.other, npo.worker, npo.supervisor):
        for once_more in (key(), brought):
            with pytest.raises(Refused):
                messages.answer(by=stranger, contact=held, words="x", key=once_more)
        with pytest.raises(Refused):
            messages.note_between(by=stranger, contact=held, words="x", key=key())
    ticket = rules.Ticket(held.organisation_id, held.pk, "secret")
    assert chat_of(ticket) is None
    Contact.objects.filter(pk=held.pk).update(ticket=ticket.digest)
    own, opened = chat_of(ticket), chat_for_staff(town.worker, held.pk)
    assert own is not None and opened is not None and chat_for_staff(npo.supervisor, held.pk) is None
    theirs, ours = news_for_person(own, rules.Known()), news_for_staff(opened, rules.Known())
    assert [one.words for one in theirs.written] == ["こんにちは"] and (theirs.known.place, theirs.last) == (1, 1)
    assert [one.words for one in ours.written] == ["こんにちは", "ゆっくりで"] and (ours.known.place, ours.last) == (2, 2)
    after = news_for_person(own, theirs.known)
    assert (after.written, after.known, after.last) == ([], theirs.known, 2)
    contacts.end(by=town.worker, contact=held, outcome="listened")
    for deed in (lambda: messages.answer(by=town.worker, contact=held, words="x", key=key()),
                 lambda: messages.hear(contact=held, words="x", key=key())):  # fmt: skip
        with pytest.raises(Refused, match="終わ"):
            deed()


@pytest.mark.parametrize(
    "words",
    "はい もう わかりました 今日は雨です 仕事がありません ok こんにちは ちょっと待ってください、人が来ました".split(),
)
def test_what_people_say_in_passing_in_a_chat_is_no_danger(words: str) -> None:
    assert heard(words) == ""
