"""What docs/howto/several-workers.md says is tried as it stands there: nginx with its configuration before two workers,
and systemd's reading of its units."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.one_time import code_in_time, step
from tests.repo import tree
from tests.running.servers import free_port, wait_for
from tests.sites import Site, site

PAGE = (tree.ROOT / "docs" / "howto" / "several-workers.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.M | re.S)
HOST = "plan.town.example.jp"
UNITS = ("tsunagi@.service", "tsunagi-work.service", "tsunagi-remind.service", "tsunagi-remind.timer")
#: One of the addresses of this machine, for a visitor from elsewhere.
ELSEWHERE = "127.0.0.2"


@dataclass
class Front:
    """nginx before two workers of a site."""

    here: Site
    plain: int
    secure: int
    ports: list[int]
    workers: dict[int, subprocess.Popen[str]] = field(default_factory=dict)

    def start(self, port: int) -> None:
        """Start a worker as its unit does, and wait until it answers."""
        command = [sys.executable, "-m", "tsunagi", "serve", "--no-worker", "--port", str(port)]
        self.workers[port] = subprocess.Popen(
            command, env=self.here.environment, cwd=tree.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        wait_for(lambda: self._is_well(port), "the worker did not start")

    def stop(self, port: int) -> None:
        """Stop a worker as systemd does."""
        self.workers[port].terminate()
        assert self.workers.pop(port).wait(60) == 0

    def _is_well(self, port: int) -> bool:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
                line.request("GET", "/health/", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
                return line.getresponse().status == 200
        except OSError:
            return False


@dataclass
class Visitor:
    """A browser, as far as is needed: it keeps cookies and says where it comes from."""

    port: int
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, said: dict[str, str] | None = None, **more: str) -> tuple[int, str, str]:
        """GET, or POST what is said: status, where it leads, and the page."""
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=60, context=trust, source_address=(self.address, 0)
        )
        headers = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **more}
        with closing(line):
            if said is None:
                line.request("GET", path, headers=headers)
            else:
                token = next((value for name, value in self.cookies.items() if "csrf" in name), "")
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/"}
                line.request("POST", path, urlencode({**said, "csrfmiddlewaretoken": token}), headers)
            answer = line.getresponse()
            body = answer.read().decode(errors="replace")
            for one in answer.headers.get_all("Set-Cookie", []):
                name, _is, value = one.partition(";")[0].partition("=")
                self.cookies[name] = value
                assert "Secure" in one, "no cookie goes over an open line"
        return answer.status, answer.headers.get("Location", ""), body


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The page followed: its settings, its workers and its proxy, on ports and with a certificate of our own."""
    nginx, openssl = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx and openssl are not here")
    folder = tmp_path_factory.mktemp("proxy")
    pem, key = folder / "plan.pem", folder / "plan.key"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}",
         "-keyout", key, "-out", pem], check=True, capture_output=True,
    )  # fmt: skip
    with ExitStack() as held:
        here = held.enter_context(site(folder, "site"))
        (settings,) = [one for one in BLOCKS if one.startswith("TSUNAGI_HOME")]
        ours = ("TSUNAGI_HOME", "TSUNAGI_DATABASE")
        here.more |= {name: value for name, value in re.findall(r"^(\w+)=(\S+)$", settings, re.M) if name not in ours}
        here.done("set-up")
        made = Front(here, free_port(), free_port(), [free_port(), free_port()])
        (said,) = [one for one in BLOCKS if one.startswith("upstream")]
        for written, meant in {
            "127.0.0.1:8001": f"127.0.0.1:{made.ports[0]}", "127.0.0.1:8002": f"127.0.0.1:{made.ports[1]}",
            "listen 80;": f"listen {made.plain};", "listen 443 ssl;": f"listen {made.secure} ssl;",
            "/etc/ssl/plan.pem": str(pem), "/etc/ssl/plan.key": str(key),
            "/var/log/nginx/plan-error.log": str(folder / "error.log"),
        }.items():  # fmt: skip
            assert written in said
            said = said.replace(written, meant)
        for_itself = "".join(
            f"{name}_temp_path {folder / name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = folder / "nginx.conf"
        whole.write_text(
            f"pid {folder / 'nginx.pid'};\nerror_log {folder / 'error.log'} crit;\ndaemon off;\nevents {{}}\n"
            f"http {{\n{for_itself}{said}}}\n"
        )
        for port in made.ports:
            made.start(port)
        proxy = subprocess.Popen([nginx, "-c", whole, "-e", folder / "error.log"], stderr=subprocess.PIPE, text=True)
        try:
            wait_for(lambda: _listens(made.secure) or proxy.poll() is not None, "nginx did not start")
            assert proxy.poll() is None, proxy.stderr and proxy.stderr.read()
            yield made
        finally:
            proxy.terminate()
            proxy.communicate()
            for worker in made.workers.values():
                worker.kill()
                worker.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_pages_and_what_they_need_come_through(front: Front) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", front.plain, timeout=60)) as line:
        line.request("GET", "/supports/?area=1", headers={"Host": HOST})
        assert (answer := line.getresponse()).status == 301
        assert answer.headers["Location"] == f"https://{HOST}/supports/?area=1"
    visitor = Visitor(front.secure)
    assert visitor.ask("/health/")[0] == 200
    status, _to, page = visitor.ask("/")
    assert status == 200
    (style, *_more) = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert visitor.ask(style)[0] == 200
    assert visitor.ask("/metrics/")[0] == 404


def test_who_works_here_signs_in_with_a_second_factor(front: Front) -> None:
    email = "you@town.example.jp"
    told = front.here.done("add-operator", email, "見本 運用")
    (password,) = re.findall(r"\S{16,}", told.replace(email, ""))[:1]
    visitor = Visitor(front.secure)
    visitor.ask(reverse("account_login"))
    status, to, _page = visitor.ask(reverse("account_login"), {"login": email, "password": password})
    assert (status, to) == (302, reverse("base:desk"))
    _status, _to, page = visitor.ask(reverse("mfa_activate_totp"))
    (secret,) = re.findall(r'class="secret">([A-Z2-7]+)<', page)
    assert visitor.ask(reverse("mfa_activate_totp"), {"code": code_in_time(secret)})[0] == 302
    used = step()
    again = Visitor(front.secure)
    again.ask(reverse("account_login"))
    status, to, _page = again.ask(reverse("account_login"), {"login": email, "password": password})
    assert (status, to) == (302, reverse("mfa_authenticate"))
    again.ask(to)
    # A code is good once: the one that the app was set up with is used up.
    wait_for(lambda: step() > used, "no next code came")
    status, to, _page = again.ask(to, {"code": code_in_time(secret)})
    assert (status, to) == (302, reverse("base:desk"))
    status, _to, page = again.ask(reverse("base:desk"))
    assert status == 200 and "見本 運用" in page


def test_the_site_knows_visitors_by_the_address_that_they_have(front: Front) -> None:
    """Whoever tries passwords is shut out, whatever address they claim; somebody else is not."""
    wrong = {"login": "nobody@town.example.jp", "password": "ちがうことば12345"}
    visitor, other = Visitor(front.secure), Visitor(front.secure, ELSEWHERE)
    for one in (visitor, other):
        one.ask(reverse("account_login"))
    told = [
        visitor.ask(reverse("account_login"), wrong, **{"X-Forwarded-For": f"192.0.2.{at}"})[0] for at in range(12)
    ]
    assert 200 in told and told[-1] in (403, 429), told
    assert other.ask(reverse("account_login"), wrong)[0] == 200


def test_what_is_sent_may_be_large_but_not_endless(front: Front) -> None:
    visitor = Visitor(front.secure)
    assert visitor.ask("/write/", {"text": "あ" * 300_000})[0] not in (413, 502, 504)
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    with closing(http.client.HTTPSConnection("127.0.0.1", front.secure, timeout=60, context=trust)) as line:
        line.putrequest("POST", "/write/", skip_host=True)
        line.putheader("Host", HOST)
        line.putheader("Content-Length", str(61 * 1024 * 1024))
        line.endheaders()
        assert line.getresponse().status == 413


def test_workers_are_restarted_in_turn_and_nobody_notices(front: Front) -> None:
    told: list[int] = []
    over = threading.Event()

    def visit() -> None:
        visitor = Visitor(front.secure)
        while not over.is_set():
            told.append(visitor.ask("/supports/")[0])

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for one in visitors:
        one.start()
    for port in front.ports:
        so_far = len(told)
        front.stop(port)
        wait_for(lambda so_far=so_far: len(told) > so_far + 3, "nobody was answered")  # type: ignore[misc]
        front.start(port)
    over.set()
    for one in visitors:
        one.join()
    assert set(told) == {200} and len(told) > 10


def test_systemd_reads_the_units_without_a_complaint(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not here")
    units = [one for one in BLOCKS if one.startswith("[Unit]")]
    for name, unit in zip(UNITS, units, strict=True):
        assert f"`{name}`" in PAGE
        # The command is checked to be there; here it is Python's.
        (tmp_path / name).write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", unit))
    for name in ("tsunagi@8001.service", *UNITS[1:]):
        done = subprocess.run([analyze, "verify", tmp_path / name], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, ""), name
    (tmp_path / "tsunagi-work.service").write_text(units[1].replace("TimeoutStopSec=600", "TimeoutStopSec=long"))
    done = subprocess.run([analyze, "verify", tmp_path / UNITS[1]], capture_output=True, text=True, timeout=60)
    assert "Failed to parse" in done.stderr, "it would have complained"
