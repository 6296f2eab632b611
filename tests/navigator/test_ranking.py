"""Supports ranked by words alone, by a small model made for the tests, by who asks and where; and how well, on ours."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repo import tree
from tsunagi.directory.rules.pack import read_pack
from tsunagi.navigator.rules import fusion
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.nearness import EXACT, Matrix, Nearness
from tsunagi.navigator.rules.support import Found, Support, of_pack
from tsunagi.navigator.rules.vocabulary import read_vocabulary

OURS = read_vocabulary((tree.ROOT / "tsunagi" / "navigator" / "needs.toml").read_text(encoding="utf-8"))

def requests_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()]


REQUESTS = requests_of("requests.jsonl")
#: Written by somebody who had not seen the vocabulary; nothing is learned from them, but they were read while it was
#: mended.
UNFAMILIAR = requests_of("unfamiliar.jsonl")

CENTRE = Support(
    id="centre", names=("ひきこもり地域支援センター",), says=("部屋から出てこない", "働いていない息子"),
    needs=("hikikomori", "work_search"), audience=("person", "family"), measures=(78,),
)  # fmt: skip
LINE = Support(
    id="line", names=("よりそいの電話",), says=("ひとりで苦しい",), needs=("loneliness", "any_trouble"),
    audience=("person",), measures=(16,), ways=("telephone",), languages=("ja", "vi"),
)  # fmt: skip
COURSE = Support(
    id="course", names=("ひきこもり支援の研修",), says=("相談員になった",), needs=("training", "hikikomori"),
    audience=("professional", "official"), measures=(48,),
)  # fmt: skip
TOWN = Support(
    id="town", names=("町のひきこもりの会",), needs=("hikikomori",), audience=("person", "family"), areas=("131016",),
    measures=(75,),
)  # fmt: skip
ALL = (CENTRE, LINE, COURSE, TOWN)


@cache
def index() -> Index:
    return Index.build(ALL, OURS)


@cache
def national() -> Index:
    pack = read_pack(files("tsunagi.directory") / "pack")
    return Index.build([of_pack(service) for service in pack.services], OURS)


def ids(found: list[Found]) -> list[str]:
    return [one.support.id for one in found]


def test_the_need_that_the_words_name_is_met_first() -> None:
    assert ids(index().rank("兄が部屋から出ません"))[0] == "centre"
    assert ids(index().rank("さびしい"))[0] == "line"


def test_kana_find_what_is_written_in_kanji_or_katakana() -> None:
    assert ids(national().rank("よりそいほっとらいん"))[0] == "yorisoi-hotline"


def test_bodies_schemes_are_for_bodies() -> None:
    assert ids(index().rank("ひきこもりの研修", who="official"))[0] == "course"
    assert ids(index().rank("ひきこもり", who="self"))[-1] != "centre"
    assert ids(index().rank("ひきこもり", who="self")).index("course") > ids(index().rank("ひきこもり")).index("centre")


def test_what_is_for_another_place_is_left_out() -> None:
    assert "town" in ids(index().rank("ひきこもり", place="131016"))
    assert "town" not in ids(index().rank("ひきこもり", place="271004"))
    assert "town" in ids(index().rank("ひきこもり", place="13"))


def test_a_place_in_their_own_town_comes_before_what_says_to_ask_the_town() -> None:
    pack = read_pack(files("tsunagi.directory") / "pack")
    place = Support(
        id="nagisa", names=("居場所なぎさ",), says=("ただ居てもよい部屋です。話しても、話さなくてもかまいません。",),
        needs=("loneliness", "place_to_be", "friends"), audience=("person",), areas=("131016",),
    )  # fmt: skip
    held = Index.build([*(of_pack(service) for service in pack.services), place], OURS)
    assert ids(held.rank("さびしい。話し相手がほしい", place="131016"))[0] == "nagisa"
    assert ids(held.rank("さびしい。話し相手がほしい", place="011002"))[0] != "nagisa"


def test_the_town_asked_for_comes_before_the_same_elsewhere() -> None:
    twice = [
        TOWN,
        Support(**{**{name: getattr(TOWN, name) for name in TOWN.__slots__}, "id": "other", "areas": ("00",)}),
    ]
    assert ids(Index.build(twice, OURS).rank("ひきこもり", place="131016"))[0] == "town"


def test_what_is_for_people_in_other_circumstances_comes_later() -> None:
    abroad = Support(id="abroad", needs=("overseas_japanese", "loneliness"), audience=("person",))
    here = Support(id="here", needs=("friends", "loneliness"), audience=("person",))
    made = Index.build([abroad, here], OURS)
    assert ids(made.rank("さびしい")) == ["here", "abroad"]
    assert ids(made.rank("海外在住です。さびしい"))[0] == "abroad"


@pytest.mark.parametrize(
    "words",
    ["我付不起房租", "집세를 낼 수 없어요", "Tôi không trả được tiền nhà", "No puedo pagar el alquiler",
     "Saya tidak bisa bayar sewa rumah", "Wala akong pambayad ng upa", "I can't pay my rent"],
)  # fmt: skip
def test_who_cannot_pay_the_rent_finds_help_with_it_whatever_the_language(words: str) -> None:
    found = ids(national().rank(words, limit=5))
    assert {"rent-benefit", "safety-net-homes"} & set(found)


def test_who_has_no_money_is_not_led_to_what_is_for_victims_of_crime() -> None:
    found = [one.support.needs[0] for one in national().rank("おかねがない。ごはんがたべられない")[:4]]
    assert "crime_victim" not in found


@pytest.mark.parametrize("words", ["Perdi o emprego", "仕事をなくしました", "失业了"])
def test_who_lost_their_work_is_not_led_to_advice_on_the_strain_of_it_first(words: str) -> None:
    assert ids(national().rank(words))[0] != "jobseekers-stress-advice"
    assert "jobseekers-stress-advice" in ids(national().rank("失業して眠れない"))[:3]


def test_who_cares_for_a_parent_is_no_young_carer_unless_the_words_tell() -> None:
    carers = Support(id="carers", needs=("caring",), audience=("person",))
    young = Support(id="young", needs=("young_carer", "caring"), audience=("person",))
    made = Index.build([young, carers], OURS)
    assert ids(made.rank("母の介護で眠れない")) == ["carers", "young"]
    assert ids(made.rank("祖母の介護で学校を休みがち"))[0] == "young"
    assert "young-carer-support" not in ids(national().rank("母の介護で眠れない", limit=3))


@pytest.mark.parametrize("words", ["さびしい です。 ともだちが いません。", "ひとりで さびしい です。 はなしを きいて ほしいです。"])
def test_who_is_lonely_in_easy_japanese_is_not_led_to_the_line_for_children(words: str) -> None:
    assert "childline" not in ids(national().rank(words, limit=1))


@pytest.mark.parametrize("words", ["さびしい", "さみしい", "孤独", "孤独です"])
def test_who_says_no_more_than_to_be_lonely_is_led_to_people(words: str) -> None:
    found = national().rank(words, limit=3)
    assert found and not {"consumer", "marriage"} & {one.support.needs[0] for one in found}


def test_who_is_lonely_in_japanese_is_not_led_to_lines_for_children_or_foreign_residents() -> None:
    found = ids(national().rank("さみしい。誰とも話していない", limit=3))
    assert not {"childline", "yorisoi-foreign-languages", "one-stop-desk-for-foreign-residents"} & set(found)


@pytest.mark.parametrize("words", ["助けて", "たすけて!!", "タスケテ", "だれか、助けて。", "救命", "도와주세요"])
def test_a_cry_for_help_leads_to_somebody_who_listens_at_once(words: str) -> None:
    [first, *_rest] = national().rank(words)
    assert {"loneliness", "any_trouble"} <= set(first.support.needs) and "telephone" in first.support.ways


@pytest.mark.parametrize("words", ["help", "Please help me!", "Cứu tôi với", "socorro", "ayuda", "tulong", "tolong"])
def test_a_cry_in_another_language_leads_to_who_listens_in_it(words: str) -> None:
    assert ids(national().rank(words, limit=1)) == ["yorisoi-foreign-languages"]


def test_a_cry_beside_what_is_the_matter_leaves_the_matter_first() -> None:
    assert ids(index().rank("助けて。兄が部屋から出ません"))[0] == "centre"


def test_words_count_less_beside_a_danger() -> None:
    words = "相談員になった。ひとりで苦しい"
    alone, in_danger = (ids(index().rank(words, danger=danger)) for danger in (None, "suicide"))
    assert in_danger.index("line") <= alone.index("line")


def test_language_way_and_open_now_bring_forward_and_are_told() -> None:
    [best, *_rest] = index().rank("Tôi cô đơn", way="telephone", open_now={"line"})
    assert best.support.id == "line"
    assert {reason.because for reason in best.why} >= {"need", "language", "way", "open"}


def test_a_reason_repeats_no_more_than_the_word_that_matched() -> None:
    words = "兄が部屋から出ません。会社を辞めてから十年、近所にも言えず困っています"
    for found in index().rank(words):
        for reason in found.why:
            assert len(reason.word) <= 12
            assert reason.word in words


@pytest.mark.parametrize(
    "words", ["", "   ", "😀", "\x00\x07", "<script>", "'; DROP TABLE", "090-0000-0000", "天気予報"]
)
def test_words_that_say_nothing_find_nothing(words: str) -> None:
    assert index().rank(words) == []


def test_a_danger_is_never_answered_by_nothing() -> None:
    assert ids(national().rank("。", danger="homeless_tonight"))


def test_nothing_is_found_among_nothing() -> None:
    assert Index.build([], OURS).rank("さびしい") == []


def test_who_asks_must_be_known() -> None:
    with pytest.raises(ValueError, match="ghost"):
        index().rank("さびしい", who="ghost")


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_words_are_ranked_the_same_way_twice(words: str) -> None:
    once, again = (index().rank(words) for _time in range(2))
    assert once == again
    assert all(0 < found.score <= 1 for found in once)


class Letters:
    """A model for tests: how often each of a few signs stands in a text."""

    name, far, near, languages, is_quick = "letters", 0.5, 1.0, frozenset({"ja"}), True

    def encode(self, texts: list[str]) -> Matrix:
        rows = np.array([[1.0 + text.count(sign) * 9 for sign in "猫犬鳥魚虫"] for text in texts], np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    phrases = encode


def test_a_model_finds_what_shares_no_word_or_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fusion, "LIKELY_OUTSIDE", 9.0)  # pets alone have no answer in the plan, as was learned
    cats = Support(id="cats", names=("猫の家",), audience=("person",))
    birds = Support(id="birds", names=("鳥の家",), audience=("person",))
    found = Index.build([birds, cats], OURS, [Letters()]).rank("猫猫")
    assert ids(found)[0] == "cats"
    assert "meaning" in {reason.because for reason in found[0].why}


def test_what_is_nearer_to_no_answer_than_to_any_support_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fusion, "LIKELY_OUTSIDE", 9.0)  # pets alone have no answer in the plan, as was learned
    fish = Support(id="fish", names=("魚の家",), audience=("person",))
    strange = read_vocabulary('[outside.pets]\nja = ["猫猫猫の話"]\n')
    assert Index.build([fish], strange, [Letters()]).rank("猫猫") == []
    assert ids(Index.build([fish], strange, [Letters()]).rank("魚魚")) == ["fish"]


def test_a_model_is_not_asked_in_a_language_that_it_does_not_know() -> None:
    cats = Support(id="cats", names=("猫の家",), audience=("person",))
    assert Index.build([cats], OURS, [Letters()]).rank("猫猫", lang="zh") == Index.build([cats], OURS).rank(
        "猫猫", lang="zh"
    )


def test_of_very_many_texts_the_nearest_is_found_by_its_short_form() -> None:
    signs = "猫犬鳥魚虫"
    texts = [[f"{signs[at % 5] * (at % 7)}{signs[at % 3]}{at}"] for at in range(EXACT + 100)]
    near = Nearness.build(Letters(), texts)
    assert near.short is not None
    full = near.rows @ Letters().encode(["猫猫鳥"])[0]
    assert near.scores("猫猫鳥").max() == pytest.approx(min(1.2, (float(full.max()) - 0.5) / 0.5), abs=1e-3)


def hits(found: list[Found], answers: dict[str, int], first: int) -> bool:
    return any(answers.get(str(number)) == 2 for one in found[:first] for number in one.support.measures)


@pytest.mark.parametrize(("asked", "first", "third"), [(REQUESTS, 0.75, 0.90), (UNFAMILIAR, 0.80, 0.92)])
def test_words_alone_find_what_people_ask_for(asked: list[dict[str, Any]], first: float, third: float) -> None:
    answerable = [one for one in asked if one["answers"]]
    found = [(national().rank(one["q"], danger=one["urgent"]), one["answers"]) for one in answerable]
    assert len(answerable) > 100
    assert sum(hits(list_, answers, 3) for list_, answers in found) / len(found) >= third
    assert sum(hits(list_, answers, 1) for list_, answers in found) / len(found) >= first


@pytest.mark.parametrize("asked", [REQUESTS, UNFAMILIAR])
def test_what_the_plan_has_no_answer_for_finds_nothing(asked: list[dict[str, Any]]) -> None:
    strange = [one for one in asked if one.get("none") and not one["urgent"]]
    assert sum(not national().rank(one["q"]) for one in strange) / len(strange) >= 0.70


def test_what_is_for_the_young_alone_steps_back_where_nothing_speaks_of_them() -> None:
    young = Support(id="young", names=("集まる場所",), needs=("loneliness",), audience=("person",), groups=("children",))
    anyone = Support(id="anyone", names=("集まる場",), needs=("loneliness",), audience=("person",), groups=("everyone",))
    here = Index.build([young, anyone], OURS)
    assert ids(here.rank("さびしい。集まる場所はありますか"))[0] == "anyone"
    assert ids(here.rank("学校でいじめられてさびしい。集まる場所はありますか"))[0] == "young"


def test_who_writes_in_japanese_is_not_guessed_to_be_a_foreign_resident() -> None:
    found = national().rank("学校で友だちがいない", limit=3)
    assert not any("foreigners" in one.support.groups for one in found)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("想免费学日语", "foreign_resident"), ("일본어를 무료로 배우고 싶어요", "foreign_resident"),
        ("I had a baby and I'm exhausted", "postpartum"), ("Recebi uma cobrança estranha de um site", "consumer"),
        ("Dalawang buwan na akong hindi sinusuwelduhan", "work_harassment"), ("上週失業了", "job_loss"),
        ("बुबालाई बिर्सने रोग छ, हेरचाह गर्दा थाकें", "dementia"), ("Ayah saya pikun, saya lelah merawatnya", "caring"),
        ("けいたいを つくれません", "phone_contract"), ("かいしゃが きゅうりょうを くれません", "work_harassment"),
        ("むすめが やくしょの てがみを つうやく します", "young_carer"), ("父の介護で疲れた", "caring"),
    ],
)  # fmt: skip
def test_what_people_say_of_every_day_finds_who_meets_that_need_in_any_language(words: str, wanted: str) -> None:
    assert any(wanted in one.support.needs for one in national().rank(words)[:3])
