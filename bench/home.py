"""A site of its own for a bench: on a database made for it, and served as any other."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

#: How long a server may take to start on a busy machine, in seconds.
PATIENCE = 180
SERVER = os.environ.get("POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/tsunagi")


@contextlib.contextmanager
def site(kind: str, *, database: str, keep: Path | None = None) -> Iterator[dict[str, str] | None]:
    """The environment of a site of its own on a fresh database, or on the one kept; None where no server answers.

    kind: "sqlite" or "postgresql". database: its name on the server. keep: a folder in which it stays.
    """
    home = keep.resolve() / kind if keep else Path(tempfile.mkdtemp(prefix="tsunagi-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "TSUNAGI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tsunagi.settings"}
    try:
        if kind == "sqlite":
            yield {**environment, "TSUNAGI_DATABASE": f"sqlite:///{home}/bench.sqlite3"}
            return
        import psycopg

        base = SERVER.rsplit("/", 1)[0]
        try:
            keeper = psycopg.connect(f"{base}/postgres", autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            yield None
            return
        if not (home / "generated").exists():
            keeper.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
            keeper.execute(f"CREATE DATABASE {database}")
        try:
            yield {**environment, "TSUNAGI_DATABASE": f"{base}/{database}"}
        finally:
            if not keep:
                keeper.execute(f"DROP DATABASE {database} WITH (FORCE)")
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def served(command: Sequence[str] = ("-m", "tsunagi", "serve", "--no-worker")) -> Iterator[int]:
    """The port at which a Python program serves that takes `--port`: a real site, if nothing else is said."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    silent = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, *command, "--port", str(port)], stdout=silent, stderr=silent)
    try:
        for _attempt in range(PATIENCE * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise SystemExit(f"The server did not answer within {PATIENCE} seconds.")
        yield port
    finally:
        server.terminate()
        server.wait()
