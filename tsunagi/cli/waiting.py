"""Requests that can wait do so in a hall, without a thread, until there is something to answer or it took too long.

The server's loop goes over every line that it knows each time that anything happens on one. Who waits is taken off its
list meanwhile, so that a thousand of them do not slow down each other's answers.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from waitress.task import ThreadedTaskDispatcher

logger = logging.getLogger(__name__)

#: Seconds that a request waits at most: shorter than the page's own patience (chat/_head.html), and than that of
#: proxies.
LONGEST: Final = 15.0
#: Seconds between two looks at what they wait for …
PACE: Final = 0.25
#: … or so many times as long as the last look took: on a busy machine looking must not take what answering needs.
REST: Final = 10


class Bell(Protocol):
    """Knows what requests wait for."""

    def waits_for(self, method: str, headers: Mapping[str, str]) -> object | None:
        """What a request can wait for; None where it is to be answered at once. Asked of each, so it must be quick."""

    def are_ripe(self, waited_for: Sequence[Any]) -> list[bool]:
        """Of each, whether it is there. Where it fails all are answered."""


@dataclass(frozen=True, slots=True)
class Held:
    """A request in the hall. channel: waitress's, which has it."""

    channel: Any
    waited_for: object
    until: float


class Hall(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads that answer, and the hall before them. room: how many may wait at once; who comes then does not."""

    def __init__(self, threads: int, bell: Bell | None, *, room: int) -> None:
        super().__init__()
        self._bell = bell
        self._room = room
        self._held: list[Held] = []
        self._door = threading.Lock()
        self._is_closed = threading.Event()
        self.set_thread_count(threads)
        if bell is not None:
            threading.Thread(target=self._watch, args=(bell,), name="hall", daemon=True).start()

    def add_task(self, task: Any) -> None:
        """Answer at once, or when there is something to answer."""
        request = task.requests[0]
        waited_for = self._bell.waits_for(request.command, request.headers) if self._bell else None
        with self._door:
            if waited_for is not None and not self._is_closed.is_set() and len(self._held) < self._room:
                self._held.append(Held(task, waited_for, time.monotonic() + LONGEST))
                _in_loop(task, task.del_channel)
                return
        super().add_task(task)

    def close(self) -> None:
        """From now on nobody waits; whoever does is answered."""
        with self._door:
            self._is_closed.set()
            held, self._held = self._held, []
        self._answer(held)

    def _watch(self, bell: Bell) -> None:
        took = 0.0
        while not self._is_closed.wait(max(PACE, REST * took)):
            with self._door:
                held, self._held = self._held, []
            if not held:
                continue
            began = time.monotonic()
            try:
                ripe = bell.are_ripe([one.waited_for for one in held])
            except Exception:  # whatever it is: were this thread to end, nobody who waits would be answered again
                logger.exception("cannot tell whether what requests wait for is there")
                ripe = [True for _one in held]
            now = time.monotonic()
            took = now - began
            with self._door:
                is_over = self._is_closed.is_set()
                ends = [is_over or is_ripe or now >= one.until for one, is_ripe in zip(held, ripe, strict=True)]
                self._held += [one for one, is_end in zip(held, ends, strict=True) if not is_end]
            self._answer([one for one, is_end in zip(held, ends, strict=True) if is_end])

    def _answer(self, held: list[Held]) -> None:
        if held:
            _in_loop(held[0].channel, lambda: self._let_out(held))

    def _let_out(self, held: list[Held]) -> None:
        for channel in (one.channel for one in held):
            channel.set_socket(channel.socket)  # the loop hears of it again
            if _is_gone(channel):
                channel.cancel()
            else:
                super().add_task(channel)


def _in_loop(channel: Any, deed: Callable[[], object]) -> None:
    """Have the server's loop do it, one after the other: nobody else may change the list that it goes over."""
    channel.server.trigger.pull_trigger(deed)


def _is_gone(channel: Any) -> bool:
    """Whether whoever asked has hung up: a page that sends something puts its question aside, and asks anew.

    Nobody else reads from the line while a request is on its way.
    """
    try:
        return bool(channel.socket.recv(1, socket.MSG_PEEK) == b"")
    except BlockingIOError:
        return False
    except OSError:
        return True
