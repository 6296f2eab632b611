"""How long searching very many supports takes beside tantivy, and giving them out beside Datasette.

    .venv/bin/python bench/directory.py --services 100000 --database both

Supports are made up (bench/supports.py) and written by whole tables into a site of its own, on SQLite and, where a
server answers, on PostgreSQL; then they are indexed as `tsunagi set-up` does it, and searched: in process, over
HTTP through a real `tsunagi serve`, and in tantivy (bench/peers.py), in the same run. Last, pages of the HSDS list are
asked for, and of Datasette the same table's rows as JSON.

Both sides have the same records, words and filters, count all that they find and give the first 20, those that have
the words in the name before others. Two things differ. Which hours are open now we work out within our time, and tell
tantivy beforehand. And its ngram finds the pairs of a longer word wherever they stand, so it finds more with less work:
with pairs that follow one another, as ours have to, it is asked in the turn with our tokens alone.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from home import SERVER, served, site
from leafing import lists
from supports import WORDS, Supports, asked

DATABASE = "tsunagi_bench_directory"
BATCH = 5_000
WARM, ASKED, ASKED_OVER_HTTP = 40, 800, 200
#: What is wanted at 100,000 services.
AIM_MS, AIM_TIMES = 15, 3

Row = dict[str, Any]


class Taken(NamedTuple):
    """Milliseconds: by the clock, and those in which a processor worked on it, however much else the machine does."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class Question:
    """kind: of WORDS. filters: as the page's form takes them."""

    kind: str
    words: str
    filters: Row


def main() -> None:
    """Generate, ask, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--keep", type=Path, help="a folder for the generated site; what is there is asked again")
    wanted = parser.parse_args()
    for kind in ("sqlite", "postgresql") if wanted.database == "both" else (wanted.database,):
        with site(kind, database=DATABASE, keep=wanted.keep) as environment:
            if environment is None:
                print(f"No PostgreSQL answers at {SERVER}: left out.")
                continue
            # A process for each database: Django is set up once and for one.
            again = [sys.executable, __file__, "--services", str(wanted.services)]
            subprocess.run(again, env={**environment, "BENCH_INSIDE": kind}, check=True)


def inside(kind: str, count: int) -> None:
    """The work on one database, whose address the environment holds."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    print(f"\n{kind}, {count:,} services; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    home = Path(os.environ["TSUNAGI_HOME"])
    ready = home / "generated"
    if not ready.exists():
        ready.write_text(_fill(kind, count), encoding="utf-8")
    print(ready.read_text(encoding="utf-8"), flush=True)
    chance = random.Random(11)
    questions = [Question(*one) for one in asked(chance, WARM + ASKED)]
    peers = _peers(home)
    _in_process(questions, peers)
    with served() as port:
        _over_http(port, questions[: WARM + ASKED_OVER_HTTP], count)
        lists(kind, port, count)


def _fill(kind: str, count: int) -> str:
    """Write and index; how long that took and how large it is."""
    from django.db import connection

    from tsunagi.base.models import Organisation
    from tsunagi.directory.actions.index import index_missing
    from tsunagi.directory.actions.pack import load_terms
    from tsunagi.directory.rules.areas import areas

    terms = {key: term.pk for key, term in load_terms().items()}
    places = [(one.code, one.name) for one in areas().values() if one.kind != "prefecture"]
    supports = Supports(count, places, Organisation.objects.get(slug="cabinet-office").pk, terms)
    began = time.perf_counter()
    for name, rows in supports.tables():
        _write(name, rows)
    written, size = time.perf_counter() - began, _size(kind)
    began = time.perf_counter()
    index_missing()
    indexed = time.perf_counter() - began
    if kind == "postgresql":
        with connection.cursor() as cursor:
            # As it keeps itself after a while; SQLite does nothing of the kind.
            cursor.execute("VACUUM ANALYZE")
    grown = _size(kind) - size
    return (
        f"written in {written:.0f} s ({size / 1e6:,.0f} MB), indexed in {indexed:.0f} s "
        f"({count / indexed:,.0f} a second), the index takes {grown / 1e6:,.0f} MB"
    )


def _write(name: str, rows: Iterable[Row]) -> None:
    """Rows of a model, into its table as they are; what a row does not say is as the model has it."""
    from django.apps import apps
    from django.db import connection, transaction
    from django.utils import timezone

    now = timezone.now()
    fields = apps.get_model("directory", name)._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    usual = [now if getattr(field, "auto_now", False) else field.get_default() for field in fields]
    ready = [field.get_db_prep_save(value, connection) for field, value in zip(fields, usual, strict=True)]
    places = {field.attname: (place, field) for place, field in enumerate(fields)}
    table = f"directory_{name.lower()}"

    def said(row: Row) -> list[Any]:
        values = ready.copy()
        for column, value in row.items():
            place, field = places[column]
            values[place] = field.get_db_prep_save(value, connection)
        return values

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(said(row))
        else:
            # Room for the indexes of the largest table: what does not fit is written and read over and over.
            cursor.execute("PRAGMA cache_size = -1000000")
            signs = ", ".join(["%s"] * len(fields))
            for piece in _pieces(map(said, rows)):
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({signs})", piece)


def _pieces(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    source = iter(rows)
    while piece := list(islice(source, size)):
        yield piece


def _size(kind: str) -> int:
    """What the database takes, in bytes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database())"
            if kind == "postgresql"
            else "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, "
            "pragma_page_size"
        )
        return int(cursor.fetchone()[0])


def _peers(home: Path) -> dict[str, Any]:
    """tantivy in both ways, filled with the records of the index in its order."""
    from peers import Tantivy

    from tsunagi.directory.models import SearchEntry
    from tsunagi.directory.queries.documents import documents

    keys = list(SearchEntry.objects.order_by("pk").values_list("service", flat=True))
    made = {}
    for name in ("tantivy (ngram)", "tantivy (our tokens)"):
        folder = home / name
        shutil.rmtree(folder, ignore_errors=True)
        made[name] = Tantivy(folder, ngrams="ngram" in name)
    taken = dict.fromkeys(made, 0.0)
    for piece in _pieces(keys, 500):
        held = {one.service: one for one in documents(piece)}
        for name, peer in made.items():
            began = time.perf_counter()
            peer.add(held[key] for key in piece)
            taken[name] += time.perf_counter() - began
    for name, peer in made.items():
        began = time.perf_counter()
        peer.finish()
        taken[name] += time.perf_counter() - began
        size = sum(file.stat().st_size for file in peer.folder.iterdir())
        print(f"{name}: indexed in {taken[name]:.0f} s, {size / 1e6:,.0f} MB", flush=True)
    return made


def _in_process(questions: Sequence[Question], peers: dict[str, Any]) -> None:
    from django.utils import timezone

    from tsunagi.directory.models import SearchEntry
    from tsunagi.directory.queries.filters import marks, open_openings
    from tsunagi.directory.queries.search import hits, search
    from tsunagi.directory.rules.grams import terms

    at = timezone.localtime()
    order = list(SearchEntry.objects.order_by("pk").values_list("service", flat=True))
    server = _server()
    # tantivy gives the numbers of its hits, not records: so do we in the second turn.
    taken: dict[str, list[Taken | None]] = {"search": [], "its hits": []}
    found = []
    for one in questions:
        answer, cost = _timed(server, partial(search, one.words, filters=_filters(one, at)))
        taken["search"].append(cost)
        found.append((answer.total, [service.pk for service in answer.services]))
    for one in questions:
        taken["its hits"].append(_timed(server, partial(hits, one.words, filters=_filters(one, at)))[1])
    for name, peer in peers.items():
        taken[name] = []
        differ = 0
        for one, held in zip(questions, found, strict=True):
            wanted = terms(one.words)
            if not peer.answers(wanted):
                taken[name].append(None)
                continue
            asked = marks(_filters(one, at))
            # Which hours are open now tantivy cannot know: it is told.
            openings = open_openings(at) if "open" in one.filters else None
            (count, rows), cost = _timed(None, partial(peer.search, wanted, asked, openings, 20))
            taken[name].append(cost)
            differ += (count, [order[row] for row in rows]) != held
        print(f"{name}: {differ} of {sum(one is not None for one in taken[name])} answers differ from ours")
    groups = {"all": range(WARM, len(questions))}
    for kind in WORDS:
        groups[kind] = [at for at in groups["all"] if questions[at].kind == kind]
    groups["with open now"] = [at for at in groups["all"] if "open" in questions[at].filters]
    groups["without filters"] = [at for at in groups["all"] if not questions[at].filters]
    print(f"with the database's server, where there is one; load {os.getloadavg()[0]:.1f}")
    for clock in Taken._fields:
        print(f"{clock + ', ms':16}", *(f"{name + ' p50':>24} {'p95':>7}" for name in taken))
        for name, places in groups.items():
            line = f"{name:16}"
            for costs in taken.values():
                other = _percentiles([getattr(cost, clock) for at in places if (cost := costs[at]) is not None])
                line += f" {other[0]:24.2f} {other[1]:7.2f}" if other else f" {'-':>24} {'-':>7}"
            print(line)
        p95 = _percentiles([getattr(cost, clock) for cost in taken["search"][WARM:]])[1]
        print(f"search, p95 within {AIM_MS} ms by {clock}: {'holds' if p95 <= AIM_MS else 'missed'}")
        for name in peers:
            both = [pair for pair in zip(taken["its hits"][WARM:], taken[name][WARM:], strict=True) if pair[1]]
            a, b = (_percentiles([getattr(cost, clock) for cost in costs])[1] for costs in zip(*both, strict=True))
            print(f"p95 of the hits beside {name} by {clock}, of what both can answer: {a:.2f} / {b:.2f} = ", end="")
            print(f"{a / b:.1f} times, within {AIM_TIMES}: {'holds' if a <= AIM_TIMES * b else 'missed'}", flush=True)


def _timed(server: Path | None, work: Callable[[], Any]) -> tuple[Any, Taken]:
    """What the work gives, and what it took."""
    began, busy = time.perf_counter(), _busy(server)
    given = work()
    return given, Taken(1000 * (time.perf_counter() - began), 1000 * (_busy(server) - busy))


def _server() -> Path | None:
    """Where the system says how long the database's process for us had a processor; None where it does not say."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return told if told.exists() else None


def _busy(server: Path | None) -> float:
    """For how many seconds this process had a processor so far, and the database's where it tells."""
    return time.process_time() + (int(server.read_text().split()[0]) / 1e9 if server else 0)


def _filters(question: Question, at: datetime) -> Any:
    from tsunagi.directory.queries.filters import Filters

    asked = question.filters
    return Filters(asked.get("need", ""), area=asked.get("area", ""), open_at=at if "open" in asked else None)


def _percentiles(taken: Sequence[float]) -> tuple[float, float] | None:
    """The median and the 95th percentile."""
    measured = sorted(taken)
    return (measured[len(measured) // 2], measured[len(measured) * 95 // 100]) if measured else None


def _over_http(port: int, questions: Sequence[Question], count: int) -> None:
    """The list page by POST, as a browser sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/supports/")
    first = connection.getresponse()
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', first.read())
    assert token, "the form has no token"
    cookie = first.headers["Set-Cookie"].split(";")[0]
    head = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    taken = []
    for one in questions:
        filters = {**one.filters, "open": "on"} if "open" in one.filters else one.filters
        body = urlencode({"words": one.words, "csrfmiddlewaretoken": token[1].decode(), **filters})
        began = time.perf_counter()
        connection.request("POST", "/supports/", body, head)
        answer = connection.getresponse()
        held = answer.read()
        taken.append(1000 * (time.perf_counter() - began))
        assert answer.status == 200 and b"<h1" in held, answer.status
    p50, p95 = _percentiles(taken[WARM:])
    print(f"over HTTP, the page with its cards: p50 {p50:.1f} ms, p95 {p95:.1f} ms", flush=True)
    page = count // 25
    for address in ("/supports/", f"/supports/?page={page}", "/supports/?area=13&need=money&open=on"):
        p50, p95 = _got(connection, address)
        print(f"  GET {address:40} p50 {p50:6.1f} ms, p95 {p95:6.1f} ms", flush=True)


def _got(connection: http.client.HTTPConnection, address: str) -> tuple[float, float]:
    taken = []
    for _time in range(20):
        began = time.perf_counter()
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        taken.append(1000 * (time.perf_counter() - began))
        assert answer.status == 200, (address, answer.status)
    return _percentiles(taken)


if __name__ == "__main__":
    if os.environ.get("BENCH_INSIDE"):
        inside(os.environ["BENCH_INSIDE"], int(sys.argv[sys.argv.index("--services") + 1]))
    else:
        main()
