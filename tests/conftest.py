"""What holds for every test: no network, and the same inputs in every run; and the people and plans of the site's
tests."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("fixed", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

OWN_MACHINE = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere but this machine fails the test."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in OWN_MACHINE:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Each test makes its pages itself, and begins with nothing counted."""
    from django.core.cache import caches

    for name in ("pages", "process"):
        caches[name].clear()


@pytest.fixture
def no_mail_server() -> Iterator[Callable[[], None]]:
    """No mail can be sent until what this gives is called."""
    from tsunagi.base.actions import telling

    def refuse(*_args: Any, **_more: Any) -> int:
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as away:
        away.setattr(telling, "send_mail", refuse)
        yield away.undo


@pytest.fixture(autouse=True)
def in_japanese() -> Iterator[None]:
    """A test that spoke English leaves nothing of it to the next one."""
    yield
    from django.utils import translation

    translation.deactivate_all()
    translation.activate("ja")


@pytest.fixture(autouse=True, scope="session")
def every_deed_has_words() -> Iterator[None]:
    """A deed that a test does and nobody has words for fails that test: the page of deeds could not say what it was."""
    from django.db.models.signals import post_save

    from tsunagi.base.models import AuditRow
    from tsunagi.base.queries.deeds import deed_names

    def look(instance: AuditRow, **_more: Any) -> None:
        made_up = instance.action.startswith(("test.", "demo.")) or instance.action.endswith(".deed")
        assert made_up or instance.action in deed_names(), f"{instance.action} has no words in its app's deeds.py"

    post_save.connect(look, sender=AuditRow)
    yield
    post_save.disconnect(look, sender=AuditRow)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where PostgreSQL is asked for but not there, say so and leave."""
    address = os.environ.get("TSUNAGI_TEST_DATABASE", "")
    if not address.startswith("postgresql"):
        return
    import psycopg

    try:
        psycopg.connect(address.rsplit("/", 1)[0] + "/postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        pytest.exit(f"No PostgreSQL answers at {address}: the tests ran on SQLite only.", returncode=0)


@pytest.fixture
def organisation(db: None) -> Callable[..., Any]:
    """Makes an organisation: `organisation("mhlw")` takes a ministry that every register has, else makes a town."""
    from tsunagi.base.models import Organisation

    def make(slug: str, **fields: Any) -> Organisation:
        known = Organisation.objects.filter(slug=slug).first()
        if known is not None:
            return known
        fields = {"kind": "npo", "name": f"見本団体{slug}", **fields}
        return Organisation.objects.create(slug=slug, **fields)

    return make


@pytest.fixture
def member(organisation: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a user with a role: `member("publisher", at="cabinet-office")`."""
    from django.utils import timezone

    from tsunagi.base.models import Membership, Role, User

    def make(role: str, at: str = "cabinet-office", name: str = "") -> User:
        name = name or f"見本 {role}"
        email = f"{role}.{at}.{User.objects.count()}@example.jp"
        user = User.objects.create_user(email, "見本のことば12345", name=name)
        Membership.objects.create(
            user=user, organisation=organisation(at), role=Role.objects.get(code=role), since=timezone.now()
        )
        return user

    return make


@pytest.fixture
def plan(organisation: Callable[..., Any]) -> Any:
    """A national plan without editions."""
    from tsunagi.register.actions.editions import found_plan

    return found_plan(by=None, organisation=organisation("cabinet-office"), slug="sample", title="見本の計画")


@pytest.fixture
def edition(plan: Any) -> Any:
    """A draft follow-up of fiscal 2024 with three made-up measures; see tests/register/samples.py."""
    from tests.register.samples import fill
    from tsunagi.register.actions.editions import start_edition

    made = start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本の実施状況")
    fill(made)
    return made


@pytest.fixture
def published(edition: Any) -> Any:
    """The same, published."""
    from tsunagi.register.actions.editions import publish

    return publish(by=None, edition=edition)
