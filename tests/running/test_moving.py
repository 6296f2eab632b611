"""A site goes into another database and back, and is the same; what cannot go is a sentence, and changes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running.conftest import Run
from tsunagi.base.rules.rows import Sum, alike

# --- digests ---

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
ROWS = st.lists(st.lists(VALUES, min_size=1, max_size=3), max_size=5)


def digest(rows: list[list[Any]]) -> tuple[int, str]:
    made = Sum()
    for row in rows:
        made.add([alike(one) for one in row])
    return made.rows, made.digest


@given(ROWS, st.randoms(use_true_random=False))
def test_rows_say_the_same_in_any_order_and_after_json_was_kept(rows: list[list[Any]], random: Any) -> None:
    other = json.loads(json.dumps(rows), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    random.shuffle(other)
    assert digest(rows) == digest(other)


@given(ROWS.filter(bool), st.integers(min_value=0), VALUES)
def test_another_value_one_row_less_or_one_twice_shows(rows: list[list[Any]], place: int, value: Any) -> None:
    row = rows[place % len(rows)]
    changed = [*rows]
    changed[place % len(rows)] = [{"other": value}, *row]
    assert len({digest(rows), digest(changed), digest(rows[:-1]), digest([*rows, row])}) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [(0, False), (1, "1"), ("", None), (b"a", "a"), (["a", "b"], "ab"), (1.5, 1.25), ({}, []), ("null", None)],
)
def test_values_of_another_kind_are_other_values(one: Any, other: Any) -> None:
    assert digest([[one]]) != digest([[other]])


# --- a site ---


@dataclass
class Move:
    """A site that was filled, moved, and moved back."""

    home: Path
    there: str
    back: Path
    said: list[str]


@pytest.fixture(scope="module")
def moved(run: Run, databases: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Move:
    home, there = tmp_path_factory.mktemp("home"), databases("moved")
    back = tmp_path_factory.mktemp("back") / "site.sqlite3"
    run("tsunagi", "set-up", TSUNAGI_HOME=home, check=True)
    run("tests.running.site", "fill", TSUNAGI_HOME=home, check=True)
    first = run("tsunagi", "move", there, TSUNAGI_HOME=home, check=True)
    second = run("tsunagi", "move", f"sqlite:///{back}", TSUNAGI_HOME=home, TSUNAGI_DATABASE=there, check=True)
    return Move(home, there, back, [first.stdout, second.stdout])


def look(run: Run, move: Move, database: str) -> dict[str, Any]:
    done = run("tests.running.site", "look", TSUNAGI_HOME=move.home, TSUNAGI_DATABASE=database, check=True)
    return dict(json.loads(done.stdout))


def test_a_site_in_another_database_is_the_same_site(run: Run, moved: Move, server: str | None) -> None:
    before = look(run, moved, f"sqlite:///{moved.home / 'tsunagi.sqlite3'}")
    after = look(run, moved, moved.there)
    assert before["names"] == [["見本 𠮷子", "渡邉󠄀 𠮷子", "090-0000-1234"]] and before["referrals"] == ["sent"]
    assert (before["faults"], before["frozen"], before["file"], before["found"]) == ([], True, True, ["居場所ひだまり"])
    assert before["next"] == 2, "the number of a row that is gone is not given again"
    assert (before["moves"], after["moves"]) == (0, 1)
    same = before.keys() - {"engine", "unasked", "moves"}
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    if server is not None:
        assert (after["engine"], after["unasked"], after["own"]) == ("postgresql", 0, 1)


def rows_of(path: Path) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row of an SQLite file by table, without asking the software; JSON read, for it is written in any order."""

    def value(one: Any) -> Any:
        if isinstance(one, str) and one[:1] in ("{", "["):
            return json.dumps(json.loads(one), sort_keys=True)
        return one

    with sqlite3.connect(path) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: Counter(tuple(map(value, row)) for row in connection.execute(f"SELECT * FROM {table}"))
            for table in tables
            if not table.startswith(("directory_grams", "directory_searchentry", "django_migrations"))
        }


def test_there_and_back_again_every_row_of_every_table_is_as_it_was(moved: Move) -> None:
    before, after = rows_of(moved.home / "tsunagi.sqlite3"), rows_of(moved.back)
    assert before.keys() == after.keys()
    assert sum(map(Counter.total, before.values())) > 400
    for table, rows in before.items():
        if table in ("base_audithead", "sqlite_sequence"):
            continue
        more = after[table] - rows
        assert not rows - after[table], table
        assert len(more) == (2 if table == "base_auditrow" else 0), table
    numbers = dict(iter(after["sqlite_sequence"]))
    assert [name for name, number in before["sqlite_sequence"] if numbers.get(name, 0) != number] == ["base_auditrow"]


def test_the_command_says_what_it_proved(moved: Move, server: str | None) -> None:
    for said in moved.said:
        assert "read back and are the same" in said and " 0 seals" not in said
    assert (" 0 tables under" in moved.said[0]) == (server is None)


def test_a_site_is_never_moved_into_another_one(run: Run, moved: Move) -> None:
    again = run("tsunagi", "move", moved.there, TSUNAGI_HOME=moved.home)
    assert again.returncode == 2 and "not empty" in again.stderr and "Traceback" not in again.stderr
    assert look(run, moved, moved.there)["moves"] == 1


def test_where_the_keys_are_others_nothing_is_moved_and_later_all_is(
    run: Run, moved: Move, databases: Callable[[str], str], tmp_path: Path
) -> None:
    target = databases("keys")
    refused = run("tsunagi", "move", target, TSUNAGI_HOME=moved.home, TSUNAGI_KEYS=tmp_path / "other-keys")
    assert refused.returncode == 2 and "TSUNAGI_KEYS" in refused.stderr
    assert "moved, read back" in run("tsunagi", "move", target, TSUNAGI_HOME=moved.home, check=True).stdout


def test_a_table_of_somebody_else_is_not_left_behind(run: Run, moved: Move, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(moved.back) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("CREATE TABLE own_notes (text)")
    done = run(
        "tsunagi", "move", f"sqlite:///{tmp_path / 'to'}", TSUNAGI_HOME=moved.home, TSUNAGI_DATABASE=f"sqlite:///{copy}"
    )
    assert done.returncode == 2 and "own_notes" in done.stderr


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://x", "sqlite:///"),
        ("postgresql://site@127.0.0.1:none/x", "postgresql://"),
        ("postgresql://site@127.0.0.1:1/x", "does not answer"),
        ("sqlite:///nowhere/at/all", "does not answer"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence(run: Run, moved: Move, address: str, sentence: str) -> None:
    done = run("tsunagi", "move", address, TSUNAGI_HOME=moved.home)
    assert done.returncode != 0 and sentence in done.stderr and "Traceback" not in done.stderr


def test_the_database_in_use_is_no_target(run: Run, moved: Move) -> None:
    done = run("tsunagi", "move", f"sqlite:///{moved.home / 'tsunagi.sqlite3'}", TSUNAGI_HOME=moved.home)
    assert done.returncode == 2 and "in use" in done.stderr
