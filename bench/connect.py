"""How long the pages of casework take among very many people, beside the bare SQL for the same rows in the same run.

    .venv/bin/python bench/connect.py --keep /somewhere/connect                          the full size, made once
    .venv/bin/python bench/connect.py --contacts 20000 --cases 4000 --database sqlite    a quick look

Contacts, people, cases, steps, forms and referrals of 60 made-up organisations are written, every personal field sealed
as the site seals it, on SQLite and, where a server answers, on PostgreSQL under a role that is no superuser, so that
row-level security holds. Then a real `tsunagi serve` is asked over HTTP by signed-in counsellors for their list, a
case, and people by name; and the same rows are fetched with the plainest SQL through the bare driver. Beside the time
by the clock stands what one page costs the site and the database in processor time, on Linux. With `--keep`
what was made stays in a folder (and in the server's database `tsunagi_connect`); another run goes on from there.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from home import SERVER, served, site
from spent import Spent

#: Asked first without being counted, then counted.
WARM, ASKED = 10, 200
#: p95 that is aimed at, in ms.
AIMS = {"sqlite": 200.0, "postgresql": 100.0}
ROLE = "tsunagi_connect"
TOKEN = "b" * 32

Row = tuple[Any, ...]

#: The same rows in the plainest SQL; what is sealed stays so.
BARE = {
    "list": "SELECT c.id, c.number, c.state, c.next_due, p.name FROM cases_case c "
    "JOIN cases_person p ON p.id = c.person_id WHERE c.worker_id = %s AND c.state <> 'closed' "
    "ORDER BY c.next_due LIMIT 100",
    "case": "SELECT c.number, c.state, c.ground_text, p.name, s.what, s.due, s.state FROM cases_case c "
    "JOIN cases_person p ON p.id = c.person_id JOIN cases_step s ON s.case_id = c.id WHERE c.id = %s ORDER BY s.due",
    "search": "SELECT p.id, p.name, p.kana, p.born FROM cases_persontoken t JOIN cases_person p ON p.id = t.person_id "
    "WHERE t.organisation_id = %s AND t.token = %s LIMIT 20",
}
#: What figures count of a year; no sealed column in it.
YEAR = (
    "SELECT organisation_id, way, outcome, age, count(*) FROM consultations_contact "
    "WHERE arrived_at >= '2026-01-01' AND arrived_at < '2027-01-01' GROUP BY organisation_id, way, outcome, age"
)


def main() -> int:
    """Make, ask, compare, print; 1 where an aim was missed or a page failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--keep", type=Path, help="a folder for what is made; what is there already is asked again")
    wanted = parser.parse_args()
    missed = 0
    for kind in ("sqlite", "postgresql") if wanted.database == "both" else (wanted.database,):
        with site(kind, database=ROLE, keep=wanted.keep) as environment:
            if environment is None:
                print(f"No PostgreSQL answers at {SERVER}: left out.")
                continue
            if kind == "postgresql":
                environment["TSUNAGI_DATABASE"] = _without_superuser(environment["TSUNAGI_DATABASE"])
            # A process for each database: Django is set up once and for one.
            again = [sys.executable, __file__, "--contacts", str(wanted.contacts), "--cases", str(wanted.cases)]
            more = {"BENCH_INSIDE": kind, "TSUNAGI_SECOND_FACTOR": "0", "TSUNAGI_MEANING": "0"}
            missed |= subprocess.run([*again, "--database", kind], env={**environment, **more}).returncode
    return missed


def _without_superuser(address: str) -> str:
    """The address of the database under a role that row-level security holds for; the role owns the database."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as keeper:
        if not keeper.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            keeper.execute(f"CREATE ROLE {ROLE} LOGIN")
        keeper.execute(f"ALTER DATABASE {ROLE} OWNER TO {ROLE}")
        keeper.execute(f"ALTER SCHEMA public OWNER TO {ROLE}")
    scheme, rest = address.split("://")
    return f"{scheme}://{ROLE}@{rest.split('@')[-1]}"


def inside(kind: str, contacts: int, cases: int) -> int:
    """The work on one database, whose address the environment holds."""
    import django
    from django.core.management import call_command

    django.setup()
    from connect_data import make

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    print(f"\n{kind}: {contacts:,} contacts, {cases:,} cases", flush=True)
    ready = Path(os.environ["TSUNAGI_HOME"]) / "generated"
    if not ready.exists():
        began = time.process_time(), time.perf_counter()
        sealed = make(contacts, cases)
        taken = time.process_time() - began[0], time.perf_counter() - began[1]
        ready.write_text(f"made in {taken[1]:.0f} s ({taken[0]:.0f} s of processor), {sealed:,} values sealed")
    print(ready.read_text(encoding="utf-8"))
    _explain(kind)
    failed = 0
    chance = random.Random(7)
    with served() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        people = [_signed_in(user) for user in _counsellors(chance)]
        print("page      bare SQL p50      p95   HTTP p50      p95  processor  aim")
        own = os.getpid()
        for name, ask in _asked(chance, people, connection).items():
            bare = _timed([one[0] for one in ask])
            spent = Spent(lambda parent, title: (parent == own and "serve" in title) or f" {ROLE} {ROLE} " in title)
            page = _timed([one[1] for one in ask])
            taken = 1000 * spent.look() / len(ask)
            holds = page[1] <= AIMS[kind]
            failed |= not holds
            print(f"{name:8} {bare[0]:9.2f} ms {bare[1]:6.2f} ms {page[0]:7.1f} ms {page[1]:6.1f} ms", end="")
            print(f" {taken:7.1f} ms", end="")
            print(f"   {'holds' if holds else 'missed'} ({AIMS[kind]:.0f} ms)", flush=True)
    print("load", " ".join(f"{one:.1f}" for one in os.getloadavg()), "on", os.cpu_count(), "cores")
    return int(failed)


def _counsellors(chance: random.Random) -> list[Any]:
    from tsunagi.base.models import User
    from tsunagi.base.scope import everything

    with everything():
        held = list(User.objects.filter(cases__isnull=False).distinct().order_by("pk"))
    return chance.sample(held, min(len(held), 50))


def _signed_in(user: Any) -> tuple[Any, dict[str, str]]:
    """Somebody, and the headers of a browser in which they signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    cookies = f"sessionid={session.session_key}; csrftoken={TOKEN}"
    return user, {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}


def _asked(
    chance: random.Random, people: list[Any], line: http.client.HTTPConnection
) -> dict[str, list[tuple[Callable[[], None], Callable[[], None]]]]:
    """What is asked for each page: as bare SQL, and over HTTP."""
    from connect_data import GIVEN

    from tsunagi.base.keys import ring
    from tsunagi.base.scope import everything
    from tsunagi.cases.models import Case
    from tsunagi.cases.rules.people import asked_tokens

    found: dict[str, list[tuple[Callable[[], None], Callable[[], None]]]] = {"list": [], "case": [], "search": []}
    for _at in range(WARM + ASKED):
        user, headers = chance.choice(people)
        with everything():
            held = list(Case.objects.filter(worker=user).values_list("pk", "organisation_id")[:200])
        key, organisation = chance.choice(held)
        name = chance.choice(GIVEN)
        token = asked_tokens(ring(), name)[0]
        found["list"].append((_sql("list", [user.pk]), _http(line, "GET", "/casework/", headers)))
        found["case"].append((_sql("case", [_key(key)]), _http(line, "GET", f"/casework/cases/{key}/", headers)))
        body = urlencode({"asked": name})
        found["search"].append(
            (_sql("search", [organisation, token]), _http(line, "POST", "/casework/search/", headers, body))
        )
    return found


def _key(key: Any) -> Any:
    from django.db import connection

    return key.hex if connection.vendor == "sqlite" else key


def _sql(name: str, values: list[Any]) -> Callable[[], None]:
    from django.db import connection

    from tsunagi.base.scope import everything

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE[name], values)
            cursor.fetchall()

    with everything():
        return run


def _http(
    line: http.client.HTTPConnection, method: str, address: str, headers: dict[str, str], body: str = ""
) -> Callable[[], None]:
    def run() -> None:
        line.request(method, address, body or None, headers)
        answer = line.getresponse()
        text = answer.read()
        if answer.status != 200 or b"</html>" not in text:
            raise SystemExit(f"{method} {address}: {answer.status}\n{text[-2000:].decode(errors='replace')}")

    return run


def _timed(deeds: list[Callable[[], None]]) -> tuple[float, float]:
    """p50 and p95 in ms."""
    from tsunagi.base.scope import everything

    times = []
    with everything():
        for at, deed in enumerate(deeds):
            began = time.perf_counter()
            deed()
            if at >= WARM:
                times.append(1000 * (time.perf_counter() - began))
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def _explain(kind: str) -> None:
    """How the database goes about the figures of a year, and how long that takes."""
    from django.db import connection

    from tsunagi.base.scope import everything

    words = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN (COSTS OFF)"}[kind]
    with everything(), connection.cursor() as cursor:
        cursor.execute(f"{words} {YEAR}")
        plan = [str(row[-1]) for row in cursor.fetchall()]
        began = time.perf_counter()
        cursor.execute(YEAR)
        rows = len(cursor.fetchall())
    print(f"the contacts of a year, counted in one query: {time.perf_counter() - began:.2f} s, {rows} rows")
    print("\n".join(f"    {line}" for line in plan))


if __name__ == "__main__":
    if os.environ.get("BENCH_INSIDE"):
        arguments = argparse.ArgumentParser()
        for name in ("--contacts", "--cases"):
            arguments.add_argument(name, type=int)
        arguments.add_argument("--database")
        given = arguments.parse_args()
        sys.exit(inside(os.environ["BENCH_INSIDE"], given.contacts, given.cases))
    sys.exit(main())
