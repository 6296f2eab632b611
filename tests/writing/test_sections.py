"""The sections between the rows read back as they were, whatever their order and however the document named them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.writing.test_round_trip import FORMATS, document, measure, round_trip
from tsunagi.reading.model import Document
from tsunagi.writing import Format

_TEXTS = ("年に十回は町の人を訪ねる取組を行う。", "令和6年度に10回以上訪ねる。", "11回訪ねた。", "続ける。")


def divided(*sections: str) -> Document:
    """A plan whose measures stand in these sections, one after the other."""
    return document(*(measure(at, one, (f"見守り訪問の充実{at}", *_TEXTS)) for at, one in enumerate(sections, 1)))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "sections",
    [
        ("1-1", "1-2", "2-1", "2-2"),
        ("1-1", "4-1", "4-3", "4-3"),
        ("2-3", "2-5", "3-2"),
        ("1-3", "1-1", "1-2", "2-1", "1-1"),
        ("1-9", "1-12"),
    ],
    ids=" ".join,
)
def test_sections_read_back(kind: Format, sections: tuple[str, ...], tmp_path: Path) -> None:
    back = round_trip(divided(*sections), kind, tmp_path)
    assert tuple(one.sections[0] for one in back.measures) == sections


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "said",
    [
        (("1", "(1) 声を上げやすい町"), ("1-1", "① 実態の把握"), ("1-2", "② 情報の発信"), ("2", "(2) つながる町")),
        (("1", "上げやすい町にす"), ("1-1", "実態の"), ("1-2", "2情報の発信"), ("2", "(2) つながる町")),
        (("1", "第1章 声を上げやすい町"), ("1-2", "(2) 情報の発信"), ("2", "基本目標2 つながる町"), ("2-1", "居場所")),
        (("1", "声を上げやすい町をつくる。" * 12), ("1-1", "実態の\n把握"), ("2-1", "2.居場所")),
    ],
    ids=["whole", "damaged", "numbered otherwise", "long"],
)
def test_headings_are_the_documents_own(kind: Format, said: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    made = replace(divided("1-1", "1-2", "2-1"), headings=said)
    back = round_trip(made, kind, tmp_path)
    assert [one.sections for one in back.measures] == [one.sections for one in made.measures]
    written = {place: "".join(words.split()) for place, words in back.headings}
    for place, words in said:
        assert "".join(words.split())[:40] in written[place]
