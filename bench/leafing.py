"""How many pages of the HSDS list a site gives out in a second, beside Datasette over the same table."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import time
from collections.abc import Iterator
from itertools import cycle, islice

from home import served

TURNS, SECONDS, FIRST_PAGES = 5, 2, 20


def lists(kind: str, port: int, count: int) -> None:
    """Pages of the HSDS list, and, in turns with them, rows of the same table as Datasette gives them."""
    ours = [f"/api/hsds/3.1/services?per_page=50&page={page}" for page in range(1, count // 50 + 1)]
    # Each page is made once and remembered until something changes.
    ways = {
        "never asked for before": (port, cycle(ours[FIRST_PAGES:]), "contents"),
        "asked for again": (port, cycle(ours[:FIRST_PAGES]), "contents"),
    }
    with contextlib.ExitStack() as stack:
        if kind == "sqlite":
            serve = ("-m", "datasette", "serve", os.environ["TSUNAGI_DATABASE"].removeprefix("sqlite:///"))
            other = stack.enter_context(served(serve))
            # Without what it would like to suggest for its own pages, which takes it seconds.
            first = "/bench/directory_service.json?_size=50&_shape=objects&_nofacet=1&_nosuggest=1"
            ways["Datasette"] = (other, cycle(_first_pages(other, first)), "rows")
        # In turns, so that whatever else the machine does meets all.
        turns = [{name: _a_second(*way) for name, way in ways.items()} for _turn in range(TURNS)]
    found = {name: sum(turn[name] for turn in turns) / TURNS for name in ways}
    theirs = found.pop("Datasette", None)
    for name, one in found.items():
        print(f"HSDS list pages of 50, {name}: {one:.1f} a second", end="" if theirs else "\n", flush=True)
        if theirs:
            print(f"; Datasette, 50 rows of the same table as JSON: {theirs:.1f}; ", end="")
            print(f"{one / theirs:.2f} times as many, at least as many: {'holds' if one >= theirs else 'missed'}")


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


def _a_second(port: int, addresses: Iterator[str], rows: str) -> float:
    """Pages of 50 rows that one client gets in a second. rows: their name in JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def page(address: str) -> bytes:
        connection.request("GET", address)
        answer = connection.getresponse()
        held = answer.read()
        assert answer.status == 200 and held[:1] == b"{", (answer.status, held[:200])
        return held

    for address in islice(addresses, 3):
        assert len(json.loads(page(address))[rows]) == 50, address
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        page(next(addresses))
        done += 1
    return done / (time.perf_counter() - began)
