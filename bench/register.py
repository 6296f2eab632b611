"""How long the register's pages take with very many bodies and years, beside the bare SQL for the same rows.

    .venv/bin/python bench/register.py --bodies 1788 --years 20 --database both

Bodies, plans, measures, editions, targets and figures are made up and written by plain SQL into a site of its own, on
SQLite and, where a server answers, on PostgreSQL. Then a real `tsunagi serve` is asked over HTTP for pages of random
bodies, and the same rows are fetched with the plainest SQL through the bare driver, in the same run. Every page is
asked for once, and then again, when the site may remember it (tsunagi/base/remembering.py). Beside the clock stands
the processor time a page on average (of the bare SQL this process's own, and so on SQLite only all of it): a machine
that has other work to do changes it less.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from home import SERVER, served, site
from spent import Spent

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "source"
DOCUMENTS = (SOURCE / "000_e2656c87001df674.txt", SOURCE / "plan-r7-measures-143.pdf")
MEASURES, SECTIONS, FIRST_YEAR = 150, 15, 2005
WARM, ASKED = 20, 200

Ask = Callable[[str, tuple[Any, ...]], list[Any]]

#: The whole register in plain SQL; {b} bodies, {y} years, {m} measures a plan, {s} sections. Keys are worked out.
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {top}) "
STEPS = [
    (
        "plans",
        "{b}",
        "INSERT INTO register_plan (id, organisation_id, slug, title, title_en) "
        "SELECT i, i + 1000, 'plan-' || i, '見本計画' || i, '' FROM n",
    ),
    (
        "measures",
        "{m}",
        "INSERT INTO register_measure (id, plan_id, merged_into_id) "
        "SELECT (p.id - 1) * {m} + i, p.id, NULL FROM register_plan p CROSS JOIN n",
    ),
    (
        "indicators",
        "1",
        "INSERT INTO register_indicator (id, measure_id, name, unit, direction, stage) "
        "SELECT id, id, '相談件数', '件', 'up', 'output' FROM register_measure",
    ),
    (
        "editions",
        "{y}",
        "INSERT INTO register_edition (id, plan_id, fiscal_year, kind, revision, corrects_id, "
        "correction_reason, title, "
        "note, state, judged_on, made_at, published_at, published_by_id, seal) SELECT (p.id - 1) * {y} + i, p.id, "
        "{first} + i, 'follow_up', 0, NULL, '', p.title || '実施状況', '', 'draft', '2025-03-31', '2025-04-01', "
        "NULL, NULL, "
        "'' FROM register_plan p CROSS JOIN n",
    ),
    (
        "sections",
        "{s}",
        'INSERT INTO register_section (id, edition_id, code, heading, heading_en, "order") '
        "SELECT (e.id - 1) * {s} + i, e.id, '1-' || i, '見本の節' || i, '', i FROM register_edition e CROSS JOIN n",
    ),
    (
        "entries",
        "{m}",
        'INSERT INTO register_entry (id, edition_id, measure_id, number, number_inferred, "order", '
        "section_id, title, "
        "overview, goal, status, review, others, marks, urls, narrative, summary, summary_en) "
        "SELECT (e.id - 1) * {m} + i, e.id, (e.plan_id - 1) * {m} + i, i, {false}, i, "
        "(e.id - 1) * {s} + (i - 1) / 10 + 1, '見本の施策' || i, '困りごとのある人の相談に応じ、必要な支援につなぐ。', "
        "'令和8年度までに相談件数を100件以上とする。', '相談に応じ、支援につないだ。', '引き続き行う。', '{{}}', '{{}}', '[]', "
        "'[]', '', '' FROM register_edition e CROSS JOIN n",
    ),
    (
        "charges",
        "1",
        'INSERT INTO register_entryministry (id, entry_id, organisation_id, "order") '
        "SELECT e.id, e.id, d.plan_id + 1000, 0 FROM register_entry e JOIN register_edition d ON d.id = e.edition_id",
    ),
    (
        "observations",
        "1",
        "INSERT INTO register_observation (id, entry_id, indicator_id, place, what, value, unit, approx, as_of, "
        "is_baseline, derived, area_id, group_id, origin, src, quote, span, note, entered_by_id, entered_at) "
        "SELECT e.id, e.id, e.measure_id, 0, '相談件数', 50 + e.id % 100, '件', {false}, 'FY' || d.fiscal_year, {false}, "
        "{false}, NULL, NULL, 'document', 'status', '', NULL, '', NULL, '2025-04-01' "
        "FROM register_entry e JOIN register_edition d ON d.id = e.edition_id",
    ),
    (
        "targets",
        "1",
        "INSERT INTO register_target (id, entry_id, indicator_id, place, what, op, value, unit, approx, "
        "due, claim, origin, "
        "src, quote, span, verdict, because, judged_by_id, progress) SELECT e.id, e.id, e.measure_id, 0, '相談件数', "
        "'>=', 100, '件', {false}, 'FY' || d.fiscal_year, '', 'document', 'goal', '', NULL, "
        "CASE WHEN e.id % 100 >= 50 THEN 'met' WHEN e.id % 5 = 0 THEN 'not_met' ELSE 'pending' END, "
        "'実績と目標を比べた。 / Compared.', e.id, NULL "
        "FROM register_entry e JOIN register_edition d ON d.id = e.edition_id",
    ),
    (
        "tallies",
        "1",
        "INSERT INTO register_tally (edition_id, \"over\", key, verdict, count) SELECT e.edition_id, 'all', "
        "'', t.verdict, "
        "count(*) FROM register_target t JOIN register_entry e ON e.id = t.entry_id GROUP BY e.edition_id, t.verdict",
    ),
    (
        "publication",
        "1",
        "UPDATE register_edition SET state = 'published', published_at = '2025-06-01', seal = 'generated "
        "for a benchmark'",
    ),
]

#: What each page shows, in the plainest SQL.
BARE = {
    "overview": "SELECT t.what, t.op, t.value, t.unit, t.verdict, t.because, e.title, e.number, s.code, "
    "s.heading, o.value "
    "FROM register_target t JOIN register_entry e ON e.id = t.entry_id JOIN register_section s ON s.id = "
    "e.section_id "
    "LEFT JOIN register_observation o ON o.id = t.judged_by_id WHERE e.edition_id = {edition} ORDER BY e.number",
    "measure": "SELECT d.fiscal_year, e.title, e.overview, e.goal, e.status, e.review, t.what, t.value, t.verdict, "
    "t.because, o.value, o.as_of FROM register_entry e JOIN register_edition d ON d.id = e.edition_id "
    "LEFT JOIN register_target t ON t.entry_id = e.id LEFT JOIN register_observation o ON o.entry_id = e.id "
    "WHERE e.measure_id = {measure} AND d.state = 'published' ORDER BY d.fiscal_year",
    "missed": "SELECT g.name, e.title, t.what, t.value, o.value FROM register_target t "
    "JOIN register_entry e ON e.id = t.entry_id JOIN register_edition d ON d.id = e.edition_id "
    "JOIN register_plan p ON p.id = d.plan_id JOIN base_organisation g ON g.id = p.organisation_id "
    "LEFT JOIN register_observation o ON o.id = t.judged_by_id WHERE d.fiscal_year = {year} AND d.kind = 'follow_up' "
    "AND d.state = 'published' AND g.code LIKE '{prefecture}%' AND t.verdict = 'not_met' "
    "ORDER BY g.code, e.number LIMIT 100",
    "bodies": "SELECT g.name, p.slug, y.verdict, y.count FROM register_tally y JOIN register_edition d "
    "ON d.id = y.edition_id JOIN register_plan p ON p.id = d.plan_id JOIN base_organisation g ON g.id = "
    "p.organisation_id "
    "WHERE y.\"over\" = 'all' AND d.fiscal_year = {year} AND d.kind = 'follow_up' AND d.state = 'published' "
    "ORDER BY g.code",
}
PAGES = {
    "overview": "/plans/plan-{plan}/{year}/follow_up/?asked={asked}",
    "measure": "/measures/{measure}/?asked={asked}",
    "missed": "/bodies/{prefecture}/missed/?year={year}&asked={asked}",
    "bodies": "/bodies/?year={year}&asked={asked}",
}


def main() -> None:
    """Generate, ask, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=int, default=1788)
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--keep", type=Path, help="a folder for the generated site; what is there already is asked again"
    )
    wanted = parser.parse_args()
    kinds = ("sqlite", "postgresql") if wanted.database == "both" else (wanted.database,)
    for kind in kinds:
        with site(kind, database="tsunagi_bench", keep=wanted.keep) as environment:
            if environment is None:
                print(f"No PostgreSQL answers at {SERVER}: left out.")
                continue
            # A process for each database: Django is set up once and for one.
            again = [sys.executable, __file__, "--bodies", str(wanted.bodies), "--years", str(wanted.years)]
            subprocess.run([*again, "--database", kind], env={**environment, "BENCH_INSIDE": kind}, check=True)


def inside(kind: str, bodies: int, years: int) -> None:
    """The work on one database, whose address the environment holds."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    print(f"\n{kind}: {bodies} bodies x {years} years x {MEASURES} measures = ", end="")
    print(f"{bodies * years * MEASURES:,} observations, ", end="")
    ready = Path(os.environ["TSUNAGI_HOME"]) / "generated"
    if ready.exists():
        print(ready.read_text(encoding="utf-8"))
    else:
        began = time.perf_counter()
        _generate(kind, bodies, years)
        ready.write_text(f"written in {time.perf_counter() - began:.0f} s", encoding="utf-8")
        print(ready.read_text(encoding="utf-8"), flush=True)
    print("milliseconds   bare SQL              made first                       asked again")
    print("page         p50    p95  work      p50    p95  work  of the aim     p50    p95  work  of the aim")
    chance = random.Random(7)
    wanted = [_chosen(chance, bodies, years) | {"asked": at} for at in range(WARM + ASKED)]
    with served() as port, _bare(kind) as ask:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        server = Spent(lambda parent, _name: parent == os.getpid())
        for name, address in PAGES.items():
            sql = _timed(lambda one, name=name: ask(BARE[name].format(**one), ()), wanted, time.process_time)
            print(f"{name:9} {sql[0]:6.2f} {sql[1]:6.2f} {sql[2]:5.1f}", end="")
            # Each under an address that nobody asked for before (`asked`), so that it is made; then the same again.
            for _round in ("first", "again"):
                page = _timed(lambda one, address=address: _get(connection, address.format(**one)), wanted, server.look)
                aim = max(theirs / min(1.5 * ours + 10, 200) for ours, theirs in zip(sql[:2], page[:2], strict=True))
                print(f"   {page[0]:6.1f} {page[1]:6.1f} {page[2]:5.1f}  {aim:5.2f} ", end="")
                print("holds " if aim <= 1 else "missed", end="")
            print(flush=True)
    _import()


def _generate(kind: str, bodies: int, years: int) -> None:
    from django.db import connection

    from tsunagi.base.models import Organisation
    from tsunagi.base.rules.codes import PREFECTURES, body_check_digit

    made = []
    for at in range(bodies):
        five = f"{at + 1:02}000" if at < len(PREFECTURES) else f"{at % 47 + 1:02}{100 + at // 47:03}"
        name = PREFECTURES[at] if at < len(PREFECTURES) else f"見本町{at:04}"
        made.append(
            Organisation(
                pk=at + 1001,
                kind="prefecture" if at < len(PREFECTURES) else "municipality",
                name=name,
                slug=f"body-{at}",
                code=five + body_check_digit(five),
                population=1000 * (at % 400 + 1),
            )
        )
    Organisation.objects.bulk_create(made)
    sizes = {"b": bodies, "y": years, "m": MEASURES, "s": SECTIONS, "first": FIRST_YEAR}
    sizes["false"] = "FALSE" if kind == "postgresql" else "0"  # type: ignore[assignment]
    with connection.cursor() as cursor:
        # Keys are right by construction, and drafts may be written: neither needs to be checked five million times.
        cursor.execute(
            "SET session_replication_role = replica" if kind == "postgresql" else "PRAGMA foreign_keys = OFF"
        )
        for _name, top, statement in STEPS:
            begin, rest = statement.split(" SELECT ", 1) if " SELECT " in statement else (statement, "")
            numbered = (
                f"{begin} {NUMBERS.format(top=top.format(**sizes))}SELECT {rest}" if " n" in rest[-12:] else statement
            )
            cursor.execute(numbered.format(**sizes))
        if kind == "postgresql":
            cursor.execute("SET session_replication_role = origin")
            for table in "plan measure indicator edition section entry entryministry observation target".split():
                cursor.execute(f"SELECT setval('register_{table}_id_seq', (SELECT max(id) FROM register_{table}))")
            cursor.execute("SELECT setval('base_organisation_id_seq', (SELECT max(id) FROM base_organisation))")
        # As a database that has been in use for a while keeps itself.
        cursor.execute("VACUUM ANALYZE" if kind == "postgresql" else "ANALYZE")


def _chosen(chance: random.Random, bodies: int, years: int) -> dict[str, Any]:
    plan, year = chance.randint(1, bodies), chance.randint(1, years)
    return {
        "plan": plan,
        "year": FIRST_YEAR + year,
        "edition": (plan - 1) * years + year,
        "measure": (plan - 1) * MEASURES + chance.randint(1, MEASURES),
        "prefecture": f"{chance.randint(1, 47):02}",
    }


def _timed(
    do: Callable[[dict[str, Any]], object], wanted: list[dict[str, Any]], work: Callable[[], float]
) -> tuple[float, float, float]:
    """The median, the 95th percentile and the average processor time in milliseconds, after some that warm up.

    work: the processor time so far of whoever does it, in seconds.
    """
    taken, worked = [], 0.0
    for at, one in enumerate(wanted):
        if at == WARM:
            worked = work()
        began = time.perf_counter()
        do(one)
        taken.append(1000 * (time.perf_counter() - began))
    measured = sorted(taken[WARM:])
    spent = 1000 * (work() - worked) / len(measured)
    return measured[len(measured) // 2], measured[len(measured) * 95 // 100], spent


def _get(connection: http.client.HTTPConnection, address: str) -> None:
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200 and b"<h1" in body, (address, answer.status)


@contextlib.contextmanager
def _bare(kind: str) -> Iterator[Ask]:
    """A function that runs SQL through the driver alone."""
    address = os.environ["TSUNAGI_DATABASE"]
    if kind == "postgresql":
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            yield lambda sql, given: connection.execute(sql, given or None).fetchall()
    else:
        import sqlite3

        with contextlib.closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as file:
            yield lambda sql, given: file.execute(sql, given).fetchall()


def _import() -> None:
    """Documents of 141 and 143 measures, from the file to the draft; undone again."""
    for path in [one for one in DOCUMENTS if one.exists()] or [ROOT / "examples" / "follow-up.txt"]:
        _import_one(path)


def _import_one(path: Path) -> None:
    from django.db import transaction

    from tsunagi.base.models import Organisation
    from tsunagi.register.actions.editions import found_plan, start_edition
    from tsunagi.register.actions.imports import accept_certain, decide, propose_changes, receive

    with transaction.atomic():
        body = Organisation.objects.get(slug="cabinet-office")
        plan = found_plan(by=None, organisation=body, slug="imported", title="取り込み")
        edition = start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="取り込み")
        began, worked = time.perf_counter(), time.process_time()
        kept = receive(by=None, plan=plan, name=path.name, content=path.read_bytes())
        made = propose_changes(by=None, edition=edition, document=kept)
        certain = accept_certain(by=None, change_set=made)
        taken, spent = time.perf_counter() - began, time.process_time() - worked
        print(f"import of {made.proposals.count()} measures ({path.name}): read, proposed and all {certain} ", end="")
        print(f"without doubt accepted in {taken:.2f} s, {spent:.2f} s of it at work here (aim: 3 s); ", end="")
        for one in made.proposals.filter(decision="open"):
            decide(by=None, proposal=one, decision="accepted", version=one.version)
        taken, spent = time.perf_counter() - began, time.process_time() - worked
        print(f"all others one by one after {taken:.2f} s, {spent:.2f} s at work")
        transaction.set_rollback(True)


if __name__ == "__main__":
    if os.environ.get("BENCH_INSIDE"):
        arguments = sys.argv
        inside(
            os.environ["BENCH_INSIDE"],
            int(arguments[arguments.index("--bodies") + 1]),
            int(arguments[arguments.index("--years") + 1]),
        )
    else:
        main()
