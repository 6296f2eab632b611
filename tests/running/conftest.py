"""Sites of their own, run by processes of their own; and databases that are dropped again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.repo import tree

Run = Callable[..., "subprocess.CompletedProcess[str]"]

#: A role as a site should have one: it owns its database and is nobody else.
SITE_ROLE = "tsunagi_test_owner"


@pytest.fixture(scope="session")
def plain() -> dict[str, str]:
    """The environment without settings of a site."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TSUNAGI_", "DJANGO_"))}
    return {**kept, "PYTHONUTF8": "1", "TSUNAGI_MEANING": "0"}


@pytest.fixture(scope="session")
def run(plain: dict[str, str]) -> Run:
    """Runs `python -m …` in the checkout: `run("tsunagi", "set-up", TSUNAGI_HOME=…)`."""

    def command(*arguments: str | Path, check: bool = False, **more: str | Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", *map(str, arguments)],
            env={**plain, **{name: str(value) for name, value in more.items()}},
            capture_output=True,
            text=True,
            timeout=300,
            cwd=tree.ROOT,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    return command


@pytest.fixture(scope="session")
def server() -> str | None:
    """The address of the PostgreSQL server that the tests run on, without a database; None on SQLite."""
    address = os.environ.get("TSUNAGI_TEST_DATABASE", "")
    return address.rsplit("/", 1)[0] if address.startswith("postgresql") else None


@pytest.fixture(scope="module")
def databases(server: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Makes empty databases: `databases("one")` is the address of one that is owned by a role of its own."""
    made: list[str] = []

    def make(name: str) -> str:
        if server is None:
            return f"sqlite:///{tmp_path_factory.mktemp('database') / name}.sqlite3"
        database = f"tsunagi_test_{name}_{os.getpid()}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [SITE_ROLE]).fetchone()
            if known is None:
                connection.execute(f"CREATE ROLE {SITE_ROLE} LOGIN")
            connection.execute(f"CREATE DATABASE {database} OWNER {SITE_ROLE} TEMPLATE template0 ENCODING 'UTF8'")
        made.append(database)
        return f"postgresql://{SITE_ROLE}@{server.rpartition('@')[2].removeprefix('postgresql://')}/{database}"

    yield make
    for database in made:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
