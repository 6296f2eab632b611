"""Learns which needs and measures words make likely, from the made-up requests that say what answers them, and from
the pack.

    .venv/bin/python bench/learn_needs.py [--keep FOLDER]

Writes tsunagi/navigator/rules/likely.npz. The quick model must be installed (`make .venv/meaning.stamp`); --keep
keeps its vectors for the next run. Ridge regression from rows of letters alone, and from these and the quick model's
vectors, to needs and measures: a request speaks for the measures that answer it, and for the first need of each support
that serves one, in full where directly, else by a third; a name of a support, and what it says that people say, for its
own first needs and its measures. A last column is for what the plan has no answer for: requests without one, and the
vocabulary's words of such matters.
Requests under tests/navigator/danger/fresh are never learned from; those under tests/navigator/answered only here.
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
from small import in_small

from tsunagi.directory.rules.pack import read_pack
from tsunagi.navigator import meaning
from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.likely import PLACES
from tsunagi.navigator.rules.sense import Floats, places_of, seen_from
from tsunagi.navigator.rules.support import Support, of_pack
from tsunagi.navigator.rules.vocabulary import read_vocabulary

ROOT = Path(__file__).resolve().parents[1]
REQUESTS = ROOT / "tests" / "navigator"
LEARNED_FROM = [
    REQUESTS / "requests.jsonl",
    *sorted((REQUESTS / "answered").glob("*.jsonl")),
    *sorted((REQUESTS / "danger" / "situations").glob("*.jsonl")),
]
LIKELY = ROOT / "tsunagi" / "navigator" / "rules" / "likely.npz"
#: How much large weights are held down; what an answer of grade 1, or a support's second need, counts beside the first.
HELD, NEXT_BEST = 0.5, 0.33
#: What a phrase of the pack or the vocabulary counts beside a request.
PHRASE = 0.3
#: What a row of letters counts that hardly any request has, beside the quick model's vectors.
RAREST = 1.6
#: The quick model, whose vectors are weighed beside the letters.
QUICK = "use-multilingual-3"

Example = tuple[str, Floats]
#: Codes of needs, numbers of measures, and OUTSIDE.
Columns = dict[str | int, int]
OUTSIDE = "outside"


def of_requests(requests: list[dict[str, Any]], supports: list[Support], columns: Columns) -> list[Example]:
    """Each request, and how much it speaks for each column, from 0 to 1."""
    examples = []
    for request in requests:
        speaks = np.zeros(len(columns), np.float32)
        speaks[columns[OUTSIDE]] = not request["answers"]
        for number, grade in request["answers"].items():
            counts = 1 if grade == 2 else NEXT_BEST
            if int(number) in columns:
                speaks[columns[int(number)]] = counts
            serving = [support for support in supports if int(number) in support.measures and support.needs]
            for support in serving:
                at = columns[support.needs[0]]
                share = sum(one.needs[0] == support.needs[0] for one in serving) / len(serving)
                speaks[at] = max(speaks[at], share * counts)
        examples.append((request["q"], speaks))
    return examples


def of_phrases(supports: list[Support], outside: tuple[str, ...], columns: Columns) -> list[Example]:
    """What supports and the vocabulary say, and how much it speaks for each column."""
    examples = []
    for support in supports:
        speaks = np.zeros(len(columns), np.float32)
        for codes in (support.needs, support.measures):
            for code, amount in zip(codes, (1.0, NEXT_BEST), strict=False):
                speaks[columns[code]] = amount
        said = dict.fromkeys((*support.names, *support.aliases, *support.says, *support.says_en))
        examples += [(phrase, speaks) for phrase in said if support.needs]
    nothing = np.zeros(len(columns), np.float32)
    nothing[columns[OUTSIDE]] = 1
    return examples + [(phrase, nothing) for phrase in outside]


def rows_of(texts: list[str]) -> Floats:
    """The rows of letters of each text, as a direction."""
    rows = np.zeros((len(texts), PLACES), np.float32)
    for row, text in zip(rows, texts, strict=True):
        places = places_of(level(text).text, PLACES)
        row[places] = len(places) ** -0.5
    return rows


def rarity(rows: Floats) -> Floats:
    """How much each place counts beside the others: the less, the more of the texts have it."""
    held = (rows > 0).sum(axis=0)
    counts: Floats = (RAREST * np.log((len(rows) + 1) / (held + 1)) / np.log(len(rows) + 1)).astype(np.float32)
    return counts


def ridge(seen: Floats, wanted: Floats, counts: Floats) -> Floats:
    """The weights from what is seen of each example to what is wanted, each example counting as much as it is told."""
    weighed = seen.T * counts
    weights: Floats = np.linalg.solve(weighed @ seen + HELD * np.eye(seen.shape[1], dtype=np.float32), weighed @ wanted)
    return weights


def main() -> None:
    """Learn, and write what was learned."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="keep the models' vectors in this folder")
    given = parser.parse_args()
    supports = [of_pack(service) for service in read_pack(files("tsunagi.directory") / "pack").services]
    needs = sorted({code for support in supports for code in support.needs})
    measures = sorted({number for support in supports for number in support.measures})
    columns: Columns = {column: at for at, column in enumerate((*needs, *measures, OUTSIDE))}
    lines = [line for file in LEARNED_FROM for line in file.read_text("utf-8").splitlines()]
    asked = [one for one in map(json.loads, lines) if one.get("answers") or ("answers" in one and not one["urgent"])]
    requests = of_requests(asked, supports, columns)
    vocabulary = read_vocabulary((files("tsunagi.navigator") / "needs.toml").read_text(encoding="utf-8"))
    examples = [*requests, *of_phrases(supports, vocabulary.outside, columns)]
    texts = [text for text, _ in examples]
    counts = np.where(np.arange(len(examples)) < len(requests), 1, PHRASE).astype(np.float32)
    base = np.stack([speaks for _, speaks in requests]).mean(axis=0)
    wanted = np.stack([speaks for _, speaks in examples]) - base

    rows = rows_of(texts)
    rare = rarity(rows[: len(requests)])
    rows *= rare
    (quick,) = (model for model in meaning.load(given.keep, ("sentences",)) if model.name == QUICK)
    vectors = quick.phrases(texts)
    middle = vectors[: len(requests)].mean(axis=0)
    learned: dict[str, Any] = {
        "needs": np.array(needs), "measures": np.array(measures, np.int16), "sets": np.array(["", QUICK]),
    }  # fmt: skip
    for names, seen in (("", rows), (QUICK, np.concatenate([rows, seen_from(middle, vectors)], axis=1))):
        weights = ridge(seen, wanted, counts)
        learned[f"{names}|table"], learned[f"{names}|step"] = in_small(rare[:, None] * weights[:PLACES])
        learned[f"{names}|base"] = base
    learned[f"{QUICK}|{QUICK}|middle"] = middle.astype(np.float16)
    learned[f"{QUICK}|{QUICK}|table"] = weights[PLACES:].astype(np.float16)
    np.savez_compressed(LIKELY, **learned)
    print(f"{len(requests)} requests, {len(examples) - len(requests)} phrases, {len(needs)} needs, "
          f"{len(measures)} measures; {LIKELY.relative_to(ROOT)}: {LIKELY.stat().st_size} bytes")


if __name__ == "__main__":
    main()
