"""A question whose SQL is written once answers as the same question asked anew."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import BigIntegerField, Count, DateTimeField, IntegerField, Max, Q, QuerySet, UUIDField, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from tests.cases.conftest import House, house, npo, quiet, town
from tests.consultations import samples
from tests.consultations.conftest import window
from tsunagi.base.models import User
from tsunagi.base.often import Given, Keys, Often
from tsunagi.consultations.actions import messages
from tsunagi.consultations.models import Contact, Message, Window
from tsunagi.register.models import Edition, Target

__all__ = ["house", "npo", "quiet", "town", "window"]

_contact = Given("contact", UUIDField())


def since() -> QuerySet[Message]:
    return Message.objects.filter(contact=_contact, place__gt=Given("place", IntegerField())).select_related("by")


@pytest.fixture
def held(town: House, window: Window) -> Contact:
    held = samples.live(town.worker, window)
    messages.hear(contact=held, words="はじめに", key=str(uuid.uuid4()))
    messages.answer(by=town.worker, contact=held, words="つぎに", key=str(uuid.uuid4()))
    return held


def told(one: Message) -> tuple[Any, ...]:
    return one, one.place, one.words, one.at, one.by


def test_it_answers_with_the_same_rows_each_time_for_other_values(held: Contact, town: House) -> None:
    asked = Often(since)
    for place in (0, 1, 2, 0):
        found = asked(contact=held.pk, place=place)
        plain = list(Message.objects.filter(contact=held.pk, place__gt=place).select_related("by"))
        assert [*map(told, found)] == [*map(told, plain)]
    assert asked(contact=uuid.uuid4(), place=0) == []


def test_whom_it_points_to_comes_along_and_nobody_is_nobody(
    held: Contact, town: House, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        of_person, of_staff = Often(since)(contact=held.pk, place=0)
        assert of_person.by is None and of_staff.by == town.worker and of_staff.by.name == town.worker.name


def test_its_sql_is_written_once(held: Contact) -> None:
    asked = Often(since)
    asked(contact=held.pk, place=0)
    with patch.object(SQLCompiler, "as_sql", side_effect=AssertionError("written again")):
        assert len(asked(contact=held.pk, place=1)) == 1


def test_tuples_and_counts_are_read_as_the_database_means_them(held: Contact) -> None:
    first = Message.objects.get(place=1)
    counted = Often(
        lambda: Message.objects.filter(contact=_contact)
        .order_by()
        .values("contact")
        .annotate(last=Max("place"), known=Count("pk", filter=Q(pk=Given("key", UUIDField()))), at=Max("at"))
        .values_list("contact", "last", "known", "at")
    )
    last_at = Message.objects.get(place=2).at
    assert counted(contact=held.pk, key=first.pk) == [(held.pk, 2, 1, last_at)]
    assert counted(contact=held.pk, key=uuid.uuid4()) == [(held.pk, 2, 0, last_at)]
    later = Often(lambda: Message.objects.filter(at__gt=Given("at", DateTimeField())).values_list("pk"))
    assert later(at=timezone.now()) == [] and len(later(at=first.at)) == 1


def test_fields_that_were_not_asked_for_are_fetched_when_they_are_read(held: Contact) -> None:
    (found,) = Often(lambda: Contact.objects.filter(pk=_contact).only("state"))(contact=held.pk)
    assert found.get_deferred_fields() and found.state == held.state and found.arrived_at == held.arrived_at


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' database in memory is one connection's")
def test_each_thread_asks_over_its_own_connection(db: None) -> None:
    asked = Often(since)

    def ask(_at: int) -> tuple[int, list[Message]]:
        found = asked(contact=uuid.uuid4(), place=0)
        backend = connection.connection.info.backend_pid
        connection.close()
        return backend, found

    asked(contact=uuid.uuid4(), place=0)
    with ThreadPoolExecutor(1) as threads:
        backends = {backend for backend, found in threads.map(ask, range(3)) if found == []}
    assert len(backends) == 3 and connection.connection.info.backend_pid not in backends


def test_it_follows_as_many_steps_as_the_question_names(
    published: Edition, django_assert_num_queries: object
) -> None:
    """With the few columns that are wanted of each, and nobody where the way ends."""
    found = Often(
        lambda: Target.objects.filter(entry__edition=Given("edition", BigIntegerField()))
        .select_related("entry__edition__plan__organisation", "judged_by")
        .only("verdict", "entry__title", "entry__edition__plan__organisation__name", "judged_by__value")
        .order_by("pk")
    )
    with django_assert_num_queries(1):  # type: ignore[operator]
        told = [
            (one.verdict, one.entry.title, one.entry.edition.plan.organisation.name, one.judged_by)
            for one in found(edition=published.pk)
        ]
    plain = Target.objects.filter(entry__edition=published).order_by("pk")
    assert told == [
        (one.verdict, one.entry.title, one.entry.edition.plan.organisation.name, one.judged_by) for one in plain
    ]
    assert {one[3] is None for one in told} == {True, False}


@pytest.mark.django_db
def test_whoever_signed_in_is_asked_for_by_their_key(django_assert_num_queries: Any) -> None:
    """The manager of users does so each time alike, and finds nobody where there is nobody."""
    held = [User.objects.create_user(f"{name}@example.jp", name=name) for name in ("見本一", "見本二")]
    for one in held:
        with django_assert_num_queries(1):
            found = User.objects.get(pk=one.pk)
        assert (found, found.name, found.email) == (one, one.name, one.email)
    User.objects.filter(pk=held[0].pk).update(is_active=False)
    assert not User.objects.get(pk=held[0].pk).is_active
    assert User.objects.get(pk=held[1].pk, is_active=True) == held[1]
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=held[1].pk + 1_000)
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=held[0].pk, is_active=True)


def test_an_object_of_such_a_question_can_be_changed_as_any_other(held: Contact) -> None:
    """It knows that it stands in the database: saving it writes over its row, and makes no second one."""
    (found,) = Often(lambda: Message.objects.filter(contact=_contact, place=1))(contact=held.pk)
    assert found.__dict__.keys() == Message.objects.get(place=1).__dict__.keys()
    assert not found._state.adding and found._state.db == "default"
    found.save()
    assert Message.objects.filter(contact=held, place=1).count() == 1


@pytest.mark.parametrize("with_none", [False, True])
def test_among_keys_is_as_in_keys(held: Contact, town: House, npo: House, with_none: bool) -> None:
    by_people = Often(lambda: User.objects.filter(pk__among=Given("keys", Keys())).order_by("pk"))
    by_contacts = Often(lambda: Message.objects.filter(contact__among=Given("keys", Keys())).order_by("place"))
    people = [] if with_none else [town.worker, npo.worker]
    assert by_people(keys=[one.pk for one in people]) == sorted(people, key=lambda one: one.pk)
    contacts = [] if with_none else [held.pk, uuid.uuid4()]
    assert [one.place for one in by_contacts(keys=contacts)] == ([] if with_none else [1, 2])
    others = User.objects.filter(~Q(pk__among=Value([one.pk for one in people], Keys())))
    assert set(others) == set(User.objects.exclude(pk__in=[one.pk for one in people]))
