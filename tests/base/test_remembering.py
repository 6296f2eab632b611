"""A public page is kept for anybody until a deed is recorded that can change it; nobody's own page is."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils import translation

import tsunagi
from tsunagi.base import audit
from tsunagi.base.access import PERSONAL
from tsunagi.base.remembering import remembered

pytestmark = pytest.mark.django_db

PACKAGE = Path(tsunagi.__file__).parent


class Asked:
    """A view that counts how often it is really asked, and its answers."""

    def __init__(self, user: Any, answer: Callable[[HttpRequest], HttpResponse] | None = None) -> None:
        self.user, self.times = user, 0
        self.answer = answer or (lambda request: HttpResponse(f"page {self.times}"))
        self.view = remembered(self._view)

    def _view(self, request: HttpRequest) -> HttpResponse:
        self.times += 1
        return self.answer(request)

    def get(self, address: str = "/page/", **cookies: str) -> str:
        request = RequestFactory().get(address)
        request.user = self.user
        request.COOKIES.update(cookies)
        return self.view(request).content.decode()


@pytest.fixture
def asked() -> Asked:
    return Asked(AnonymousUser())


def deed(action: str = "test.deed") -> None:
    audit.record(by=None, action=action, subject="something")


def test_a_page_is_made_once_until_a_deed_is_recorded(asked: Asked) -> None:
    assert [asked.get(), asked.get()] == ["page 1", "page 1"]
    deed()
    assert [asked.get(), asked.get()] == ["page 2", "page 2"]
    deed()
    assert asked.get() == "page 3"


@pytest.mark.parametrize("part", ["register", "directory", "figures", "base", "navigator"])
def test_deeds_of_casework_leave_a_page_as_it_is_and_all_others_do_not(asked: Asked, part: str) -> None:
    assert asked.get() == "page 1"
    deed("cases.open_case")
    deed("consultations.note")
    assert asked.get() == "page 1"
    deed(f"{part}.deed")
    deed("cases.open_case")
    assert [asked.get(), asked.get()] == ["page 2", "page 2"]


def test_each_address_and_language_has_a_page_of_its_own(asked: Asked) -> None:
    assert asked.get("/page/?year=2024") == "page 1"
    assert asked.get("/page/?year=2025") == "page 2"
    with translation.override("en"):
        assert asked.get("/page/?year=2024") == "page 3"
    assert asked.get("/page/?year=2024") == "page 1"


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_whoever_brings_a_session_or_a_message_is_answered_anew(asked: Asked, cookie: str) -> None:
    assert asked.get() == "page 1"
    assert asked.get(**{cookie: "x"}) == "page 2"
    assert asked.get() == "page 1"


def test_pages_of_people_who_signed_in_are_not_kept(member: Callable[..., Any]) -> None:
    own = Asked(member("viewer"))
    assert [own.get(), own.get()] == ["page 1", "page 2"]


@pytest.mark.parametrize(
    "answer",
    [lambda request: HttpResponse("none", status=404), lambda request: HttpResponse(get_token(request))],
    ids=["a refusal", "a form"],
)
def test_neither_refusals_nor_forms_are_kept(asked: Asked, answer: Callable[[HttpRequest], HttpResponse]) -> None:
    asked.answer = answer
    asked.get()
    asked.get()
    assert asked.times == 2


#: A query over a part's table that ends in writing.
WRITES = re.compile(
    r"\b(\w+)\.objects\b[^\n]*\.(?:bulk_create|bulk_update|create|update|update_or_create|get_or_create|delete)\("
)
DEED = re.compile(r'\baction=f?"(\w+\.)')


def casework(path: Path) -> bool:
    return path.relative_to(PACKAGE).parts[0] in ("cases", "consultations")


FILES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("path", list(filter(casework, FILES)), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_casework_does_nothing_that_a_public_page_shows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) and node.module]
    others = [node for node in found if not str(node.module).startswith(("tsunagi.cases", "tsunagi.consultations"))]
    deeds = {str(node.module) for node in others if ".actions" in str(node.module)}
    models = {name.name for node in others if ".models" in str(node.module) for name in node.names}
    silent = {"tsunagi.base.actions.readings", "tsunagi.base.actions.telling"}  # a log and mails: on no page
    named_as_theirs = {"tsunagi.directory.actions.records"}  # its deeds are the directory's, whoever does them
    assert deeds <= silent | named_as_theirs
    assert not models & set(WRITES.findall(text))


def test_a_deed_is_named_as_casework_where_it_is_one() -> None:
    for path in FILES:
        named = [name in PERSONAL for name in DEED.findall(path.read_text(encoding="utf-8"))]
        assert named == [casework(path)] * len(named), path
