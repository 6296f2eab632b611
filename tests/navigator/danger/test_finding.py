"""How danger is found: however it is written, whatever stands beside it, in texts of any kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagi.navigator.rules.danger import Danger, find_danger


@pytest.mark.parametrize(
    "words",
    ["死にたい", "しにたい", "シニタイ", "ｼﾆﾀｲ", "死 に た い", "し に た い", "しにたーーい", "死にたいいいい", "タヒにたい", "4にたい",
     "○にたい", "しに0たい", "死・に・た・い", "死\u200bにたい", "shinitai", "死にてぇ", "死にとうなる"],
)  # fmt: skip
def test_wish_to_die_is_seen_however_it_is_written(words: str) -> None:
    danger = find_danger(words)
    assert danger is not None
    assert (danger.kind, danger.language) == ("suicide", "ja")
    assert danger.because in words


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("死にたい", "suicide"),
        ("死にたいわけじゃない", None),
        ("「死にたい」と言われたとき、どう返す?", None),
        ("「死にたい」と言われた。今そばにいる", "suicide"),
        ("死ぬほど眠い", None),
        ("卒論が終わらない。死にたい", "suicide"),
        ("夫に殴られる", "violence"),
        ("昔、夫に殴られました", None),
        ("昔から夫に殴られ、昨日も殴られました", "violence"),
        ("もし夫に殴られたら", None),
        ("DVの卒論で、夫に殴られる妻を調べています", None),
        ("DVの卒論を書いていて、今、夫に殴られている。助けて", "violence"),
        ("若いころ、死のうとしたことがあります。いまは元気です", None),
        ("若いころ、死のうとしたことがあります。いまもときどき考えます", "suicide"),
        ("若いころ、死のうとしたことがあります。いまは元気ですが、死にたい", "suicide"),
        ("「一緒に死ぬか戻るか」と別れた夫が待ち伏せしています", "violence"),
        ("母が倒れたら弟はどこで暮らすのか", None),
        ("母が倒れました。弟はどこへ電話すれば", "medical"),
        ("仕事で殺される", None),
        ("父が前の妻から逃げて、わたしを産んだらしい", None),
        ("ひもをよういした", "suicide"),
        ("ロープの用意をした", "suicide"),
        ("ロープ、もう買ってきた", "suicide"),
        *((errand, None) for errand in (
            "靴ひもの用意", "靴紐を結ぶ練習", "くつひもが結べない子", "縄跳びを買いたい", "しめ縄を買いたい", "面接のネクタイを用意したい",
            "ベルトを買いたい", "ロープウェイの切符を買いたい", "荷造りひもを買いたい", "エプロンの紐を結べない", "シートベルトの用意",
        )),
        ("靴ひもを首に巻いた", "suicide"),
        ("パーカーのひもで首を", "suicide"),
        ("なわとびで首をつる", "suicide"),
        ("ネクタイを梁にかけた", "suicide"),
        ("四十九日がすんだ。あとはおれがあっちへ行くだけ", "suicide"),
        ("息子が襖も壁もぶち抜いた", "violence"),
        ("孫が風呂の水に顔をつけられると言います", "child_abuse"),
        ("ひるま いく ところは ありますか", None),
        ("いく ところが ありません", "homeless_tonight"),
        ("こんや ねる ところは ありますか", "homeless_tonight"),
        ("わたしが手術する間だけ、どこか泊めてもらえる人は", None),
        ("どこか泊めてもらえる人は", "homeless_tonight"),
        ("心臓止まるかと思った。母が道に迷って", None),
        ("母の心臓が止まってる", "medical"),
        ("耳につける機械は高いですか", None),
        ("祖父の薬と ごはんの用意 ぜんぶわたし", None),
        ("薬を全部飲んだ", "suicide"),
        ("술자리에서 정신을 잃고 깨어 보니 부장 방이었어요", "sexual_violence"),
        ("Ele saiu de casa levando uma corda", "suicide"),
        ("Người đàn ông nhà bên đêm nào cũng đánh con", "child_abuse"),
        ("Gabi-gabi pinapalo ng kapitbahay ang anak niya", "child_abuse"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_words_counts(words: str, kind: str | None) -> None:
    danger = find_danger(words)
    assert (danger and danger.kind) == kind


@pytest.mark.parametrize(
    ("words", "language"),
    [("I want to die", "en"), ("我不想活了", "zh"), ("죽고 싶어요", "ko"), ("Em muốn chết", "vi"), ("em muon chet", "vi"),
     ("não quero mais viver", "pt"), ("ya no quiero vivir", "es"), ("gusto ko nang mamatay", "tl"),
     ("aku ingin mati saja", "id"), ("मर्न मन लाग्यो", "ne"), ("не хочу жить", "ru"), ("อยากตาย", "th")],
)  # fmt: skip
def test_language_is_that_of_the_words_that_showed_it(words: str, language: str) -> None:
    danger = find_danger(words)
    assert danger is not None
    assert (danger.kind, danger.language) == ("suicide", language)


@pytest.mark.parametrize(
    "words", ["", " ", "\n", "😀😀", "\x00\x07", "<script>", "'; DROP TABLE--", "12345", "(", "ー", "゙"]
)
def test_nothing_is_found_in_nothing(words: str) -> None:
    assert find_danger(words) is None


def test_danger_at_either_end_of_a_very_long_text_is_found() -> None:
    filling = "きょうは はれ。" * 20_000
    for words in ("死にたい。" + filling, filling + "死にたい"):
        danger = find_danger(words)
        assert danger is not None
        assert danger.kind == "suicide"


_PIECES = st.sampled_from(
    ["死にたい", "夫に", "殴られ", "子どもが", "、", "。", "「", "」", "わけじゃない", "もし", "今夜", "寝るところがない", "薬", "飲んだ",
     " ", "ー", "\u3099", "ﾀﾋ", "I want", " to die", "don't ", "没地方住", "갈 곳이", "ไม่", "मर्न", "\n", "w", "…", "İ", "ﷺ"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(_PIECES, max_size=12).map("".join)))
def test_because_is_a_part_of_any_text(words: str) -> None:
    danger = find_danger(words)
    assert danger == find_danger(words)
    if danger is not None:
        assert isinstance(danger, Danger)
        assert danger.because
        assert danger.because in words
