"""Every dependency says why it is there, is pinned, and is checked by its hash."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.repo import tree

PYPROJECT = (tree.ROOT / "pyproject.toml").read_text(encoding="utf-8")
LISTS = {
    "run": ("build",),
    "test": ("build", "test"),
    "bench": ("build", "bench"),
    "meaning": ("build",),
    "furigana": ("build",),
}


def _name(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    assert match, requirement
    return match[0].lower().replace("_", "-")


def test_every_dependency_says_why() -> None:
    named = PYPROJECT.split("[tool.")[0]
    lines = [line for line in named.splitlines() if re.match(r'    "[\w.-]+(?:[<>=~][^"]*)?",', line)]
    silent = [line.strip() for line in lines if not re.search(r"#\s\w.{10,}", line)]
    assert len(lines) > 10
    assert not silent


@pytest.mark.parametrize("name", LISTS)
def test_list_pins_what_the_project_names_with_hashes(name: str) -> None:
    project = tomllib.loads(PYPROJECT)
    groups = project["dependency-groups"]
    extras = project["project"]["optional-dependencies"].get(name, [])
    wanted = project["project"]["dependencies"] + extras + [one for group in LISTS[name] for one in groups[group]]
    text = (tree.ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^([\w.-]+)==([^\s;\\]+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", text, re.M)
    pinned = {entry[0].lower().replace("_", "-") for entry in entries}
    assert {_name(one) for one in wanted} <= pinned, "run make lock"
    assert len(entries) == len(re.findall(r"^[\w.-]+==", text, re.M))
