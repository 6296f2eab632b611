"""The demonstration's site says its own address, whoever else takes ports meanwhile."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tsunagi.cli import demo

#: So much of a server as saying its address takes, once it has the port.
SERVER = """
import socket, sys, time
port = int(sys.argv[1])
with socket.socket() as door:
    door.bind(("127.0.0.1", port))
    door.listen()
    print(f"http://127.0.0.1:{port}/", flush=True)
    time.sleep(60)
"""


class Begun:
    """Begins a script in the place of the site. script: Python that is given the port."""

    def __init__(self) -> None:
        self.script = SERVER
        self.all: list[subprocess.Popen[bytes]] = []

    def serve(self, port: int, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as written:
            command = [sys.executable, "-c", self.script, str(port)]
            self.all.append(subprocess.Popen(command, stdout=written, stderr=written, start_new_session=True))
        return self.all[-1]


@pytest.fixture
def begun(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begun]:
    settings.HOME = tmp_path
    made = Begun()
    monkeypatch.setattr(demo, "load_demo", lambda: 0)
    monkeypatch.setattr(demo, "_serve", made.serve)
    yield made
    for one in made.all:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGTERM)
        one.wait()


def test_a_port_that_another_program_took_meanwhile_is_not_said_to_be_the_site(
    begun: Begun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[int] = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        look = demo._is_free

        def is_free(port: int) -> bool:
            """Of the port that is taken by now: free, when it was looked at first."""
            asked.append(port)
            return look(port) or (port == taken and asked.count(port) == 1)

        monkeypatch.setattr(demo, "FIRST_PORT", taken)
        monkeypatch.setattr(demo, "_is_free", is_free)
        assert demo.start() == 0
    said = capsys.readouterr().out
    assert taken in asked and f":{taken}/" not in said and "http://127.0.0.1:" in said


def test_a_site_that_cannot_start_is_told_with_its_log(
    begun: Begun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun.script = "raise SystemExit(1)"
    assert demo.start() == 2
    told = capsys.readouterr()
    assert str(tmp_path / "demo.log") in told.err and "http://" not in told.out and len(begun.all) == 1
