"""Municipal lists of places and windows: rows that are taken, rows left out with a reason, files that are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repo.tree import ROOT
from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.rules.hours import read_hours
from tsunagi.directory.rules.lists import ListReading, ServiceRow, read_list
from tsunagi.directory.rules.lists.headings import HEADINGS, plain
from tsunagi.directory.rules.lists.table import LARGEST, LONGEST_CELL, MOST_BROKEN, MOST_COLUMNS, MOST_ROWS
from tsunagi.directory.rules.phones import Number

EXAMPLE = (ROOT / "examples" / "places.csv").read_bytes()


def _read(headings: str, *rows: str) -> ListReading:
    return read_list("\n".join((headings, *rows)).encode(), "list.csv")


def _row(headings: str, row: str) -> ServiceRow:
    reading = _read(headings, row)
    assert not reading.faults
    return reading.rows[0]


def _faults(reading: ListReading) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, str(one)) for one in reading.faults]


def test_the_example_gives_ten_rows_and_two_faults() -> None:
    reading = read_list(EXAMPLE, "places.csv")
    assert [row.identifier for row in reading.rows] == [f"T{n:03}" for n in (1, 2, 3, 4, 5, 6, 8, 9, 11, 12)]
    assert [(fault.line, fault.column) for fault in reading.faults] == [(8, "電話番号"), (11, "開始時間")]
    assert "9桁あります" in str(reading.faults[0])


def test_a_row_has_every_value_checked() -> None:
    first = read_list(EXAMPLE, "places.csv").rows[0]
    assert first == ServiceRow(
        line=2,
        identifier="T001",
        name="つなぎ町 暮らしの相談窓口",
        name_kana="ツナギチョウ クラシノソウダンマドグチ",
        sort="相談窓口",
        body="つなぎ町",
        address="つなぎ町ひばり1-2",
        building="役場1階",
        latitude=Decimal("35.900100"),
        longitude=Decimal("141.500100"),
        phone=Number("0123011000", "101"),
        fax=Number("0123011001"),
        mailbox="kurashi@tsunagi.example",
        page="https://tsunagi.example/kurashi",
        hours="月・火・水・木・金 8:30-17:15; 祝日 休み; 年末年始 休み",
        hours_note="祝日と年末年始は休み",
        for_whom="町に住む人・働く人",
        cost_note="無料",
        summary="暮らしの困りごとを何でも聞き、一緒に行き先を考えます。",
        more={"地方公共団体名": "つなぎ町"},
    )


def test_a_cell_of_several_lines_leaves_the_line_numbers_right() -> None:
    rows = {row.identifier: row.line for row in read_list(EXAMPLE, "places.csv").rows}
    assert (rows["T011"], rows["T012"]) == (12, 14)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_code_and_the_line_ends_make_no_difference(code: str, newline: str) -> None:
    text = EXAMPLE.decode()
    told = read_list(text.replace("\n", newline).encode(code), "places.csv")
    plainly = read_list(EXAMPLE, "places.csv")
    assert [row.name for row in told.rows] == [row.name for row in plainly.rows]
    assert told.faults == plainly.faults


@pytest.mark.parametrize(
    ("code", "torn"),
    [("utf-8", b"\xff"), *(("cp932", one) for one in (b"\x81\xff", b"\xff", b"\x80", b"\xf0\x40"))],
)
def test_bytes_that_are_no_letters_cost_their_row_only(code: str, torn: bytes) -> None:
    plainly = read_list(EXAMPLE, "places.csv")
    hurt = plainly.rows[1]
    name = hurt.name.encode(code)
    told = read_list(EXAMPLE.decode().encode(code).replace(name, name + torn, 1), "places.csv")
    assert [row.name for row in told.rows] == [row.name for row in plainly.rows if row != hurt]
    [fault] = [fault for fault in told.faults if fault not in plainly.faults]
    assert (fault.line, fault.sentence) == (hurt.line, "壊れた文字か外字があります。ふつうの文字で入れ直してください。")


@pytest.mark.parametrize("code", ["euc-jp", "utf-16", "gb18030"])
def test_another_code_is_told_and_not_guessed(code: str) -> None:
    with pytest.raises(Wrong, match="文字コードが分かりません"):
        read_list(EXAMPLE.decode().encode(code, "replace"), "places.csv")


def test_headings_are_known_in_their_variants() -> None:
    row = _row(
        "都道府県コード又は市区町村コード,ＮＯ,施設名,施設名_フリガナ,住所,電話",
        "131032,1,あ,ア,東京都港区芝1,03-5253-2111",
    )
    assert (row.area, row.identifier, row.name, row.phone) == ("131032", "1", "あ", Number("0352532111"))
    care = _row(
        "介護サービス事業所名称\t実施サービス\t法人の名称\t利用可能曜日特記事項", "しおかぜ\t通所介護\tしおかぜ会\t年中"
    )
    assert (care.name, care.sort, care.body, care.hours_note) == ("しおかぜ", "通所介護", "しおかぜ会", "年中")


def test_no_heading_stands_for_two_things() -> None:
    names = [plain(name) for names in HEADINGS.values() for name in set(map(plain, names.split()))]
    assert len(names) == len(set(names))


def test_a_heading_below_a_title_is_found() -> None:
    reading = _read("相談窓口一覧(令和8年度)", "", "名称,電話番号", "窓口,0123-01-1000")
    assert [(row.line, row.name) for row in reading.rows] == [(4, "窓口")]


@pytest.mark.parametrize(
    ("headings", "row", "area"),
    [
        ("名称,市区町村コード", "a,131032", "131032"),
        ("名称,都道府県名,市区町村名", "a,東京都,府中市", "132063"),
        ("名称,住所", "a,広島県府中市府川町1", "342084"),
        ("名称,都道府県名,住所", "a,広島県,府中市府川町1", "342084"),
        ("名称,都道府県名,住所", "a,広島県,広島県府中市府川町1", "342084"),
        ("名称,住所", "a,札幌市中央区北1条", "011011"),
        ("名称,住所", "a,府中市1-1", ""),
        ("名称,住所", "a,東京都のどこか", ""),
        ("名称,住所", "a,つなぎ町ひばり1-2", ""),
    ],
)
def test_the_municipality_is_told_by_code_or_by_address(headings: str, row: str, area: str) -> None:
    assert _row(headings, row).area == area


@pytest.mark.parametrize(
    ("days", "opens", "closes", "note", "hours", "said"),
    [
        ("月火水木金", "9:00", "17:00", "", "月・火・水・木・金 9:00-17:00", ""),
        ("月～金", "09:00", "17:00:00", "", "月-金 9:00-17:00", ""),
        ("月曜日から金曜日まで", "９時", "17時半", "", "月-金 9:00-17:30", ""),
        ("月・水曜日", "0900", "12時15分", "", "月・水 9:00-12:15", ""),
        ("平日", "9:00", "17:00", "", "平日 9:00-17:00", ""),
        ("月火水木金土日", "0:00", "24:00", "", "毎日 24時間", ""),
        ("年中無休", "17:00", "翌9:00", "", "毎日 17:00-翌9:00", ""),
        ("土日祝", "22:00", "26:00", "", "土・日・祝 22:00-翌2:00", ""),
        ("月-金", "9:00", "17:00", "祝日を除く", "月-金 9:00-17:00; 祝日 休み", "祝日を除く"),
        ("月-金", "9:00", "17:00", "昼休みなし", "月-金 9:00-17:00", "昼休みなし"),
        # What the note narrows, and what lacks its other half, is said and not taken for hours.
        ("土", "11:00", "14:00", "第２・第４のみ", "", "土 11:00-14:00 第２・第４のみ"),
        ("月-金", "9:00", "17:00", "祝日も開館", "", "月-金 9:00-17:00 祝日も開館"),
        ("毎日", "9:00", "17:00", "水曜休み", "", "毎日 9:00-17:00 水曜休み"),
        ("月-金", "9:00", "17:00", "12時から13時は休み", "", "月-金 9:00-17:00 12時から13時は休み"),
        ("月-金", "9:00", "17:00", "年末年始(12/31-1/2)休み", "", "月-金 9:00-17:00 年末年始(12/31-1/2)休み"),
        ("月水金", "", "", "", "", "月・水・金"),
        ("", "9:00", "17:00", "", "", "9:00-17:00"),
        ("", "", "", "要予約", "", "要予約"),
    ],
)
def test_days_and_times_become_hours(days: str, opens: str, closes: str, note: str, hours: str, said: str) -> None:
    row = _row("名称,利用可能曜日,開始時間,終了時間,利用可能日時特記事項", f"a,{days},{opens},{closes},{note}")
    assert (row.hours, row.hours_note) == (hours, said)
    assert bool(read_hours(row.hours)) == bool(hours)


@pytest.mark.parametrize(
    ("headings", "row", "column", "says"),
    [
        ("電話番号,名称", "0123-01-1000,", "名称", "名称を入れてください"),
        ("名称,備考", f"{'あ' * 301},", "名称", "300文字まで"),
        ("名称,備考", f"a,{'あ' * (LONGEST_CELL + 1)}", "備考", "長すぎます"),
        ("名称,備考", f"{'あ' * 100_000},b", "名称", "300文字までに"),
        ("名称,備考", "a,\u202eb", "備考", "目に見えない文字"),
        ("名称,備考", "a", "", "見出しは2列、この行は1列"),
        ("名称,備考", "a,b,c", "", "見出しは2列、この行は3列"),
        ("名称,備考", '"a"b,c', "", "引用符"),
        ("名称,市区町村コード", "a,131033", "市区町村コード", "今ある市区町村"),
        ("名称,市区町村コード", "a,11002", "市区町村コード", "先頭の0"),
        ("名称,市区町村コード", "a,016951", "市区町村コード", "今ある市区町村"),
        ("名称,電話番号", "a,5253-2111", "電話番号", "市外局番"),
        ("名称,電話番号,内線番号", "a,,12", "内線番号", "内線番号だけ"),
        ("名称,FAX番号", "a,3", "FAX番号", "0か#で始めて"),
        ("名称,メールアドレス", "a,b", "メールアドレス", "メールアドレスとして"),
        ("名称,URL", "a,javascript:alert(1)", "URL", "https:// か http://"),
        ("名称,郵便番号", "a,123", "郵便番号", "7桁"),
        ("名称,法人番号", "a,8000012050002", "法人番号", "検査数字"),
        ("名称,緯度,経度", "a,35.1,", "緯度", "両方"),
        ("名称,緯度,経度", "a,,139.1", "経度", "両方"),
        ("名称,緯度,経度", "a,北,東", "緯度", "両方"),
        ("名称,緯度,経度", "a,139.1,35.1", "緯度", "入れ替わって"),
        ("名称,緯度,経度", "a,0,0", "緯度", "日本の外"),
        ("名称,利用可能曜日", "a,第2火曜", "利用可能曜日", "曜日として"),
        ("名称,利用可能曜日", "a,月月", "利用可能曜日", "曜日として"),
        ("名称,開始時間,終了時間", "a,9:00,", "開始時間", "両方"),
        ("名称,開始時間,終了時間", "a,,17:00", "終了時間", "両方"),
        ("名称,開始時間,終了時間", "a,朝,夜", "開始時間", "時刻として"),
        ("名称,開始時間,終了時間", "a,9:70,17:00", "開始時間", "時刻として"),
        ("名称,開始時間,終了時間", "a,17:00,9:00", "開始時間", "後にして"),
    ],
)
def test_a_row_with_a_fault_is_left_out_and_the_rest_is_taken(headings: str, row: str, column: str, says: str) -> None:
    good = "x" + "," * headings.count(",") if headings.startswith("名称") else "," * headings.count(",") + "x"
    reading = _read(headings, row, good)
    assert [one.name for one in reading.rows] == ["x"]
    assert [(one.line, one.column) for one in reading.faults] == [(2, column)]
    assert says in str(reading.faults[0])


def test_a_row_tells_all_its_faults() -> None:
    assert [column for _line, column, _says in _faults(_read("名称,電話番号,URL", "a,12,b"))] == ["URL", "電話番号"]


def test_a_number_that_stands_twice_is_told_with_the_line_of_the_first() -> None:
    assert _faults(_read("ID,名称", "1,a", "1,b")) == [(3, "ID", "番号が2行目と同じです。どちらかを直してください。")]


def test_a_quote_that_never_ends_costs_its_own_row_only() -> None:
    reading = _read("名称,備考", "a,", '"b,', "c,", "d,")
    assert [row.name for row in reading.rows] == ["a", "c", "d"]
    assert [fault.line for fault in reading.faults] == [3]


def test_cells_that_say_nothing_are_empty() -> None:
    row = _row("名称,電話番号,メールアドレス,備考", "a,－,なし,-")
    assert (row.phone, row.mailbox, row.note) == (None, "", "")


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.csv", "「名称」の列"),
        ("窓口,電話\n".encode(), "a.csv", "「名称」の列"),
        (("名称" + ",x" * MOST_COLUMNS).encode(), "a.csv", "列が多すぎます"),
        (b"PK\x03\x04rest", "a.csv", "Excelのファイル"),
        (b"\xd0\xcf\x11\xe0rest", "a.csv", "Excelのファイル"),
        ("名称\n".encode(), "a.XLSX", "CSVのファイルを選んで"),
        ("名称\nあ".encode("utf-16"), "a.csv", "文字コード"),
        (b"\x81", "a.csv", "文字コード"),
        (b"a" * (LARGEST + 1), "a.csv", "大きすぎます"),
        (("名称\n" + "a\n" * MOST_ROWS).encode(), "a.csv", "行が多すぎます"),
        (("名称,b\n" + '"a"b,\n' * (MOST_BROKEN + 1)).encode(), "a.csv", "合わない行が多すぎます"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(content: bytes, name: str, says: str) -> None:
    with pytest.raises(Wrong, match=says):
        read_list(content, name)


_SIGNS = st.sampled_from(
    ["名称", "電話番号", "URL", "緯度", "利用可能曜日", ",", "\n", "\r", '"', "\t", "月", "9:00", "1", "あ", "\x00"]
)
_LISTS = st.lists(_SIGNS, max_size=40).map(lambda signs: ("名称,電話番号,緯度,開始時間\n" + "".join(signs)).encode())


@given(st.binary() | _LISTS | st.text().map(str.encode), st.sampled_from(["a.csv", ""]))
def test_any_bytes_are_a_list_or_a_sentence(content: bytes, name: str) -> None:
    try:
        reading = read_list(content, name)
    except Wrong as wrong:
        assert str(wrong).endswith("。")
        return
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert all(row.name for row in reading.rows)
    assert all(1 <= one.line <= lines for one in (*reading.rows, *reading.faults))
    assert not {row.line for row in reading.rows} & {fault.line for fault in reading.faults}
    assert all(str(fault).endswith("。") for fault in reading.faults)
