"""The files of the checkout, and a command run in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


#: Folders that hold nothing of the project's own, for a checkout that git does not know.
MADE = {".venv", ".git", "out", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}


def files(*endings: str) -> list[Path]:
    """The project's files, new ones that git does not ignore among them, with one of the endings where any is given."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not MADE & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file() and (not endings or path.name.endswith(endings)))


def passes(*command: str) -> None:
    """Run a tool of the environment in the checkout; what it prints is the failure."""
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
