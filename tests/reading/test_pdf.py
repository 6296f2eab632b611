from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.reading.papers import Draw, all_of, box, flow, lines, paper, table, text
from tests.shared import shared_path
from tsunagi.reading.model import Line, Source, Unreadable
from tsunagi.reading.sources.pdf import open_pdf


def aside(source: Source) -> list[str]:
    return [line.fragment.text.strip() for line in source.aside]


def test_lines_come_in_order_with_their_places(tmp_path: Path) -> None:
    source = open_pdf(paper(tmp_path / "a.pdf", text("相談の窓口をひらく。", "次の行。", x=60, y=700), text("二枚目")))
    assert lines(source) == ["相談の窓口をひらく。", "次の行。", "二枚目"]
    first = source.blocks[0]
    assert isinstance(first, Line)
    page, x0, y0, x1, y1 = first.fragment.span
    assert page == 1
    assert (x0, x1) == pytest.approx((60, 160), abs=1)
    assert y0 < 700 < y1 < 716
    assert [block.page for block in source.blocks] == [1, 1, 2]
    assert (source.kind, source.name, source.pages) == ("pdf", "a.pdf", 2)


def test_progress_is_told_page_by_page(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    open_pdf(paper(tmp_path / "a.pdf", text("一枚"), text("二枚")), lambda done, count: told.append((done, count)))
    assert told == [(1, 2), (2, 2)]


def test_page_numbers_and_running_heads_are_set_aside(tmp_path: Path) -> None:
    pages = [
        all_of(
            text("第三次の計画", y=815),
            text(f"{number}枚目の文。", "よく似た文。", y=700 - number * 9),
            text(f"- {number + 20} -", x=280, y=25),
        )
        for number in range(1, 6)
    ]
    source = open_pdf(paper(tmp_path / "a.pdf", *pages))
    assert lines(source) == [one for number in range(1, 6) for one in (f"{number}枚目の文。", "よく似た文。")]
    assert sorted(aside(source)) == sorted(["第三次の計画"] * 5 + [f"- {number + 20} -" for number in range(1, 6)])


def test_number_of_a_card_at_the_same_place_on_each_page_stays(tmp_path: Path) -> None:
    pages = [all_of(text(f"施策 No.{number}", y=800), text("本文。", y=600 + number)) for number in range(1, 6)]
    source = open_pdf(paper(tmp_path / "a.pdf", *pages))
    assert lines(source)[::2] == [f"施策 No.{number}" for number in range(1, 6)]


def test_number_at_the_foot_of_a_single_page_is_set_aside(tmp_path: Path) -> None:
    source = open_pdf(paper(tmp_path / "a.pdf", all_of(text("件数は次のとおり。", "12"), text("3", x=290, y=20))))
    assert (lines(source), aside(source)) == (["件数は次のとおり。", "12"], ["3"])


def test_ruby_is_set_aside_and_the_line_it_tore_is_whole(tmp_path: Path) -> None:
    page = all_of(
        text("居場所を", y=700), text("つな", x=100, y=709, size=5), text("繋ぐ取組をすすめる。", x=100, y=700)
    )
    source = open_pdf(paper(tmp_path / "a.pdf", page))
    assert lines(source) == ["居場所を繋ぐ取組をすすめる。"]
    assert aside(source) == ["つな"]


def test_kana_of_full_size_between_lines_is_text(tmp_path: Path) -> None:
    source = open_pdf(paper(tmp_path / "a.pdf", text("一つの", "ことば", "つづく")))
    assert lines(source) == ["一つの", "ことば", "つづく"]


def test_room_between_scripts_is_no_space_but_words_keep_theirs(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "全国で")
        canvas.drawString(92.5, 700, "24")
        canvas.drawString(106, 700, "時間")
        canvas.drawString(60, 680, "Big Brothers")
        canvas.drawString(60, 660, "担当")
        canvas.drawString(110, 660, "福祉課")

    assert lines(open_pdf(paper(tmp_path / "a.pdf", draw))) == ["全国で24時間", "Big Brothers", "担当 福祉課"]


def test_hyphen_at_the_end_of_a_line_stays(tmp_path: Path) -> None:
    page = text("https://www.example.jp/our-", "plan.html", font="Helvetica")
    source = open_pdf(paper(tmp_path / "a.pdf", page))
    assert lines(source) == ["https://www.example.jp/our-", "plan.html"]
    assert [block.fragment.span[2] > 700 for block in source.blocks if isinstance(block, Line)] == [True, True]


def thin(x0: float, y0: float, x1: float, y1: float, canvas: Canvas) -> None:
    for edge in ((x0, y0, x1 - x0, 0.5), (x0, y1, x1 - x0, 0.5), (x0, y0, 0.5, y1 - y0), (x1, y0, 0.5, y1 - y0)):
        canvas.rect(*edge, stroke=0, fill=1)


@pytest.mark.parametrize(
    "frame",
    [
        box(50, 600, 300, 720),
        lambda canvas: canvas.roundRect(50, 600, 250, 120, 8),
        lambda canvas: thin(50, 600, 300, 720, canvas),
        lambda canvas: canvas.lines(
            [(50, 600, 300, 600), (50, 720, 300, 720), (50, 600, 50, 720), (300, 600, 300, 720)]
        ),
        all_of(box(50, 600, 300, 720), box(48, 598, 302, 722)),
    ],
    ids=["rectangle", "round", "thin areas", "lines", "double"],
)
def test_drawn_box_frames_its_lines(tmp_path: Path, frame: Draw) -> None:
    page = all_of(text("上の文", y=740), text("枠の中", "二行目", y=700), text("下の文", y=560), frame)
    source = open_pdf(paper(tmp_path / "a.pdf", page))
    assert lines(source) == ["上の文", "枠の中", "二行目", "下の文"]
    assert [block.frame for block in source.blocks if isinstance(block, Line)] == [None, 1, 1, None]


def test_underline_and_marked_words_are_no_box(tmp_path: Path) -> None:
    def marked(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(58, 690, 100, 30, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.line(60, 675, 160, 675)

    source = open_pdf(paper(tmp_path / "a.pdf", all_of(marked, text("印のある文", "線のある文", y=700))))
    assert [block.frame for block in source.blocks if isinstance(block, Line)] == [None, None]


def test_box_that_runs_over_a_page_keeps_its_number(tmp_path: Path) -> None:
    first = all_of(text("前の文", y=780), box(50, 40, 500, 300), text("枠の始まり", y=280))
    second = all_of(box(50, 600, 500, 800), text("枠の続き", y=780), text("後の文", y=500), box(50, 300, 500, 400))
    third = all_of(text("別の枠", y=380), box(50, 300, 500, 400))
    source = open_pdf(paper(tmp_path / "a.pdf", first, second, third))
    assert [block.frame for block in source.blocks if isinstance(block, Line)] == [None, 1, 1, None, 2]


def test_border_around_the_page_is_no_frame(tmp_path: Path) -> None:
    source = open_pdf(paper(tmp_path / "a.pdf", all_of(box(20, 20, 575, 822), text("本文", "続き"))))
    assert [block.frame for block in source.blocks if isinstance(block, Line)] == [None, None]


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        open_pdf(path)
    message = str(caught.value)
    assert re.fullmatch(r"[^\n]+ / [^\n]+", message)
    return message


def test_encrypted_is_refused(tmp_path: Path) -> None:
    assert "暗号" in refused(paper(tmp_path / "a.pdf", text("文"), password="ひみつ"))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"plain text", b"PK\x03\x04" + bytes(200)])
def test_broken_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    assert "壊れている" in refused(tmp_path / "a.pdf")


def picture(canvas: Canvas) -> None:
    from io import BytesIO

    pixels = b"P6 2 2 255\n" + bytes(12)
    canvas.drawImage(ImageReader(BytesIO(pixels)), 50, 50, 400, 600)


def test_pictures_alone_are_refused_and_ocr_named(tmp_path: Path) -> None:
    assert "OCR" in refused(paper(tmp_path / "a.pdf", picture, picture))


def test_no_page_is_refused(tmp_path: Path) -> None:
    content = b"%PDF-1.4\n"
    places = []
    for number, thing in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 3\n0000000000 65535 f \n%btrailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    (tmp_path / "a.pdf").write_bytes(content + end % (entries, len(content)))
    assert "ページがありません" in refused(tmp_path / "a.pdf")


def test_page_without_text_is_a_doubt_unless_it_is_blank(tmp_path: Path) -> None:
    source = open_pdf(paper(tmp_path / "a.pdf", text("本文"), picture, lambda canvas: None, picture, picture))
    assert [doubt.what.rsplit(": ", 1)[1] for doubt in source.doubts] == ["2, 4-5"]


def test_letter_that_stands_alone_in_a_font_nobody_has_is_a_doubt(tmp_path: Path) -> None:
    source = open_pdf(paper(tmp_path / "a.pdf", text("本文"), text("本文", "無")))
    if "無" not in lines(source):
        assert [doubt.what.rsplit(": ", 1)[1] for doubt in source.doubts] == ["2"]


@given(st.data())
def test_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = flow(Path(folder) / "a.pdf", table([["No.", "施策名"], ["1", "居場所の整備"]], (40, 150)))
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 6))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
        try:
            source = open_pdf(path)
        except Unreadable:
            return
    assert source.blocks


def test_plan_of_2025_gives_up_its_page_numbers_and_its_one_ruby() -> None:
    source = open_pdf(shared_path("source/plan-r7-measures-143.pdf"))
    assert source.pages == 176
    assert sorted(aside(source)) == sorted([*map(str, range(24, 200)), "ガボット"])
    assert not any(re.fullmatch(r"\s*\d+\s*", line) for line in lines(source))
    assert all(isinstance(block, Line) for block in source.blocks)
