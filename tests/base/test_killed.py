"""The site is killed, without a warning, while people hand others on: whatever it had said yes to is still there."""

from __future__ import annotations

import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.repo import tree
from tests.sites import Site, site

ROUNDS = 2
A_ROUND = 30
PEOPLE = 3
#: Drafts that wait to be sent, and a signed-in worker's session for each thread.
FILL = f"""
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests.cases import samples
from tsunagi.base.actions.accounts import add_member
from tsunagi.base.models import Organisation, Role
with everything():
    body = Organisation.objects.create(slug="hidamari", kind="npo", name="見本の会")
    worker = add_member(by=None, organisation=body, email="worker@example.jp", name="見本 支援子",
                        role=Role.objects.get(code="case_worker"), password="見本のことば12345").user
    service = samples.service_of(None, "外の窓口")
    held = samples.case(worker, body)
    consent = samples.consent(worker, held)
    drafts = [samples.drafted(worker, held, service, consent=consent) for _ in range({ROUNDS * A_ROUND})]
    for number in range({PEOPLE}):
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(worker.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
        session[HASH_SESSION_KEY] = worker.get_session_auth_hash()
        session.save()
        print(session.session_key)
    print(*[f"{{draft.pk}}:{{draft.version}}" for draft in drafts])
"""
SENT = """
from tsunagi.cases.models import Move, Referral
with everything():
    sent = {str(key) for key in Referral.objects.filter(state="sent").values_list("pk", flat=True)}
    assert sent == {str(key) for key in Move.objects.filter(deed="send").values_list("referral", flat=True)}
    print(*sent)
"""


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Site, list[str], list[str]]]:
    """A site, the sessions and the drafts."""
    with site(tmp_path, "killed") as made:
        made.more["TSUNAGI_SECOND_FACTOR"] = "0"
        made.done("set-up")
        *sessions, drafts = made.python(FILL).splitlines()
        yield made, sessions, drafts.split()


@contextmanager
def served(on: Site) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The site as a process, once it answers; killed at the end, if nobody has yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tsunagi", "serve", "--no-worker", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=on.environment, stdout=quiet, stderr=quiet, cwd=tree.ROOT) as process:
        try:
            for _attempt in range(600):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield process, port
        finally:
            process.kill()


def send(port: int, session: str, draft: str) -> bool:
    """Send a draft as the page does; whether the site said yes, whole."""
    key, version = draft.split(":")
    token = "x" * 32
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "X-CSRFToken": token,
    }
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", f"/casework/referrals/{key}/send/", f"version={version}", headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    assert answer.status == 302, answer.status
    return True


def work(port: int, session: str, waiting: queue.SimpleQueue[str], done: list[str]) -> None:
    """Send what waits until there is no more, or nobody answers any more."""
    while not waiting.empty():
        draft = waiting.get()
        if not send(port, session, draft):
            return
        done.append(draft.split(":")[0])


def test_nothing_that_was_acknowledged_is_lost_when_the_site_is_killed(
    filled: tuple[Site, list[str], list[str]],
) -> None:
    on, sessions, drafts = filled
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        for draft in drafts[number * A_ROUND : (number + 1) * A_ROUND]:
            waiting.put(draft)
        done: list[str] = []
        with served(on) as (process, port):
            people = [threading.Thread(target=work, args=[port, session, waiting, done]) for session in sessions]
            for one in people:
                one.start()
            while len(done) < A_ROUND // 3:
                assert any(one.is_alive() for one in people)
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGKILL)
            for one in people:
                one.join()
        assert len(done) < A_ROUND, "it was killed in the middle of the work"
        acknowledged.update(done)
        sent = set(on.python(SENT).split())
        assert acknowledged <= sent
        assert len(sent - acknowledged) <= PEOPLE * (number + 1), "only what was under way may be there without a yes"
        assert on.run("audit", "verify").returncode == 0


def test_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    """A killed process loses nothing under NORMAL either; a machine without power would."""
    made = Site(tmp_path)
    asked = "from django.db import connection\nwith connection.cursor() as cursor:\n"
    asked += "    print(cursor.execute('PRAGMA synchronous').fetchone()[0])\n"
    asked += "    print(cursor.execute('PRAGMA journal_mode').fetchone()[0])"
    assert made.python(asked).split() == ["2", "wal"]
