"""Break documents at random and read them: whatever comes, it is read, or refused with a sentence.

    python bench/fuzz.py SECONDS FILE ... [--seed 1]

Each file is broken in many ways, a few at once: cut off, bytes changed, pieces left out, doubled or moved, and the
parts of an archive broken one by one before it is packed again. Anything but a document or a refusal within a few
seconds is
kept beside its traceback in the folder `fuzz`, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import io
import random
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from tsunagi.reading.document import read
from tsunagi.reading.model import Unreadable

#: Bytes that mean something to a parser of some kind of document.
_SIGNS = [
    b"\x00", b"\xff", b"\n", b"\t", b'"', b"<", b">", b"&", b"%", b"=", b"</", b"<!--", b"]]>", b"<![CDATA[",
    b"<!ENTITY a 'b'>", b"&a;", b"-1", b"0", b"999999999999", b"1e309", b"NaN", b"endobj", b"stream\n", b"/Kids", b"<<",
    "①".encode(), "年度".encode(), "百分".encode("cp932"), b"\xef\xbb\xbf", b"\xff\xfe",
]  # fmt: skip
_MOST_AT_ONCE = 6


def broken(data: bytes, chance: random.Random) -> bytes:
    """The bytes of a document with a few things wrong with them."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _repacked(data, chance)
    return _torn(data, chance)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """The archive packed again, with some of its parts torn, exchanged or left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    for name in chance.sample(sorted(parts), min(len(parts), chance.randint(1, 3))):
        way = chance.random()
        if way < 0.1:
            del parts[name]
        elif way < 0.2:
            parts[name] = parts[chance.choice(sorted(parts))]
        else:
            parts[name] = _torn(parts[name], chance)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def _torn(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, _MOST_AT_ONCE)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice([1, 2, 8, 64, 1024]))
        to = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + chance.randbytes(end - at) + data[end:]
            case 2:
                data = data[:at] + data[end:]
            case 3:
                data = data[:end] + data[at:end] * chance.choice([1, 2, 200]) + data[end:]
            case 4:
                data = data[:to] + data[at:end] + data[to:]
            case _:
                data = data[:at] + chance.choice(_SIGNS) + data[at if chance.random() < 0.5 else end :]
    return data


def main() -> int:
    """Fuzz as the command line says; 1 where anything but a document or a refusal came out."""
    parser = argparse.ArgumentParser(description="Break documents at random and read them.")
    parser.add_argument("seconds", type=float)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), help="where to keep what broke the reading")
    parser.add_argument("--patience", type=float, default=5, help="seconds that reading a file may take")
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)  # nothing here is secret; the seed makes it repeatable
    contents = {path: path.read_bytes() for path in wanted.files}
    counts: Counter[str] = Counter()
    slowest = 0.0
    end = time.monotonic() + wanted.seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            path = chance.choice(wanted.files)
            data = broken(contents[path], chance)
            there = Path(folder) / f"broken{path.suffix}"
            there.write_bytes(data)
            start = time.monotonic()
            outcome = _outcome(there)
            took = time.monotonic() - start
            slowest = max(slowest, took)
            if took > wanted.patience:
                outcome = f"{outcome}\nslow: {path.suffix}"
            counts[outcome.splitlines()[-1]] += 1
            if outcome not in ("read", "refused"):
                wanted.keep.mkdir(exist_ok=True)
                kept = wanted.keep / f"{counts.total()}{path.suffix}"
                kept.write_bytes(data)
                kept.with_suffix(".traceback").write_text(outcome, encoding="utf-8")
    for outcome, count in counts.most_common():
        print(f"{count:8}  {outcome}")
    print(f"slowest: {slowest:.1f} s")
    return 0 if set(counts) <= {"read", "refused"} else 1


def _outcome(path: Path) -> str:
    try:
        read(path)
    except Unreadable:
        return "refused"
    except Exception:
        return traceback.format_exc()
    return "read"


if __name__ == "__main__":
    raise SystemExit(main())
