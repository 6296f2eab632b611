"""Contents and accounts to try the site with. Everybody in it is made up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tsunagi.base.models import Role
from tsunagi.demo import bodies, conference, counts, history, plan, today
from tsunagi.directory.actions.pack import load_pack
from tsunagi.register.actions.facts import load_facts

FIRST_PORT = 8000
PATIENCE = 30


def start() -> int:
    """Load the contents, start the site behind this command, and print its address and the accounts."""
    load_demo()
    stop(quiet=True)
    log = settings.HOME / "demo.log"
    for port in filter(_is_free, range(FIRST_PORT, FIRST_PORT + 100)):
        begun_at = log.stat().st_size if log.exists() else 0
        server = _serve(port, log)
        _pid_file().write_text(str(server.pid), encoding="ascii")
        address = f"http://127.0.0.1:{port}/"
        if _has_said(server, log, begun_at, address):
            print(f"\n{address}  (止めるには make stop / stop it with: make stop)")
            return 0
        if server.poll() is None or _is_free(port):
            break  # not because another program took the port meanwhile: the next one would not help
    print(
        f"サイトが始まりません。{settings.HOME / 'demo.log'} を見てください / The site did not start: see the log.",
        file=sys.stderr,
    )
    return 2


def stop(*, quiet: bool = False) -> int:
    """Stop the site that `start` started."""
    try:
        pid = int(_pid_file().read_text(encoding="ascii"))
        os.killpg(pid, signal.SIGTERM)
    except (FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        if not quiet:
            print("動いているサイトはありません / No site is running.")
    _pid_file().unlink(missing_ok=True)
    return 0


def _serve(port: int, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as written:
        return subprocess.Popen(
            [sys.executable, "-m", "tsunagi", "serve", "--port", str(port)],
            stdout=written,
            stderr=written,
            start_new_session=True,
        )


def _has_said(server: subprocess.Popen[bytes], log: Path, begun_at: int, address: str) -> bool:
    """Whether it came to say its address. That something answers there is not enough: it may be another program."""
    for _attempt in range(PATIENCE * 10):
        if server.poll() is not None:
            return False
        if address.encode("ascii") in log.read_bytes()[begun_at:]:
            return True
        time.sleep(0.1)
    return False


def _pid_file() -> Path:
    return settings.HOME / "demo.pid"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@transaction.atomic
def load_demo() -> int:
    """Load the facts and the city, and print the accounts. What is there already stays."""
    editions = load_facts(by=None)
    load_pack(by=None)
    bodies.found()
    history.write_the_year()
    plan.take_in()
    counts.count()
    today.begin()
    conference.hold()
    for edition in editions:
        print(edition.title)
    names = {role.code: f"{role.name} / {role.name_en}" for role in Role.objects.all()}
    print(f"試すための利用者(パスワードはどれも {bodies.PASSWORD}) / Accounts to try (one password for all):")
    for told in bodies.city()["account"]:
        print(f"  {told['mail']:28} {names[told['role']]} ({told['at']})")
    return 0
