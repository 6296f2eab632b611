"""Learns which needs the meaning of words makes likely, from the made-up requests that say what answers them.

    .venv/bin/python bench/learn_needs.py [--keep FOLDER]

Writes tsunagi/navigator/rules/likely.npz. The quick model must be installed (`make .venv/meaning.stamp`); --keep
keeps its vectors for the next run. Ridge regression from the quick model's vectors to the needs: a request speaks
for the first need of each support that serves a measure that answers it, in full where directly, else by a third.
Requests under tests/navigator/danger/fresh are never learned from.
"""

from __future__ import annotations

import argparse
import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core; read when numpy is loaded

import numpy as np

from tsunagi.directory.rules.pack import read_pack
from tsunagi.navigator import meaning
from tsunagi.navigator.rules.sense import Floats, seen_from
from tsunagi.navigator.rules.support import Support, of_pack

ROOT = Path(__file__).resolve().parents[1]
REQUESTS = ROOT / "tests" / "navigator"
LEARNED_FROM = [REQUESTS / "requests.jsonl", *sorted((REQUESTS / "danger" / "situations").glob("*.jsonl"))]
LIKELY = ROOT / "tsunagi" / "navigator" / "rules" / "likely.npz"
#: How much large weights are held down, and what an answer of grade 1 counts beside one of grade 2.
HELD, NEXT_BEST = 0.3, 0.33


def wanted(request: dict[str, Any], supports: list[Support], needs: list[str]) -> Floats:
    """How much a request speaks for each need, from 0 to 1."""
    speaks = np.zeros(len(needs), np.float32)
    for number, grade in request["answers"].items():
        serving = [support for support in supports if int(number) in support.measures and support.needs]
        for support in serving:
            at = needs.index(support.needs[0])
            share = sum(one.needs[0] == support.needs[0] for one in serving) / len(serving)
            speaks[at] = max(speaks[at], share * (1 if grade == 2 else NEXT_BEST))
    return speaks


def main() -> None:
    """Learn, and write what was learned."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="keep the models' vectors in this folder")
    given = parser.parse_args()
    supports = [of_pack(service) for service in read_pack(files("tsunagi.directory") / "pack").services]
    needs = sorted({code for support in supports for code in support.needs})
    lines = [line for file in LEARNED_FROM for line in file.read_text("utf-8").splitlines()]
    requests = [one for one in map(json.loads, lines) if one.get("answers")]
    targets = np.stack([wanted(one, supports, needs) for one in requests])
    base = targets.mean(axis=0)
    seen: dict[str, tuple[Floats, Floats]] = {}
    for model in meaning.load(given.keep, ("sentences",)):
        vectors = model.phrases([one["q"] for one in requests])
        middle = vectors.mean(axis=0)
        seen[model.name] = (middle, seen_from(middle, vectors))
    alike = sum(directions @ directions.T for _, directions in seen.values())
    shares = np.linalg.solve(alike + HELD * np.eye(len(requests)), targets - base)
    learned: dict[str, Any] = {"needs": np.array(needs), "models": np.array(list(seen)), "base": base}
    for name, (middle, directions) in seen.items():
        learned[f"{name}|middle"] = middle.astype(np.float16)
        learned[f"{name}|table"] = (directions.T @ shares).astype(np.float16)
    np.savez_compressed(LIKELY, **learned)
    print(f"{len(requests)} requests, {len(needs)} needs; {LIKELY.relative_to(ROOT)}: {LIKELY.stat().st_size} bytes")


if __name__ == "__main__":
    main()
