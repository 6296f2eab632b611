"""Who reads from the copy of the database, and when nobody does. With servers: tests/running/test_failover.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tsunagi.base import audit, replica
from tsunagi.base.models import Organisation
from tsunagi.base.replica import PACE, REST, WROTE, Course, Router, public_reads

pytestmark = pytest.mark.django_db
GONE = OperationalError("the server is gone")


class Places:
    """How far the database and its copy are; None: it is away."""

    def __init__(self, **at: int | None) -> None:
        self.at, self.asked = at, 0

    def __call__(self, using: str) -> int:
        self.asked += using == "default"
        place = self.at[using]
        if place is None:
            raise GONE
        return place


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Places]:
    made = Places(default=7, replica=7)
    monkeypatch.setattr(replica, "_place", made)
    monkeypatch.setattr(replica, "_course", Course(lambda: 100.0))
    monkeypatch.setattr(Course, "let_alone", lambda self: setattr(self, "_copy_again_at", self._now() + REST))
    settings.DATABASES["replica"] = settings.DATABASES["default"]
    yield made
    del settings.DATABASES["replica"]


def asked(view: Callable[[HttpRequest], HttpResponse], method: str = "get", **cookies: str) -> tuple[str, HttpResponse]:
    """Which database the view read from, and its answer."""
    request = getattr(RequestFactory(), method)("/supports/")
    request.user = AnonymousUser()
    request.COOKIES.update(cookies)
    read = []

    def page(request: HttpRequest) -> HttpResponse:
        respond.process_view(request, page, (), {})  # type: ignore[attr-defined]
        answer = view(request)
        read.append(Router().db_for_read(Organisation))
        return answer

    respond = public_reads(page)
    answer = respond(request)
    assert Router().db_for_read(Organisation) == "default", "nothing stays behind in the thread"
    return read[0], answer


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def writing(request: HttpRequest) -> HttpResponse:
    audit.record(by=None, action="test.deed", subject="thing")
    return HttpResponse("page")


def test_a_site_without_a_copy_has_no_part_of_this() -> None:
    with pytest.raises(MiddlewareNotUsed):
        public_reads(plain)


def test_who_asks_for_a_page_without_a_session_reads_from_the_copy(places: Places) -> None:
    assert asked(plain)[0] == asked(plain, "head")[0] == "replica"


@pytest.mark.parametrize("cookie", ["sessionid", "messages", WROTE])
def test_who_works_here_or_has_just_written_reads_from_the_database_itself(places: Places, cookie: str) -> None:
    assert asked(plain, **{cookie: "x"})[0] == "default"


def test_what_is_sent_goes_to_the_database_itself(places: Places) -> None:
    assert asked(plain, "post")[0] == "default"
    assert Router().db_for_write(Organisation) == "default"


def test_who_writes_reads_what_they_wrote_then_and_for_a_moment(places: Places) -> None:
    read, answer = asked(writing)
    assert read == "default"
    assert answer.cookies[WROTE]["max-age"] == 10 and answer.cookies[WROTE]["httponly"]
    assert WROTE not in asked(plain)[1].cookies and WROTE not in asked(plain, "post")[1].cookies


def test_a_copy_that_is_behind_is_not_read(places: Places) -> None:
    places.at["replica"] = 6
    assert asked(plain)[0] == "default"
    places.at["replica"] = 8
    assert asked(plain)[0] == "replica"


def test_a_copy_that_is_away_is_let_alone_for_a_while(places: Places) -> None:
    now = 0.0
    course = Course(lambda: now)
    assert course.is_fresh()
    places.at["replica"] = None
    assert not course.is_fresh()
    places.at["replica"] = 7
    assert not course.is_fresh()
    now += REST
    assert course.is_fresh()


def test_the_database_itself_is_asked_once_in_a_while_and_may_be_away(places: Places) -> None:
    now = 0.0
    course = Course(lambda: now)
    assert [course.is_fresh() for _ in range(5)] == [True] * 5 and places.asked == 1
    places.at["default"] = 9
    now += PACE
    assert not course.is_fresh() and places.asked == 2
    places.at |= {"default": None, "replica": 9}
    now += PACE
    assert course.is_fresh(), "the last known end stands"
    places.at["replica"] = 8
    assert not course.is_fresh()


def test_where_the_database_was_never_there_the_copy_is_better_than_no_page(places: Places) -> None:
    places.at["default"] = None
    assert Course(lambda: 0.0).is_fresh()


def test_a_page_under_which_the_copy_goes_away_is_made_again(places: Places, rf: RequestFactory) -> None:
    tries = []

    def page(request: HttpRequest) -> HttpResponse:
        tries.append(Router().db_for_read(Organisation))
        if tries[-1] == "replica":
            raise GONE
        return HttpResponse("page")

    class Match:
        func, args, kwargs = staticmethod(page), (), {}

    def django(request: HttpRequest) -> HttpResponse:
        respond.process_view(request, page, (), {})  # type: ignore[attr-defined]
        try:
            return page(request)
        except OperationalError as error:
            answer: HttpResponse = respond.process_exception(request, error)  # type: ignore[attr-defined]
            assert respond.process_exception(request, GONE) is None, "once"  # type: ignore[attr-defined]
            return answer

    respond = public_reads(django)
    request = rf.get("/supports/")
    request.user, request.resolver_match = AnonymousUser(), Match()  # type: ignore[assignment]
    assert respond(request).content == b"page" and tries == ["replica", "default"]
