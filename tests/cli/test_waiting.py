"""Who can wait waits without a thread, and is answered in time: when there is something, when it took too long, or
when the site stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from tsunagi.cli import waiting

#: Seconds until a test gives up.
PATIENCE = 30
#: What a test opened.
LINES: list[socket.socket] = []


class Ring:
    """A bell that rings for what it is told."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.looked = threading.Semaphore(0)

    def waits_for(self, method: str, headers: Mapping[str, str]) -> str | None:
        return headers.get("X_WAIT") if method == "GET" else None

    def are_ripe(self, waited_for: Sequence[str]) -> list[bool]:
        self.looked.release()
        return [one in self.there for one in waited_for]


class Channel:
    """What waitress has of a browser, with one request."""

    def __init__(self, method: str = "GET", **headers: str) -> None:
        self.requests = [SimpleNamespace(command=method, headers=headers)]
        self.answered, self.is_let_go = threading.Event(), threading.Event()
        self.is_known = True
        # The loop would do what it is asked to in a moment; here it is done at once.
        self.server = SimpleNamespace(trigger=SimpleNamespace(pull_trigger=lambda deed: deed()))
        self.socket, self.browser = socket.socketpair()
        self.socket.setblocking(False)
        LINES.extend((self.socket, self.browser))

    def del_channel(self) -> None:
        self.is_known = False

    def set_socket(self, line: socket.socket) -> None:
        assert line is self.socket
        self.is_known = True

    def service(self) -> None:
        self.answered.set()

    def cancel(self) -> None:
        self.is_let_go.set()


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while LINES:
        LINES.pop().close()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    monkeypatch.setattr(waiting, "PACE", 0.01)
    return Ring()


@pytest.fixture
def hall(ring: Ring) -> Iterator[waiting.Hall]:
    made = waiting.Hall(1, ring, room=3)
    yield made
    made.close()
    made.shutdown(cancel_pending=False)


def put(hall: waiting.Hall, *channels: Any) -> None:
    for one in channels:
        hall.add_task(one)


def test_who_waits_is_answered_when_it_is_there_and_takes_no_thread(hall: waiting.Hall, ring: Ring) -> None:
    waits, other = Channel(X_WAIT="a"), Channel(X_WAIT="b")
    put(hall, waits, other)
    for _looked in range(3):
        assert ring.looked.acquire(timeout=PATIENCE)
    # The one thread that answers is free all the time.
    for method in ("POST", "GET"):
        at_once = Channel(method, **({"X_WAIT": "a"} if method == "POST" else {}))
        put(hall, at_once)
        assert at_once.answered.wait(PATIENCE)
    assert not waits.answered.is_set() and not waits.is_known
    ring.there.add("a")
    assert waits.answered.wait(PATIENCE) and not other.answered.is_set()
    assert waits.is_known and not other.is_known


def test_who_has_hung_up_is_not_answered(hall: waiting.Hall, ring: Ring) -> None:
    gone, waits = Channel(X_WAIT="a"), Channel(X_WAIT="a")
    put(hall, gone, waits)
    gone.browser.close()
    ring.there.add("a")
    assert gone.is_let_go.wait(PATIENCE) and waits.answered.wait(PATIENCE)
    assert not gone.answered.is_set() and not waits.is_let_go.is_set()
    assert gone.is_known  # so that the loop closes its line


def test_a_full_hall_lets_nobody_in(hall: waiting.Hall) -> None:
    put(hall, *(Channel(X_WAIT="a") for _at in range(3)))
    late = Channel(X_WAIT="a")
    put(hall, late)
    assert late.answered.wait(PATIENCE) and late.is_known


def test_a_bell_that_fails_leaves_nobody_waiting(
    hall: waiting.Hall, ring: Ring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(waited_for: Sequence[str]) -> list[bool]:
        raise RuntimeError("見本の誤り")

    with monkeypatch.context() as broken:
        broken.setattr(ring, "are_ripe", fail)
        first = Channel(X_WAIT="a")
        put(hall, first)
        assert first.answered.wait(PATIENCE)
    assert "見本の誤り" in caplog.text
    ring.there.add("a")
    second = Channel(X_WAIT="a")
    put(hall, second)
    assert second.answered.wait(PATIENCE)


def test_nobody_waits_longer_than_they_should(
    hall: waiting.Hall, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LONGEST", 0.0)
    waits = Channel(X_WAIT="a")
    put(hall, waits)
    assert waits.answered.wait(PATIENCE) and not ring.there


def test_when_the_site_stops_all_are_answered_and_nobody_waits_any_more(hall: waiting.Hall) -> None:
    waits, late = Channel(X_WAIT="a"), Channel(X_WAIT="a")
    put(hall, waits)
    hall.close()
    put(hall, late)
    assert waits.answered.wait(PATIENCE) and late.answered.wait(PATIENCE)


def test_without_a_bell_nobody_waits() -> None:
    hall, channel = waiting.Hall(1, None, room=3), Channel(X_WAIT="a")
    put(hall, channel)
    assert channel.answered.wait(PATIENCE)
    hall.close()
    hall.shutdown(cancel_pending=False)
