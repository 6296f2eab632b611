from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Spacer

from tests.reading.papers import FONT, Draw, all_of, box, flow, lines, paper, rows, table, text
from tsunagi.reading import grid
from tsunagi.reading.mending import join
from tsunagi.reading.model import Line, Row
from tsunagi.reading.sources.pdf import open_pdf

WIDTHS = (40, 150, 250, 150, 100)

BODY = [
    [
        "1",
        "居場所の整備",
        "町内に24時間ひらく窓口をおき、well-known な support をならべて案内する。" * 3,
        "10か所",
        "内閣府",
    ],
    ["2", "訪問の支援", "", "", "こども家庭庁"],
    ["3", "", "文だけがある。", "85.5%", ""],
]
HEAD = ["No.", "施策名", "施策の概要", "目標", "担当"]


def squeezed(table_rows: list[list[str]]) -> list[list[str]]:
    return [[re.sub(r"\s", "", cell) for cell in row] for row in table_rows]


def test_ruled_table_comes_back_cell_for_cell(tmp_path: Path) -> None:
    source = open_pdf(flow(tmp_path / "a.pdf", table([HEAD, *BODY], WIDTHS)))
    assert squeezed(rows(source)) == squeezed([HEAD, *BODY])
    assert lines(source) == []


def test_heading_stands_again_on_each_page(tmp_path: Path) -> None:
    body = [[str(number), f"施策その{number}", "概要の文をここにおく。" * 6, "", "総務省"] for number in range(1, 40)]
    source = open_pdf(flow(tmp_path / "a.pdf", table([HEAD, *body], WIDTHS)))
    found = rows(source)
    assert source.pages and found.count(HEAD) == source.pages > 1
    assert squeezed([row for row in found if row != HEAD]) == squeezed(body)


def test_cell_that_runs_over_a_page_goes_on_in_its_column(tmp_path: Path) -> None:
    long = "".join(f"{number}番目の文がつづく。" for number in range(150))
    source = open_pdf(flow(tmp_path / "a.pdf", table([HEAD, ["1", "長い施策", long, "目標。", "総務省"]], WIDTHS)))
    parts = [row for row in rows(source) if row != HEAD]
    assert len(parts) > 1
    assert "".join(row[2] for row in parts) == long
    assert [row[:2] for row in parts[1:]] == [["", ""]] * (len(parts) - 1)


def test_measures_of_a_table_over_pages_are_whole(tmp_path: Path) -> None:
    head = ["No.", "施策名", "施策の概要", "目標の達成状況", "担当府省庁"]
    said = "研修を３回ひらいた。研修を３回ひらいた。well-known support for all, and more.相談は1,234件であった。"
    body = [
        [str(number), f"取組その{number}", "窓口をひらく。", said * (9 * number), "内閣府"] for number in range(1, 9)
    ]
    source = open_pdf(flow(tmp_path / "a.pdf", table([head, *body], WIDTHS)))
    found = grid.records(source).records
    read = [[join(one.columns[role]) for role in ("title", "overview", "status", "ministries")] for one in found]
    assert source.pages and source.pages > 3
    assert squeezed(read) == squeezed([row[1:] for row in body])


def test_merged_cells_stand_in_their_first_row_and_column(tmp_path: Path) -> None:
    body = [
        ["区分", "名前", "内容", "実績", ""],
        ["相談", "窓口", "開く。", "3件", "5件"],
        ["", "訪問", "訪ねる。", "7人", "9人"],
        ["備考はすべての欄にわたる文である。", "", "", "", ""],
    ]
    spans = [("SPAN", (3, 0), (4, 0)), ("SPAN", (0, 1), (0, 2)), ("SPAN", (0, 3), (4, 3))]
    source = open_pdf(flow(tmp_path / "a.pdf", table(body, WIDTHS, *spans)))
    assert rows(source) == body


def test_table_open_at_its_sides(tmp_path: Path) -> None:
    def rules(canvas: Canvas) -> None:
        canvas.lines([(50, y, 450, y) for y in (720, 700, 680)] + [(x, 680, x, 720) for x in (150, 300)])

    cells = [
        text(name, x=x + 5, y=y) for name, x, y in zip("ABCDEF", [50, 150, 300] * 2, [705] * 3 + [685] * 3, strict=True)
    ]
    assert rows(open_pdf(paper(tmp_path / "a.pdf", all_of(rules, *cells)))) == [list("ABC"), list("DEF")]


XS, YS = (50, 150, 300, 450), (700, 670, 640, 600)


def by_cells(canvas: Canvas, inset: float = 0) -> None:
    for left, right in pairwise(XS):
        for top, foot in pairwise(YS):
            canvas.rect(left + inset, foot + inset, right - left - 2 * inset, top - foot - 2 * inset)


def by_one_shape(canvas: Canvas) -> None:
    shape = canvas.beginPath()
    for y in YS:
        shape.rect(50, y, 400, 0.5)
    for x in XS:
        shape.rect(x, 600, 0.5, 100)
    canvas.drawPath(shape, stroke=0, fill=1)


def by_dashes(canvas: Canvas) -> None:
    canvas.lines([(x, y, x + 2, y) for y in YS for x in range(50, 450, 4)])
    canvas.lines([(x, y, x, y + 2) for x in XS for y in range(600, 700, 4)])


@pytest.mark.parametrize(
    "ruled",
    [
        by_cells,
        lambda canvas: by_cells(canvas, 1),
        by_one_shape,
        by_dashes,
        all_of(by_cells, box(48, 598, 452, 702)),
    ],
    ids=["cells", "cells apart", "one shape", "dashes", "double edge"],
)
def test_table_however_it_is_drawn(tmp_path: Path, ruled: Draw) -> None:
    body = [[f"値{row}{column}" for column in range(3)] for row in range(3)]
    cells = [text(body[row][at], x=XS[at] + 5, y=YS[row] - 14) for row in range(3) for at in range(3)]
    assert rows(open_pdf(paper(tmp_path / "a.pdf", all_of(ruled, *cells)))) == body


def test_two_tables_and_the_text_between_keep_their_order(tmp_path: Path) -> None:
    between = Paragraph("あいだの文。", ParagraphStyle("text", fontName=FONT))
    one, two = table([["AB", "CD"], ["EF", "GH"]], (90, 90)), table([["IJ", "KL", "MN"]], (90, 90, 90), head=0)
    source = open_pdf(flow(tmp_path / "a.pdf", one, Spacer(1, 20), between, Spacer(1, 20), two))
    kinds = ["row" if isinstance(block, Row) else "line" for block in source.blocks]
    assert kinds == ["row", "row", "line", "row"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_page_that_is_turned_reads_as_it_is_seen(tmp_path: Path, turn: int) -> None:
    width, height = 600.0, 400.0

    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((width, height))
        canvas.setPageRotation(turn)
        canvas.translate(*{0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[turn])
        canvas.rotate(turn)
        canvas.setFont("Helvetica", 10)
        canvas.lines([(50, y, 450, y) for y in (300, 270, 240)] + [(x, 240, x, 300) for x in (50, 250, 450)])
        for x, y, cell in (
            (60, 280, "north west"),
            (260, 280, "north east"),
            (60, 250, "south west"),
            (260, 250, "se"),
        ):
            canvas.drawString(x, y, cell)
        canvas.drawString(60, 100, "below")

    source = open_pdf(paper(tmp_path / "a.pdf", draw))
    assert rows(source) == [["north west", "north east"], ["south west", "se"]]
    below = source.blocks[-1]
    assert isinstance(below, Line)
    assert below.fragment.span[1:3] == pytest.approx((60, 97), abs=3)


def test_lines_of_a_form_are_seen(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("ruled")
        canvas.lines([(0, y, 200, y) for y in (0, 20, 40)] + [(x, 0, x, 40) for x in (0, 100, 200)])
        canvas.endForm()
        canvas.saveState()
        canvas.translate(50, 600)
        canvas.doForm("ruled")
        canvas.restoreState()

    cells = [text(cell, x=x, y=y) for cell, x, y in (("A", 60, 626), ("B", 160, 626), ("C", 60, 606), ("D", 160, 606))]
    assert rows(open_pdf(paper(tmp_path / "a.pdf", all_of(draw, *cells)))) == [["A", "B"], ["C", "D"]]


CELLS = st.lists(
    st.text("相談支援窓口あいう、。0123abc%", max_size=40).filter(lambda cell: len(cell) != 1), min_size=3, max_size=3
)


@given(st.lists(CELLS, min_size=2, max_size=6))
def test_any_table_comes_back(body: list[list[str]]) -> None:
    body = [[f"番{place}", *row] for place, row in enumerate(body)]
    with TemporaryDirectory() as folder:
        source = open_pdf(flow(Path(folder) / "a.pdf", table(body, (50, 200, 200, 200), head=0)))
    assert squeezed(rows(source)) == squeezed(body)
