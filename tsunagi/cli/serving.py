"""The web server as this site runs it: one process, some threads; told to stop, it answers what it has begun."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from typing import Any, Final

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.wasyncore import dispatcher, loop

from tsunagi.cli.waiting import Bell, Hall

#: How long answers that are under way may take after the process was told to stop, in seconds.
PATIENCE: Final = 30.0
#: How many browsers may be connected at once, and how many more of them may wait; each open chat keeps one connection,
#: or two.
MOST_CONNECTED: Final = 4_096
#: How often it looks whether it was told to stop, in seconds.
GLANCE: Final = 0.5


def serve(
    application: Any,
    *,
    host: str,
    port: int,
    threads: int,
    begun: Callable[[], None],
    bell: Bell | None = None,
    **more: Any,
) -> None:
    """Answer requests until SIGTERM or Ctrl+C; then accept no more, answer what has come, and return.

    begun: called when requests are accepted. bell: knows of requests that can wait for something. A second signal ends
    the process at once. Raises OSError where the address is taken.
    """
    # What is open: the sockets that listen, and a channel for each visitor.
    held: dict[int, Any] = {}
    room = _room()
    hall = Hall(threads, bell, room=room)
    more |= {"host": host, "port": port, "ident": None, "connection_limit": room}
    server = create_server(application, map=held, _dispatcher=hall, **more)
    over = _told_to_stop()
    begun()
    while not over.is_set():
        loop(timeout=GLANCE, use_poll=True, map=held, count=1)
    hall.close()
    _let_in(held)
    for one in [one for one in held.values() if getattr(one, "accepting", False)]:
        dispatcher.close(one)  # the door alone: its own `close` takes away what threads wake this loop by
    end = time.monotonic() + PATIENCE
    while any(map(_is_busy, held.values())) and time.monotonic() < end:
        loop(timeout=GLANCE / 10, use_poll=True, map=held, count=1)
    hall.shutdown(cancel_pending=False)  # a thread whose answer has gone out still wakes this loop
    server.close()


def _room() -> int:
    """How many may be connected, and how many wait: half each of what the system lets a process hold open, less those
    for files and databases."""
    if resource is None:  # Windows
        return 250
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTED + 200
    if soft < wanted and (hard == resource.RLIM_INFINITY or hard > soft):
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(100, min(MOST_CONNECTED, (soft - 200) // 2))


def _told_to_stop() -> threading.Event:
    """An event that is set by the first signal to stop; the next one then does what it does to any program."""
    over = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def stop(number: int, frame: object) -> None:
        # In this order: a second signal amid `set`, which holds a lock, would wait for that lock for good.
        for one, handler in before.items():
            signal.signal(one, handler)
        over.set()

    for number in before:
        signal.signal(number, stop)
    return over


def _let_in(held: dict[int, Any]) -> None:
    """Who has connected already, but was not yet let in, would be turned away when the door closes."""
    known = -1
    while known != len(held):
        known = len(held)
        loop(timeout=0, map=held, count=1)


def _is_busy(channel: object) -> bool:
    """Whether somebody waits for an answer, or is still sending or being sent something."""
    return isinstance(channel, HTTPChannel) and bool(channel.requests or channel.request or channel.total_outbufs_len)


def taken(host: str, port: int, error: OSError) -> str:
    """The sentence on an address that cannot be listened on."""
    return (
        f"{host}:{port} で待ち受けられません({error.strerror})。別の番号を --port で指定してください。"
        f" / Cannot listen on {host}:{port} ({error.strerror}): name another port with --port."
    )
