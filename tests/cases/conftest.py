"""Two organisations that work with people, each with its roles; and a case of the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.cases import samples
from tsunagi.base.models import Organisation, User
from tsunagi.cases.models import Case
from tsunagi.directory.models import Service


@pytest.fixture(autouse=True)
def quiet(settings: Any) -> None:
    """Second factors have a test of their own."""
    settings.SECOND_FACTOR = False


@contextmanager
def as_the_site() -> Iterator[None]:
    """On PostgreSQL: a role that is no superuser, as a site should have, so that the database's own rules hold."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE tsunagi_test_site")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


class SiteClient(Client):
    """A browser, whose requests are answered by a site that is no superuser of the database."""

    def request(self, **request: Any) -> Any:
        with as_the_site():
            return super().request(**request)


@pytest.fixture
def client(db: None) -> Client:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'tsunagi_test_site'")
            if cursor.fetchone() is None:
                cursor.execute("CREATE ROLE tsunagi_test_site")
            cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO tsunagi_test_site")
            cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO tsunagi_test_site")
    return SiteClient()


@dataclass
class House:
    """An organisation with somebody in each role."""

    organisation: Organisation
    worker: User
    other: User
    supervisor: User


@pytest.fixture
def house(organisation: Callable[..., Any], member: Callable[..., Any]) -> Callable[[str], House]:
    def make(slug: str) -> House:
        return House(
            organisation(slug),
            member("case_worker", at=slug, name=f"見本 担当 {slug}"),
            member("case_worker", at=slug, name=f"見本 同僚 {slug}"),
            member("supervisor", at=slug, name=f"見本 統括 {slug}"),
        )

    return make


@pytest.fixture
def town(house: Callable[[str], House]) -> House:
    return house("town-window")


@pytest.fixture
def npo(house: Callable[[str], House]) -> House:
    return house("hidamari")


@pytest.fixture
def held(town: House) -> Case:
    return samples.case(town.worker, town.organisation)


@pytest.fixture
def place(npo: House) -> Service:
    """A support that the second organisation gives."""
    return samples.service_of(npo.organisation)
