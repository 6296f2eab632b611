"""What is a danger and what only speaks of one, in pairs: the same words in a danger, in a care story, of the past."""

from __future__ import annotations

import pytest

from tsunagi.navigator.rules.danger import find_danger


@pytest.mark.parametrize(
    ("urgent", "kind", "calm"),
    [
        # Somebody who fell ill and is looked after is no call for an ambulance; somebody who lies there is.
        ("父が倒れて動きません", "medical", "父が倒れて入院しています。家のことを誰に頼めば"),
        ("母が台所で倒れました", "medical", "去年、母が台所で倒れました。手すりをつけたい"),
        ("祖母の意識が薄れています", "medical", "祖母は意識がはっきりしていて、話し好きです"),
        ("妻の足が動かない、呼んでも返事がない", "medical", "妻の足が動かなくなって三年、車いすの旅を一緒にしたい"),
        ("おばあさんが はなしが できません。くちが まがって います", "medical",
         "むすこと はなしが できません。にほんごが すこし です"),
        ("Dad is having a stroke", "medical", "Dad had a stroke last year, I need a few hours off"),
        ("奶奶中风了,倒在厨房", "medical", "公公去年中风,我想找人陪他说话"),
        ("아버지가 쓰러지셨어요", "medical", "작년에 쓰러지신 아버지와 함께 갈 곳을 찾아요"),
        # A blade that is pointed at somebody is violence.
        ("妻に包丁を突きつけられて外へ出た", "violence", "包丁が重くて持てなくなりました"),
        ("彼氏に刃物を向けられて裸足で逃げた", "violence", "刃物を研ぐ店を閉めます。毎日が暇です"),
        ("客が棒を持って裏口に立っている", "violence", "棒を持って歩く体操の会はありますか"),
        ("断った男が店の外にいる", "violence", "店の外に花を置いたら、客が喜んだ"),
        ("彼のことばが胸に刺さる。昨日も彼氏に殴られた", "violence", "義母のひとことが刺さります"),
        ("夫に骨を折られました", "violence", "母が転んで骨を折り、施設に移りました"),
        ("彼に追われて、手が震える", "violence", "夫の手が震えるようになり、病院へ行きました"),
        ("他拿刀指着我", "violence", "他拿刀切菜很慢,想学做饭"),
        # … and one that is turned on oneself, a rope that is taken along, shoes that are left, are not.
        ("カミソリで腕をまた切った", "suicide", "カミソリを使わないひげそりを教えて"),
        ("兄がロープを持って山に入ったきりです", "suicide", "兄が荷造りのロープを持って手伝いに来ました"),
        ("岸壁で靴を脱いだ", "suicide", "海で靴を脱いで遊んだ"),
        ("主人が部屋を片づけて、来月の予定はもういらないと言います", "suicide", "部屋を片づけて、いらない服を寄付したい"),
        ("命を絶ちたい", "suicide", "主人公が命を絶つ場面の上演について教えてください"),
        ("まいあさ、電車が来るたび前に出たくなる", "suicide", "電車が終わっても、駅の外に人がいます"),
        # A child that is hurt, and whoever feeds, teaches or was one.
        ("泣きやまないので枕で口をふさいだ", "child_abuse", "泣きやまないので抱っこして歩いた"),
        ("子どもにご飯を食べさせてもらえない", "child_abuse", "子どもらに夕飯を出しています。米が足りない"),
        ("親に殴られて家に入れない", "child_abuse", "幼い時に親に殴られました。四十年も前です"),
        ("子どもを捨てた", "child_abuse", "うちの子が給食のパンを捨てて帰ります"),
        ("我用枕头捂了孩子的脸", "child_abuse", "我给孩子买了新枕头"),
        # Whose hands, and where.
        ("コーチが水着の中に手を入れる", "sexual_violence", "水着の中に砂が入って痛い"),
        ("社長が夜中に寮の部屋に入ってきた", "sexual_violence", "社長が新しい寮の部屋を見せてくれた"),
        ("My coach puts his hand inside her swimsuit", "sexual_violence",
         "My daughter lost her swimsuit at the pool"),
        # Out tonight, or one day.
        ("クビになって、寮の鍵を今日返せと言われた", "homeless_tonight", "寮の鍵をなくした。新しい鍵はいくらですか"),
        ("Fui demitida hoje e querem a chave do apartamento", "homeless_tonight", "Perdi a chave do armário"),
        ("Me despidieron y tengo que dejar el cuarto hoy", "homeless_tonight", "Me despidieron y busco trabajo"),
        ("घरबाट निकालियो", "homeless_tonight", "मलाई कामबाट निकालियो, अर्को महिनाको भाडा कसरी तिर्ने?"),
        ("家出した。帰れない", "homeless_tonight", "親とけんかして家出したいと友達が言う"),
    ],
)  # fmt: skip
def test_the_same_words_are_told_apart(urgent: str, kind: str, calm: str) -> None:
    found = find_danger(urgent)
    assert (found and found.kind) == kind
    assert find_danger(calm) is None


@pytest.mark.parametrize(
    ("urgent", "kind", "calm"),
    [
        # What is meant only sounds like a part of another word, or is written like it without accents.
        ("おっとに けられます。", "violence", "だれでも うけられます。"),
        ("きのう ODした", "suicide", "sounds good"),
        ("夫のDVから逃げたい", "violence", "夫にDVDの機械を買いたい"),
        ("うでを きった", "suicide", "べんきょうできる ところは どこですか"),
        ("鉈を振り回している", "violence", "あなたの きもちを 出してください"),
        ("母がもがいています", "medical", "子どもがいない夫婦です"),
        ("母が血を吐いて、顔が青い", "medical", "母は血圧が高いので、食事が心配です"),
        ("夫が殺すと言う", "violence", "夫が自殺しました"),
        ("裸の写真を送れと言う", "sexual_violence", "団体に写真を送ってください"),
        ("この世にいません、と書いて娘が消えた", "suicide", "元の夫はもうこの世にいません"),
        ("今夜、消えます。", "suicide", "記録は四十八時間で消えます。"),
        ("電車、飛べば楽かな", "suicide", "電車賃がもう無理、面接に行けない"),
        ("Em muốn tự vẫn", "suicide", "Em muốn tư vấn về visa"),
        ("Em định tự tử", "suicide", "Em đang từ từ quen với cuộc sống"),
        ("Ông chủ sờ ngực em", "sexual_violence", "Số người có thể đến"),
        ("Trong nhà không có gì ăn", "homeless_tonight", "Không có gì thay đổi."),
        ("I am scared he finds me", "violence", "Find out whether it has ended."),
        # A wish that is over, somebody whom one has lost, a fright in peace, a way to speak.
        ("死にたいと思っていた頃があって、最近またそうなる", "suicide", "死にたいと思っていた頃がありましたが、今は元気です"),
        ("命を絶った方がいい", "suicide", "夫が自ら命を絶ちました"),
        ("I tried to end my life last night", "suicide", "I tried to end my life back in 2015"),
        ("首つりそう。もう無理", "suicide", "首つりそう(笑)"),
        ("我想死,没开玩笑", "suicide", "忙得我想死(开玩笑)"),
        ("父に殴られています。昨日は顔を", "child_abuse", "父に殴られて育ちました。五十になります"),
        ("祖母が倒れた。電話に出ない", "medical", "祖母が倒れたと思ったら、寝ていただけでした"),
        ("刃物を持った男が暴れてる", "violence", "先週、刃物を持った男が暴れた。犯人は捕まった"),
    ],
)  # fmt: skip
def test_words_that_only_look_alike_are_told_apart(urgent: str, kind: str, calm: str) -> None:
    found = find_danger(urgent)
    assert (found and found.kind) == kind
    assert find_danger(calm) is None


def test_what_takes_back_one_concept_leaves_the_others() -> None:
    cared_for, beaten = "夫が倒れて入院しています", "夫に殴られて入院しています"
    assert find_danger(cared_for) is None
    found = find_danger(beaten)
    assert found is not None and found.kind == "violence"
    again = find_danger(cared_for + "。昨日、夫が病院で倒れました")
    assert again is not None and again.kind == "medical"
