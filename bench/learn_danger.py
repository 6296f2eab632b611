"""Learns the weights of the second look at danger from the made-up requests, and says how good it is.

    .venv/bin/python bench/learn_danger.py [--try]

Writes tsunagi/navigator/rules/danger/second_look.npz; with --try it only says the figures. The model of meaning must be
installed (`make .venv/meaning.stamp`). Requests under tests/navigator/danger/fresh are never learned from.

Logistic regression over no danger and the kinds, once over rows of letters alone and once over these and the model's
vectors together. Japanese requests are learned from a second time as they are read aloud, in kana with blanks, since
children and learners write so; `make .venv/bench.stamp` brings the dictionary. Each is fitted by accelerated gradient
descent in the space of the requests: the weights are a sum of requests, so that only how alike two requests are is
needed. Every request is judged by weights that were learned without it and its fold;
on these guesses, after the guards, the lines are drawn: the lowest ones at which no more than ALARMS of the requests
without danger, and TRAPS of the look-alikes, are taken for one. The rules are left out of this on purpose: they were
mended by these very requests.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core; read when numpy is loaded

import numpy as np
import numpy.typing as npt
from sudachipy import Dictionary

from tsunagi.navigator.meaning.sentences import Sentences
from tsunagi.navigator.rules.danger.finding import is_held_back
from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.danger.second_look import KINDS, PLACES, chances_of, places_of
from tsunagi.navigator.rules.tongues import language_of

Floats = npt.NDArray[np.float32]
Request = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
LEARNED_FROM = [
    *sorted((ROOT / "tests" / "navigator" / "danger").glob("*.jsonl")),
    ROOT / "tests" / "navigator" / "requests.jsonl",
]
WEIGHTS = ROOT / "tsunagi" / "navigator" / "rules" / "danger" / "second_look.npz"

SEED, FOLDS, STEPS = 7, 3, 200
#: How much large weights are held down, and what a likeness in meaning counts beside one in letters.
HELD, MEANING = 3e-5, 2.0
#: How many alarms are put up with: fewer where a model of meaning sees the same dangers at a higher line.
ALARMS = {"alone": 0.015, "beside": 0.01}
TRAPS = {"alone": 0.03, "beside": 0.02}
_AT_ONCE = 4096

_KANJI, _KANA = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3041-\u30ff]")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
#: Parts of speech that are written in one with the word before them.
_JOINED = frozenset({"助詞", "助動詞", "補助記号", "接尾辞", "空白"})


class Fit(NamedTuple):
    """The weights as a sum of requests: how much of each, one column a kind; and what is added to every score."""

    shares: Floats
    base: Floats


def fit(alike: Floats, wanted: Floats, held: float) -> Fit:
    """Fit to the wanted kinds (one row of 0 and 1 a request), given how alike any two requests are."""
    count = len(alike)
    steep = np.ones(count, np.float32)
    for _ in range(15):  # the largest eigenvalue says how long a step may be
        steep = alike @ steep
        largest = np.linalg.norm(steep)
        steep /= largest
    pace = 1 / (0.5 * (largest + count) / count + held)
    shares, base = np.zeros_like(wanted), np.zeros(wanted.shape[1], np.float32)
    ahead, ahead_base, speed = shares, base, 1.0
    for _ in range(STEPS):
        wrong = (chances_of(alike @ ahead + ahead_base) - wanted) / count
        next_shares = ahead - pace * (wrong + held * ahead)
        next_base = ahead_base - pace * wrong.sum(axis=0)
        next_speed = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        ahead = next_shares + (speed - 1) / next_speed * (next_shares - shares)
        ahead_base = next_base + (speed - 1) / next_speed * (next_base - base)
        shares, base, speed = next_shares, next_base, next_speed
    return Fit(shares, base)


def unseen(alike: Floats, wanted: Floats, folds: npt.NDArray[np.int64]) -> Floats:
    """The chances of each request as weights see them that were learned without its fold."""
    chances = np.zeros_like(wanted)
    for fold in range(FOLDS):
        known, asked = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        shares, base = fit(alike[np.ix_(known, known)], wanted[known], HELD)
        chances[asked] = chances_of(alike[np.ix_(asked, known)] @ shares + base)
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


def letters_of(texts: Sequence[str]) -> list[tuple[npt.NDArray[np.intp], float]]:
    """For each text the places of its rows of letters, and what each of them counts."""
    found = [places_of(level(text).text) for text in texts]
    return [(places, float(len(places) ** -0.5)) for places in found]


def blocks(letters: list[tuple[npt.NDArray[np.intp], float]]) -> list[tuple[int, Callable[[], Floats]]]:
    """The table of all texts and places, some places at a time."""

    def block(first: int) -> Floats:
        table = np.zeros((len(letters), _AT_ONCE), np.float32)
        for row, (places, counts) in enumerate(letters):
            inside = places[(places >= first) & (places < first + _AT_ONCE)]
            table[row, inside - first] = counts
        return table

    return [(first, lambda first=first: block(first)) for first in range(0, PLACES, _AT_ONCE)]


def line(name: str, chances: Floats, held_back: npt.NDArray[np.bool_], calm: Any, traps: Any) -> float:
    """The lowest line at which few enough calm requests and traps are taken for a danger."""
    danger = np.where(held_back, 0, 1 - chances[:, 0])
    return float(max(np.quantile(danger[calm], 1 - ALARMS[name]), np.quantile(danger[traps], 1 - TRAPS[name])))


def say(name: str, chances: Floats, held_back: Any, kinds: Any, traps: Any, at: float) -> None:
    """Print how many are met at a line."""
    met = (1 - chances[:, 0] > at) & ~held_back
    urgent = kinds > 0
    right = met & (chances[:, 1:].argmax(axis=1) + 1 == kinds)
    print(
        f"{name:<18} line {at:.3f}  met {met[urgent].mean():.3f}  of the right kind {right[urgent].mean():.3f}"
        f"  alarms {met[~urgent].mean():.3f}  look-alikes {met[traps].mean():.3f}"
    )


def main() -> None:
    """Learn, say how good it is, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--try", dest="only_try", action="store_true", help="write nothing")
    only_try = parser.parse_args().only_try
    rows = [row for file in LEARNED_FROM for row in file.read_text("utf-8").splitlines()]
    requests: list[Request] = [json.loads(row) for row in rows]
    count = len(requests)
    requests += [{**request, "q": spoken} for request in requests if (spoken := aloud(request["q"]))]
    written_as = np.array([*range(count), *(i for i in range(count) if aloud(requests[i]["q"]))])
    texts = [request["q"] for request in requests]
    kinds = np.array([KINDS.index(one["urgent"]) + 1 if one["urgent"] else 0 for one in requests])
    traps = np.array([bool(request.get("trap")) for request in requests])
    held_back = np.array([is_held_back(text) for text in texts])
    wanted = np.eye(len(KINDS) + 1, dtype=np.float32)[kinds]

    tables = blocks(letters_of(texts))
    alike = np.zeros((len(texts), len(texts)), np.float32)
    for _, table in tables:
        alike += table() @ table().T
    model = Sentences()
    vectors = model.encode(texts)
    near = alike + MEANING * (vectors @ vectors.T)
    folds = np.random.default_rng(SEED).integers(0, FOLDS, count)[written_as]
    plain = np.arange(len(texts)) < count
    knows = np.array([language_of(text) in model.languages for text in texts]) & plain
    urgent = kinds[plain] > 0
    print(f"{count} requests, {urgent.sum()} urgent; {held_back[plain][urgent].mean():.3f} of these held back")
    learned: dict[str, Any] = {}
    for name, likeness, asked in (("alone", alike, plain), ("beside", near, knows)):
        chances = unseen(likeness, wanted, folds)
        calm = asked & (kinds == 0)
        at = line(name, chances, held_back, calm, asked & traps)
        say(name, chances[asked], held_back[asked], kinds[asked], traps[asked], at)
        if only_try:
            continue
        shares, base = fit(likeness, wanted, HELD)
        letters = np.concatenate([table().T @ shares for _, table in tables])
        step = np.abs(letters).max(axis=0) / 127
        learned[f"{name}_table"] = np.round(letters / step).astype(np.int8)
        learned[f"{name}_step"], learned[f"{name}_base"] = step.astype(np.float32), base.astype(np.float32)
        learned[f"{name}_line"] = np.float32(at)
        if name == "beside":
            learned["meaning"] = (MEANING * vectors.T @ shares).astype(np.float16)
    if not only_try:
        np.savez_compressed(WEIGHTS, **learned)
        print(f"{WEIGHTS.relative_to(ROOT)}: {WEIGHTS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
