"""The docs tell the truth: their commands run and print what the page shows, their links lead somewhere.

A block fenced as `console` holds commands after `$ ` and what they print. `make docs` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.repo import tree

PAGES = tree.files(".md")
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def _name(path: Path) -> str:
    return str(path.relative_to(tree.ROOT))


def _run(block: str, folder: Path) -> str:
    """The block with the output of each of its commands as it is now."""
    environment = {"PATH": f"{tree.BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "110", "LC_ALL": "C.UTF-8"}
    made = []
    for line in block.splitlines():
        if line.startswith("$ "):
            command = ["bash", "-o", "pipefail", "-c", line[2:]]
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            made.append(f"{line}\n{done.stdout}{done.stderr}")
    return "".join(made)


@pytest.mark.parametrize("page", [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))], ids=_name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    shutil.copytree(tree.ROOT / "examples", tmp_path / "examples")
    shown = page.read_text(encoding="utf-8")
    printed = BLOCK.sub(lambda match: _run(match[1], tmp_path), shown)
    if os.environ.get("DOCS") == "write":
        page.write_text(printed, encoding="utf-8")
    else:
        assert shown == printed, "the output has changed: look at it, then run make docs"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_to_a_file(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_make_targets_in_the_docs_exist() -> None:
    makefile = (tree.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.M)
    }
    assert named
    assert named <= targets


def test_the_wheelhouse_holds_what_is_installed_from_it() -> None:
    makefile = (tree.ROOT / "Makefile").read_text(encoding="utf-8")
    needs = dict(re.findall(r"^(demo|install|test): (.*)$", makefile, re.M))
    lists = {one for said in needs.values() for one in re.findall(r"\$\(VENV\)/(\w+)\.stamp", said)}
    (fetched,) = re.findall(r"^\t@for list in (.*); do", makefile, re.M)
    assert len(needs) == 3 and lists == set(fetched.split())


def test_every_page_can_be_reached() -> None:
    linked = {
        (page.parent / link).resolve() for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))
    }
    alone = [_name(page) for page in PAGES if (tree.ROOT / "docs") in page.parents and page.resolve() not in linked]
    assert not alone, "link them from docs/README.md"


def test_glossary_names_what_the_code_has() -> None:
    glossary = (tree.ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| [^|]+ \| [^|]+ \| `(\w+)` \|", glossary, re.M)
    code = "\n".join(path.read_text(encoding="utf-8") for path in (tree.ROOT / "tsunagi").rglob("*.py"))
    assert len(terms) > 20
    assert not [term for term in terms if not re.search(rf"\b{term}\b", code)]
