"""How often the navigator finds the right support, and how quickly, beside the plain ways to search the same texts.

    .venv/bin/python bench/navigator.py REQUESTS.jsonl ... --supports 1000 --supports 100000 --keep FOLDER

Without files the requests that nothing was learned from are asked, and the shared ones where they lie in ../shared.
All ways search the same texts of the national pack, in this one run: SQLite's FTS5 over pairs of signs, BM25 over words
that Sudachi cuts, each model alone, and the navigator without and with models. --half takes every second request.
--supports times the navigator among that many supports, made of the pack's with towns' names; --keep keeps the
vectors for the next run.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core; read when numpy is loaded

import numpy as np

from tsunagi.directory.rules.pack import read_pack
from tsunagi.navigator import meaning
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.nearness import Meaning, Nearness
from tsunagi.navigator.rules.postings import Postings
from tsunagi.navigator.rules.spelling import fold
from tsunagi.navigator.rules.support import Support, of_pack
from tsunagi.navigator.rules.vocabulary import Vocabulary, read_vocabulary

ROOT = Path(__file__).resolve().parents[1]
FILES = (
    ROOT / "tests" / "navigator" / "danger" / "fresh" / "lives.jsonl",
    ROOT / "tests" / "navigator" / "danger" / "fresh" / "others.jsonl",
    ROOT / "tests" / "navigator" / "danger" / "fresh" / "own.jsonl",
    ROOT / "tests" / "navigator" / "danger" / "fresh" / "wide.jsonl",
    ROOT.parent / "shared" / "labels" / "requests-part.jsonl",
)
GAINS = {2: 3.0, 1: 1.0}
FIRST = 10

Way = Callable[[str], Sequence[Support]]


def texts(support: Support) -> tuple[str, ...]:
    """All texts of a support, the same for every way."""
    return (*support.phrases, *support.aliases, *support.details)


def fts5(supports: Sequence[Support]) -> Way:
    """SQLite's own ranking over pairs of signs: any pair of the words may stand in a support."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE t USING fts5(body)")
    bodies = [(" ".join(" ".join(_pairs(text)) for text in texts(support)),) for support in supports]
    table.executemany("INSERT INTO t (body) VALUES (?)", bodies)

    def ask(words: str) -> Sequence[Support]:
        query = " OR ".join(f'"{pair}"' for pair in dict.fromkeys(_pairs(words)) if '"' not in pair)
        rows = table.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?", (query or '""', FIRST))
        return [supports[row - 1] for (row,) in rows]

    return ask


def _pairs(text: str) -> list[str]:
    return [
        pair
        for run in fold(text).split()
        for pair in ([run] if run.isascii() else [run[at : at + 2] for at in range(max(1, len(run) - 1))])
    ]


def sudachi(supports: Sequence[Support]) -> Way:
    """BM25 over the words that Sudachi cuts, in their normal form, without small words and signs."""
    from sudachipy import Dictionary, SplitMode  # of the bench alone

    cutter = Dictionary().tokenizer(mode=SplitMode.A)
    small = ("助詞", "助動詞", "補助記号", "空白")

    def words_of(text: str) -> list[str]:
        return [word.normalized_form() for word in cutter.tokenize(text) if word.part_of_speech()[0] not in small]

    postings = Postings.build([[(1.0, text) for text in texts(support)] for support in supports], words_of)
    return _best_of(supports, lambda words: postings.scores(words_of(words))[0])


def alone(supports: Sequence[Support], model: Meaning) -> Way:
    """A model alone: the support with the phrase that is nearest."""
    near = Nearness.build(model, [support.phrases for support in supports])
    return _best_of(supports, near.scores)


def _best_of(supports: Sequence[Support], score: Callable[[str], Any]) -> Way:
    def ask(words: str) -> Sequence[Support]:
        scores = score(words)
        return [supports[at] for at in np.argsort(-scores, kind="stable")[:FIRST] if scores[at] > 0]

    return ask


def ours(index: Index) -> Way:
    """The navigator as it is."""
    return lambda words: [found.support for found in index.rank(words, limit=FIRST)]


def judge(way: Way, requests: Sequence[dict[str, Any]]) -> dict[str, float]:
    """hit@1, hit@3 and nDCG@5 among the requests that have an answer, and how many without one find nothing."""
    sums: dict[str, list[float]] = {"hit@1": [], "hit@3": [], "ndcg@5": [], "none": []}
    for request in requests:
        found = way(request["q"])
        answers = {int(number): grade for number, grade in request["answers"].items()}
        if not answers:
            sums["none"].append(not found)
            continue
        for first in (1, 3):
            hit = any(answers.get(number) == 2 for support in found[:first] for number in support.measures)
            sums[f"hit@{first}"].append(hit)
        sums["ndcg@5"].append(_ndcg(found, answers))
    return {name: sum(values) / len(values) if values else math.nan for name, values in sums.items()}


def _ndcg(found: Sequence[Support], answers: dict[int, int]) -> float:
    left, gained = dict(answers), 0.0
    for place, support in enumerate(found[:5]):
        best = max((number for number in support.measures if number in left), key=left.__getitem__, default=None)
        if best is not None:
            gained += GAINS[left.pop(best)] / math.log2(place + 2)
    grades = sorted(answers.values(), reverse=True)[:5]
    return gained / sum(GAINS[grade] / math.log2(place + 2) for place, grade in enumerate(grades))


def ways_to(supports: Sequence[Support], models: Sequence[Meaning]) -> dict[str, Way]:
    """All ways to search these supports, by name."""
    ways: dict[str, Way] = {"FTS5, pairs of signs": fts5(supports)}
    try:
        ways["BM25, words by Sudachi"] = sudachi(supports)
    except ImportError:
        print("Sudachi is not installed: make .venv/bench.stamp", file=sys.stderr)
    ways |= {f"{model.name} alone": alone(supports, model) for model in models}
    ways["tsunagi, words alone"] = ours(Index.build(supports, vocabulary()))
    if models:
        ways["tsunagi, with models"] = ours(Index.build(supports, vocabulary(), models))
    return ways


def vocabulary() -> Vocabulary:
    """The vocabulary of needs that comes with the program."""
    return read_vocabulary((files("tsunagi.navigator") / "needs.toml").read_text(encoding="utf-8"))


def many(supports: Sequence[Support], count: int) -> list[Support]:
    """So many supports: the pack's, each with a town's name and a summary of its own."""
    made = []
    for at in range(count):
        base, town = supports[at % len(supports)], f"見本{at // len(supports)}町"
        names = (f"{town}の{base.names[0]}", *base.names[1:])
        summaries = (f"{town}では、{base.summaries[0]}", *base.summaries[1:])
        area = f"{at // len(supports) % 47 + 1:02}{at // len(supports) % 9000:04}"
        made.append(replace(base, id=f"{base.id}-{at}", names=names, summaries=summaries, areas=("00", area)))
    return made


def clock(requests: Sequence[dict[str, Any]], supports: Sequence[Support], models: Sequence[Meaning]) -> None:
    """Print how long words take to be answered, each request once: of one core, and by the clock on the wall."""
    for name, used in (("words alone", ()), ("with models", models)):
        started = time.perf_counter()
        index = Index.build(supports, vocabulary(), used)
        built = time.perf_counter() - started
        index.rank("はじめの一回")
        core, wall = [], []
        for request in requests:
            before = time.thread_time(), time.perf_counter()
            index.rank(request["q"], place="13")
            core.append(1000 * (time.thread_time() - before[0]))
            wall.append(1000 * (time.perf_counter() - before[1]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"  {len(supports):>7} supports, {name}: median {_at(core, 50):.1f} ms, p95 {_at(core, 95):.1f} ms,"
            f" most {max(core):.1f} ms of one core (p95 {_at(wall, 95):.1f} ms by the clock); built in {built:.0f} s,"
            f" memory at most {peak:.0f} MB so far",
            flush=True,
        )


def _at(values: list[float], share: int) -> float:
    return sorted(values)[len(values) * share // 100]


def main() -> None:
    """Compare, then time."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, default=[path for path in FILES if path.exists()])
    parser.add_argument("--half", action="store_true", help="only every second request")
    parser.add_argument("--supports", action="append", type=int, default=[], help="time the navigator among so many")
    parser.add_argument("--keep", type=Path, help="keep vectors of supports in this folder")
    parser.add_argument("--model", action="append", default=[], help="only this model (sentences, questions)")
    given = parser.parse_args()
    supports = [of_pack(service) for service in read_pack(files("tsunagi.directory") / "pack").services]
    with tempfile.TemporaryDirectory() as made:
        models = meaning.load(given.keep or Path(made), *([tuple(given.model)] if given.model else []))
        ways = ways_to(supports, models)
        asked: list[dict[str, Any]] = []
        for path in given.files:
            lines = path.read_text(encoding="utf-8").splitlines()
            told = [one for one in map(json.loads, filter(str.strip, lines)) if "answers" in one]
            requests = told[given.half :: given.half + 1]
            asked += requests
            print(f"{path.name}: {len(requests)} requests, {len(supports)} supports")
            for name, way in ways.items():
                scores = "   ".join(f"{score} {value:.3f}" for score, value in judge(way, requests).items())
                print(f"  {name:<34} {scores}", flush=True)
        for count in given.supports:
            clock(asked, many(supports, count), models)


if __name__ == "__main__":
    main()
