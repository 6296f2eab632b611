"""The code keeps to the house's rules: layers, types, style, no dead code, no long file."""

from __future__ import annotations

import pytest

from tests.repo import tree

LONGEST_FILE = 400
LONGEST_LINE = 120


def test_imports_point_down_only() -> None:
    tree.passes("lint-imports")


def test_types_are_strict() -> None:
    tree.passes("mypy")


def test_style() -> None:
    tree.passes("ruff", "check", ".")


def test_nothing_is_dead() -> None:
    tree.passes("vulture")


def _written_by_hand() -> list[tree.Path]:
    """Python files but for the first migrations, which Django writes."""
    return [path for path in tree.files(".py") if path.name != "0001_initial.py"]


@pytest.mark.parametrize("path", _written_by_hand(), ids=lambda path: str(path.relative_to(tree.ROOT)))
def test_file_and_lines_are_short(path: tree.Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    long = [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
    assert len(lines) <= LONGEST_FILE, f"{len(lines)} lines: split it by noun into a package of the same name"
    assert not long, f"lines longer than {LONGEST_LINE} characters: {long}"
