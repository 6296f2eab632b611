"""The organisations of city.toml, their people, supports and windows. What is there already stays."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from django.utils import timezone

from tsunagi.base.actions.accounts import add_member, add_organisation
from tsunagi.base.models import Organisation, Role, User
from tsunagi.cases.actions.receiving import receive_for
from tsunagi.consultations.models import Branch, Entrance, Shift, Window
from tsunagi.directory.actions.records import publish_service, save_service
from tsunagi.directory.models import Provider
from tsunagi.directory.rules.records import record_from

#: One word for all accounts: the demonstration holds nothing that needs guarding, and says so on every page.
PASSWORD: Final = "つなぎのためし2026"


@cache
def city() -> dict[str, Any]:
    """What city.toml says."""
    return tomllib.loads((resources.files(__package__) / "city.toml").read_text(encoding="utf-8"))


def found() -> None:
    """Everything that the city has before its year begins."""
    for told in city()["organisation"]:
        _organisation(told)
    roles = {role.code: role for role in Role.objects.all()}
    for told in city()["account"]:
        at = Organisation.objects.get(slug=told["at"])
        role = roles[told["role"]]
        if not User.objects.filter(email=told["mail"], memberships__organisation=at, memberships__role=role).exists():
            add_member(by=None, organisation=at, email=told["mail"], name=told["name"], role=role, password=PASSWORD)
    for told in city()["organisation"]:
        _supports(told)
        _window(told)
    for told in city()["entrance"]:
        _entrance(told)


def head_of(slug: str) -> User:
    """Who answers for an organisation."""
    return User.objects.get(memberships__organisation__slug=slug, memberships__role__code="supervisor")


def worker_of(slug: str) -> User:
    """Who works with people there: its first worker, else who answers for it."""
    people = User.objects.filter(memberships__organisation__slug=slug)
    workers = people.filter(memberships__role__code__in=("case_worker", "counsellor")).order_by("pk")
    return workers.first() or head_of(slug)


def _organisation(told: dict[str, Any]) -> None:
    if Organisation.objects.filter(slug=told["slug"]).exists():
        return
    plain = {name: told[name] for name in ("slug", "name", "name_en", "kind", "code", "population") if name in told}
    parent = Organisation.objects.get(slug=told["parent"]) if "parent" in told else None
    # Where the plan was taken in before city.toml knew one of its departments, that one is here by another slug.
    departments = Organisation.objects.filter(kind="department", parent=parent, name=told["name"])
    if departments.update(slug=told["slug"], name_en=told["name_en"]):
        return
    add_organisation(by=None, organisation=Organisation(parent=parent, **plain))


def _supports(told: dict[str, Any]) -> None:
    body = Organisation.objects.get(slug=told["slug"])
    if Provider.objects.filter(kept_by=body).exists():
        return
    for said in told.get("support", ()):
        room = said.get("capacity")
        told_of = {name: value for name, value in said.items() if name != "capacity"}
        plain = {
            "new_provider": body.name,
            "happens": "架空の支援です。つながる先はありません。",
            "happens_en": "Made up: there is nobody at the other end.",
            "where": "試すためのもので、行き先はありません",
            "where_en": "For trying out: there is nowhere to go.",
            "capacities": [] if room is None else [{"available": room, "maximum": max(room, 10)}],
        }
        record = record_from(plain | told_of)
        made = save_service(by=None, keeper=body, record=record)
        publish_service(by=None, service=made)
        receive_for(by=head_of(body.slug), organisation=body, provider=made.provider)


def _window(told: dict[str, Any]) -> None:
    body = Organisation.objects.get(slug=told["slug"])
    said = told.get("window")
    if said is None or body.windows.exists():
        return
    service = body.kept_services.order_by("pk").first()
    made = Window.objects.create(organisation=body, service=service, **said)
    day = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    for user in User.objects.filter(memberships__organisation=body).distinct():
        Shift.objects.create(window=made, user=user, begins_at=day, ends_at=day.replace(hour=18))


def _entrance(told: dict[str, Any]) -> None:
    if Entrance.objects.filter(slug=told["slug"]).exists():
        return
    plain = {name: told[name] for name in ("slug", "name", "name_en", "ways")}
    body = Organisation.objects.get(slug=told["organisation"])
    made = Entrance.objects.create(organisation=body, is_public=True, **plain)
    for place, (slug, areas) in enumerate(told["branches"], 1):
        window = Window.objects.get(organisation__slug=slug)
        Branch.objects.create(entrance=made, window=window, place=place, areas=areas)
