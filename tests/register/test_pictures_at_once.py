"""Several people look at the pages of a PDF while another one is read in: all in one process, as the server does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.reading.papers import paper, text

#: In a process of its own: what went wrong here ended the whole process, without a word.
_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tsunagi.reading.sources.pdf import open_pdf
from tsunagi.register.pictures import page_png

file = Path(sys.argv[1])
content = file.read_bytes()

def look(turn):
    return open_pdf(file).pages if turn % 5 == 0 else page_png(content, 1 + turn % 3, [])

with ThreadPoolExecutor(8) as people:
    print(len(set(people.map(look, range(120)))))
"""


def test_pages_are_drawn_and_read_at_once(tmp_path: Path) -> None:
    pages = [text(*[f"{number}孤独・孤立対策の重点計画"] * 40) for number in range(3)]
    file = paper(tmp_path / "a.pdf", *pages)
    done = subprocess.run([sys.executable, "-c", _AT_ONCE, file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "4\n", "")
