"""Handing on: the table of states, each deed and its refusals, consent and gates."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import samples
from tests.cases.conftest import House
from tests.repo import tree
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, User
from tsunagi.cases.actions import referrals as actions
from tsunagi.cases.actions.cases import close_case
from tsunagi.cases.actions.consents import withdraw_consent
from tsunagi.cases.actions.records import change_person
from tsunagi.cases.models import Case, Consent, Move, Referral
from tsunagi.cases.queries.desk import desk
from tsunagi.cases.queries.offers import offered_services
from tsunagi.cases.rules import referral as rules
from tsunagi.cases.rules.gates import GATES
from tsunagi.directory.models import Capacity, Service

STATES = st.sampled_from(sorted(rules.TURN))

# --- rules ---


def test_the_states_are_those_of_the_model() -> None:
    assert set(rules.TURN) == set(Referral.State.values)
    for deed in rules.DEEDS.values():
        assert {*deed.states, deed.to} <= set(rules.TURN)
    assert set(GATES) == set(Referral.Gate.values)


def test_whoevers_turn_it_is_can_do_something_and_an_end_has_no_way_on() -> None:
    for state, side in rules.TURN.items():
        if rules.is_end(state):
            assert not rules.deeds_in(state, "sender") and not rules.deeds_in(state, "receiver")
        else:
            assert rules.deeds_in(state, side), state


@given(st.lists(st.sampled_from(sorted(rules.DEEDS)), max_size=12))
def test_nobody_is_met_who_was_not_accepted(path: list[str]) -> None:
    state, been = "draft", {"draft"}
    for deed in path:
        if rules.may(deed, state):
            state = rules.DEEDS[deed].to
            been.add(state)
    assert "connected" not in been or "accepted" in been
    assert "closed" not in been or "connected" in been
    assert state == "draft" or "sent" in been or state == "withdrawn"


@given(st.dates(), st.integers(-10, 30))
def test_silence_rises_and_never_falls(due: Any, later: int) -> None:
    from datetime import timedelta

    try:
        day, next_day = due + timedelta(days=later), due + timedelta(days=later + 1)
    except OverflowError:
        return
    assert rules.risen_to(due, day) <= rules.risen_to(due, next_day) <= 3
    assert (rules.risen_to(due, day) > 0) == (day > due)


def test_the_tables_in_the_docs_are_those_of_the_code() -> None:
    page = tree.ROOT / "docs" / "reference" / "referral.md"
    labels = dict(Referral.State.choices)
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for name, deed in rules.DEEDS.items():
        lines += [f"    {state} --> {deed.to}: {name} ({deed.by})" for state in deed.states]
    lines += [f"    {state} --> [*]" for state in sorted(rules.ENDS)]
    lines += ["```", "", "| state | whose turn | they can |", "| --- | --- | --- |"]
    for state, side in rules.TURN.items():
        can = "、".join(f"`{one}`" for one in rules.deeds_in(state, side)) or "take note of how it ended"
        lines.append(f"| {labels[state]} `{state}` | {side} | {can} |")
    wanted = "\n".join(lines) + "\n"
    head = page.read_text(encoding="utf-8").split("```mermaid")[0]
    if os.environ.get("DOCS") == "write":
        page.write_text(head + wanted, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == head + wanted


# --- deeds ---


@pytest.fixture
def sent(town: House, held: Case, place: Service) -> Referral:
    return samples.sent(town.worker, held, place)


def do(name: str, by: Any, referral: Referral, **said: Any) -> Referral:
    """A deed, as the page shows the referral now."""
    deed = getattr(actions, name)
    now = Referral.objects.get(pk=referral.pk)
    done: Referral = deed(by=by, referral=now, version=now.version, **said)
    return done


def accepted(npo: House, sent: Referral) -> Referral:
    return do("accept", npo.worker, sent, step="電話をかける", due=samples.days(2))


def test_only_what_was_chosen_reaches_the_receiver(sent: Referral, npo: House) -> None:
    held = Referral.objects.get(pk=sent.pk)
    assert (held.state, held.receiver) == ("sent", npo.organisation)
    assert list(held.shared) == ["person.name", "person.kana", "person.telephone"], "in the order of the case"
    assert held.shared["person.name"] == {"label": "氏名", "value": "見本 𠮷子"}
    row = AuditRow.objects.get(action="cases.send_referral")
    assert row.after["fields"] == ["person.name", "person.kana", "person.telephone"]
    assert "見本" not in str(row.after) and "1234" not in str(row.after)


def test_from_sent_to_what_came_of_it(sent: Referral, town: House, npo: House) -> None:
    taken = accepted(npo, sent)
    assert taken.received_case is not None
    theirs = taken.received_case
    assert (theirs.organisation, theirs.worker, theirs.person.name) == (npo.organisation, npo.worker, "見本 𠮷子")
    assert theirs.person.address == "" and theirs.steps.filter(state="open").count() == 1
    do("connect", npo.worker, sent, day=timezone.localdate())
    with pytest.raises(Refused, match="結果を選んで"):
        do("close", npo.worker, sent, outcome="", words="よかった")
    done = do("close", npo.worker, sent, outcome="resolved", words="毎週来ています。")
    assert done.ended_at is not None and done.seen_at is None
    with pytest.raises(Refused):
        actions.take_note(by=npo.worker, referral=done)
    assert actions.take_note(by=town.worker, referral=done).seen_at is not None
    moves = list(Move.objects.filter(referral=sent).order_by("at").values_list("deed", flat=True))
    assert moves == ["send", "accept", "connect", "close"]


def test_a_question_goes_back_and_forth(sent: Referral, town: House, npo: House) -> None:
    with pytest.raises(Refused, match="ことば"):
        do("ask_back", npo.worker, sent, words=" ")
    do("ask_back", npo.worker, sent, words="車いすですか。")
    with pytest.raises(Refused, match="できません"):
        do("ask_back", npo.worker, sent, words="もう一つ。")
    assert do("reply", town.worker, sent, words="いいえ。").state == "sent"


def test_who_asked_back_finds_it_on_the_desk_and_need_not_wait(sent: Referral, town: House, npo: House) -> None:
    do("ask_back", npo.worker, sent, words="車いすですか。")
    there = desk(npo.worker)
    assert [one.pk for one in there.asked_back] == [sent.pk] and not there.to_answer
    assert [one.pk for one in desk(town.worker).to_go_on] == [sent.pk]
    accepted(npo, sent)
    assert not desk(npo.worker).asked_back and not desk(town.worker).to_go_on


def test_a_no_says_why_and_comes_back(sent: Referral, town: House, npo: House) -> None:
    with pytest.raises(Refused, match="理由を選んで"):
        do("decline", npo.worker, sent, reason="", words="すみません")
    done = do("decline", npo.worker, sent, reason="full", words="来月なら空きます。")
    assert (done.state, done.reason) == ("declined", "full")
    with pytest.raises(Refused, match="結果"):
        close_case(by=town.worker, case=sent.case, outcome="other", closing="終わり", day=timezone.localdate())


def test_after_accepting_it_can_be_given_back_and_taken_back(sent: Referral, town: House, npo: House) -> None:
    accepted(npo, sent)
    assert do("give_back", npo.worker, sent, reason="unreachable", words="電話に出られません。").state == "declined"
    other = samples.sent(town.worker, sent.case, sent.service)
    accepted(npo, other)
    done = do("withdraw", town.worker, other, words="本人が入院しました。")
    assert (done.state, done.shared) == ("withdrawn", {})


def news(user: User) -> list[Referral]:
    return list(desk(User.objects.get(pk=user.pk)).news)


def test_what_was_taken_back_stands_before_the_receiver_until_it_was_seen(
    sent: Referral, town: House, npo: House
) -> None:
    assert not news(npo.worker)
    do("withdraw", town.worker, sent, words="本人が引っこしました。")
    assert news(npo.worker) == news(npo.supervisor) == [sent] and not news(town.worker)
    with pytest.raises(Refused, match="権限"):
        actions.read_news(by=town.worker, referral=sent)
    actions.read_news(by=npo.worker, referral=sent)
    assert not news(npo.supervisor)
    assert AuditRow.objects.get(action="cases.read_news").organisation == npo.organisation
    with pytest.raises(Refused, match="知らせはありません"):
        actions.read_news(by=npo.worker, referral=sent)


def test_of_whom_they_took_in_whoever_is_in_charge_learns_that_consent_is_gone(
    sent: Referral, town: House, npo: House
) -> None:
    assert sent.consent is not None
    accepted(npo, sent)
    assert withdraw_consent(by=town.worker, consent=sent.consent, day=timezone.localdate()) == 0
    held = Referral.objects.get(pk=sent.pk)
    assert held.state == "accepted" and "同意を取り下げました" in held.moves.get(deed="withdraw_consent").words
    assert news(npo.worker) == [sent] and not news(npo.other), "a colleague's"
    with pytest.raises(Refused, match="担当"):
        actions.read_news(by=npo.other, referral=sent)


def test_what_nobody_here_was_sent_is_news_to_nobody(town: House, held: Case, place: Service) -> None:
    do("discard", town.worker, samples.drafted(town.worker, held, place))
    do("withdraw", town.worker, samples.sent(town.worker, held, samples.service_of(None, "外の窓口")), words="やめます")
    assert not Referral.objects.filter(news_at__isnull=False).exists()


@pytest.mark.parametrize("name", sorted(rules.DEEDS))
def test_nobody_does_the_other_sides_deeds(name: str, sent: Referral, town: House, npo: House) -> None:
    said: dict[str, dict[str, Any]] = {
        "accept": {"step": "電話", "due": samples.days(1)},
        "decline": {"reason": "full", "words": "すみません"},
        "give_back": {"reason": "full", "words": "すみません"},
        "connect": {"day": timezone.localdate()},
        "close": {"outcome": "resolved", "words": "よかった"},
        "ask_back": {"words": "何歳ですか"},
        "reply": {"words": "四十です"},
        "withdraw": {"words": "やめます"},
    }
    deed = rules.DEEDS[name]
    side = "sent" if "sent" in deed.states else deed.states[0]
    now = timezone.now()
    met = {"connected_on": now.date()} if side == "connected" else {}
    Referral.objects.filter(pk=sent.pk).update(state=side, **met)
    wrong = npo.worker if deed.by == "sender" else town.worker
    with pytest.raises(Refused, match=r"権限|担当"):
        do(name, wrong, sent, **said.get(name, {}))
    assert Referral.objects.get(pk=sent.pk).state == side


def test_who_acts_on_an_old_page_is_refused(sent: Referral, npo: House) -> None:
    with pytest.raises(Refused, match="その間に"):
        actions.ask_back(by=npo.worker, referral=sent, version=sent.version - 1, words="何歳ですか")


# --- consent and gates ---


def test_nothing_is_sent_without_consent(town: House, held: Case, place: Service) -> None:
    with pytest.raises(Refused, match="同意が選ばれていません"):
        samples.sent(town.worker, held, place, consent=None)
    narrow = samples.consent(town.worker, held, kinds=["contact"])
    with pytest.raises(Refused, match="含まれていない"):
        samples.sent(town.worker, held, place, consent=narrow)
    elsewhere = samples.consent(town.worker, held, receiver=town.organisation)
    with pytest.raises(Refused, match="別の組織"):
        samples.sent(town.worker, held, place, consent=elsewhere)
    over = samples.consent(town.worker, held)
    Consent.objects.filter(pk=over.pk).update(given_on="2020-01-01", until="2020-02-01")
    with pytest.raises(Refused, match="期限"):
        samples.sent(town.worker, held, place, consent=over)
    assert not Referral.objects.exclude(state="draft").exists()


def test_the_database_too_keeps_what_rests_on_consent_from_going_without(
    town: House, held: Case, place: Service
) -> None:
    made = samples.drafted(town.worker, held, place, consent=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=made.pk).update(state="sent", sent_at=timezone.now())


def test_a_consent_taken_back_stops_every_handing_over(sent: Referral, town: House, npo: House, place: Service) -> None:
    assert sent.consent is not None
    answered = samples.sent(town.worker, sent.case, place, consent=sent.consent)
    do("ask_back", npo.worker, answered, words="何歳ですか")
    late = samples.drafted(town.worker, sent.case, place, consent=sent.consent)
    assert withdraw_consent(by=town.worker, consent=sent.consent, day=timezone.localdate()) == 2
    for one in (sent, answered):
        gone = Referral.objects.get(pk=one.pk)
        assert (gone.state, gone.shared) == ("withdrawn", {})
    with pytest.raises(Refused, match="取り下げ"):
        do("send", town.worker, late)
    with pytest.raises(Refused, match="すでに取り下げ"):
        withdraw_consent(by=town.worker, consent=sent.consent, day=timezone.localdate())


def test_a_consent_that_ran_out_stops_the_answer_too(sent: Referral, npo: House) -> None:
    Consent.objects.filter(pk=sent.consent_id).update(given_on="2020-01-01", until="2020-02-01")
    with pytest.raises(Refused, match="期限"):
        accepted(npo, sent)


def test_without_consent_the_gate_asks_for_its_ground(town: House, held: Case, place: Service) -> None:
    with pytest.raises(Refused, match="必要と根拠"):
        samples.sent(town.worker, held, place, gate="privacy_act_69", consent=None)
    done = samples.sent(town.worker, held, place, gate="privacy_act_69", consent=None, ground="命の危険がある。")
    assert done.gate == "privacy_act_69"
    with pytest.raises(Refused, match="会議"):
        samples.sent(town.worker, held, place, gate="support_conference", consent=None, ground="必要がある。")


def test_the_consent_of_somebody_else_is_none(town: House, held: Case, place: Service) -> None:
    other = samples.consent(town.worker, samples.case(town.worker, town.organisation))
    with pytest.raises(Refused, match="別の人"):
        samples.drafted(town.worker, held, place, consent=other)


def test_a_consent_says_what_to_whom_what_for_and_until_when(town: House, npo: House, held: Case) -> None:
    with pytest.raises(Refused, match="項目"):
        samples.consent(town.worker, held, kinds=[])
    with pytest.raises(Refused, match="何のために"):
        samples.consent(town.worker, held, purpose=" ")
    with pytest.raises(Refused, match="期限"):
        samples.consent(town.worker, held, until=samples.days(-1))
    with pytest.raises(Refused, match="見つかりません"):
        samples.consent(npo.worker, held)
    made = samples.consent(town.worker, held, receiver=npo.organisation)
    row = AuditRow.objects.get(action="cases.give_consent")
    assert row.after["kinds"] == ["basic", "contact", "intake"] and str(made.purpose) not in str(row.after)


# --- what is offered ---


def test_full_services_are_not_offered(town: House, held: Case, place: Service) -> None:
    draft = samples.drafted(town.worker, held, place)
    Capacity.objects.create(service=place, available=0, updated_at=timezone.now())
    assert place not in offered_services()
    with pytest.raises(Refused, match="受けられる数"):
        do("send", town.worker, draft)
    Capacity.objects.create(service=place, unit="席", available=2, updated_at=timezone.now())
    assert place in offered_services()


def test_a_body_without_accounts_answers_through_the_sender(town: House, held: Case) -> None:
    outside = samples.service_of(None, "外の窓口")
    made = samples.sent(town.worker, held, outside)
    assert made.receiver is None
    taken = do("accept", town.worker, made, step="電話", due=samples.days(1))
    assert taken.received_case is None
    do("connect", town.worker, made, day=timezone.localdate())
    assert do("close", town.worker, made, outcome="resolved", words="電話で聞きました。").state == "closed"


def test_nobody_refers_to_their_own_house(town: House, held: Case) -> None:
    own = samples.service_of(town.organisation, "町の窓口")
    with pytest.raises(Refused, match="自分の組織"):
        samples.drafted(town.worker, held, own)


def test_a_shielded_address_cannot_be_chosen(town: House, held: Case, place: Service) -> None:
    draft = samples.drafted(town.worker, held, place)
    person = held.person
    change_person(by=town.worker, person=person, version=person.version, said={}, is_shielded=True)
    with pytest.raises(Refused, match="渡せない"):
        do("send", town.worker, draft)
    with pytest.raises(Refused, match="渡せない"):
        samples.drafted(town.worker, held, place, fields=["person.address"])


# --- on the desk ---


def test_a_list_of_referrals_joins_few_tables_and_asks_the_same_number_of_questions(
    sent: Referral, town: House, npo: House
) -> None:
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as seen:
            lists = desk(User.objects.get(pk=town.worker.pk))
            assert not lists.to_answer and not lists.to_go_on and not lists.results
            for one in lists.waiting:
                assert str(one.sender) and str(one.receiver or one.service.provider) and one.case.person.name
        asked = [query["sql"] for query in seen.captured_queries]
        # So many PostgreSQL puts in order in a millisecond; over eight it thinks for fifty times as long as it reads.
        assert all(sql.count(" JOIN ") <= 3 for sql in asked)
        # Which referrals are the sender's side's is asked once for all their lists: asking takes longer than answering.
        assert sum("sender_id\" = ANY" in sql or "sender_id\" IN (SELECT" in sql for sql in asked) == 1
        counts.append(len(seen))
        samples.sent(town.worker, samples.case(town.worker, town.organisation), sent.service)
    assert counts[0] == counts[1]
