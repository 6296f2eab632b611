"""Learns the weights of the second look at danger from the made-up requests, and says how good it is.

    .venv/bin/python bench/learn_danger.py [--try] [--keep FOLDER]

Writes tsunagi/navigator/rules/danger/second_look.npz; with --try it only says the figures. The models of meaning must
be installed (`make .venv/meaning.stamp`); --keep keeps their vectors for the next run. Requests under
tests/navigator/danger/fresh are never learned from.

Logistic regression over no danger and the kinds: over rows of letters alone, over these and the vectors of the quick
model, and over these and the vectors of both models. Japanese requests are learned from a second time as they are read
aloud, in kana with blanks, since children and learners write so; `make .venv/bench.stamp` brings the dictionary. Those
under tests/navigator/danger/situations, which come nearest to what people write, count CLOSE times. It is fitted by
accelerated gradient descent. Every request is judged by weights that were learned without it and its fold, and what is
said of these guesses, after the guards, leaves the rules out: they were mended by these very requests. The lines of
each set were chosen by requests that nothing was learned from, so that few dangers are missed and the alarms stay
bearable.
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

from tsunagi.navigator import meaning
from tsunagi.navigator.rules.danger.finding import is_held_back
from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.danger.second_look import HELD_BACK, KINDS, PLACES, chances_of, odds_of
from tsunagi.navigator.rules.sense import places_of, seen_from

Floats = npt.NDArray[np.float32]
Request = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
REQUESTS = ROOT / "tests" / "navigator"
CLOSE_ONES = sorted((REQUESTS / "danger" / "situations").glob("*.jsonl"))
LEARNED_FROM = [*sorted((REQUESTS / "danger").glob("*.jsonl")), REQUESTS / "requests.jsonl", *CLOSE_ONES]
WEIGHTS = ROOT / "tsunagi" / "navigator" / "rules" / "danger" / "second_look.npz"

SEED, FOLDS, STEPS = 7, 3, 300
#: How much large weights are held down, what a likeness in meaning counts beside one in letters, and a close request.
HELD, MEANING, CLOSE = 1e-5, 2.0, 4.0
#: The models whose vectors are weighed together; for each set two lines, in logarithms of odds: words that no rule
#: knows are met above the first, and what a rule found is not followed below the second.
SETS = {
    (): (0.0, -2.5),
    ("use-multilingual-3",): (0.1, -2.5),
    ("use-multilingual-3", "multilingual-e5-small-q4"): (0.1, -2.5),
}

_KANJI, _KANA = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3041-\u30ff]")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
#: Parts of speech that are written in one with the word before them.
_JOINED = frozenset({"助詞", "助動詞", "補助記号", "接尾辞", "空白"})


class Fit(NamedTuple):
    """Weights: one row a place of the table of letters, then one a number of the models' vectors; and what is added."""

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


def scores_of(letters: Letters, vectors: Floats, weights: Floats) -> Floats:
    """What weights say of each text, by its letters and its vectors."""
    scores: Floats = letters.scores(weights[:PLACES]) + vectors @ weights[PLACES:]
    return scores


def fit(letters: Letters, vectors: Floats, wanted: Floats, counts: Floats) -> Fit:
    """Fit to the wanted kinds (one row of 0 and 1 a request), given what each request counts."""
    share = (counts / counts.sum())[:, None].astype(np.float32)
    steep = np.ones((PLACES + vectors.shape[1], 1), np.float32)

    def toward(wrong: Floats) -> Floats:
        return np.concatenate([letters.summed(wrong), vectors.T @ wrong])

    largest = 1.0
    for _ in range(10):  # the largest eigenvalue says how long a step may be
        steep = toward(share * scores_of(letters, vectors, steep / largest))
        largest = float(np.linalg.norm(steep))
    pace = 1 / (0.5 * (1.1 * largest + 1) + HELD)
    weights, base = np.zeros((len(steep), wanted.shape[1]), np.float32), np.zeros(wanted.shape[1], np.float32)
    ahead, ahead_base, speed = weights, base, 1.0
    for _ in range(STEPS):
        wrong = share * (chances_of(scores_of(letters, vectors, ahead) + ahead_base) - wanted)
        next_weights = ahead - pace * (toward(wrong) + HELD * ahead)
        next_base = ahead_base - pace * wrong.sum(axis=0)
        next_speed = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        ahead = next_weights + (speed - 1) / next_speed * (next_weights - weights)
        ahead_base = next_base + (speed - 1) / next_speed * (next_base - base)
        weights, base, speed = next_weights, next_base, next_speed
    return Fit(weights, base)


def unseen(
    texts: Sequence[str], vectors: Floats, wanted: Floats, counts: Floats, folds: npt.NDArray[np.int64]
) -> Floats:
    """The chances of each request as weights see them that were learned without its fold."""
    chances = np.zeros_like(wanted)
    for fold in range(FOLDS):
        known, asked = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        found = fit(Letters([texts[i] for i in known]), vectors[known], wanted[known], counts[known])
        scores = scores_of(Letters([texts[i] for i in asked]), vectors[asked], found.weights)
        chances[asked] = chances_of(scores + found.base)
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


def say(name: str, odds: Floats, right: Any, kinds: Any, traps: Any, close: Any, at: float) -> None:
    """Print how many are met at a line: of all, and of the close ones."""
    met = odds > at
    for which, asked in (("all", np.ones(len(odds), bool)), ("close", close)):
        urgent, calm = asked & (kinds > 0), asked & (kinds == 0)
        print(
            f"{name:<45} {which:<6} met {met[urgent].mean():.3f}  of the right kind {(met & right)[urgent].mean():.3f}"
            f"  alarms {met[calm].mean():.3f}  look-alikes {met[calm & traps].mean():.3f}",
            flush=True,
        )


def main() -> None:
    """Learn, say how good it is, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--try", dest="only_try", action="store_true", help="write nothing")
    parser.add_argument("--keep", type=Path, help="keep the models' vectors in this folder")
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
    held_back = np.array([is_held_back(text) for text in texts[:count]])
    wanted = np.eye(len(KINDS) + 1, dtype=np.float32)[kinds]
    counts = np.where(close, CLOSE, 1).astype(np.float32)
    folds = np.random.default_rng(SEED).integers(0, FOLDS, count)[written_as]
    urgent = kinds[:count] > 0
    print(f"{count} requests, {urgent.sum()} urgent; {held_back[urgent].mean():.3f} of these held back", flush=True)

    letters = Letters(texts)
    models = {model.name: model for model in meaning.load(given.keep)}
    learned: dict[str, Any] = {"sets": np.array([" ".join(names) for names in SETS])}
    seen: dict[str, tuple[Floats, Floats]] = {}
    for names, (line, silence) in SETS.items():
        for name in names:
            if name not in seen:
                vectors = models[name].phrases(texts)
                middle = vectors[:count].mean(axis=0)
                seen[name] = (middle, MEANING**0.5 * seen_from(middle, vectors))
        meant = np.concatenate([np.zeros((len(texts), 0), np.float32), *(seen[name][1] for name in names)], axis=1)
        chances = unseen(texts, meant, wanted, counts, folds)[:count]
        odds = np.array([odds_of(one) for one in chances], np.float32)
        guesses = odds - HELD_BACK * held_back
        right = chances[:, 1:].argmax(axis=1) + 1 == kinds[:count]
        key = " ".join(names)
        say(key, guesses, right, kinds[:count], traps, close[:count], line)
        if given.only_try:
            continue
        found = fit(letters, meant, wanted, counts)
        table, tables = found.weights[:PLACES], found.weights[PLACES:]
        learned[f"{key}|table"], learned[f"{key}|step"] = in_small(table)
        learned[f"{key}|base"] = found.base.astype(np.float32)
        learned[f"{key}|lines"] = np.array([line, silence], np.float32)
        for name in names:
            size = seen[name][1].shape[1]
            learned[f"{key}|{name}|middle"] = seen[name][0].astype(np.float16)
            learned[f"{key}|{name}|table"] = (MEANING**0.5 * tables[:size]).astype(np.float16)
            tables = tables[size:]
    if not given.only_try:
        np.savez_compressed(WEIGHTS, **learned)
        print(f"{WEIGHTS.relative_to(ROOT)}: {WEIGHTS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
