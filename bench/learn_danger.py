"""Learns what letters say in the second look at danger from the made-up requests, and says how good it is.

    .venv/bin/python bench/learn_danger.py [--try]

Writes tsunagi/navigator/rules/danger/second_look.npz; with --try it only says the figures. Requests under
tests/navigator/danger/fresh and tests/navigator/answered are not learned from: the latter say in
bench/learn_examples.py, which comes next, what these letters are worth beside rules and models.

Logistic regression over no danger and the kinds, over rows of letters. Japanese requests are learned from a second time
as they are read aloud, in kana with blanks, since children and learners write so; `make .venv/bench.stamp` brings the
dictionary. Those under tests/navigator/danger/situations, which come nearest to what people write, count CLOSE times.
It is fitted by accelerated gradient descent. Every request is judged by weights that were learned without it and its
fold, and what is said of these guesses leaves the rules out: they were mended by these very requests.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core; read when numpy is loaded

import numpy as np
import numpy.typing as npt
from small import in_small
from sudachipy import Dictionary

from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.danger.second_look import KINDS, PLACES, chances_of, odds_of
from tsunagi.navigator.rules.sense import places_of

Floats = npt.NDArray[np.float32]
Request = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
REQUESTS = ROOT / "tests" / "navigator"
CLOSE_ONES = sorted((REQUESTS / "danger" / "situations").glob("*.jsonl"))
LEARNED_FROM = [*sorted((REQUESTS / "danger").glob("*.jsonl")), REQUESTS / "requests.jsonl", *CLOSE_ONES]
WEIGHTS = ROOT / "tsunagi" / "navigator" / "rules" / "danger" / "second_look.npz"

SEED, FOLDS, STEPS = 7, 3, 300
#: How much large weights are held down, and what a close request counts.
HELD, CLOSE = 1e-5, 4.0
#: The figures are told at this line, in logarithms of odds.
LINE = 0.0

_KANJI, _KANA = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3041-\u30ff]")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
#: Parts of speech that are written in one with the word before them.
_JOINED = frozenset({"助詞", "助動詞", "補助記号", "接尾辞", "空白"})


class Fit(NamedTuple):
    """Weights, one row a place of the table of letters; and what is added."""

    weights: Floats
    base: Floats


class Letters:
    """The rows of letters of many texts: for each text its places in the table, and what each of them counts."""

    def __init__(self, texts: Sequence[str]) -> None:
        places = [places_of(level(text).text, PLACES) for text in texts]
        counts = np.array([len(one) for one in places])
        self._places = np.concatenate(places)
        self._starts = np.concatenate([[0], counts.cumsum()[:-1]])
        self._each = (counts**-0.5).astype(np.float32)[:, None]
        by_place = np.argsort(self._places, kind="stable")
        self._texts = np.repeat(np.arange(len(texts)), counts)[by_place]
        self._used, self._used_starts = np.unique(self._places[by_place], return_index=True)

    def scores(self, table: Floats) -> Floats:
        """What a table of weights says of each text."""
        scores: Floats = np.add.reduceat(table[self._places], self._starts, axis=0) * self._each
        return scores

    def summed(self, shares: Floats) -> Floats:
        """The table that the texts make, each as much as its share."""
        table = np.zeros((PLACES, shares.shape[1]), np.float32)
        table[self._used] = np.add.reduceat((shares * self._each)[self._texts], self._used_starts, axis=0)
        return table


def fit(letters: Letters, wanted: Floats, counts: Floats) -> Fit:
    """Fit to the wanted kinds (one row of 0 and 1 a request), given what each request counts."""
    share = (counts / counts.sum())[:, None].astype(np.float32)
    steep = np.ones((PLACES, 1), np.float32)
    largest = 1.0
    for _ in range(10):  # the largest eigenvalue says how long a step may be
        steep = letters.summed(share * letters.scores(steep / largest))
        largest = float(np.linalg.norm(steep))
    pace = 1 / (0.5 * (1.1 * largest + 1) + HELD)
    weights, base = np.zeros((len(steep), wanted.shape[1]), np.float32), np.zeros(wanted.shape[1], np.float32)
    ahead, ahead_base, speed = weights, base, 1.0
    for _ in range(STEPS):
        wrong = share * (chances_of(letters.scores(ahead) + ahead_base) - wanted)
        next_weights = ahead - pace * (letters.summed(wrong) + HELD * ahead)
        next_base = ahead_base - pace * wrong.sum(axis=0)
        next_speed = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        ahead = next_weights + (speed - 1) / next_speed * (next_weights - weights)
        ahead_base = next_base + (speed - 1) / next_speed * (next_base - base)
        weights, base, speed = next_weights, next_base, next_speed
    return Fit(weights, base)


def unseen(texts: Sequence[str], wanted: Floats, counts: Floats, folds: npt.NDArray[np.int64]) -> Floats:
    """The chances of each request as weights see them that were learned without its fold."""
    chances = np.zeros_like(wanted)
    for fold in range(FOLDS):
        known, asked = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        found = fit(Letters([texts[i] for i in known]), wanted[known], counts[known])
        chances[asked] = chances_of(Letters([texts[i] for i in asked]).scores(found.weights) + found.base)
    return chances


def aloud(text: str) -> str:
    """Japanese as it is read aloud: in kana, a blank before each word; nothing where it has no kanji or no kana."""
    if not (_KANJI.search(text) and _KANA.search(text)):
        return ""
    said = ""
    for word in _reader().tokenize(text):
        reading = word.reading_form().translate(_TO_HIRAGANA) if _KANJI.search(word.surface()) else word.surface()
        said += " " * (word.part_of_speech()[0] not in _JOINED) + reading
    return said.strip()


@cache
def _reader() -> Any:
    return Dictionary().tokenizer()


def say(odds: Floats, right: Any, kinds: Any, traps: Any, close: Any) -> None:
    """Print how many are met: of all, and of the close ones."""
    met = odds > LINE
    for which, asked in (("all", np.ones(len(odds), bool)), ("close", close)):
        urgent, calm = asked & (kinds > 0), asked & (kinds == 0)
        print(
            f"{which:<6} met {met[urgent].mean():.3f}  of the right kind {(met & right)[urgent].mean():.3f}"
            f"  alarms {met[calm].mean():.3f}  look-alikes {met[calm & traps].mean():.3f}"
        )


def main() -> None:
    """Learn, say how good it is, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--try", dest="only_try", action="store_true", help="write nothing")
    given = parser.parse_args()
    rows = [(row, file in CLOSE_ONES) for file in LEARNED_FROM for row in file.read_text("utf-8").splitlines()]
    requests: list[Request] = [json.loads(row) | {"close": close} for row, close in rows]
    count = len(requests)
    requests += [{**request, "q": spoken} for request in requests if (spoken := aloud(request["q"]))]
    written_as = np.array([*range(count), *(i for i in range(count) if aloud(requests[i]["q"]))])
    texts = [request["q"] for request in requests]
    kinds = np.array([KINDS.index(one["urgent"]) + 1 if one["urgent"] else 0 for one in requests])
    traps = np.array([bool(request.get("trap")) for request in requests])[:count]
    close = np.array([request["close"] for request in requests])
    wanted = np.eye(len(KINDS) + 1, dtype=np.float32)[kinds]
    counts = np.where(close, CLOSE, 1).astype(np.float32)
    folds = np.random.default_rng(SEED).integers(0, FOLDS, count)[written_as]
    print(f"{count} requests, {(kinds[:count] > 0).sum()} urgent", flush=True)

    letters = Letters(texts)
    chances = unseen(texts, wanted, counts, folds)[:count]
    odds = np.array([odds_of(one) for one in chances], np.float32)
    right = chances[:, 1:].argmax(axis=1) + 1 == kinds[:count]
    say(odds, right, kinds[:count], traps, close[:count])
    if given.only_try:
        return
    found = fit(letters, wanted, counts)
    table, step = in_small(found.weights)
    np.savez_compressed(WEIGHTS, table=table, step=step, base=found.base.astype(np.float32))
    print(f"{WEIGHTS.relative_to(ROOT)}: {WEIGHTS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
