"""How many pages of the HSDS list a site gives out in a second, beside Datasette over the same table."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from home import served

TURNS, SECONDS, FIRST_PAGES, WARM = 5, 2, 20, 40


def lists(kind: str, port: int, count: int) -> None:
    """Pages of the HSDS list, one after the other, and in turns with them rows of the same table by Datasette."""
    ours = [f"/api/hsds/3.1/services?per_page=50&page={page}" for page in range(1, count // 50 + 1)]
    ways = {"HSDS list": (port, cycle(ours), "contents")}
    with contextlib.ExitStack() as stack:
        if kind == "sqlite":
            serve = ("-m", "datasette", "serve", os.environ["TSUNAGI_DATABASE"].removeprefix("sqlite:///"))
            other = stack.enter_context(served(serve))
            # Without what it would like to suggest for its own pages, which takes it seconds.
            first = "/bench/directory_service.json?_size=50&_shape=objects&_nofacet=1&_nosuggest=1"
            ways["Datasette"] = (other, cycle(_first_pages(other, first)), "rows")
        # In turns, so that whatever else the machine does meets all.
        turns = [{name: _some(*way) for name, way in ways.items()} for _turn in range(TURNS)]
    found = {name: [sum(turn[name][what] for turn in turns) / TURNS for what in (0, 1)] for name in ways}
    for name, (pages, busy) in found.items():
        print(f"{name}: {pages:.1f} pages of 50 a second, {busy:.2f} ms of the server's processor time each")
    if "Datasette" in found:
        one, two = (found[name][0] for name in ways)
        print(f"{one / two:.2f} times as many, at least as many: {'holds' if one >= two else 'missed'}", flush=True)


def _first_pages(port: int, address: str) -> list[str]:
    """The addresses of Datasette's first pages, each of which names the next."""
    found: list[str] = []
    connection = http.client.HTTPConnection("127.0.0.1", port)
    while address and len(found) < FIRST_PAGES:
        found.append(address)
        connection.request("GET", address)
        following = json.loads(connection.getresponse().read())["next_url"] or ""
        address = following[following.find("/bench/") :]
    return found


def _some(port: int, addresses: Iterator[str], rows: str) -> tuple[float, float]:
    """Pages of 50 rows that one client gets in a second, and what each costs. rows: their name in JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def page(address: str) -> bytes:
        connection.request("GET", address)
        answer = connection.getresponse()
        held = answer.read()
        assert answer.status == 200 and held[:1] == b"{", (answer.status, held[:200])
        return held

    # As many as bring each thread of the server to work.
    for address in islice(addresses, WARM):
        assert len(json.loads(page(address))[rows]) == 50, address
    began, worked, done = time.perf_counter(), _worked(), 0
    while time.perf_counter() - began < SECONDS:
        page(next(addresses))
        done += 1
    return done / (time.perf_counter() - began), 1000 * (_worked() - worked) / done


def _worked() -> float:
    """For how many seconds the servers had a processor so far: of two only one is asked at a time. Linux says it."""
    ticks = 0
    for told in Path("/proc/self/task").glob("*/children"):
        for child in told.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
