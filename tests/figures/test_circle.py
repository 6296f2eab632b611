"""A body counts its own records and those of the bodies that belong to it; each record is counted by one body only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import House
from tests.figures import samples
from tests.figures.conftest import Desk
from tsunagi.base.access import Refused
from tsunagi.base.models import Organisation
from tsunagi.base.queries import above, circle
from tsunagi.directory.models import Service
from tsunagi.figures.actions.definitions import define
from tsunagi.figures.rules.definitions import standard

#: A standard definition of referrals, one number a year.
ANSWERED = next(one for one in standard() if one.source == "referral" and one.grain == "year" and one.kind == "share")


@pytest.fixture
def prefecture(body: Desk, organisation: Callable[..., Any], member: Callable[..., Any]) -> Desk:
    """A body to which the town's belongs, with officials of its own and nobody who works with people."""
    made = organisation("shore")
    Organisation.objects.filter(pk=body.organisation.pk).update(parent=made)
    body.organisation.refresh_from_db()
    return Desk(made, member("editor", at="shore"), member("checker", at="shore"))


def test_a_body_is_in_its_circle_with_all_below_it(prefecture: Desk, body: Desk, place: Service) -> None:
    assert circle(prefecture.organisation) == [prefecture.organisation.pk, body.organisation.pk]
    assert circle(body.organisation) == [body.organisation.pk]
    assert above(body.organisation) == [prefecture.organisation.pk]
    Organisation.objects.filter(pk=prefecture.organisation.pk).update(parent=body.organisation)
    prefecture.organisation.refresh_from_db()
    assert circle(prefecture.organisation) == [prefecture.organisation.pk, body.organisation.pk]  # ends, even in a ring
    assert above(prefecture.organisation) == [body.organisation.pk]


def test_what_the_bodies_below_did_is_counted(prefecture: Desk, body: Desk, town: House, place: Service) -> None:
    for _number in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10), state="accepted")
    of = define(by=prefecture.counter, organisation=prefecture.organisation, said=ANSWERED)
    made = samples.published(prefecture.counter, prefecture.signer, of, "FY2025")
    assert made.figures.get(is_whole=True).out_of == 12


def test_one_record_is_counted_by_one_body_only(prefecture: Desk, body: Desk) -> None:
    define(by=prefecture.counter, organisation=prefecture.organisation, said=ANSWERED)
    with pytest.raises(Refused, match="すでに「見本団体shore」が数えています"):
        define(by=body.counter, organisation=body.organisation, said=ANSWERED)


def test_whoever_counts_does_not_see_the_records_and_their_own_supervisors_do(
    client: Client, prefecture: Desk, body: Desk, town: House, place: Service
) -> None:
    for _number in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10))
    of = define(by=prefecture.counter, organisation=prefecture.organisation, said=ANSWERED)
    made = samples.published(prefecture.counter, prefecture.signer, of, "FY2025").figures.get(is_whole=True)
    address = reverse("figures:records", args=[made.pk])
    for user, status in ((prefecture.counter, 403), (prefecture.signer, 403), (town.supervisor, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status
