"""Every address and every role: who is let in, who is sent to sign in, who reads why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.register import samples
from tests.register.test_imports import document
from tsunagi.base import jobs
from tsunagi.base.models import Organisation
from tsunagi.register.actions import imports
from tsunagi.register.actions.editions import start_edition
from tsunagi.register.models import Edition

pytestmark = pytest.mark.django_db

ROLES = ["viewer", "editor", "checker", "publisher", "administrator"]
EVERYBODY = {"anonymous", "stranger", *ROLES}
STAFF = set(ROLES)

#: Who gets the page itself (200, or the redirect that is its answer). Everybody else signs in (anonymous) or reads a
#: refusal.
PUBLIC = (
    "home search plan compare measure texts evidence edition section ministry group verdict bodies missed downloads "
    "download"
).split()
MATRIX: dict[str, set[str]] = {
    **{f"register:{name}": EVERYBODY for name in PUBLIC},
    "register:annotate": EVERYBODY - {"anonymous"},
    "register:upload": {"publisher"},
    "register:start": {"publisher"},
    "register:relate": {"publisher"},
    "register:amend": {"publisher"},
    "register:change_set": {"publisher"},
    "register:proposal": {"publisher"},
    "register:rematch": {"publisher"},
    "register:sections": {"publisher"},
    "register:publish": {"publisher"},
    "register:correct": {"publisher"},
    "base:desk": EVERYBODY - {"anonymous"},
    "base:members": {"administrator"},
    "base:deeds": {"administrator"},
    "base:organisations": set(),
}
#: Addresses that only take POST, and what they need; tested as actions too.
POSTS: dict[str, set[str]] = {
    "register:accept_all": {"publisher"},
    "base:end_membership": {"administrator"},
}
#: Tested where their own objects are made.
ELSEWHERE = {
    "register:page_picture", "register:borrow_title", "base:job", "base:furigana", "base:factors", "base:end_sessions",
    "register:round", "register:open_round", "register:my_measures", "register:fill",
    "register:check", "register:remind", "register:appoint",
}  # fmt: skip


@pytest.fixture
def arguments(published: Edition, plan: Any) -> dict[str, list[Any]]:
    """What each address needs."""
    draft = start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="下書き")
    kept = imports.receive(by=None, plan=plan, name="見本.csv", content=document())
    changes = imports.propose_changes(by=None, edition=draft, document=kept)
    entry = published.entries.get(number=2)
    target = entry.targets.get()
    drafted = samples.fill(start_edition(by=None, plan=plan, fiscal_year=2026, kind="plan", title="次の下書き"))
    where = [plan.slug, 2024, "follow_up"]
    return {
        "register:plan": [plan.slug],
        "register:compare": [published.pk, published.pk],
        "register:measure": [entry.measure_id],
        "register:texts": [entry.measure_id],
        "register:evidence": ["target", target.pk],
        "register:annotate": [target.pk],
        "register:edition": where,
        "register:section": [*where, "1-1"],
        "register:ministry": [*where, "mhlw"],
        "register:group": [*where, "children"],
        "register:verdict": [*where, "not_met"],
        "register:downloads": where,
        "register:download": [*where, "csv"],
        "register:missed": ["13"],
        "register:upload": [plan.slug],
        "register:start": [plan.slug],
        "register:relate": [entry.measure_id],
        "register:amend": [drafted[0].pk],
        "register:change_set": [changes.pk],
        "register:accept_all": [changes.pk],
        "register:proposal": [changes.proposals.first().pk],  # type: ignore[union-attr]
        "register:rematch": [changes.proposals.first().pk],  # type: ignore[union-attr]
        "register:sections": [draft.pk],
        "register:publish": [draft.pk],
        "register:correct": [published.pk],
        "base:members": ["cabinet-office"],
        "base:deeds": ["cabinet-office"],
    }


def _names() -> set[str]:
    """The names of all addresses of our own."""
    found = set()

    def walk(patterns: list[Any], space: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, one.namespace or space)
            elif isinstance(one, URLPattern) and space in ("base", "register"):
                found.add(f"{space}:{one.name}")

    walk(get_resolver().url_patterns, "")
    return found


def test_every_address_stands_in_the_matrix() -> None:
    assert _names() <= MATRIX.keys() | POSTS.keys() | ELSEWHERE


def _sign_in(client: Client, role: str, member: Callable[..., Any]) -> None:
    if role == "stranger":
        client.force_login(member("publisher", at="digital"))
    elif role != "anonymous":
        client.force_login(member(role))


@pytest.mark.parametrize("role", ["anonymous", "stranger", *ROLES])
def test_every_role_gets_what_it_may_and_a_reason_otherwise(
    client: Client, member: Callable[..., Any], arguments: dict[str, list[Any]], settings: Any, role: str
) -> None:
    settings.SECOND_FACTOR = False
    _sign_in(client, role, member)
    for name in sorted(MATRIX.keys() & _names()):
        address = reverse(name, args=arguments.get(name, []))
        answer = client.get(address)
        if role in MATRIX[name]:
            assert answer.status_code == 200, (name, role)
        elif role == "anonymous":
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"], name
        else:
            assert answer.status_code in (403, 404), (name, role)
            if answer.status_code == 403:
                assert "権限" in answer.content.decode() or "運用者" in answer.content.decode()


@pytest.mark.parametrize("role", ["anonymous", "stranger", *ROLES])
def test_what_changes_something_asks_for_the_right(
    client: Client, member: Callable[..., Any], arguments: dict[str, list[Any]], settings: Any, role: str
) -> None:
    settings.SECOND_FACTOR = False
    other = member("viewer").memberships.get()
    _sign_in(client, role, member)
    for name, allowed in POSTS.items():
        address = reverse(name, args=arguments.get(name, [other.pk]))
        assert client.get(address).status_code in (302, 405)
        answer = client.post(address)
        if role in allowed:
            assert answer.status_code == 302 and "login" not in answer["Location"], name
        elif role == "anonymous":
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"], name
        else:
            assert answer.status_code == 403, (name, role)


def test_a_draft_is_not_there_for_strangers(client: Client, edition: Edition, member: Callable[..., Any]) -> None:
    entry = edition.entries.get(number=1)
    addresses = [
        reverse("register:edition", args=["sample", 2024, "follow_up"]),
        reverse("register:measure", args=[entry.measure_id]),
        reverse("register:evidence", args=["target", entry.targets.get().pk]),
        reverse("register:compare", args=[edition.pk, edition.pk]),
        reverse("register:plan", args=["sample"]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 404
    assert "電話相談の窓口" not in client.post(reverse("register:search"), {"words": "電話"}).content.decode()
    client.force_login(member("viewer"))
    for address in addresses:
        assert client.get(address, follow=True).status_code == 200


def test_a_job_is_seen_by_who_started_it_only(client: Client, member: Callable[..., Any], settings: Any) -> None:
    settings.SECOND_FACTOR = False
    mine = jobs.start_job(by=member("publisher"), kind="register.import", arguments={"plan": 0, "name": "x"})
    client.force_login(member("publisher"))
    assert client.get(reverse("base:job", args=[mine.pk])).status_code == 404
    assert mine.by is not None
    client.force_login(mine.by)
    assert client.get(reverse("base:job", args=[mine.pk])).status_code == 200


def test_an_organisation_is_found_with_its_rights_only(member: Callable[..., Any]) -> None:
    from tsunagi.base.access import can, organisations_with

    user = member("editor", at="mhlw")
    assert organisations_with(user, "register.fill") == [Organisation.objects.get(slug="mhlw").pk]
    assert can(user, "register.fill", Organisation.objects.get(slug="mhlw"))
    refusal = can(user, "register.fill", Organisation.objects.get(slug="moj"))
    assert not refusal
    assert "法務省" in refusal.why_not
