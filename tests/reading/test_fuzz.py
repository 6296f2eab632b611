"""Documents broken in every way that Hypothesis thinks of: each is read, or refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading import papers
from tsunagi.reading.document import read
from tsunagi.reading.model import COLUMNS, Cell, Document, Measure, Unreadable
from tsunagi.writing import write

#: A place as a share of the whole, how many bytes go there, and what comes instead.
_SIGNS = [b"", b"\x00", b"\xff", b'"', b"<", b"&", b"%", b"</", b"-1", b"99999999", b"<!ENTITY a 'b'>", b"1e309"]
_CUTS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 80), st.sampled_from(_SIGNS) | st.binary(max_size=8)),
    min_size=1,
    max_size=6,
)


@cache
def _whole(folder: Path, kind: str) -> bytes:
    """A small document of a kind, with three measures."""
    path = folder / f"whole.{kind}"
    goals = ("年に10回以上訪ねる。", "満足した人の割合を8割とする。", "令和7年度までに20か所で開く。")
    if kind == "pdf":
        rows = [["施策No.", "施策名", "目標"], *([str(at), f"見守り{at}", goal] for at, goal in enumerate(goals, 1))]
        return papers.flow(path, papers.table(rows, (60, 200, 400))).read_bytes()
    texts = [{column: Cell(f"{column}:{goal}", "whole", "") for column in COLUMNS} for goal in goals]
    measures = tuple(Measure(at, "read", ("1-1",), cells, (), ()) for at, cells in enumerate(texts, 1))
    made = Document("made.txt", "", "text", "見守り計画", "FY2024", None, (), measures, ())
    write(made, [()] * len(measures), kind, path)  # type: ignore[arg-type]  # the kinds below are those that it writes
    return path.read_bytes()


def _cut(data: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    for place, length, instead in cuts:
        at = int(place * len(data))
        data = data[:at] + instead + data[at + length :]
    return data


def _is_read_or_refused(path: Path) -> None:
    try:
        assert read(path).measures
    except Unreadable as refused:
        assert " / " in str(refused)


@pytest.mark.parametrize("kind", ["csv", "html", "xlsx", "docx", "pdf"])
@settings(max_examples=40)
@given(cuts=_CUTS, end=st.floats(0.05, 1))
def test_a_torn_document(
    kind: str, cuts: list[tuple[float, int, bytes]], end: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    data = _whole(folder, kind)
    path = folder / f"torn.{kind}"
    path.write_bytes(_cut(data[: int(end * len(data))], cuts))
    _is_read_or_refused(path)


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@settings(max_examples=120)
@given(cuts=_CUTS, chosen=st.integers(0, 60), way=st.sampled_from(["torn", "torn", "torn", "left out", "exchanged"]))
def test_an_archive_with_a_broken_part(
    kind: str, cuts: list[tuple[float, int, bytes]], chosen: int, way: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with zipfile.ZipFile(io.BytesIO(_whole(folder, kind))) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    names = sorted(parts)
    name, other = names[chosen % len(names)], names[(chosen + 1) % len(names)]
    if way == "left out":
        del parts[name]
    else:
        parts[name] = parts[other] if way == "exchanged" else _cut(parts[name], cuts)
    path = folder / f"packed.{kind}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, part in parts.items():
            archive.writestr(one, part)
    _is_read_or_refused(path)
