"""Every address of the directory and every role: who is let in, who is sent to sign in, who reads why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.directory import samples
from tsunagi.base.models import Organisation
from tsunagi.directory.actions.hsds_import import receive_hsds
from tsunagi.directory.actions.lists import propose_list
from tsunagi.directory.actions.merging import merge_services
from tsunagi.directory.models import Question, Report, Service, Way
from tsunagi.directory.queries.asking import SALT

pytestmark = pytest.mark.django_db

ROLES = ["viewer", "editor", "checker", "publisher", "administrator"]
EVERYBODY = {"anonymous", "stranger", *ROLES}
KEEPERS = {"editor", "publisher"}

#: Who gets the page itself. Everybody else signs in (anonymous), reads a refusal, or is not told that it exists.
MATRIX: dict[str, set[str]] = {
    "directory:services": EVERYBODY,
    "directory:service": EVERYBODY,
    "directory:map": EVERYBODY,
    "directory:embedded": EVERYBODY,
    "directory:report": EVERYBODY,
    "directory:still_right": EVERYBODY,
    "directory:keeping": KEEPERS,
    "directory:to_check": KEEPERS,
    "directory:duplicates": KEEPERS,
    "directory:new": KEEPERS,
    "directory:edit": KEEPERS,
    "directory:history": KEEPERS,
    "directory:merge": KEEPERS,
    "directory:provider": KEEPERS,
    "directory:reports": KEEPERS,
    "directory:decide": KEEPERS,
    "directory:lists": KEEPERS,
    "directory:list": KEEPERS,
    "directory:row": KEEPERS,
    "directory:hsds_files": KEEPERS,
    "directory:hsds_file": KEEPERS,
}
#: Addresses that only take POST.
POSTS: dict[str, set[str]] = {
    "directory:publish": KEEPERS,
    "directory:withdraw": KEEPERS,
    "directory:confirm": KEEPERS,
    "directory:capacity": KEEPERS,
    "directory:accept_list": KEEPERS,
    "directory:part": KEEPERS,
    "directory:apart": KEEPERS,
}


HSDS = (
    b'[{"id": "1", "name": "Sample", "status": "active", '
    b'"organization": {"id": "2", "name": "Sample", "description": "Sample"}}]'
)


@pytest.fixture
def arguments(member: Callable[..., Any]) -> dict[str, list[Any]]:
    """What each address needs: a public support, a draft, and one that is merged."""
    file = propose_list(
        by=None,
        organisation=Organisation.objects.get(slug="cabinet-office"),
        name="a.csv",
        content="名称\n一の窓口".encode(),
    )
    facts = {"source": "https://example.jp/", "where": "役場"}
    public = samples.service("公開の窓口", **facts)
    draft = samples.service("下書きの窓口", is_public=False, **facts)
    keeper = member("editor", name="持ち込んだ人")
    hsds = receive_hsds(by=keeper, organisation=keeper.memberships.get().organisation, name="a.json", content=HSDS)
    return {
        "directory:hsds_files": ["cabinet-office"],
        "directory:hsds_file": [hsds.pk],
        "directory:service": [public.pk],
        "directory:report": [public.pk],
        "directory:still_right": [
            signing.dumps(Question.objects.create(service=public, asked_on=date(2026, 11, 26)).pk, salt=SALT)
        ],
        **{f"directory:{name}": [file.pk] for name in ("list", "accept_list")},
        "directory:row": [file.proposals.get().pk],
        "directory:decide": [Report.objects.create(service=public, what="closed").pk],
        **{
            f"directory:{name}": ["cabinet-office"]
            for name in ("keeping", "to_check", "duplicates", "reports", "lists", "new")
        },
        **{f"directory:{name}": [draft.pk] for name in ("edit", "history", "publish", "confirm", "capacity")},
        "directory:withdraw": [public.pk],
        **{f"directory:{name}": [draft.pk, public.pk] for name in ("merge", "apart")},
        "directory:provider": [public.provider_id],
    }


def _names() -> set[str]:
    """The names of all addresses of the directory."""
    found = set()

    def walk(patterns: list[Any], space: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, one.namespace or space)
            elif isinstance(one, URLPattern) and space == "directory":
                found.add(f"directory:{one.name}")

    walk(get_resolver().url_patterns, "")
    return found


def test_every_address_stands_in_the_matrix() -> None:
    assert _names() == MATRIX.keys() | POSTS.keys()


def _sign_in(client: Client, role: str, member: Callable[..., Any], settings: Any) -> None:
    settings.SECOND_FACTOR = False
    if role == "stranger":
        client.force_login(member("publisher", at="digital"))
    elif role != "anonymous":
        client.force_login(member(role))


@pytest.mark.parametrize("role", ["anonymous", "stranger", *ROLES])
def test_every_role_gets_what_it_may_and_a_reason_otherwise(
    client: Client, member: Callable[..., Any], arguments: dict[str, list[Any]], settings: Any, role: str
) -> None:
    _sign_in(client, role, member, settings)
    for name in sorted(MATRIX):
        answer = client.get(reverse(name, args=arguments.get(name, [])))
        if role in MATRIX[name]:
            assert answer.status_code == 200, (name, role)
        elif role == "anonymous":
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"], name
        else:
            assert answer.status_code in (403, 404), (name, role)
            if answer.status_code == 403:
                assert "権限" in answer.content.decode()
            assert "下書きの窓口" not in answer.content.decode()


@pytest.mark.parametrize("role", ["anonymous", "stranger", *ROLES])
def test_what_changes_something_asks_for_the_right(
    client: Client, member: Callable[..., Any], arguments: dict[str, list[Any]], settings: Any, role: str
) -> None:
    merged = samples.service("まとめた窓口")
    merge_services(by=member("editor"), service=merged, into=Service.objects.get(name="公開の窓口"))
    _sign_in(client, role, member, settings)
    before = list(Service.objects.order_by("pk").values_list("pk", "is_public", "merged_into", "checked_on"))
    for name in sorted(POSTS):
        address = reverse(name, args=arguments.get(name, [merged.pk]))
        assert client.get(address).status_code in (302, 405)
        answer = client.post(address, {"unit": "人", "available": "2"})
        if role in POSTS[name]:
            assert answer.status_code == 302 and "login" not in answer["Location"], name
        elif role == "anonymous":
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"], name
        else:
            assert answer.status_code in (403, 404), (name, role)
    after = list(Service.objects.order_by("pk").values_list("pk", "is_public", "merged_into", "checked_on"))
    assert (before != after) == (role in KEEPERS)


@pytest.mark.parametrize("name", ["directory:keeping", "directory:edit"])
def test_pages_of_those_who_write_wait_for_a_second_factor(
    client: Client, member: Callable[..., Any], arguments: dict[str, list[Any]], settings: Any, name: str
) -> None:
    settings.SECOND_FACTOR = True
    client.force_login(member("editor"))
    answer = client.get(reverse(name, args=arguments[name]))
    assert answer.status_code == 302 and answer["Location"] == reverse("mfa_index")


def test_back_leads_to_no_other_site(
    client: Client, member: Callable[..., Any], arguments: dict[str, list[Any]], settings: Any
) -> None:
    _sign_in(client, "editor", member, settings)
    draft = Service.objects.get(name="下書きの窓口")
    Way.objects.create(service=draft, kind="telephone", number="0352532111")
    for back in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = client.post(reverse("directory:confirm", args=[draft.pk]), {"back": back})
        assert answer["Location"] == reverse("directory:edit", args=[draft.pk])
