"""A file that is no plan ends in one sentence that says what is wrong and what to do, and costs little to refuse."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.reading import papers
from tsunagi.reading import sources
from tsunagi.reading.document import read
from tsunagi.reading.model import Unreadable
from tsunagi.reading.sources import archive, kinds, rendering
from tsunagi.reading.sources.pdf import bomb

_PICTURES = {
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 64,
    "gif": b"GIF89a" + b"\x01\x00" * 32,
    "bmp": b"BM" + b"\x36\x00" * 32,
    "tif": b"II*\x00" + b"\x08\x00" * 32,
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 32,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMB = '<!DOCTYPE a [<!ENTITY b "孤立"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
_OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


def refusal(path: Path) -> str:
    """What is said of a file that cannot be read: one sentence in Japanese and one in English."""
    with pytest.raises(Unreadable) as refused:
        read(path)
    said = str(refused.value)
    assert "\n" not in said
    japanese, english = said.split(" / ", 1)
    assert re.search("[ぁ-ん].*[。]$", japanese)
    assert re.fullmatch(r"[^ぁ-んァ-ヶ一-龠]*[a-z].*\.", english)
    return said


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["No.", "施策名", "目標"])
    for number in range(1, 4):
        sheet.append([number, f"見守り{number}", f"年に{number}0回以上とする。"])
    book.save(path)
    return path


def repacked(path: Path, instead: Mapping[str, bytes], *, without: str = " ") -> Path:
    """The archive with some of its parts replaced or added, and those whose name begins with `without` left out."""
    with zipfile.ZipFile(path) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    parts = {name: part for name, part in parts.items() if not name.startswith(without)} | dict(instead)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def test_the_workbook_that_the_tests_break_is_a_good_one(tmp_path: Path) -> None:
    assert [one.number for one in read(workbook(tmp_path / "plan.xlsx")).measures] == [1, 2, 3]


def test_no_file(tmp_path: Path) -> None:
    assert "ありません" in refusal(tmp_path / "none.xlsx")


def test_a_folder(tmp_path: Path) -> None:
    assert "フォルダー" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = written(tmp_path / "plan.txt", b"1\t2\n")
    path.chmod(0)
    assert "権限" in refusal(path)


def test_no_permission_as_the_system_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "plan.txt", b"1\t2\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "権限" in refusal(path)


@pytest.mark.parametrize("ending", ["txt", "csv", "html", "pdf", "xlsx", "docx"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_nothing_in_it(ending: str, content: bytes, tmp_path: Path) -> None:
    assert "空" in refusal(written(tmp_path / f"empty.{ending}", content))


@pytest.mark.parametrize("ending", _PICTURES)
def test_a_picture(ending: str, tmp_path: Path) -> None:
    assert "OCR" in refusal(written(tmp_path / f"scan.{ending}", _PICTURES[ending]))
    assert "OCR" in refusal(written(tmp_path / "scan.pdf", _PICTURES[ending]))


@pytest.mark.parametrize("ending", ["xls", "doc", "xlsx", "docx"])
def test_an_old_office_file(ending: str, tmp_path: Path) -> None:
    said = refusal(written(tmp_path / f"old.{ending}", _OLE + b"\x00" * 2000))
    assert ".xlsx" in said or ".docx" in said


@pytest.mark.parametrize("ending", ["txt", "csv", "html", "pdf", "xlsx", "docx"])
def test_binary(ending: str, tmp_path: Path) -> None:
    refusal(written(tmp_path / f"binary.{ending}", bytes(range(256)) * 40))


def test_an_unknown_encoding(tmp_path: Path) -> None:
    assert "UTF-8" in refusal(written(tmp_path / "plan.txt", b"\x81\xff\xfd\xa0\xff\t\x81\xff\n" * 20))


@pytest.mark.parametrize("ending", ["xlsx", "docx", "txt"])
def test_a_broken_archive(ending: str, tmp_path: Path) -> None:
    whole = workbook(tmp_path / "plan.xlsx").read_bytes()
    assert "壊れて" in refusal(written(tmp_path / f"broken.{ending}", whole[: len(whole) // 2]))


def test_an_archive_that_is_no_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "letters.xlsx", "w") as archive:
        archive.writestr("letter.txt", "拝啓")
    assert "DOCX" in refusal(tmp_path / "letters.xlsx")


@pytest.mark.parametrize("missing", ["xl/worksheets/", "xl/workbook.xml"])
def test_a_workbook_with_a_part_missing(missing: str, tmp_path: Path) -> None:
    refusal(repacked(workbook(tmp_path / "plan.xlsx"), {}, without=missing))


def test_a_part_that_unpacks_to_too_much(tmp_path: Path) -> None:
    sheet = b"<worksheet><sheetData>" + b" " * 120_000_000
    path = repacked(workbook(tmp_path / "plan.xlsx"), {"xl/worksheets/sheet1.xml": sheet})
    assert path.stat().st_size < 1_000_000
    assert "異常" in refusal(path)


def test_a_part_that_says_less_than_it_unpacks_to(tmp_path: Path) -> None:
    path = repacked(workbook(tmp_path / "plan.xlsx"), {"xl/worksheets/sheet1.xml": b" " * 7_654_321})
    data = path.read_bytes()
    size = (7_654_321).to_bytes(4, "little")
    assert data.count(size) == 2
    refusal(written(path, data.replace(size, (4321).to_bytes(4, "little"))))


def test_too_many_parts(tmp_path: Path) -> None:
    many = {f"xl/media/{number}.txt": b"" for number in range(30_000)}
    assert "異常" in refusal(repacked(workbook(tmp_path / "plan.xlsx"), many))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declared", [_BOMB, _OUTSIDE])
def test_entities_in_any_part(part: str, encoding: str, declared: str, tmp_path: Path) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{declared}<a>&c;</a>'.encode(encoding)
    assert "実体" in refusal(repacked(workbook(tmp_path / "plan.xlsx"), {part: xml}))


def test_entities_in_a_page_are_not_followed(tmp_path: Path) -> None:
    table = "<table><tr><th>No.<th>施策名<th>目標<tr><td>1<td>見守り&b;<td>年10回以上とする。</table>"
    path = written(tmp_path / "plan.html", f"{_OUTSIDE}<html><body>{table}".encode())
    assert [one.cells["title"].text for one in read(path).measures] == ["見守り&b;"]


def test_a_locked_workbook(tmp_path: Path) -> None:
    data = bytearray(workbook(tmp_path / "plan.xlsx").read_bytes())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(sign, at + 1)
    assert "パスワード" in refusal(written(tmp_path / "locked.xlsx", bytes(data)))


def test_a_locked_pdf(tmp_path: Path) -> None:
    refusal(papers.paper(tmp_path / "locked.pdf", papers.text("見守り訪問の充実"), password="open sesame"))


def test_a_broken_pdf(tmp_path: Path) -> None:
    whole = papers.paper(tmp_path / "plan.pdf", papers.text("見守り訪問の充実")).read_bytes()
    refusal(written(tmp_path / "broken.pdf", whole[:200]))


@pytest.mark.parametrize(("ending", "start", "size"), [
    ("txt", "施策No.\t施策名\n".encode(), 60_000_000),
    ("csv", "施策No.,施策名\n".encode(), 60_000_000),
    ("html", b"<html><table>", 60_000_000),
    ("xlsx", b"PK\x03\x04", 210_000_000),
    ("pdf", b"%PDF-1.7\n", 510_000_000),
])
def test_a_file_that_is_too_large_is_not_read_to_its_end(ending: str, start: bytes, size: int, tmp_path: Path) -> None:
    path = written(tmp_path / f"large.{ending}", start + b"1" * 70_000)
    os.truncate(path, size)
    assert "大きすぎます" in refusal(path)


@pytest.mark.parametrize("made", [
    lambda depth: "<div>" * depth + "孤立",
    lambda depth: "<table><tr><td>" * depth + "孤立",
    lambda depth: "<b>" * depth + "孤立",
])
def test_a_page_nested_deep(made: Callable[[int], str], tmp_path: Path) -> None:
    refusal(written(tmp_path / "deep.html", f"<html><body>{made(20_000)}".encode()))


def test_the_limits_are_those_that_the_docs_name() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "limits.md"
    reading = page.read_text(encoding="utf-8").split("| a list of places")[0]
    said = re.findall(r"[\d,]+(?= MB)|(?<=\| )[\d,]+(?= \|)|[\d,]+(?= times)", reading)
    sizes = [kinds.LARGEST["text"], kinds.LARGEST["zip"], kinds.LARGEST["pdf"], archive.LARGEST, archive.LARGEST_XML]
    counts = [archive.RATIO, archive.MOST_PARTS, rendering.MOST_CELLS, sources.MOST_ROWS, rendering.MOST_COLUMNS]
    assert kinds.LARGEST["html"] == kinds.LARGEST["text"]
    megabytes = [size // 1_000_000 for size in (*sizes, archive.HARMLESS)]
    streams = [size // 1_000_000 for size in (bomb.LARGEST, bomb.LARGEST_PICTURE)]
    assert [int(one.replace(",", "")) for one in said] == megabytes + counts + streams
    assert bomb.LARGEST_ALL == 1_000_000_000 and "together 1 GB" in reading


def test_a_table_of_very_many_columns(tmp_path: Path) -> None:
    head = ["No.", "施策名", "目標", *[""] * 996]
    row = ["1", "見守り", "年に10回以上とする。", *[""] * 996]
    for more, refused in ([""], False), (["", ""], False), (["x"], False), (["", "x"], True):
        lines = [",".join(cells) for cells in ([*head, *more], row)]
        path = written(tmp_path / "plan.csv", "\n".join(lines).encode())
        if refused:
            assert "列が多すぎます" in refusal(path)
        else:
            assert read(path).measures


def test_a_table_with_other_columns(tmp_path: Path) -> None:
    refusal(written(tmp_path / "menu.csv", "料理,値段,店\nうどん,500,駅前\nそば,600,港\n".encode()))


def test_headings_without_measures(tmp_path: Path) -> None:
    assert "施策がありません" in refusal(written(tmp_path / "plan.csv", "No.,施策名,目標\n".encode()))


def test_plain_text_is_read_without_the_libraries_for_other_documents(tmp_path: Path) -> None:
    path = written(tmp_path / "plan.txt", "No.\t施策名\t目標\n1\t見守り\t年に10回以上とする。\n".encode())
    program = (
        "import sys; from pathlib import Path; from tsunagi.reading.document import read\n"
        "assert read(Path(sys.argv[1])).measures\n"
        "print(*sorted({'openpyxl', 'lxml', 'docx', 'pypdfium2', 'fpdf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
