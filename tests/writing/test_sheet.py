"""A sheet of paper: what belongs together stays on one page."""

from __future__ import annotations

import pypdfium2

from tsunagi.writing.sheet import Line, Part, sheet


def pages_of(parts: list[Part]) -> list[str]:
    document = pypdfium2.PdfDocument(sheet("見本のメモ", [Line("番号")], parts, language="ja"))
    return [page.get_textpage().get_text_bounded() for page in document]


def part(number: int, lines: int) -> Part:
    return Part(f"支援{number}。", tuple(Line(f"支援{number}の{line}行目") for line in range(1, lines + 1)))


def test_a_part_that_a_page_can_hold_is_not_torn() -> None:
    pages = pages_of([part(number, 11) for number in range(1, 6)])
    assert len(pages) > 1
    for number in range(1, 6):
        [page] = [page for page in pages if f"支援{number}。" in page]
        assert f"支援{number}の11行目" in page


def test_a_part_longer_than_a_page_begins_where_there_is_room_and_goes_on() -> None:
    first, second = pages_of([part(1, 3), part(2, 45)])
    assert "支援2。" in first and "支援2の1行目" in first and "支援2の45行目" in second
