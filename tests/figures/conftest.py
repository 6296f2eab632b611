"""A body that counts, with somebody who prepares and somebody who signs off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.cases import samples as casework
from tests.cases.conftest import House, client, house
from tsunagi.base.models import Organisation, User
from tsunagi.directory.models import Service

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
def place(house: Callable[[str], House]) -> Service:
    """A support that another body gives."""
    return casework.service_of(house("hidamari").organisation)


@pytest.fixture
def browser(client: Client) -> Client:
    """A browser that reads pages as the site shows them."""
    return client
