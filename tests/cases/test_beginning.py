"""Cases that begin with a contact or with a navigator code, and what rests on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import DUE, page, post, refused
from tests.consultations import samples as consultations
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Membership, Reading
from tsunagi.cases.actions.beginning import begin_from_contact
from tsunagi.cases.actions.cases import assign, close_case
from tsunagi.cases.actions.oversight import merge
from tsunagi.cases.actions.retention import erase_due, set_retention
from tsunagi.cases.models import Case, Consent, Person, Referral, Sheet, Step
from tsunagi.cases.queries.sharing import shareable
from tsunagi.cases.rules.beginning import WAYS, WORRIES, said_of, worries_of
from tsunagi.cases.rules.capacity import GOOD_FOR, Count, room
from tsunagi.cases.rules.case import referral_began
from tsunagi.cases.rules.people import UNNAMED
from tsunagi.cases.rules.sheets import newest
from tsunagi.consultations.actions import contacts
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.cut import contacts_for
from tsunagi.directory.models import Capacity, Service
from tsunagi.directory.rules.codes import NEEDS
from tsunagi.navigator.actions.taking import take_along

DAY = timezone.localdate()
OPENING = {"ground": "consent", "step": "電話をかける", "due": DUE}
AGREED = {
    "agreed-how": "spoken",
    "agreed-kinds": ["basic", "intake"],
    "agreed-purpose": "居場所を使うため",
    "agreed-until": DUE,
}


# --- rules ---


def test_every_way_and_worry_is_one_that_contact_and_form_have() -> None:
    asked = {field.code: field for field in newest("record").fields}
    assert set(WAYS) == set(Contact.Way.values) and set(WAYS.values()) <= set(asked["way"].options)
    worries = {field.code: field for field in newest("intake").fields}["worries"].options
    assert {*WORRIES, "other"} <= set(worries)
    assert {need for needs in WORRIES.values() for need in needs.split()} <= NEEDS


@given(st.lists(st.sampled_from([*sorted(NEEDS), "", "gone"]), max_size=6))
def test_worries_stand_once_and_for_every_need(needs: list[str]) -> None:
    found = worries_of(needs)
    assert len(found) == len(set(found)) and bool(found) == any(needs)


@pytest.mark.parametrize(
    ("reach", "field"),
    [
        ("090-0000-5678", "telephone"),
        ("０９０　００００　５６７８", "telephone"),
        ("+81 90 0000 5678", "telephone"),
        ("hana@example.jp", "email"),
        ("U4af4980629aabbccddeeff0011223344", ""),
        ("となりの家に伝えて", ""),
        ("夕方に090-0000-5678", ""),
        ("", ""),
    ],
)
def test_where_somebody_is_reached_goes_where_the_record_has_it(reach: str, field: str) -> None:
    assert set(said_of("", reach)) == {"name", field} - {""}
    assert said_of(" ", reach)["name"] == UNNAMED


def test_a_referral_began_as_its_case_did_only_at_its_intake() -> None:
    assert referral_began("contact", "intake") == "contact"
    assert referral_began("contact", "planned") == referral_began("casework", "intake") == "casework"


def test_room_is_a_number_and_a_day() -> None:
    old = DAY - GOOD_FOR - timedelta(days=1)
    assert room([], DAY).state == "unknown"
    assert room([Count("人", 0, DAY)], DAY).state == "full"
    assert room([Count("人", 0, DAY), Count("世帯", 2, DAY)], DAY).state == "free"
    held = room([Count("人", 2, old), Count("世帯", 0, DAY - GOOD_FOR)], DAY)
    assert [is_old for _count, is_old in held.counts] == [True, False]


# --- from a contact ---


@pytest.fixture
def talked(town: House) -> Contact:
    """A telephone call with notes."""
    at = consultations.window(town.organisation)
    said = {"need": "money", "age": "40_49", "area": "131016", "notes": "家賃が二か月分払えない"}
    return consultations.live(town.worker, at, "telephone", **said)


def test_a_contact_becomes_a_case_with_what_it_knows(
    client: Client, town: House, talked: Contact, place: Service
) -> None:
    client.force_login(town.worker)
    shown = page(client, "from_contact", talked.pk)
    for word in (
        consultations.NAME,
        consultations.REACH,
        "家賃が二か月分払えない",
        "40〜49歳",
        "お金がない",
        "千代田区",
    ):
        assert word in shown, word
    assert Reading.objects.filter(subject=f"consultations.contact:{talked.pk}", by=town.worker).exists()
    said = {**OPENING, "organisation": town.organisation.pk, "name": consultations.NAME, "refers": "on", **AGREED}
    refused(client, "from_contact", talked.pk, said={**said, "step": ""}, words="入力してください")
    refused(client, "from_contact", talked.pk, said={**said, "agreed-kinds": []}, words="ここも入れてください")
    assert not Case.objects.exists() and Contact.objects.get().state == "live"
    answer = post(
        client, "from_contact", talked.pk, said={**said, "told": "家賃が払えない", "telephone": "09000005678"}
    )
    case = Case.objects.get()
    assert answer["Location"] == reverse("cases:choose", args=[case.pk])
    assert (case.began, case.contact_id, case.worker) == ("contact", talked.pk, town.worker)
    assert case.person.telephone == "09000005678"
    ended = Contact.objects.get()
    assert (ended.state, ended.outcome, ended.worker) == ("ended", "referred", town.worker)
    assert Sheet.objects.get(form="record").answers["told"] == "家賃が払えない"
    assert Sheet.objects.get(form="record").answers["way"] == "telephone"
    consent = Consent.objects.get()
    assert (consent.how, consent.kinds, consent.person) == ("spoken", ["basic", "intake"], case.person)
    assert AuditRow.objects.filter(action="consultations.hand_on", by=town.worker).count() == 1
    # The intake form begins with what the contact said, and the referral knows how it began.
    intake = page(client, "fill_sheet", case.pk, "intake")
    assert 'value="income"' in intake and "checked" in intake and f'value="{DAY.isoformat()}"' in intake
    assert samples.drafted(town.worker, case, place, consent=consent, fields=["person.name"]).began == "contact"
    assert "相談の窓口から" in page(client, "case", case.pk)
    # Sent twice, or opened again: there is one case, and it is shown.
    assert post(client, "from_contact", talked.pk, said=said)["Location"] == reverse("cases:case", args=[case.pk])
    assert Case.objects.count() == 1


def test_somebody_without_a_name_is_handed_on_without_one(
    client: Client, town: House, npo: House, place: Service
) -> None:
    at = consultations.window(town.organisation)
    quiet = consultations.live(town.worker, at, name="", reach="")
    client.force_login(town.worker)
    assert f'value="{UNNAMED}"' in page(client, "from_contact", quiet.pk)
    said = {**OPENING, "organisation": town.organisation.pk, "name": UNNAMED, "told": "話した", **AGREED}
    post(client, "from_contact", quiet.pk, said=said)
    case = Case.objects.get()
    assert shareable(case) == []
    sent = samples.sent(town.worker, case, place, consent=Consent.objects.get(), fields=[])
    client.force_login(npo.worker)
    shown = page(client, "referral", sent.pk)
    assert UNNAMED not in shown and "話した" not in shown
    post(client, "deed", sent.pk, "accept", said={"version": sent.version, "step": "待つ", "due": DUE})
    taken = Case.objects.get(organisation=npo.organisation)
    assert (taken.began, taken.person.name) == ("referral", "(氏名は共有されていません)")


def test_a_known_caller_gets_no_second_record(client: Client, town: House, held: Case) -> None:
    at = consultations.window(town.organisation)
    again = consultations.live(town.worker, at, name="", reach=samples.SAID["telephone"])
    client.force_login(town.worker)
    assert samples.NAME in page(client, "from_contact", again.pk)
    said = {**OPENING, "organisation": town.organisation.pk, "person": held.person_id}
    post(client, "from_contact", again.pk, said=said)
    assert Person.objects.count() == 1 and Case.objects.filter(person=held.person_id).count() == 2
    assert Contact.objects.get().outcome == "case"


def test_who_was_to_be_called_again_has_a_step_instead(town: House, talked: Contact) -> None:
    ended = contacts.end(by=town.worker, contact=talked, outcome="again", again_on=DAY)
    begun = begin(town, ended)
    found = Contact.objects.get()
    assert found.outcome == "case" and found.again_done_at is not None and found.ended_at == ended.ended_at
    assert begun.next_due == samples.days(2)
    with pytest.raises(Refused, match="すでに支援が始まって"):
        begin(town, ended)


def test_only_who_may_open_the_contact_makes_a_case_of_it(
    client: Client, town: House, npo: House, talked: Contact
) -> None:
    for user, status in ((town.other, 404), (npo.worker, 404), (npo.supervisor, 404), (town.supervisor, 200)):
        client.force_login(user)
        assert client.get(reverse("cases:from_contact", args=[talked.pk])).status_code == status
    with pytest.raises(Refused, match="ほかの人"):
        begin(town, talked, by=town.other)
    assert not Case.objects.exists() and not Person.objects.exists()


def test_erasing_the_case_lets_go_of_the_contact(town: House, talked: Contact) -> None:
    case = begin(town, talked)
    long_ago = DAY - timedelta(days=3000)
    close_case(by=town.worker, case=case, outcome="resolved", closing="落ち着いた", day=long_ago)
    set_retention(by=town.supervisor, organisation=town.organisation, kind="brief", years=5)
    erase_due(by=town.supervisor, organisation=town.organisation, day=DAY)
    gone = Case.objects.get()
    assert (gone.contact, gone.wanted, gone.began) == (None, "", "contact")


def begin(town: House, contact: Contact, **more: Any) -> Case:
    """Make a case of a contact."""
    plain: dict[str, Any] = {
        "by": town.worker, "person": None, "said": {"name": UNNAMED}, "told": "話した", "refers": False, "agreed": None,
        "ground": "consent", "ground_text": "", "step": "電話", "due": samples.days(2), "day": DAY,
    }  # fmt: skip
    return begin_from_contact(contact=contact, **{**plain, **more})


# --- from a code ---


def test_a_code_begins_a_case_with_its_supports(client: Client, town: House, npo: House, place: Service) -> None:
    full = samples.service_of(None, "満員の宿")
    other = samples.service_of(None, "外の窓口")
    Capacity.objects.create(service=full, available=0, updated_at=timezone.now() - timedelta(days=90))
    taken = take_along(services=[full.pk, place.pk], at=timezone.now())
    client.force_login(town.worker)
    assert "メモの番号" in page(client, "from_code")
    refused(client, "from_code", said={"code": "ああ"}, words="番号は8文字")
    refused(client, "from_code", said={"code": "33333333"}, words="何も開けません")
    opened = client.post(reverse("cases:from_code"), {"code": taken.code.lower()}).content.decode()
    assert "居場所ひだまり" in opened and "満員の宿" in opened and UNNAMED in opened
    said = {**OPENING, "organisation": town.organisation.pk, "name": UNNAMED, "code": taken.code, **AGREED}
    answer = client.post(reverse("cases:from_code"), {**said, "step": ""})
    assert answer.status_code == 422 and "居場所ひだまり" in answer.content.decode()
    assert post(client, "from_code", said=said)["Location"].endswith("/refer/")
    case = Case.objects.get()
    assert case.began == "code" and Consent.objects.filter(person=case.person).exists()
    shown = page(client, "choose", case.pk, need="food")
    mine = shown[shown.index("本人のメモにあった支援") : shown.index("ほかの支援")]
    assert reverse("cases:draft", args=[case.pk, place.pk]) in mine and "外の窓口" not in mine
    # A full one is said to be full, by a number that is old; it cannot be chosen.
    assert "満員の宿" in mine and "いっぱい" in mine and "古い数" in mine
    assert reverse("cases:draft", args=[case.pk, full.pk]) not in shown
    assert client.get(reverse("cases:draft", args=[case.pk, full.pk])).status_code == 404
    assert samples.drafted(town.worker, case, other, consent=None, fields=[]).began == "code"
    samples.drafted(town.worker, case, place, consent=None, fields=[])
    again = page(client, "choose", case.pk)
    assert "本人のメモにあった支援" in again and again.count(reverse("cases:draft", args=[case.pk, place.pk])) == 1
    assert Referral.objects.filter(case=case).count() == 2


def test_who_guesses_codes_is_slowed_down(client: Client, town: House, place: Service) -> None:
    taken = take_along(services=[place.pk], at=timezone.now())
    client.force_login(town.worker)
    for _try in range(10):
        client.post(reverse("cases:from_code"), {"code": "33333333"})
    refused(client, "from_code", said={"code": taken.code}, words="しばらく調べられません")


def test_room_and_its_day_stand_where_somebody_chooses(client: Client, town: House, held: Case, place: Service) -> None:
    Capacity.objects.create(service=place, available=3, updated_at=timezone.now())
    client.force_login(town.worker)
    for shown in (page(client, "choose", held.pk), page(client, "draft", held.pk, place.pk)):
        assert "受けられる数(人): 3" in shown and "古い数" not in shown
    Capacity.objects.update(updated_at=timezone.now() - timedelta(days=40))
    for shown in (page(client, "choose", held.pk), page(client, "draft", held.pk, place.pk)):
        assert "古い数" in shown
    Capacity.objects.update(available=0)
    shown = page(client, "choose", held.pk)
    assert "いっぱいで、いまはつなげない支援" in shown and reverse("cases:draft", args=[held.pk, place.pk]) not in shown


# --- a next step, by the database itself ---


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE cases_step SET state = 'done'",
        "DELETE FROM cases_step",
        "UPDATE cases_case SET next_due = NULL",
    ],
)
def test_the_database_keeps_the_last_step_of_an_open_case(held: Case, deed: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
        cursor.execute("SELECT 1")
    assert Case.objects.get().next_due == Step.objects.get().due


def test_the_day_of_the_next_step_follows_the_steps(town: House, held: Case) -> None:
    first = Step.objects.get()
    sooner = Step.objects.create(organisation=held.organisation, case=held, what="書類", due=DAY, made_by=town.worker)
    assert Case.objects.get().next_due == DAY
    Step.objects.filter(pk=sooner.pk).update(due=samples.days(9))
    assert Case.objects.get().next_due == first.due
    Step.objects.filter(pk=first.pk).update(state="done", ended_by=town.worker, ended_at=timezone.now())
    assert Case.objects.get().next_due == samples.days(9)
    close_case(by=town.worker, case=held, outcome="resolved", closing="落ち着いた", day=DAY)
    assert Case.objects.get().next_due is None


def test_a_contact_of_somebody_who_left_is_gone_on_with_by_a_colleague(town: House, talked: Contact) -> None:
    contacts.end(by=town.worker, contact=talked, outcome="again", again_on=DAY)
    assert talked not in contacts_for(town.other)
    Membership.objects.filter(user=town.worker).update(until=timezone.now())
    assert talked in contacts_for(town.other)
    assert begin(town, talked, by=town.other).worker == town.other


def test_a_number_that_only_a_merged_record_has_leads_to_the_one_that_stands_for_both(
    client: Client, town: House, held: Case
) -> None:
    other = samples.case(town.worker, town.organisation, said={"telephone": "080-0000-9999"})
    merge(by=town.supervisor, kept=held.person, other=other.person)
    client.force_login(town.worker)
    found = client.post(reverse("cases:search"), {"asked": "080-0000-9999"}).content.decode()
    assert str(held.person_id) in found and str(other.person_id) not in found
    assign(by=town.supervisor, case=held, worker=town.supervisor)
    found = client.post(reverse("cases:search"), {"asked": "080-0000-9999"}).content.decode()
    assert str(other.person_id) in found, "who may not see that one finds their own"
