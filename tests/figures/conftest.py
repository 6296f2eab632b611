"""A body that counts, with somebody who prepares and somebody who signs off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cases import samples as casework
from tests.cases.conftest import House, client, house
from tests.figures import samples
from tsunagi.base.models import Organisation, User
from tsunagi.directory.models import Service
from tsunagi.figures.models import Publication
from tsunagi.register.models import Edition, Indicator

__all__ = ["client", "house"]


@pytest.fixture(autouse=True)
def quiet(settings: Any) -> None:
    """Second factors have a test of their own."""
    settings.SECOND_FACTOR = False


@dataclass
class Desk:
    """A body with somebody who counts, and somebody who signs off."""

    organisation: Organisation
    counter: User
    signer: User


@pytest.fixture
def town(house: Callable[[str], House]) -> House:
    """A body that works with people."""
    return house("town-window")


@pytest.fixture
def body(town: House, member: Callable[..., Any]) -> Desk:
    """The same body, with its officials."""
    slug = town.organisation.slug
    return Desk(town.organisation, member("editor", at=slug), member("checker", at=slug))


@pytest.fixture
def planner(body: Desk, member: Callable[..., Any]) -> User:
    """Somebody who prepares and publishes the body's plan."""
    user: User = member("publisher", at=body.organisation.slug)
    return user


@pytest.fixture
def place(house: Callable[[str], House]) -> Service:
    """A support that another body gives."""
    return casework.service_of(house("hidamari").organisation)


@pytest.fixture
def draft(body: Desk) -> Edition:
    """The body's own follow-up of fiscal 2025, whose one measure is to send 30 referrals."""
    return samples.follow_up(body.organisation, "送ったつなぎ", "つなぎの充実")


@pytest.fixture
def counted(body: Desk, town: House, place: Service, draft: Edition) -> Publication:
    """Twelve referrals of fiscal 2025, published as the figure of that indicator."""
    for _at in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10))
    of = samples.definition(
        body.organisation,
        body.counter,
        code="sent",
        name="送ったつなぎの数",
        source="referral",
        counted=["waiting"],
        by="",
        grain="year",
        feeds=[(Indicator.objects.get(name="送ったつなぎ"), "")],
    )
    return samples.published(body.counter, body.signer, of, "FY2025")


@pytest.fixture
def browser(client: Client) -> Client:
    """A browser that reads pages as the site shows them."""
    return client
