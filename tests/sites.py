"""Sites of their own for tests that end processes or lose databases: a folder, a database, and the command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.repo import tree

#: The server that the tests run on a second time, where there is one.
SERVER = os.environ.get("TSUNAGI_TEST_DATABASE", "")
#: A role as a site should have: no superuser, so that the database's own rules hold.
ROLE = "tsunagi_test_owner"


@dataclass
class Site:
    """An installation in a folder of its own."""

    home: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see: nothing of this one's settings."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("TSUNAGI_", "DJANGO_"))}
        own = {"TSUNAGI_HOME": str(self.home), "TSUNAGI_MEANING": "0", "PYTHONUTF8": "1"}
        return {**plain, **own, "DJANGO_SETTINGS_MODULE": "tsunagi.settings", **self.more}

    def run(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        """`tsunagi …` on it."""
        return self._run(["-m", "tsunagi", *map(str, arguments)], more)

    def done(self, *arguments: object, **more: str) -> str:
        """The same, which has to succeed; what it printed."""
        ended = self.run(*arguments, **more)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def python(self, code: str) -> str:
        """What a piece of Python prints that runs in it."""
        begin = "import django; django.setup()\nfrom tsunagi.base.scope import everything\n"
        ended = self._run(["-W", "error", "-c", begin + code], {})
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def _run(self, arguments: list[str], more: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            timeout=300,
            cwd=tree.ROOT,
        )


@contextmanager
def site(folder: Path, name: str, like: Site | None = None) -> Iterator[Site]:
    """A site without tables yet, or one as another is: on PostgreSQL where the tests run on it, else on SQLite."""
    home = folder / name
    home.mkdir(mode=0o700)
    for path in like.home.iterdir() if like else ():
        if path.is_file():
            shutil.copy(path, home)
    if not SERVER.startswith("postgresql"):
        yield Site(home)
        return
    import psycopg

    server = urlsplit(SERVER)
    database = f"tsunagi_{uuid.uuid4().hex[:12]}"
    address = f"postgresql://{ROLE}:{ROLE}@{server.hostname}:{server.port or 5432}/{database}"
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone() is None:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}'")
        template = f" TEMPLATE {like.more['TSUNAGI_DATABASE'].rsplit('/', 1)[1]}" if like else ""
        connection.execute(f"CREATE DATABASE {database} OWNER {ROLE}{template}")
        try:
            yield Site(home, {"TSUNAGI_DATABASE": address})
        finally:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")
