"""How long reading takes and how much memory, beside the plain ways to get at the same text.

    make bench ARGS="FILE ... --runs 5"

Every figure is of a whole process, from start to end. Without a FILE the project's example is read, and the two real
documents where they lie in ../shared.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = (
    ROOT / "examples" / "follow-up.txt",
    ROOT.parent / "shared" / "source" / "000_e2656c87001df674.txt",
    ROOT.parent / "shared" / "source" / "plan-r7-measures-143.pdf",
)

CSV = """
import csv, re, sys
number = re.compile(r"[0-9０-９][0-9０-９,.，．]*")
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    print(sum(len(number.findall(cell)) for row in csv.reader(file, delimiter="\\t") for cell in row))
"""
PDFIUM = """
import sys, pypdfium2
print(sum(len(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(sys.argv[1])))
"""
PLUMBER_TEXT = """
import sys, pdfplumber
with pdfplumber.open(sys.argv[1]) as pdf:
    print(sum(len(page.extract_text() or "") for page in pdf.pages))
"""
PLUMBER_TABLES = """
import sys, pdfplumber
with pdfplumber.open(sys.argv[1]) as pdf:
    print(sum(len(page.extract_tables()) for page in pdf.pages))
"""
TEXT_WAYS = {"csv and a regular expression": CSV}
PDF_WAYS = {
    "pdfium, bare text": PDFIUM,
    "pdfplumber extract_text": PLUMBER_TEXT,
    "pdfplumber extract_tables": PLUMBER_TABLES,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of each run, and the highest memory of any in MiB."""

    seconds: tuple[float, ...]
    memory: float

    @property
    def median(self) -> float:
        """The median of the runs, in seconds."""
        return statistics.median(self.seconds)


def cost(command: list[str], runs: int) -> Cost:
    """Run the command `runs` times, each in a process of its own."""
    seconds, memory = [], 0.0
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"failed with {process.returncode}: {' '.join(command)}")
        memory = max(memory, usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))
    return Cost(tuple(seconds), memory)


def compare(path: Path, runs: int) -> None:
    """Print what reading a file costs beside the plain ways."""
    with tempfile.TemporaryDirectory() as folder:
        read = [sys.executable, "-m", "tsunagi", "read", str(path), "--format", "json", "-o", f"{folder}/out.json"]
        ours = cost(read, runs)
    print(f"\n{path.name} ({path.stat().st_size:,} bytes), {runs} runs of a whole process")
    print(f"{'':34}{'min':>8}{'median':>8}{'max':>8}   seconds{'MiB':>8}  against tsunagi")
    _print("tsunagi read", ours, ours)
    ways = PDF_WAYS if path.suffix == ".pdf" else TEXT_WAYS
    for name, program in ways.items():
        _print(name, cost([sys.executable, "-c", program, str(path)], runs), ours)


def _print(name: str, one: Cost, ours: Cost) -> None:
    times = "".join(f"{value:8.2f}" for value in (min(one.seconds), one.median, max(one.seconds)))
    print(f"{name:34}{times}          {one.memory:8.0f}  {one.median / ours.median:8.2f} times", flush=True)


def main() -> None:
    """Compare each file named, or those that are there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    for path in wanted.files or [path for path in FILES if path.exists()]:
        compare(path, wanted.runs)


if __name__ == "__main__":
    main()
