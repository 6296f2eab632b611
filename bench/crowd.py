"""How the site stands it when many people ask the navigator at once, beside the same search without the site.

    .venv/bin/python bench/crowd.py --people 200 --rounds 3

A site of its own is set up with the national pack and served as `tsunagi serve` does. Each person opens the front page
and sends words, all at the same moment, several times. Printed are errors, the time from words to answer, and its ratio
to the ranking alone, asked one after the other in this process in the same run.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

WORDS = (
    "家賃が払えない", "誰とも話していない", "子どもが学校に行かない", "母の介護で眠れない", "借金が返せない", "仕事を切られた",
    "ひとりで子育てしている", "退院後の暮らしが心配", "I have nobody to talk to", "スマホの使い方が分からない",
)  # fmt: skip
WAIT = 120


def main() -> int:
    """Set up, ask, print; 1 where somebody got an error."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"TSUNAGI_HOME": home, "DJANGO_SETTINGS_MODULE": "tsunagi.settings"}
        for command in ("set-up", "load-pack"):
            subprocess.run([sys.executable, "-m", "tsunagi", command], check=True, capture_output=True)
        alone = _alone()
        port = _free_port()
        command = [sys.executable, "-m", "tsunagi", "serve", "--no-worker", "--port", str(port)]
        with (Path(home) / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
            try:
                _wait_for(port)
                _ask(port, WORDS[0])  # the first one makes the index
                times, faults = _crowd(port, wanted.people, wanted.rounds)
            finally:
                server.terminate()
    one = _spread(alone)
    all_ = _spread(times)
    print(f"{wanted.people} people at once, {wanted.rounds} times: {len(times)} answers, {len(faults)} errors")
    print(f"words to answer   p50 {all_[0]:8.1f} ms   p95 {all_[1]:8.1f} ms")
    print(f"ranking alone     p50 {one[0]:8.1f} ms   p95 {one[1]:8.1f} ms   one after the other, in process")
    print(f"ratio             p50 {all_[0] / one[0]:8.1f}      p95 {all_[1] / one[1]:8.1f}")
    for fault in sorted(set(faults))[:5]:
        print("error:", fault)
    return 1 if faults else 0


def _alone() -> list[float]:
    import django

    django.setup()
    from tsunagi.navigator.queries.supports import supports_index

    index = supports_index()
    times = []
    for number in range(200):
        begun = time.perf_counter()
        index.rank(WORDS[number % len(WORDS)])
        times.append(time.perf_counter() - begun)
    return times


def _crowd(port: int, people: int, rounds: int) -> tuple[list[float], list[str]]:
    times: list[float] = []
    faults: list[str] = []
    together = threading.Barrier(people)

    def person(number: int) -> None:
        for turn in range(rounds):
            together.wait()
            try:
                times.append(_ask(port, WORDS[(number + turn) % len(WORDS)], _address(number)))
            except Exception as error:
                faults.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return times, faults


def _address(number: int) -> str:
    """Each person's own address, since one address may not ask without end; all of 127.0.0.0/8 is this machine."""
    return f"127.0.{1 + number // 200}.{1 + number % 200}" if sys.platform == "linux" else "127.0.0.1"


def _ask(port: int, words: str, address: str = "127.0.0.1") -> float:
    """Seconds from the words to the whole answer, the front page having been opened before."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT, source_address=(address, 0))
    line.request("GET", "/")
    page = line.getresponse()
    cookie = (page.getheader("Set-Cookie") or "").split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    assert token, "the front page has no form"
    body = urlencode({"csrfmiddlewaretoken": token[1], "words": words})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    begun = time.perf_counter()
    line.request("POST", "/find/", body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    taken = time.perf_counter() - begun
    line.close()
    if answer.status != 200 or 'class="found"' not in text:
        raise RuntimeError(f"status {answer.status}, {len(text)} characters")
    return taken


def _spread(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times) or [0.0]
    return 1000 * ordered[len(ordered) // 2], 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _attempt in range(WAIT * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the site did not start")


if __name__ == "__main__":
    sys.exit(main())
