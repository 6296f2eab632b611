"""Areas: the list of them, finding one by what somebody types, those that a text names, which lies in which."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.rules.codes import PREFECTURES, is_body_code
from tsunagi.directory.rules.areas import area, areas, areas_in, candidates, containing, covers, find_area


def test_the_list_has_every_prefecture_and_municipality_and_the_wards_of_the_designated_cities() -> None:
    kinds = Counter(one.kind for one in areas().values())
    assert kinds == {"prefecture": 47, "municipality": 1741, "ward": 171}
    endings = Counter(one.name[-1] for one in areas().values() if one.kind == "municipality")
    assert endings == {"市": 792, "町": 743, "村": 183, "区": 23}
    assert len({one.city for one in areas().values() if one.kind == "ward"}) == 20


def test_every_code_is_right_and_lies_in_its_prefecture() -> None:
    assert all(is_body_code(code) for code in areas())
    assert all(before < after for before, after in pairwise(areas()))
    assert [one.name for one in areas().values() if one.kind == "prefecture"] == PREFECTURES
    assert all(one.prefecture == PREFECTURES[int(one.code[:2]) - 1] for one in areas().values() if one.prefecture)


def test_every_name_has_its_kana_and_none_is_there_twice() -> None:
    for one in areas().values():
        assert one.kana, one
        assert set(one.kana) <= set(
            "ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとど"
            "なにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろわゐゑをん"
        ), one
        assert one.county == "" or one.county.endswith("郡"), one
    assert len({one.full_name for one in areas().values()}) == len(areas())


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("131032", "東京都港区"),
        ("011011", "北海道札幌市中央区"),
        ("221392", "静岡県浜松市浜名区"),
        ("402311", "福岡県那珂川市"),
        ("282219", "兵庫県丹波篠山市"),
        ("13", "東京都"),
    ],
)
def test_an_area_is_known_by_its_code(code: str, full_name: str) -> None:
    found = area(code)
    assert found
    assert found.full_name == full_name


@pytest.mark.parametrize("code", ["", "00", "99", "131033", "016951"])
def test_a_code_of_no_area_is_none(code: str) -> None:
    assert area(code) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("東京都", "130001"),
        ("東京", "130001"),
        ("とうきょう", "130001"),
        ("Tokyo", "130001"),
        ("福島", "070009"),
        ("大阪", "270008"),
        ("北海道", "010006"),
        ("東京都港区", "131032"),
        ("港区(東京)", "131032"),
        ("港区（東京都）", "131032"),
        ("東京 港区", "131032"),
        ("とうきょうとみなとく", "131032"),
        ("横浜", "141003"),
        ("よこはま", "141003"),
        ("札幌中央区", "011011"),
        ("さっぽろし", "011002"),
        ("府中市（広島県）", "342084"),
        ("世田", "131121"),
        ("龍ヶ崎市", "082082"),
        ("竜ケ崎", "082082"),
        ("塩釜市", "042030"),
        ("檮原町", "394050"),
        ("ﾆｾｺ", "013951"),
        ("ｻｯﾎﾟﾛ", "011002"),
        ("ニセコ", "013951"),
        ("虻田郡京極町", "013994"),
        ("北海道虻田郡京極町", "013994"),
        ("四日市", "242021"),
        ("津", "242012"),
    ],
)
def test_an_area_is_found_however_it_is_called(words: str, code: str) -> None:
    found = find_area(words)
    assert found
    assert found.code == code


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("府中市", ["東京都府中市", "広島県府中市"]),
        ("府中", ["東京都府中市", "広島県府中市", "広島県府中町"]),
        ("港区", ["東京都港区", "愛知県名古屋市港区", "大阪府大阪市港区"]),
        ("森町", ["北海道森町", "静岡県森町"]),
        ("ふちゅうし", ["東京都府中市", "広島県府中市"]),
        ("港区(名古屋)", ["愛知県名古屋市港区"]),
        ("つなぎ町", []),
        ("", []),
        ("あ" * 100_000, []),
    ],
)
def test_every_area_that_may_be_meant_is_offered(words: str, names: list[str]) -> None:
    assert [one.full_name for one in candidates(words)] == names
    if len(names) != 1:
        assert find_area(words) is None


def test_every_area_is_found_by_its_full_name() -> None:
    assert [one for one in areas().values() if find_area(one.full_name) != one] == []
    written_out = [one for one in areas().values() if one.county]
    assert [one for one in written_out if find_area(f"{one.prefecture}{one.county}{one.name}") != one] == []


def _named(text: str) -> list[tuple[str, str]]:
    """(the text's words, the areas that these may mean)."""
    return [
        (text[one.start : one.end], "か".join(area.full_name for area in one.areas) or "海外")
        for one in areas_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("東京都府中市に住んでいます", [("東京都府中市", "東京都府中市")]),
        ("府中市です。東京に住んでいます", [("府中市", "東京都府中市"), ("東京", "東京都")]),
        ("府中市の窓口", [("府中市", "東京都府中市か広島県府中市")]),
        ("名古屋の港区にいます", [("名古屋の港区", "愛知県名古屋市港区")]),
        ("私は今堺市に住んでいて", [("堺市", "大阪府堺市")]),
        ("福島に住む母が心配", [("福島", "福島県")]),
        ("横浜で働いている", [("横浜", "神奈川県横浜市")]),
        ("大分に住んでいます", [("大分", "大分県")]),
        ("三重で一人暮らし", [("三重", "三重県")]),
        ("つくば在住の学生", [("つくば", "茨城県つくば市")]),
        ("札幌 ひきこもり", [("札幌", "北海道札幌市")]),
        ("千葉の大学に通う", [("千葉", "千葉県")]),
        ("とうきょうにすんでる", [("とうきょう", "東京都")]),
        ("おおさかで くらしてます", [("おおさか", "大阪府")]),
        ("茅ケ崎市の祖母", [("茅ケ崎市", "神奈川県茅ヶ崎市")]),
        ("沖縄県東村の人", [("沖縄県東村", "沖縄県東村")]),
        ("大津市で", [("大津市", "滋賀県大津市")]),
        ("都内です", [("都内", "東京都")]),
        ("I live in Osaka", [("Osaka", "大阪府")]),
        ("my aunt in Minato ward, Tokyo", [("Minato ward", "東京都港区"), ("Tokyo", "東京都")]),
        ("living in sapporo", [("sapporo", "北海道札幌市")]),
        ("アメリカに住んでいて帰れない", [("アメリカ", "海外")]),
        ("ロンドン在住です", [("ロンドン", "海外")]),
        ("海外から相談できますか", [("海外", "海外")]),
    ],
)
def test_places_are_found_in_what_people_write(text: str, named: list[tuple[str, str]]) -> None:
    assert _named(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "三重の苦しみ",
        "二重三重につらい",
        "大分よくなった",
        "大分前から眠れない",
        "福井さんがこわい",
        "山口先生に叱られた",
        "石川啄木が好き",
        "宮崎駿の映画を見た",
        "千葉くんにいじめられる",
        "東村さんと話した",
        "光で目が痛い",
        "森に逃げたい",
        "中央の席",
        "朝日で目がさめる",
        "本部に電話した",
        "小川で遊んだ",
        "商店街の中央市場",
        "堺市場",
        "高知能",
        "学区域の外",
        "中国から来ました",
        "アメリカの映画",
        "Ms. Ishikawa called me",
        "it is the saga of my life",
        "死にたい",
        "学校に行きたくない",
        "",
    ],
)
def test_no_place_is_found_where_none_is_meant(text: str) -> None:
    assert _named(text) == []


@given(
    st.text()
    | st.lists(st.sampled_from("東京都 港区 府中市 三重 の に住む 大分 さん 県 市 北 Osaka ".split(" "))).map("".join)
)
def test_mentions_of_any_text_lie_in_it_in_order(text: str) -> None:
    found = areas_in(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@given(st.text())
def test_any_words_name_areas_or_none(words: str) -> None:
    assert all(one.code in areas() for one in candidates(words))


@pytest.mark.parametrize(
    ("service", "where", "covered"),
    [
        (["00"], "131032", True),
        (["00"], "00", True),
        (["13"], "131032", True),
        (["130001"], "131032", True),
        (["13"], "13", True),
        (["13"], "130001", True),
        (["130001"], "13", True),
        (["011002"], "011011", True),  # a city covers its wards
        (["011011"], "011002", False),  # a ward does not cover its city
        (["131032"], "13", False),
        (["131032"], "00", False),
        (["14", "131032"], "131016", False),
        ([], "131032", False),
        (["13"], "", False),
    ],
)
def test_what_is_for_an_area_is_for_all_that_lies_in_it(service: list[str], where: str, covered: bool) -> None:
    assert covers(service, where) is covered


def test_an_area_lies_in_the_country_its_prefecture_and_its_city() -> None:
    assert containing("011011") == ("00", "01", "010006", "011002", "011011")
    assert containing("131032") == ("00", "13", "130001", "131032")
    assert containing("13") == ("00", "13", "130001")
    assert containing("00") == ("00",)
