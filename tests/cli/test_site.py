"""The commands that run a site, each as its own process on a site of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.repo import tree

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs `tsunagi …` on a site that is set up."""
    home = tmp_path_factory.mktemp("home")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("TSUNAGI_", "DJANGO_"))}

    def command(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tsunagi", *map(str, arguments)],
            env={**plain, "TSUNAGI_HOME": str(home), "PYTHONUTF8": "1", **more},
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tree.ROOT,
        )

    assert command("set-up").returncode == 0
    assert command("load-facts").returncode == 0
    return command


def test_a_document_is_proposed_and_what_is_certain_accepted(run: Run) -> None:
    example = tree.ROOT / "examples" / "follow-up.txt"
    done = run("import", example, "--year", "2023", "--kind", "follow_up", "--accept")
    assert done.returncode == 0, done.stderr
    assert "proposals 24, accepted " in done.stdout
    again = run("import", example, "--year", "2023", "--kind", "follow_up")
    assert again.stdout.split("/imports/")[1] == done.stdout.split("/imports/")[1]
    assert "accepted 0, to look at " in again.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "none.pdf", "--year", "2023", "--kind", "plan"], "none.pdf"),
        (["import", "examples/town.toml", "--year", "2022", "--kind", "plan"], "tsunagi:"),
        (["import", "examples/follow-up.txt", "--year", "2024", "--kind", "follow_up"], "訂正"),
        (["import", "examples/follow-up.txt", "--year", "2024", "--kind", "plan", "--plan", "x"], "--plan"),
        (["import-list", "none.csv", "--keeper", "cabinet-office"], "none.csv"),
        (["import-list", "examples/places.csv", "--keeper", "x"], "--keeper"),
        (["import-list", "examples/town.toml", "--keeper", "cabinet-office"], "tsunagi:"),
        (["add-operator", "no address", "見本"], "メールアドレス"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_operator_gets_an_account_once(run: Run) -> None:
    first = run("add-operator", "Operator@example.jp", "見本 運用")
    assert first.returncode == 0 and len(first.stdout.split(":")[1].strip()) >= 20
    again = run("add-operator", "operator@example.jp", "見本 運用")
    assert again.returncode == 2 and "すでに" in again.stderr


def test_an_organisation_joins_with_its_first_administrator_or_not_at_all(run: Run) -> None:
    town = ["municipality", "mihon", "見本町", "--code"]
    chief = ["--administrator", "chief@example.jp", "--administrator-name", "見本 管理"]
    for arguments, sentence in (
        ([*town[:3], *chief], "コードが要ります"),
        ([*town[:4], "991021", *chief], "検査数字"),
        ([*town[:4], "991023", "--parent", "nobody"], "--parent"),
        ([*town[:4], "991023", *chief[:2]], "--administrator-name"),
        ([*town[:4], "991023", "--administrator", "x", "--administrator-name", "x"], "メールアドレス"),
    ):
        refused = run("organisation", "add", *arguments)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
        assert sentence in refused.stderr
    done = run("organisation", "add", *town[:4], "９９１０２３", "--parent", "mhlw", *chief)
    assert done.returncode == 0 and "password/reset" in done.stdout, done.stderr
    assert "991023" in done.stderr, "a code with the right digits that no place has"
    again = run("organisation", "add", *town[:4], "991023", *chief)
    assert again.returncode == 2 and "Traceback" not in again.stderr


def test_the_chain_is_verified(run: Run) -> None:
    done = run("audit", "verify")
    assert done.returncode == 0, done.stdout
    assert "all sound" in done.stdout
    broken = run("audit", "verify", TSUNAGI_AUDIT_KEY="another key")
    assert broken.returncode == 2
    for told in broken.stdout.splitlines():
        japanese, english = told.split(" / ")
        assert "番の行" in japanese and english.startswith("Row "), told


def test_a_list_is_proposed_and_what_is_certain_accepted(run: Run) -> None:
    example = tree.ROOT / "examples" / "places.csv"
    done = run("import-list", example, "--keeper", "cabinet-office", "--accept", "--publish")
    assert done.returncode == 0, done.stderr
    assert "new 10, " in done.stdout and "accepted 10, to look at 0: " in done.stdout and "8 電話番号" in done.stdout
    assert "accepted 0, " in run("import-list", example, "--keeper", "cabinet-office", "--accept").stdout
    run("organisation", "add", "municipality", "nowhere", "見本村", "--code", "991031")
    nowhere = run("import-list", example, "--keeper", "nowhere", "--accept").stdout
    assert "accepted 0, to look at 10: " in nowhere, "no place has this code"


def test_reminders_are_sent_by_the_day(run: Run) -> None:
    done = run("remind")
    assert done.returncode == 0 and "people reminded 0, " in done.stdout and "still right 0" in done.stdout


def test_settings_for_the_public_are_checked(run: Run) -> None:
    bare = run("check", "--deploy")
    assert bare.returncode == 2 and bare.stderr.count("✗") == 2
    assert "TSUNAGI_HTTPS=1" in bare.stderr and "TSUNAGI_HOSTS" in bare.stderr and "security." not in bare.stderr
    loose = run("check", "--deploy", TSUNAGI_SECOND_FACTOR="0", TSUNAGI_HALF="left")
    assert "TSUNAGI_SECOND_FACTOR" in loose.stderr and "TSUNAGI_HALF" in loose.stderr
    fit = run("check", "--deploy", TSUNAGI_HTTPS="1", TSUNAGI_HOSTS="plan.example.jp")
    assert fit.returncode == 0, fit.stderr
    assert "TSUNAGI_OPERATOR" in fit.stderr
    named = run("check", "--deploy", TSUNAGI_HTTPS="1", TSUNAGI_HOSTS="plan.example.jp", TSUNAGI_OPERATOR="見本町")
    assert "TSUNAGI_OPERATOR" not in named.stderr


def test_a_home_is_made_for_its_owner_alone_and_one_that_anybody_reads_is_told(run: Run, tmp_path: Path) -> None:
    home, public = tmp_path / "home", {"TSUNAGI_HTTPS": "1", "TSUNAGI_HOSTS": "plan.example.jp"}
    run("check", TSUNAGI_HOME=str(home))
    assert home.stat().st_mode & 0o777 == 0o700
    home.chmod(0o755)
    told = run("check", "--deploy", TSUNAGI_HOME=str(home), **public)
    assert told.returncode == 2 and f"chmod 700 {home}" in told.stderr


@pytest.mark.parametrize("command", [("check",), ("remind",), ("add-operator", "a@example.jp", "A"), ("work",)])
def test_a_database_that_is_not_set_up_or_does_not_answer_is_a_sentence(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    bare = run(*command, TSUNAGI_HOME=str(tmp_path / "home"))
    assert bare.returncode == 2 and "tsunagi set-up" in bare.stderr and "TSUNAGI_DEBUG" not in bare.stderr
    silent = run(*command, TSUNAGI_DATABASE=f"sqlite:///{tmp_path / 'none' / 'site.sqlite3'}")
    assert silent.returncode == 2 and "TSUNAGI_DATABASE" in silent.stderr and "TSUNAGI_DEBUG" not in silent.stderr


def test_a_database_that_cannot_be_meant_is_a_sentence(run: Run) -> None:
    done = run("audit", "verify", TSUNAGI_DATABASE="mysql://x")
    assert done.returncode != 0
    assert "sqlite:///" in done.stderr and "Traceback" not in done.stderr


def test_supports_go_out_and_come_in(run: Run, tmp_path: Path) -> None:
    assert run("load-pack").returncode == 0
    for target in ("folder", "package.zip", "all.json"):
        done = run("export", "hsds", tmp_path / target)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "folder" / "services.csv").stat().st_size > 10_000
    assert run("export", "gif", tmp_path / "gif.json").returncode == 0
    record = '[{"id": "1", "name": "見本", "status": "active", "organization": {"id": "2", "name": "見本の会"}, "x": 1}]'
    (tmp_path / "one.json").write_text(record, encoding="utf-8")
    proposed = run("import-hsds", tmp_path / "one.json", "--keeper", "cabinet-office")
    assert "新規\t見本" in proposed.stdout
    assert "! one.json 1件目: serviceの「x」はHSDSにない項目なので、取り込みません。" in proposed.stdout
    assert "提案だけ" in proposed.stdout
    assert "新規1件" in run("import-hsds", tmp_path / "one.json", "--keeper", "cabinet-office", "--accept").stdout
    assert "変更なし1件" in run("import-hsds", tmp_path / "one.json", "--keeper", "cabinet-office").stdout
    own = run("import-hsds", tmp_path / "all.json", "--keeper", "mhlw")
    assert "新規0件" in own.stdout
    for arguments in (
        ["export", "hsds", tmp_path / "x.zip", "--keeper", "nobody"],
        ["export", "hsds", tmp_path / "none" / "x.zip"],
        ["export", "gif", tmp_path / "x.zip"],
        ["import-hsds", tmp_path / "none.json", "--keeper", "mhlw"],
        ["import-hsds", tmp_path / "package.zip", "--keeper", "nobody"],
        ["import-hsds", "README.md", "--keeper", "mhlw"],
    ):
        refused = run(*arguments)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr


def test_a_site_behind_a_proxy_believes_what_it_says_of_https(run: Run, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("TSUNAGI_", "DJANGO_"))}
    more = {"TSUNAGI_HOME": str(tmp_path), "TSUNAGI_HTTPS": "1", "TSUNAGI_BEHIND_PROXY": "1", "TSUNAGI_MEANING": "0"}
    command = [sys.executable, "-m", "tsunagi"]
    subprocess.run([*command, "set-up"], env={**plain, **more}, check=True, capture_output=True, timeout=120)
    serve = [*command, "serve", "--no-worker", "--port", str(port)]
    with subprocess.Popen(serve, env={**plain, **more}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            assert _status(port, {"X-Forwarded-Proto": "https"}) == 200
            assert _status(port, {}) == 301
        finally:
            server.terminate()


def _status(port: int, headers: dict[str, str]) -> int:
    for _attempt in range(300):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            line.request("GET", "/danger/any/", headers=headers)
            return line.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("the site did not start")
