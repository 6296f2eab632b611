"""Telephone numbers of every Japanese kind: read, stored, shown, spoken, dialled; and what is no number."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.rules.phones import LONGEST, Number, read_number

# Numbers that public offices print on their own pages, grouped as they print them.
KNOWN = {
    "#8008": "hash",  # 内閣府 DV相談ナビ
    "#8891": "hash",  # 内閣府 性犯罪・性暴力被害者のためのワンストップ支援センター
    "#9110": "hash",  # 警察庁
    "110": "emergency",
    "118": "emergency",
    "119": "emergency",
    "188": "short",  # 消費者庁
    "189": "short",  # こども家庭庁
    "0120-279-338": "toll_free",  # よりそいホットライン
    "0120-0-78310": "toll_free",  # 文部科学省 24時間子供SOSダイヤル
    "0120-99-7777": "toll_free",  # チャイルドライン
    "0120-189-783": "toll_free",  # 児童相談所相談専用ダイヤル
    "0570-064-556": "navi",  # こころの健康相談統一ダイヤル
    "0570-003-110": "navi",  # 法務省 みんなの人権110番
    "050-3655-0279": "ip",  # よりそいホットライン(ほかの電話から)
    "03-5253-2111": "fixed",  # 内閣府
    "03-5253-1111": "fixed",  # 厚生労働省
    "03-5321-1111": "fixed",  # 東京都
    "06-6208-8181": "fixed",  # 大阪市
    "04-7167-1111": "fixed",  # 柏市
    "011-231-4111": "fixed",  # 北海道
    "022-211-2111": "fixed",  # 宮城県
    "026-232-0111": "fixed",  # 長野県
    "045-210-1111": "fixed",  # 神奈川県
    "052-961-2111": "fixed",  # 愛知県
    "075-451-8111": "fixed",  # 京都府
    "082-228-2111": "fixed",  # 広島県
    "092-651-1111": "fixed",  # 福岡県
    "098-866-2333": "fixed",  # 沖縄県
    "0166-26-1111": "fixed",  # 旭川市
    "0476-22-1111": "fixed",  # 成田市
    "0467-23-3000": "fixed",  # 鎌倉市
    "0742-22-1101": "fixed",  # 奈良県
    "0852-22-5111": "fixed",  # 島根県
    "04998-2-3111": "fixed",  # 小笠原村
    "09802-2-2001": "fixed",  # 南大東村
}


@pytest.mark.parametrize(("printed", "kind"), KNOWN.items())
def test_a_known_number_is_shown_as_its_office_prints_it(printed: str, kind: str) -> None:
    number = read_number(printed)
    assert (number.shown, number.kind) == (printed, kind)
    assert read_number(number.stored) == number


@pytest.mark.parametrize("area", ["3", "6", "44", "123", "266", "574", "738", "1267", "1558", "4992", "9969"])
def test_an_area_code_stands_apart_whatever_its_length(area: str) -> None:
    """Codes of the ministry's 市外局番の一覧; no office's number goes on with a 1."""
    digits = f"0{area}".ljust(10, "1")
    assert read_number(digits).shown.split("-")[0] == f"0{area}"


@pytest.mark.parametrize(
    ("typed", "stored", "extension"),
    [
        ("＃９９９９", "#9999", ""),
        ("♯9999", "#9999", ""),
        ("189番", "189", ""),
        ("(局番なし)189", "189", ""),
        ("０１２０－２７９－３３８", "0120279338", ""),
        ("0120ー279ー338", "0120279338", ""),
        ("0120−279‐338", "0120279338", ""),
        ("0120-0-78310", "0120078310", ""),
        ("0800-123-4567", "08001234567", ""),
        ("060-1234-5678", "06012345678", ""),
        ("070 1234 5678", "07012345678", ""),
        ("090.1234.5678", "09012345678", ""),
        ("03(5253)2111", "0352532111", ""),
        ("(03)5253-2111", "0352532111", ""),
        ("TEL: 03-5253-2111（代表）", "0352532111", ""),
        ("℡03-5253-2111㈹", "0352532111", ""),
        ("☎03-5253-2111", "0352532111", ""),
        ("\u202a03-5253-2111\u202c", "0352532111", ""),
        ("０３－５２５３－２１１１（内線１２３）", "0352532111", "123"),
        ("03-5253-2111 内線:123", "0352532111", "123"),
        ("03-5253-2111(代表)内線12-34", "0352532111", "1234"),
        ("03-5253-2111 ext. 123", "0352532111", "123"),
        ("03-5253-2111x123", "0352532111", "123"),
        ("+81 3-5253-2111", "0352532111", ""),
        ("+81 (0)3 5253 2111", "0352532111", ""),
        ("＋８１－１２０－２７９－３３８", "0120279338", ""),
        ("+44 20 7946 0958", "+442079460958", ""),
        ("010-44-20-7946-0958", "+442079460958", ""),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str, stored: str, extension: str) -> None:
    assert read_number(typed) == Number(stored, extension)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "電話番号を入れてください"),
        ("（代表）", "電話番号を入れてください"),
        ("0" * (LONGEST + 1), "長すぎます"),
        ("03-5253-2111、03-5321-1111", "一つずつ"),
        ("03-5253-2111/2112", "一つずつ"),
        ("03-5253-2111～3", "一つずつ"),
        ("03-5253-2111 内線123・124", "内線番号は一つだけ"),
        ("03-5253-2111 内線", "内線番号は一つだけ"),
        ("5253-2111", "市外局番がない"),
        ("352532111", "先頭の0がありません"),
        ("9012345678", "先頭の0がありません"),
        ("186-03-5253-2111", "0か#で始めて"),
        ("03-5253-211", "03で始まる番号は10桁ですが、9桁"),
        ("0120-279-33", "0120で始まる番号は10桁ですが、9桁"),
        ("090-1234-56789", "090で始まる番号は11桁ですが、12桁"),
        ("112", "3桁の番号"),
        ("#999", "#の後に4桁"),
        ("03#5253", "#の後に4桁"),
        ("+", "海外の番号として読めません"),
        ("+999 123 4567", "海外の番号として読めません"),
        ("03+5253", "数字とハイフンで"),
        ("0990-51-2345", "情報料"),
        ("020-1234-5678", "話すための"),
        ("03-0123-4567", "使われていない"),
        ("090-0123-4567", "使われていない"),
        ("なし", "「な」"),
        ("03-5253-211O", "「O」"),
        ("javascript:alert(1)", "「j」"),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(Wrong, match=says):
        read_number(typed)


def test_a_sentence_can_be_said_in_another_language() -> None:
    with pytest.raises(Wrong) as wrong:
        read_number("03-5253-211")
    assert wrong.value.sentence % wrong.value.values == str(wrong.value)
    assert wrong.value.values == {"start": "03", "right": 10, "count": 9}


@pytest.mark.parametrize(
    ("typed", "spoken", "spoken_en", "dial"),
    [
        ("0120-279-338", "ゼロイチニゼロ、ニナナキュウ、サンサンハチ", "0 1 2 0, 2 7 9, 3 3 8", "tel:0120279338"),
        ("#8008", "シャープ、ハチゼロゼロハチ", "hash, 8 0 0 8", "tel:%238008"),
        ("189", "イチハチキュウ", "1 8 9", "tel:189"),
        ("04998-2-3111", "ゼロヨンキュウキュウハチ、ニ、サンイチイチイチ", "0 4 9 9 8, 2, 3 1 1 1", "tel:0499823111"),
        (
            "03-5253-2111 内線60",
            "ゼロサン、ゴニゴサン、ニイチイチイチ、内線ロクゼロ",
            "0 3, 5 2 5 3, 2 1 1 1, extension 6 0",
            "tel:0352532111;ext=60",
        ),
        (
            "+44 20 7946 0958",
            "プラス、ヨンヨン、ニゼロ、ナナキュウヨンロク、ゼロキュウゴハチ",
            "plus, 4 4, 2 0, 7 9 4 6, 0 9 5 8",
            "tel:+442079460958",
        ),
    ],
)
def test_a_number_is_spoken_and_dialled(typed: str, spoken: str, spoken_en: str, dial: str) -> None:
    number = read_number(typed)
    assert (number.spoken, number.spoken_en, number.dial) == (spoken, spoken_en, dial)


@pytest.mark.parametrize(
    ("typed", "cost", "works_abroad"),
    [
        ("119", "free", False),
        ("188", "navi", False),
        ("189", "free", False),
        ("171", "unknown", False),
        ("#9999", "unknown", False),
        ("0120-279-338", "free", False),
        ("0800-123-4567", "free", False),
        ("0570-064-556", "navi", False),
        ("050-3655-0279", "call_charge", True),
        ("090-1234-5678", "call_charge", True),
        ("03-5253-2111", "call_charge", True),
        ("+44 20 7946 0958", "call_charge", True),
    ],
)
def test_a_number_says_what_a_call_costs_and_where_it_does_not_work(typed: str, cost: str, works_abroad: bool) -> None:
    number = read_number(typed)
    assert number.cost == cost
    assert ("海外からはかけられません。" in number.notes) != works_abroad


def test_a_navi_dial_number_says_that_flat_rates_do_not_cover_it() -> None:
    assert any("かけ放題" in note for note in read_number("0570-064-556").notes)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_number_of_any_country_reads_back_from_what_is_shown(region: str) -> None:
    sample = phonenumbers.example_number(region)
    assert sample
    number = read_number(phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.E164))
    assert read_number(number.shown) == read_number(number.stored) == number


_DIGITS = st.text("0123456789", min_size=1, max_size=12)
_TYPED = st.text(st.sampled_from("0123456789０９-－ー()（） 　+#＃内線extx番号代表/、"), max_size=30) | _DIGITS.map(
    "0".__add__
)


@given(st.text() | _TYPED)
@example("+８１" + "0" * 20)
@example("٠٣-٥٢٥٣-٢١١١")
@example("²³-5253-2111")
def test_any_text_is_a_number_that_reads_back_or_a_sentence(text: str) -> None:
    try:
        number = read_number(text)
    except Wrong as wrong:
        assert str(wrong).endswith("。")
        return
    assert read_number(number.shown) == number
    assert read_number(number.stored).stored == number.stored
    assert number.kind
    assert number.spoken.isprintable()
    assert number.dial.isascii()


@given(st.sampled_from([*(f"0{digits}" for digits in range(1000, 10000, 7))]), _DIGITS)
def test_digits_in_a_row_and_grouped_are_one_number(start: str, rest: str) -> None:
    try:
        number = read_number(start + rest)
    except Wrong:
        return
    assert number.stored == start + rest
    assert number.shown.replace("-", "") == start + rest
