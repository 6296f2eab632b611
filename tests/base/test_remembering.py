"""A public page is kept for anybody until a deed is recorded; nobody's own page is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils import translation

from tsunagi.base import audit
from tsunagi.base.remembering import remembered

pytestmark = pytest.mark.django_db


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


def deed() -> None:
    audit.record(by=None, action="test.deed", subject="something")


def test_a_page_is_made_once_until_a_deed_is_recorded(asked: Asked) -> None:
    assert [asked.get(), asked.get()] == ["page 1", "page 1"]
    deed()
    assert [asked.get(), asked.get()] == ["page 2", "page 2"]
    deed()
    assert asked.get() == "page 3"


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
