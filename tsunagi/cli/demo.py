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
from tsunagi.demo import bodies, counts, history, plan
from tsunagi.directory.actions.pack import load_pack
from tsunagi.register.actions.facts import load_facts

FIRST_PORT = 8000
PATIENCE = 30


def start() -> int:
    """Load the contents, start the site behind this command, and print its address and the accounts."""
    load_demo()
    stop(quiet=True)
    port = next(port for port in range(FIRST_PORT, FIRST_PORT + 100) if _is_free(port))
    log = (settings.HOME / "demo.log").open("ab")
    server = subprocess.Popen(
        [sys.executable, "-m", "tsunagi", "serve", "--port", str(port)], stdout=log, stderr=log, start_new_session=True
    )
    _pid_file().write_text(str(server.pid), encoding="ascii")
    for _attempt in range(PATIENCE * 10):
        if server.poll() is None and not _is_free(port):
            print(f"\nhttp://127.0.0.1:{port}/  (止めるには make stop / stop it with: make stop)")
            return 0
        time.sleep(0.1)
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
    for edition in editions:
        print(edition.title)
    names = {role.code: f"{role.name} / {role.name_en}" for role in Role.objects.all()}
    print(f"試すための利用者(パスワードはどれも {bodies.PASSWORD}) / Accounts to try (one password for all):")
    for told in bodies.city()["account"]:
        print(f"  {told['mail']:28} {names[told['role']]} ({told['at']})")
    return 0
