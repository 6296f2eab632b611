"""A site with the demonstration's contents, run as a user runs it, and a browser to walk through it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of its own, on a free port."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (on Debian: apt-get install chromium), which this machine has not")
    home = tmp_path_factory.mktemp("site")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TSUNAGI_", "DJANGO_"))},
        "TSUNAGI_HOME": str(home),
        "TSUNAGI_SECOND_FACTOR": "0",
    }
    command = [sys.executable, "-m", "tsunagi"]
    subprocess.run([*command, "demo"], env=environment, check=True, capture_output=True, timeout=400)
    try:
        yield _address(home)
    finally:
        subprocess.run([*command, "demo", "stop"], env=environment, check=True, capture_output=True, timeout=60)


def _address(home: Path) -> str:
    for _attempt in range(100):
        for line in (home / "demo.log").read_text(encoding="utf-8").splitlines():
            if line.startswith("http://"):
                return line.split()[0].rstrip("/")
        time.sleep(0.1)
    raise AssertionError("the site did not say its address")


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:
    """Chromium without a window. It ends with its file: while it is driven, Django refuses to ask a database here."""
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh page in Japanese, at a desk's width; `page.goto("/")` goes to the site."""
    context = browser.new_context(base_url=site, locale="ja-JP", viewport=DESK)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    """The same on a narrow phone without JavaScript."""
    context = browser.new_context(base_url=site, locale="ja-JP", viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def sound() -> Callable[[Page], None]:
    """Says what is wrong with a page: what axe finds, and whether it has to be scrolled sideways."""
    axe = Axe()

    def check(page: Page) -> None:
        # axe looks at what is there: a page that is still on its way has nothing, or is the one before.
        page.wait_for_selector("main:not([aria-busy=true]) h1")
        found: Any = axe.run(page).response["violations"]
        wrong = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        assert not wrong, f"{page.url}\n" + "\n".join(wrong)
        assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"), (
            f"{page.url} scrolls sideways"
        )

    return check
