"""Two PostgreSQL servers of the test's own: one that takes writes, and a copy of it that is never behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

#: Whom the servers run as where the tests run as root, which PostgreSQL refuses.
SYSTEM_USER = "postgres"


def programs() -> Path | None:
    """The folder with PostgreSQL's server programs, which often is in no path; None where there are none."""
    known = shutil.which("initdb")
    folders = [Path(known).resolve().parent] if known else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if all((one / name).exists() for name in NEEDED)), None)


NEEDED = ("initdb", "pg_ctl", "pg_basebackup", "postgres")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], bool], sentence: str, seconds: float = 90) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, sentence
        time.sleep(0.1)


class Pair:
    """The two servers."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir=folder))
        self._programs = programs()
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        self.one, self.two = free_port(), free_port()

    def start(self) -> None:
        """Make both and let the first wait for the second before it acknowledges anything."""
        self._run("initdb", "-D", self._data(self.one), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._configure(self.one)
        self._run("pg_ctl", "-D", self._data(self.one), "-w", "-l", self._folder / "one.log", "start")
        self.ask(self.one, "CREATE ROLE site LOGIN")
        self.ask(self.one, "CREATE DATABASE site OWNER site")
        source = f"host=127.0.0.1 port={self.one} user=postgres application_name=two"
        self._run("pg_basebackup", "-D", self._data(self.two), "-R", "-X", "stream", "-d", source, "-c", "fast")
        self._configure(self.two)
        self._run("pg_ctl", "-D", self._data(self.two), "-w", "-l", self._folder / "two.log", "start")
        self.ask(self.one, "ALTER SYSTEM SET synchronous_standby_names = 'two'")
        self.ask(self.one, "ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        self.ask(self.one, "SELECT pg_reload_conf()")
        wait_for(
            lambda: self.ask(self.one, "SELECT sync_state FROM pg_stat_replication") == "sync",
            "the copy never followed",
        )

    def kill_one(self) -> None:
        """As if somebody had pulled the plug on the first server: every process of it at once, without a word."""
        master = int((self._data(self.one) / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for process in (master, *map(int, children)):
            os.kill(process, signal.SIGKILL)

    def promote_two(self) -> None:
        """Let the copy take writes."""
        self._run("pg_ctl", "-D", self._data(self.two), "-w", "promote")

    def stop(self) -> None:
        """End whatever still runs, and leave nothing."""
        for port in (self.two, self.one):
            self._run("pg_ctl", "-D", self._data(port), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def ask(self, port: int, statement: str) -> object:
        """The first value that a server answers with, if any."""
        with psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres", autocommit=True) as line:
            answer = line.execute(statement)  # type: ignore[arg-type]
            return (answer.fetchone() or [None])[0] if answer.description else None

    def _data(self, port: int) -> Path:
        return self._folder / ("one" if port == self.one else "two")

    def _configure(self, port: int) -> None:
        with (self._data(port) / "postgresql.conf").open("a") as file:
            file.write(f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")

    def _run(self, program: str, *arguments: str | Path, check: bool = True) -> None:
        assert self._programs is not None
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [self._programs / program, *arguments],
                user=self._user,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                timeout=120,
                check=False,
            )
            said.seek(0)
            assert done.returncode == 0 or not check, said.read().decode()
