"""The server ends when it is told to, but not in the middle of an answer; and several of them are one site."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.repo import tree
from tests.running.conftest import Run
from tests.running.servers import free_port, wait_for
from tests.running.slow import SIZE
from tsunagi.cli import serving


@contextmanager
def started(*command: str, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=tree.ROOT,
        env=environment or {**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(port: int, path: str = "/") -> http.client.HTTPConnection:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path)
    return line


def hear(line: http.client.HTTPConnection) -> tuple[int, bytes]:
    with closing(line):
        answer = line.getresponse()
        return answer.status, answer.read()


def get(port: int, path: str = "/") -> tuple[int, bytes]:
    return hear(ask(port, path))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_answers_what_has_begun_and_nobody_else(sign: signal.Signals) -> None:
    port = free_port()
    with started("tests.running.slow", str(port), "2") as server, ThreadPoolExecutor(6) as pool:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        # Six visitors, four threads: two have come, and wait for their turn. A seventh came and says nothing.
        with socket.create_connection(("127.0.0.1", port)):
            answers = [pool.submit(hear, ask(port)) for _ in range(6)]
            assert [server.stdout.readline() for _ in range(4)] == ["begun\n"] * 4
            server.send_signal(sign)
            assert [one.result() for one in answers] == [(200, b"x" * SIZE)] * 6
            assert server.wait(30) == 0 and server.stdout.read() == "begun\nbegun\nended\n"
            assert server.stderr is not None and "Traceback" not in server.stderr.read()
        with pytest.raises(ConnectionRefusedError):
            get(port)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_told_twice_it_stops_at_once() -> None:
    port = free_port()
    with started("tests.running.slow", str(port), "60") as server, ThreadPoolExecutor(1) as pool:
        assert server.stdout is not None and server.stdout.readline() == "ready\n"
        answer = pool.submit(get, port)
        assert server.stdout.readline() == "begun\n"
        server.terminate()

        def is_over() -> bool:
            server.terminate()
            return server.poll() is not None

        wait_for(is_over, "it went on", 20)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            answer.result()


def test_a_second_signal_amid_the_first_is_no_other_first_one(monkeypatch: pytest.MonkeyPatch) -> None:
    second: list[int] = []

    class Event(threading.Event):
        def set(self) -> None:
            signal.raise_signal(signal.SIGTERM)
            super().set()

    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    signal.signal(signal.SIGTERM, lambda number, frame: second.append(number))
    monkeypatch.setattr(serving.threading, "Event", Event)
    try:
        over = serving._told_to_stop()
        signal.raise_signal(signal.SIGTERM)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert over.is_set() and second == [signal.SIGTERM]


@pytest.fixture(scope="module")
def home(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    run("tsunagi", "set-up", TSUNAGI_HOME=made, check=True)
    return made


def test_two_servers_are_one_site_and_what_both_counted_is_kept(run: Run, home: Path, plain: dict[str, str]) -> None:
    ports = [free_port(), free_port()]
    environment = {**plain, "TSUNAGI_HOME": str(home)}
    commands = [["tsunagi", "serve", "--no-worker", "--port", str(port)] for port in ports]
    with started(*commands[0], environment=environment) as one, started(*commands[1], environment=environment) as two:
        for server in (one, two):
            assert server.stderr is not None
            while "to stop" not in server.stderr.readline():
                assert server.poll() is None, "it did not start"
        for port in ports:
            assert get(port, "/supports/")[0] == 200
        for server in (one, two):
            server.terminate()
            assert server.wait(60) == 0
    with sqlite3.connect(home / "tsunagi.sqlite3") as file:
        counted = file.execute("SELECT sum(count) FROM navigator_pagecount WHERE page = 'directory:services'")
        assert counted.fetchone() == (2,)


def test_a_port_that_is_taken_is_one_sentence(run: Run, home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("tsunagi", "serve", "--no-worker", "--port", port, TSUNAGI_HOME=home)
    assert done.returncode == 2 and "--port" in done.stderr and "Traceback" not in done.stderr


def test_what_every_request_needs_stays_out_of_the_garbage_collectors_rounds(plain: dict[str, str]) -> None:
    """Else each of its full rounds would go through the words for danger and all addresses."""
    code = (
        "import gc, threading, tsunagi.wsgi\n"
        "[one.join() for one in threading.enumerate() if one.name == 'danger']\n"
        "from tsunagi.navigator.rules.danger.vocabulary import vocabulary\n"
        "gone_through = set(map(id, gc.get_objects()))\n"
        "print([id(one) in gone_through for one in vocabulary('ja').concept_of], gc.get_freeze_count())"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=tree.ROOT, env=plain, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "False" in told.stdout and "True" not in told.stdout
