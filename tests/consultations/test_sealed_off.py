"""Every address of consultations, asked by each role of another organisation: nothing of the first comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import House, as_the_site
from tests.consultations import samples
from tsunagi.base.models import AuditRow
from tsunagi.base.scope import everything, scope_of
from tsunagi.consultations.actions.channels import open_channel
from tsunagi.consultations.addresses import board, channels, public, staff_chat, windows
from tsunagi.consultations.models import Branch, Contact, Entrance, Message, Shift, Window
from tsunagi.consultations.urls import urlpatterns

SECRETS = (samples.NAME, samples.REACH, "家賃のこと", "つらいという言葉", "見本相談窓口", "madoguchi@example.jp")
ROLES = ["case_worker", "counsellor", "supervisor", "coordinator", "administrator", "viewer"]
#: Pages of somebody's own, which show what is theirs and nothing else.
OWN = {"board", "chats", "waiting_chats"}
#: 410: a page of a chat that asks for what is new hears that there is nothing for it any more, as with a made-up key.
REFUSED = (403, 404, 405, 410)
#: Every address but those of the public form, which everybody may ask.
STAFF = (*board.urlpatterns, *windows.urlpatterns, *staff_chat.urlpatterns, *channels.urlpatterns)


@pytest.fixture
def everything_of_town(town: House, window: Window, entrance: Entrance) -> dict[str, Any]:
    """For each name in an address what the first organisation has."""
    held = samples.live(town.worker, window, notes="家賃のこと")
    with everything():
        Message.objects.create(
            contact=held,
            organisation=held.organisation,
            place=1,
            side="person",
            at=timezone.now(),
            words="つらいという言葉",
        )
    samples.waiting(window)
    now = timezone.now()
    shift = Shift.objects.create(window=window, user=town.worker, begins_at=now, ends_at=now + timedelta(hours=1))
    branch = Branch.objects.get()
    channel = open_channel(by=town.supervisor, window=window, kind="mail", address="madoguchi@example.jp")
    return {
        "contact": held,
        "chat": held,
        "window": window,
        "entrance": entrance,
        "shift": shift,
        "branch": branch,
        "channel": channel,
    }


def arguments(pattern: Any, of: dict[str, Any]) -> dict[str, Any]:
    """What an address of the first organisation has in it."""
    route = str(pattern.pattern)
    key = next((of[name].pk for name in ("shift", "branch", "entrance", "window", "contact", "chat", "channel")
                if f"{name}s/<" in route or f"{name}es/<" in route), None)  # fmt: skip
    given = {"key": key, "slug": of["window"].organisation.slug}
    return {name: given[name] for name in pattern.pattern.converters}


def test_every_address_is_tried() -> None:
    assert {one.name for one in (*STAFF, *public.urlpatterns)} == {one.name for one in urlpatterns}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_another_organisation_gives_anything_away(
    client: Client, member: Callable[..., Any], npo: House, everything_of_town: dict[str, Any], role: str
) -> None:
    client.force_login(member(role, at=npo.organisation.slug))
    before = AuditRow.objects.count()
    for pattern in STAFF:
        address = reverse(f"consultations:{pattern.name}", kwargs=arguments(pattern, everything_of_town))
        for answer in (client.get(address), client.post(address, {"way": "telephone", "paused": "見たい"})):
            shown = answer.content.decode()
            assert not [word for word in SECRETS if word in shown], (pattern.name, role)
            if pattern.name not in OWN:
                assert answer.status_code in REFUSED, (pattern.name, role, answer.status_code)
    assert AuditRow.objects.count() == before


#: What somebody who answers, without the right to supervise, cannot do in their own organisation.
SUPERVISORS = {one.name for one in (*windows.urlpatterns, *channels.urlpatterns)}


def test_who_answers_looks_after_no_window_and_sees_no_colleagues_contact(
    client: Client, town: House, everything_of_town: dict[str, Any]
) -> None:
    client.force_login(town.other)
    for pattern in STAFF:
        address = reverse(f"consultations:{pattern.name}", kwargs=arguments(pattern, everything_of_town))
        if pattern.name in SUPERVISORS or "contacts/<" in str(pattern.pattern) or "chats/<" in str(pattern.pattern):
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in REFUSED, (pattern.name, answer.status_code)


def test_nobody_gets_in_without_signing_in(client: Client, everything_of_town: dict[str, Any]) -> None:
    for pattern in STAFF:
        address = reverse(f"consultations:{pattern.name}", kwargs=arguments(pattern, everything_of_town))
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (302, 405) and "/accounts/login/" in answer.get("Location", "/accounts/login/")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has rules of its own")
def test_the_database_itself_shows_no_row_of_another_organisation(
    client: Client, town: House, npo: House, everything_of_town: dict[str, Any]
) -> None:
    def seen() -> tuple[int, int]:
        return Contact.objects.count(), Message.objects.count()

    with as_the_site():
        assert seen() == (0, 0)
        with scope_of([npo.organisation.pk]):
            assert seen() == (0, 0)
        with scope_of([town.organisation.pk]):
            assert seen() == (2, 1)
