"""Learns from labelled requests what those speak for that mean the like, and what each rule of danger is worth.

    .venv/bin/python bench/learn_examples.py [--try] [--keep FOLDER]

Writes tsunagi/navigator/rules/examples.npz and tsunagi/navigator/rules/danger/worth.toml; with --try it only says how
good they are. The models of meaning must be installed (`make .venv/meaning.stamp`); --keep keeps their vectors.

Examples: ridge regression over rows of letters and over how near requests are in meaning, to no danger and its kinds,
and, where a request says what answers it, to measures. Worth: logistic regression over the odds of the second look's
letters, what examples say of a danger, what holds a guess back, and the concept that a rule found, on requests that
neither the rules nor the second look were made from; each is judged by examples without it.
Requests under tests/navigator/danger/fresh are never learned from.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core; read when numpy is loaded

import numpy as np
from learn_needs import rarity, rows_of
from small import in_small

from tsunagi.navigator import meaning
from tsunagi.navigator.rules.danger import Danger, find_danger
from tsunagi.navigator.rules.danger.finding import is_held_back
from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.danger.second_look import KINDS, chances_of, odds_of, weights
from tsunagi.navigator.rules.danger.worth import signs_of
from tsunagi.navigator.rules.examples import along, nearness
from tsunagi.navigator.rules.sense import Floats, seen_from

ROOT = Path(__file__).resolve().parents[1]
REQUESTS = ROOT / "tests" / "navigator"
#: Single words, greetings, and what people say in a line.
PLAIN = [REQUESTS / "danger" / f"{name}.jsonl" for name in ("small-talk", "plain", "plain-seen")]
ANSWERED = sorted((REQUESTS / "answered").glob("*.jsonl"))
LEARNED_FROM = [
    REQUESTS / "requests.jsonl", *PLAIN, *sorted((REQUESTS / "danger" / "situations").glob("*.jsonl")), *ANSWERED,
]  # fmt: skip
EXAMPLES = ROOT / "tsunagi" / "navigator" / "rules" / "examples.npz"
WORTH = ROOT / "tsunagi" / "navigator" / "rules" / "danger" / "worth.toml"
QUICK, SLOW = "use-multilingual-3", "multilingual-e5-small-q4"
#: The models whose nearness is weighed together.
SETS = ((QUICK,), (QUICK, SLOW))
MEASURES = 141
#: So many axes of each model's space are kept.
AXES = 256
#: How much large weights are held down; what letters count beside a model; what an answer of grade 1 counts; and what
#: a situation counts for danger beside a request as people write it.
HELD, LETTERS, NEXT_BEST, SITUATION = 0.5, 2.0, 0.33, 0.5
#: How much the worth of a sign is held down, by the sign's kind.
HELD_SIGN, HELD_CONCEPT = 0.01, 0.3

Request = dict[str, Any]


def spaces_of(texts: Sequence[str], keep: Path | None) -> tuple[dict[str, Floats], dict[str, Any]]:
    """The texts along the axes of each model's space, and what is to be kept of it."""
    found, held = {}, {}
    for model in meaning.load(keep):
        vectors = model.phrases(list(texts))
        middle = vectors.mean(axis=0)
        directions = seen_from(middle, vectors)
        _, turned = np.linalg.eigh(directions.T @ directions)
        axes = turned[:, ::-1][:, :AXES].astype(np.float16).astype(np.float32)
        rows, unit = in_small(along(axes, directions))
        found[model.name] = rows * unit
        held |= {f"{model.name}|middle": middle.astype(np.float16), f"{model.name}|axes": axes.astype(np.float16),
                 f"{model.name}|rows": rows, f"{model.name}|unit": unit}  # fmt: skip
    return found, held


def kinds_of(requests: Sequence[Request]) -> Floats:
    """One row a request: 1 in the column of its danger, the first column for none."""
    columns = [KINDS.index(one["urgent"]) + 1 if one["urgent"] else 0 for one in requests]
    return np.eye(len(KINDS) + 1, dtype=np.float32)[columns]


def answers_of(requests: Sequence[Request]) -> Floats:
    """One row a request: how much each measure answers it, and last whether none does."""
    wanted = np.zeros((len(requests), MEASURES + 1), np.float32)
    for row, request in zip(wanted, requests, strict=True):
        for number, grade in request["answers"].items():
            row[int(number) - 1] = 1 if grade == 2 else NEXT_BEST
        row[MEASURES] = not request["answers"]
    return wanted


def is_answered(request: Request) -> bool:
    """Whether it says what answers it. A danger without an answer is no sign that the plan has none for such words."""
    return bool(request.get("answers")) or ("answers" in request and not request["urgent"])


class Heard(NamedTuple):
    """What is known of a request without models: its letters' odds, whether it is held back, what a rule found."""

    odds: float
    is_held_back: bool
    found: Danger | None


def hear(request: Request) -> Heard:
    """What letters and rules make of a request."""
    words = request["q"]
    odds = odds_of(chances_of(weights().scores(level(words).text)))
    return Heard(odds, is_held_back(words), find_danger(words))


def signs(heard: Sequence[Heard], dangers: Sequence[float | None]) -> list[dict[str, float]]:
    """What speaks for or against a danger in each request; dangers: how much like requests speak for one."""
    return [signs_of(one.odds, told, one.is_held_back, one.found) for one, told in zip(heard, dangers, strict=True)]


def worth_of(found: Sequence[dict[str, float]], is_danger: Floats) -> dict[str, float]:
    """What each sign is worth, in logarithms of odds, by Newton's method; seldom ones are held near to nothing."""
    names = list(dict.fromkeys(name for one in found for name in one))
    seen = np.array([[one.get(name, 0.0) for name in names] for one in found])
    held = np.array([HELD_CONCEPT if ":" in name else HELD_SIGN for name in names])
    worth = np.zeros(len(names))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-seen @ worth))
        toward = seen.T @ (chance - is_danger) + held * worth
        steep = (seen.T * (chance * (1 - chance))) @ seen + np.diag(held)
        worth -= np.linalg.solve(steep, toward)
    return dict(zip(names, map(float, worth), strict=True))


def main() -> None:
    """Learn, say how good it is, and write what was learned."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--try", dest="only_try", action="store_true", help="write nothing")
    parser.add_argument("--keep", type=Path, help="keep the models' vectors in this folder")
    given = parser.parse_args()
    lines = [(file, line) for file in LEARNED_FROM for line in file.read_text("utf-8").splitlines()]
    requests = [json.loads(line) | {"from": file} for file, line in lines]
    texts = [request["q"] for request in requests]
    answered = np.flatnonzero([is_answered(request) for request in requests])
    judged = np.flatnonzero([request["from"] in ANSWERED for request in requests])
    counts = np.where([request["from"] in ANSWERED for request in requests], 1, SITUATION).astype(np.float32)
    kinds, answers = kinds_of(requests), answers_of([requests[at] for at in answered])
    base = np.concatenate([kinds.mean(axis=0), answers.mean(axis=0)])
    letters = rows_of(texts)
    rare = rarity(letters)
    letters *= rare
    by_letters = LETTERS * letters @ letters.T
    spaces, learned = spaces_of(texts, given.keep)
    learned |= {"models": np.array(list(spaces)), "sets": np.array([" ".join(names) for names in SETS])}
    heard = [hear(requests[at]) for at in judged]
    is_danger = 1 - kinds[judged, 0]
    found = {"": signs(heard, [None] * len(heard))}
    for names in SETS:
        near = by_letters + sum(nearness(spaces[name], spaces[name]) for name in names)
        backward = np.linalg.inv(near + np.diag(HELD / counts))
        of_kinds = backward @ (kinds - base[: kinds.shape[1]])
        without = kinds - of_kinds / np.diag(backward)[:, None]
        some = near[np.ix_(answered, answered)] + HELD * np.eye(len(answered), dtype=np.float32)
        speaks = np.zeros((len(requests), len(base)), np.float32)
        speaks[:, : kinds.shape[1]] = of_kinds
        speaks[answered, kinds.shape[1] :] = np.linalg.solve(some, answers - base[kinds.shape[1] :])
        key = " ".join(names)
        learned[f"{key}|table"], learned[f"{key}|step"] = in_small(LETTERS * rare[:, None] * (letters.T @ speaks))
        learned[f"{key}|base"], learned[f"{key}|speaks"] = base, speaks.astype(np.float16)
        found[key] = signs(heard, [float(told) for told in 1 - without[judged, 0]])
        right = without[judged, 1:].argmax(axis=1) == kinds[judged, 1:].argmax(axis=1)
        print(f"{key}: of the right kind {right[is_danger > 0].mean():.3f}", flush=True)
    worth = {key: worth_of(those, is_danger) for key, those in found.items()}
    for key, those in found.items():
        say(key, worth[key], those, is_danger)
    if given.only_try:
        return
    np.savez_compressed(EXAMPLES, **learned)
    WORTH.write_text(in_toml(worth), encoding="utf-8")
    print(f"{len(requests)} requests; {EXAMPLES.relative_to(ROOT)}: {EXAMPLES.stat().st_size} bytes")


def say(key: str, worth: dict[str, float], found: Sequence[dict[str, float]], is_danger: Floats) -> None:
    """Print how many lie above some lines: in danger, and not."""
    odds = np.array([sum(worth[name] * amount for name, amount in one.items()) for one in found])
    urgent = is_danger > 0
    for line in (-3, -2.5, -2, -1.5, -1, -0.5):
        met = odds > line
        print(f"{key:<45} {line:>4}  met {met[urgent].mean():.3f}  alarms {met[~urgent].mean():.3f}")


def in_toml(worth: dict[str, dict[str, float]]) -> str:
    """The worth of signs by the models that took part, for people to read."""
    parts = ["# What speaks for a danger, in logarithms of odds, by the models taking part (bench/learn_examples.py)."]
    for key, signs_worth in worth.items():
        parts.append(f'\n["{key}"]')
        parts += [f'"{name}" = {amount:.2f}' for name, amount in sorted(signs_worth.items())]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
