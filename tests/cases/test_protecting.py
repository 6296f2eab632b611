"""A protective measure (支援措置) reaches every place where an address or a number stands or was handed over."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.cases import samples
from tests.cases.conftest import House, as_the_site
from tests.cases.walking import DUE, page, post
from tests.consultations import samples as consultations
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.base.scope import everything
from tsunagi.cases.actions.conferences import bring, found_conference, pledge
from tsunagi.cases.actions.households import join_household
from tsunagi.cases.actions.oversight import merge, unmerge
from tsunagi.cases.actions.records import change_person
from tsunagi.cases.actions.referrals import accept, send
from tsunagi.cases.actions.sheets import file_sheet
from tsunagi.cases.models import Case, Person, PersonToken, Referral
from tsunagi.cli import site
from tsunagi.consultations.actions.noting import Overwritten, note, said_by
from tsunagi.consultations.models import Contact
from tsunagi.consultations.rules.noting import fingerprint
from tsunagi.directory.models import Service

SECRETS = ("ひみつ市", "090-0000-1234", "09000001234")


def shield(by: Any, person: Person) -> Person:
    record = Person.objects.get(pk=person.pk)
    change_person(by=by, person=record, version=record.version, said={}, is_shielded=True)
    return Person.objects.get(pk=person.pk)


def shows(client: Client, name: str, *arguments: Any) -> bool:
    shown = page(client, name, *arguments)
    return any(word in shown for word in SECRETS)


def test_it_reaches_the_record_that_a_receiver_made(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    given = samples.consent(town.worker, held, receiver=npo.organisation)
    sent = samples.sent(
        town.worker, held, place, consent=given, fields=["person.name", "person.address", "person.telephone"]
    )
    accept(by=npo.worker, referral=sent, version=sent.version, step="電話をかける", due=samples.days(3))
    with everything():
        theirs = Case.objects.get(organisation=npo.organisation).person
    client.force_login(npo.worker)
    assert shows(client, "person", theirs.pk)
    shield(town.worker, held.person)
    assert not shows(client, "person", theirs.pk) and not shows(client, "referral", sent.pk)
    with everything():
        hidden = Person.objects.get(pk=theirs.pk)
        row = AuditRow.objects.get(action="cases.set_measure")
    assert hidden.is_shielded and hidden.address, "it is hidden, and not lost"
    assert (row.organisation, row.by) == (npo.organisation, town.worker)
    assert "09000001234" not in client.post(reverse("cases:search"), {"asked": "0000-1234"}).content.decode()
    assert "ひみつ" not in str([(one.before, one.after) for one in AuditRow.objects.all()])


@pytest.mark.parametrize(
    ("way", "reach", "field", "kept"),
    [
        ("telephone", "090-0000-5678", "telephone", "090-0000-1234、090-0000-5678"),
        ("telephone", "０９０ー００００ー１２３４", "telephone", "090-0000-1234"),
        ("letter", "見本県よその市9", "address", "見本県ひみつ市1-2-3、見本県よその市9"),
        ("mail", "yoshiko@example.jp", "", ""),
        ("line", "U0123456789", "", ""),
    ],
)
def test_the_contact_says_no_more_where_they_are_reached(
    client: Client, town: House, way: str, reach: str, field: str, kept: str
) -> None:
    at = consultations.window(town.organisation)
    contact = consultations.live(town.worker, at, way, reach=reach, area="131016")
    client.force_login(town.worker)
    said = {**samples.SAID, "ground": "consent", "step": "電話をかける", "due": DUE}
    post(client, "from_contact", contact.pk, said={**said, "organisation": town.organisation.pk})
    with everything():
        person = shield(town.worker, Case.objects.get().person)
        left = Contact.objects.get().reach
    shown = client.get(reverse("consultations:contact", args=[contact.pk])).content.decode()
    assert "千代田区" not in shown
    if not field:
        assert left == reach
        return
    assert left == "" and getattr(person, field) == kept and reach not in shown


def test_a_case_that_begins_under_the_measure_leaves_no_number_in_its_contact(client: Client, town: House) -> None:
    contact = consultations.live(town.worker, consultations.window(town.organisation), "telephone")
    client.force_login(town.worker)
    said = {**samples.SAID, "ground": "consent", "step": "電話をかける", "due": DUE, "is_shielded": "on"}
    post(client, "from_contact", contact.pk, said={**said, "organisation": town.organisation.pk})
    with everything():
        assert Contact.objects.get().reach == "" and consultations.REACH in Case.objects.get().person.telephone


def test_a_page_that_was_left_open_does_not_write_the_number_back(client: Client, town: House) -> None:
    contact = consultations.live(town.worker, consultations.window(town.organisation), "telephone")
    said = {**said_by(contact), "reach": consultations.REACH, "notes": "話した"}
    open_page: dict[str, Any] = {"by": town.worker, "contact": contact, "seen": fingerprint(said_by(contact))}
    note(**open_page, said=said, page="open", turn=1)
    client.force_login(town.worker)
    opening = {**samples.SAID, "ground": "consent", "step": "電話をかける", "due": DUE, "is_shielded": "on"}
    post(client, "from_contact", contact.pk, said={**opening, "organisation": town.organisation.pk})
    with everything(), pytest.raises(Overwritten):
        note(**open_page, said={**said, "notes": "話した。また"}, page="open", turn=2, is_by_hand=False)
    with everything():
        assert Contact.objects.get().reach == ""


def test_whoever_lives_with_them_gives_nobody_away(client: Client, town: House, held: Case) -> None:
    child = samples.case(town.worker, town.organisation, said={"name": "見本 こども"})
    join_household(by=town.worker, person=held.person, other=child.person)
    assert shield(town.worker, held.person).household_id is None
    client.force_login(town.worker)
    assert "見本 𠮷子" not in page(client, "person", child.person_id)


def test_whoever_is_without_the_measure_again_leaves_the_household_of_who_is_not(
    client: Client, town: House, held: Case
) -> None:
    child = samples.case(town.worker, town.organisation, said={"name": "見本 こども"})
    for one in (held.person, child.person):
        shield(town.worker, one)
    join_household(by=town.worker, person=child.person, other=held.person)
    record = Person.objects.get(pk=child.person_id)
    change_person(by=town.supervisor, person=record, version=record.version, said={}, is_shielded=False)
    assert Person.objects.get(pk=child.person_id).household_id is None
    client.force_login(town.worker)
    shown = page(client, "person", child.person_id)
    assert "ひみつ市" in shown and samples.NAME not in shown, "the address that is shown is nobody's else"
    assert "見本 こども" not in page(client, "person", held.person_id)


def test_a_second_record_that_still_shows_the_address_is_told_of(client: Client, town: House, held: Case) -> None:
    second = samples.case(town.worker, town.organisation)
    client.force_login(town.worker)
    for number, person in enumerate((held.person, second.person)):
        said = {**samples.SAID, "version": person.version, "is_shielded": "on"}
        shown = client.post(reverse("cases:change_person", args=[person.pk]), said, follow=True).content.decode()
        assert ("ほかに1件" in shown) == (number == 0)


def test_a_record_that_is_merged_into_theirs_is_hidden_too(client: Client, town: House, held: Case) -> None:
    before = samples.case(town.worker, town.organisation)
    merge(by=town.supervisor, kept=held.person, other=before.person)
    shield(town.worker, held.person)
    after = samples.case(town.worker, town.organisation)
    merge(by=town.supervisor, kept=held.person, other=after.person)
    client.force_login(town.supervisor)
    for one in (before, after):
        assert not shows(client, "person", one.person_id)
        unmerge(by=town.supervisor, person=Person.objects.get(pk=one.person_id))
        assert not shows(client, "person", one.person_id), "whoever parts them again decides on each"
    with everything():
        hidden = [held.person_id, before.person_id, after.person_id]
        assert Person.objects.filter(pk__in=hidden, is_shielded=True).count() == 3
        assert PersonToken.objects.filter(person__in=hidden).exists(), "they are found by their names"


def test_a_conference_is_told_what_was_written_for_it_and_no_more(
    client: Client, town: House, npo: House, held: Case, member: Any
) -> None:
    by = member("coordinator", at=town.organisation.slug)
    council = found_conference(
        by=by, organisation=town.organisation, kind="support_conference", name="見本支援会議", day=samples.days(0)
    )
    pledge(by=town.supervisor, seat=council.seats.get(), day=samples.days(0))
    shield(town.worker, held.person)
    bring(by=town.worker, conference=council, case=held, on=samples.days(0), ground="恐れ", told="三か月")
    client.force_login(by)
    assert not shows(client, "conference", council.pk) and not shows(client, "conferences")


def test_a_measure_that_begins_at_the_receiver_reaches_the_sender_and_whom_else_they_told(
    client: Client, town: House, npo: House, house: Callable[[str], House], held: Case, place: Service
) -> None:
    other = house("yorisoi")
    shared = ["person.name", "person.address", "person.telephone"]
    given = samples.consent(town.worker, held)
    sent = [
        samples.sent(town.worker, held, at, consent=given, fields=shared)
        for at in (place, samples.service_of(other.organisation))
    ]
    for one, at in zip(sent, (npo, other), strict=True):
        accept(by=at.worker, referral=one, version=one.version, step="電話をかける", due=samples.days(3))
    with everything():
        met = Person.objects.get(organisation=npo.organisation)
    shield(npo.worker, met)
    with everything():
        assert Person.objects.filter(is_shielded=True).count() == Person.objects.count() == 3
        told = [Referral.objects.get(pk=one.pk) for one in sent]
        assert [one.news_at is not None for one in told] == [False, True], "who began it needs no news of it"
        assert all(one.is_shielded and set(one.shared) == {"person.name"} for one in told)
        assert told[0].moves.get(deed="shield").organisation == npo.organisation
    client.force_login(town.worker)
    assert not shows(client, "person", held.person_id)
    assert "つなぎ先の知らせ: 支援措置が始まりました" in page(client, "desk")


def test_the_number_of_whoever_came_in_their_place_is_hidden_as_theirs_is(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    number, code = "090-0000-7777", "intake.visitor_telephone"
    said = {"received_on": samples.days(0).isoformat(), "visitor": "見本 母", "visitor_telephone": number}
    filed = file_sheet(by=town.worker, case=held, form="intake", answers=said)
    sent = samples.sent(town.worker, held, place, fields=["person.name", code])
    waiting = samples.drafted(town.worker, held, place, fields=[code])
    client.force_login(npo.worker)
    assert number in page(client, "referral", sent.pk)
    shield(town.worker, held.person)
    assert number not in page(client, "referral", sent.pk)
    client.force_login(town.worker)
    printed = client.post(reverse("cases:file", args=[held.pk]), {"parts": str(filed.pk)}).content.decode()
    assert "見本 母" in printed
    for shown in (
        page(client, "sheet", filed.pk),
        printed,
        page(client, "correct_sheet", filed.pk),
        page(client, "referral", sent.pk),
        page(client, "draft", held.pk, place.pk),
    ):
        assert number not in shown
    assert "支援措置により表示しません" in page(client, "sheet", filed.pk)
    with pytest.raises(Refused, match="いまは渡せないもの"):
        send(by=town.worker, referral=waiting, version=waiting.version)
    post(client, "correct_sheet", filed.pk, said={**said, "visitor": "見本 祖母", "visitor_telephone": ""})
    corrected = held.standing_sheets().get()
    assert corrected.answers == {**said, "visitor": "見本 祖母"}, "it is hidden, and not lost"
    why = client.post(reverse("cases:whereabouts", args=[held.person_id]), {"reason": "迎えに行く"})
    assert number in why.content.decode()


def test_an_upgrade_takes_the_number_out_of_what_an_older_version_left_with_receivers(
    client: Client, town: House, npo: House, held: Case, place: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, code = "090-0000-7777", "intake.visitor_telephone"
    said = {"received_on": samples.days(0).isoformat(), "visitor": "見本 母", "visitor_telephone": number}
    elsewhere = samples.case(town.worker, town.organisation, said={"name": "見本 別人"})
    for case in (held, elsewhere):
        file_sheet(by=town.worker, case=case, form="intake", answers=said)
    fields = ["person.name", "intake.visitor", code]
    shielded, lost, open_ = (samples.sent(town.worker, case, place, fields=fields) for case in (held, held, elsewhere))
    shield(town.worker, held.person)
    with everything():  # as it was left before the number was among the whereabouts
        left = Referral.objects.get(pk=shielded.pk)
        left.shared = open_.shared
        left.save(update_fields=["shared"])
        sealed = "SELECT shared FROM cases_referral WHERE id = "
        with connection.cursor() as cursor:
            keys = [one.pk if connection.vendor == "postgresql" else one.pk.hex for one in (open_, lost)]
            cursor.execute(f"UPDATE cases_referral SET shared = ({sealed} %s) WHERE id = %s", keys)
    client.force_login(npo.worker)
    assert number in page(client, "referral", shielded.pk)
    monkeypatch.setattr("django.core.management.call_command", lambda *_words, **_more: None)
    monkeypatch.setattr("tsunagi.directory.actions.index.index_missing", lambda: None)
    for _time in range(2):  # the second finds nothing to do
        with as_the_site():
            assert site._set_up(Namespace()) == 0
    shown = page(client, "referral", shielded.pk)
    assert number not in shown and "見本 母" in shown and number in page(client, "referral", open_.pk)
    row = AuditRow.objects.get(action="cases.hide_handed_over")
    assert (row.organisation, row.by, row.before) == (town.organisation, None, {"fields": [code]})
    assert row.subject == f"cases.referral:{shielded.pk}", "what no key opens is left as it is, and stops nothing"
