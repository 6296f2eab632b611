"""A contact from its coming to its end."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import House
from tests.consultations import samples
from tests.repo import tree
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Membership, User
from tsunagi.consultations.actions import contacts, passing
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.queries.cut import contacts_for
from tsunagi.consultations.rules import contact as rules
from tsunagi.navigator.rules.contacts import KINDS

# --- rules ---


def test_every_danger_that_the_navigator_knows_is_known_here() -> None:
    assert set(rules.GRAVEST) == set(KINDS) == set(Contact.Danger.values)


def test_every_state_is_reached_and_has_its_row() -> None:
    assert set(rules.NEXT) == set(Contact.State.values)
    assert {state for wanted in rules.NEXT.values() for state in wanted} == set(Contact.State.values)


def test_the_table_in_the_docs_is_that_of_the_code() -> None:
    page = tree.ROOT / "docs" / "reference" / "consultations.md"
    labels = dict(Contact.State.choices)
    lines = ["| now | may become |", "| --- | --- |"]
    for state, after in rules.NEXT.items():
        lines.append(f"| {labels[state]} `{state}` | {'、'.join(f'{labels[one]} `{one}`' for one in after)} |")
    wanted = "\n".join(lines) + "\n"
    head = page.read_text(encoding="utf-8").split("| now |")[0]
    if os.environ.get("DOCS") == "write":
        page.write_text(head + wanted, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == head + wanted


@given(st.lists(st.sampled_from(["", *rules.GRAVEST])))
def test_the_gravest_danger_stays_in_whatever_order_they_are_heard(heard: list[str]) -> None:
    known = ""
    for kind in heard:
        known = rules.graver(known, kind)
    assert known == min(filter(None, heard), key=rules.GRAVEST.index, default="")


# --- actions ---


def test_a_contact_that_arrives_twice_is_one(window: Window) -> None:
    key = uuid.uuid4()
    first = contacts.arrive(window=window, way="form", key=key)
    assert contacts.arrive(window=window, way="form", key=key) == first
    assert Contact.objects.count() == 1
    row = AuditRow.objects.get(action="consultations.arrive")
    assert row.by is None and row.organisation == window.organisation


def test_who_waits_is_met_by_one_person_only(town: House, waiting: Contact) -> None:
    contacts.take(by=town.worker, contact=waiting)
    assert contacts.take(by=town.worker, contact=waiting).state == "live"  # pressed twice
    with pytest.raises(Refused, match="別の人"):
        contacts.take(by=town.other, contact=waiting)
    assert AuditRow.objects.filter(action="consultations.take").count() == 1


def test_an_end_says_what_came_of_it_and_when_to_call_again(town: House, waiting: Contact) -> None:
    held = contacts.take(by=town.worker, contact=waiting)
    with pytest.raises(Refused, match="結果"):
        contacts.end(by=town.worker, contact=held, outcome="somehow")
    with pytest.raises(Refused, match="連絡する日"):
        contacts.end(by=town.worker, contact=held, outcome="again")
    with pytest.raises(Refused, match="過ぎた日"):
        contacts.end(by=town.worker, contact=held, outcome="again", again_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="ほかの人"):
        contacts.end(by=town.other, contact=held, outcome="listened")
    done = contacts.end(by=town.worker, contact=held, outcome="again", again_on=timezone.localdate())
    assert done.state == "ended" and done.ended_at is not None
    with pytest.raises(Refused, match="終わって"):
        contacts.end(by=town.worker, contact=held, outcome="listened")


def test_who_goes_before_being_met_is_counted_and_not_met(town: House, waiting: Contact) -> None:
    assert contacts.leave(contact=waiting).state == "left"
    assert contacts.leave(contact=waiting).met_at is None


def test_a_graver_danger_is_shown_again(window: Window) -> None:
    held = samples.waiting(window)
    now = timezone.now()
    contacts.raise_danger(contact=held, kind="violence", now=now)
    held.danger_seen_at = now
    contacts.raise_danger(contact=held, kind="suicide", now=now)
    assert held.danger == "suicide" and held.danger_seen_at is None
    contacts.raise_danger(contact=held, kind="", now=now)
    assert held.danger == "suicide"


def test_the_database_refuses_what_rules_refuse(waiting: Contact) -> None:
    for wrong in (
        {"state": "live"},
        {"state": "ended"},
        {"outcome": "listened"},
        {"danger": "suicide"},
        {"erased_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=waiting.pk).update(**wrong)


# --- who sees what ---


def test_only_who_talks_and_supervisors_see_a_contact(town: House, npo: House, waiting: Contact) -> None:
    for user in (town.worker, town.other, town.supervisor):
        assert waiting in contacts_for(user)
    contacts.take(by=town.worker, contact=waiting)
    assert waiting in contacts_for(town.worker) and waiting in contacts_for(town.supervisor)
    assert waiting not in contacts_for(town.other)
    for user in (npo.worker, npo.supervisor):
        assert waiting not in contacts_for(user)


def test_of_somebody_who_left_any_colleague_goes_on(town: House, npo: House, window: Window) -> None:
    held = samples.live(town.worker, window)
    with pytest.raises(Refused):
        passing.take_over(by=town.other, contact=held)
    Membership.objects.filter(user=town.worker).update(until=timezone.now())
    with pytest.raises(Refused):
        passing.take_over(by=npo.worker, contact=held)
    taken = passing.take_over(by=User.objects.get(pk=town.other.pk), contact=held)
    assert (taken.worker, taken.partner) == (town.other, None)


def test_what_tells_of_the_person_is_sealed(waiting: Contact) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, reach FROM consultations_contact")
        held = str(cursor.fetchall())
    assert samples.NAME not in held and samples.REACH not in held
    assert Contact.objects.get().name == samples.NAME
