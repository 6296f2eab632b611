"""Two servers, one lost: public pages go on, writing goes on at the other, and nothing acknowledged is gone."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.repo import tree
from tests.running.conftest import Run
from tests.running.servers import Pair, free_port, programs, wait_for

pytestmark = pytest.mark.skipif(
    programs() is None, reason="PostgreSQL's server programs (initdb, pg_ctl, pg_basebackup) are not on this machine"
)

WRITERS = 2
ENOUGH = 15


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair(Path(tempfile.gettempdir()))
    try:
        made.start()
        yield made
    finally:
        made.stop()


class Readers(threading.Thread):
    """Somebody who reads public pages all the time; keeps the statuses, and when each came."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port, self._over = port, threading.Event()
        self.seen: list[tuple[float, int]] = []

    def run(self) -> None:
        while not self._over.is_set():
            for path in ("/supports/", "/plans/"):
                self.seen.append((time.monotonic(), status(self._port, path)))

    def end(self) -> None:
        self._over.set()
        self.join(30)

    def since(self, moment: float) -> list[int]:
        return [status for at, status in self.seen if at > moment]


def status(port: int, path: str) -> int:
    """The status of a page; 0 where nobody answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", path)
        return line.getresponse().status
    except OSError:
        return 0
    finally:
        line.close()


def acknowledged(files: list[Path]) -> dict[str, str]:
    """Cases that a writer was told are safe, with the name in each."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return dict(line.split(" ", 1) for line in lines)


def test_the_first_server_is_lost_under_load(pair: Pair, run: Run, plain: dict[str, str], tmp_path: Path) -> None:
    servers = f"postgresql://site@127.0.0.1:{pair.one},127.0.0.1:{pair.two}/site"
    copies = f"postgresql://site@127.0.0.1:{pair.two},127.0.0.1:{pair.one}/site?target_session_attrs=any"
    more = {"TSUNAGI_HOME": str(tmp_path), "TSUNAGI_DATABASE": servers, "TSUNAGI_REPLICA": copies}
    run("tsunagi", "set-up", check=True, **more)
    run("tests.running.site", "fill", check=True, **more)
    port = free_port()
    files = [tmp_path / f"acknowledged-{number}" for number in range(WRITERS)]
    commands = [["tsunagi", "serve", "--no-worker", "--port", str(port)]]
    commands += [["tests.running.site", "write", str(file)] for file in files]
    with ExitStack() as stack:
        for file in files:
            file.touch()
        for command in commands:
            process = subprocess.Popen(
                [sys.executable, "-m", *command], env={**plain, **more}, cwd=tree.ROOT, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
        wait_for(lambda: status(port, "/health/") == 200, "the site did not start")
        readers = Readers(port)
        readers.start()
        stack.callback(readers.end)
        wait_for(lambda: len(acknowledged(files)) >= ENOUGH, "nothing was written")
        wait_for(lambda: len(readers.seen) >= ENOUGH, "nothing was read")
        assert {status for _, status in readers.seen} == {200}
        reading = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'site'"
        assert pair.ask(pair.two, reading), "public pages read from the copy"

        pair.kill_one()
        lost = time.monotonic()
        before = acknowledged(files)
        wait_for(lambda: len(readers.since(lost)) >= ENOUGH, "nothing was read while there was no first server")
        assert status(port, "/health/") == 503
        in_between = len(readers.since(lost))
        assert readers.since(lost).count(200) >= in_between - 2, "a page under way may fail, the next ones may not"
        assert len(acknowledged(files)) - len(before) <= WRITERS, "nobody acknowledges what nobody takes"

        pair.promote_two()
        promoted = time.monotonic()
        after = len(acknowledged(files))
        wait_for(lambda: len(acknowledged(files)) >= after + ENOUGH, "writing did not go on")
        wait_for(lambda: status(port, "/health/") == 200, "the site did not find the server that takes writes")
        wait_for(lambda: len(readers.since(promoted)) >= ENOUGH, "nothing was read")
        assert set(readers.since(promoted)) == {200}
    told = acknowledged(files)
    assert before.items() <= told.items() and len(told) >= len(before) + ENOUGH
    found = json.loads(run("tests.running.site", "held", check=True, **more).stdout)
    assert not told.items() - found["cases"].items(), "acknowledged, and gone"
    assert found["faults"] == []
