"""Made-up supports, as many as wanted, and the words that people search them by: the same ones for the same seed.

Places are Japan's own; bodies, windows, numbers and hours are made up. Rows are written as they are, by whole tables.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

#: What a support is about: the code of a need, words for its name, and how people put it.
THEMES: Final = [
    ("loneliness", "孤独・孤立", "話し相手がほしい 誰とも話していない ひとりがつらい さびしい"),
    ("suicidal", "自殺予防", "死にたい 消えてしまいたい 生きるのがつらい"),
    ("mental_health", "こころの健康", "眠れない 気分が沈む しんどい 涙が出る 心の病気"),
    ("hikikomori", "ひきこもり", "家から出られない 息子が働かない 部屋から出てこない"),
    ("bullying", "いじめ", "仲間外れ 学校に行きたくない 悪口を書かれた"),
    ("school_refusal", "不登校", "学校に行けない 朝起きられない 勉強についていけない"),
    ("pregnancy", "妊娠", "妊娠したかもしれない 産むか迷う 誰にも言えない"),
    ("parenting", "子育て", "子どもを叩いてしまう 育児に疲れた 夜泣き 預けたい"),
    ("single_parent", "ひとり親家庭", "養育費が払われない ひとりで育てている"),
    ("child_abuse", "児童虐待", "泣き声が聞こえる 親に殴られる"),
    ("young_carer", "ヤングケアラー", "家族の世話で学校に行けない 弟の面倒をみている"),
    ("caring", "介護", "親の介護に疲れた 介護と仕事 おむつ"),
    ("dementia", "認知症", "物忘れ 徘徊 母がぼけてきた"),
    ("elder_watch", "高齢者見守り", "一人暮らしの父が心配 孤独死"),
    ("disability", "障害福祉", "手帳を取りたい 働く場所 車いす"),
    ("developmental", "発達障害", "片付けられない 空気が読めない 落ち着きがない"),
    ("addiction", "依存症", "酒をやめられない ギャンブル 薬"),
    ("domestic_violence", "配偶者暴力", "夫が怖い 逃げたい 殴られた DV"),
    ("sexual_violence", "性暴力被害", "触られた 誰にも話せない"),
    ("foreign_resident", "外国人住民", "日本語がわからない ビザ 在留"),
    ("money", "生活困窮", "お金がない 電気が止まる 家賃が払えない"),
    ("debt", "多重債務", "借金 取り立て 返せない"),
    ("housing", "住まい", "追い出される 部屋を借りられない 保証人"),
    ("food", "食料支援", "食べるものがない 米がない"),
    ("work_search", "就労支援", "仕事が続かない 働きたい 履歴書"),
    ("legal", "法律", "離婚 相続 訴えられた"),
    ("consumer", "消費生活", "だまされた 解約したい 訪問販売"),
    ("place_to_be", "居場所づくり", "行くところがない 話せる場所"),
    ("volunteer", "ボランティア", "手伝いたい 地域の役に立ちたい"),
    ("disaster", "被災者支援", "避難 家が壊れた 仮設住宅"),
]
KINDS: Final = "相談窓口 支援センター ホットライン 電話相談 広場 サロン 教室 給付金 見守り活動 訪問事業 居場所 カフェ".split()
BODIES: Final = "役所 社会福祉協議会 保健所 教育委員会 地域包括支援センター 見本の会 支え合いネットワーク 福祉公社".split()
SUMMARIES: Final = [
    "{theme}について、専門の相談員が相談に応じます。",
    "{theme}で困っている人やその家族の話を聞き、必要な支援につなぎます。",
    "{theme}に関する情報を集め、手続きを手伝います。",
    "{area}に住む人が、{theme}のことを気軽に話せます。",
    "{theme}の悩みを持つ人どうしが集まり、月に一度語り合います。",
]
HAPPENS: Final = [
    "担当の職員が電話に出て、まず今の様子を伺います。名前は言わなくてもかまいません。",
    "予約の日時に窓口へ来ていただき、面接で事情を伺います。秘密は守られます。",
    "申込書を出していただくと、二週間ほどで結果を郵便でお知らせします。",
    "はじめての方には、世話役が付き添います。途中で帰ることもできます。",
    "",
]
FOR_WHOM: Final = ["{area}に住んでいる人", "{area}に住むか働いている人とその家族", "どなたでも", "18歳未満の子どもと保護者", "65歳以上の人"]
CARE: Final = "秘密を守ります。 費用はかかりません。 手話でも話せます。 日曜にも開いています。 保育があります。 駅から近いところです。".split()
DAYS: Final = "月-金 月-金 月-金 月-土 毎日 月・水・金 火・木 土日祝 第2火 最終金".split()
CLOSED: Final = ["", "; 祝日 休み", "; 祝日 休み; 12/29-1/3 休み", "; 12/29-1/3 休み", "; 8/13-8/15 休み"]

#: Words that people search by, by how many records they find or what they are like.
WORDS: Final = {
    "very common": "相談 支援 電話 相談員 必要な支援 相談に応じ".split(),
    "two characters": "介護 借金 妊娠 家賃 離婚 物忘 夜泣 福祉 家族 手話".split(),
    "longer": "子育て支援 生活困窮 児童虐待 社会福祉協議会 地域包括支援センター 多重債務 不登校 ヤングケアラー".split(),
    "kana": "ひきこもり いじめ さびしい しんどい コソダテ だまされた サロン".split(),
    "several": ["子育て 相談", "介護 疲れた", "学校 行けない", "借金 電話 相談", "外国人 日本語", "夫 暴力"],
    "rare": "泣き声 履歴書 おむつ 空気が読めない 取り立て 仮設住宅".split(),
    "one character": "酒 夫 DV".split(),
    "nothing": "潜水艦 ヴァイオリン教則本".split(),
}


def asked(chance: random.Random, count: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Queries in equal parts of each kind: its kind, words, and filters. A third come with filters."""
    needs = [code for code, _name, _says in THEMES]
    for at in range(count):
        kind = list(WORDS)[at % len(WORDS)]
        filters: dict[str, Any] = {}
        if chance.random() < 1 / 3:
            filters["area"] = f"{chance.randint(1, 47):02}"
        if chance.random() < 1 / 6:
            filters["need"] = chance.choice(needs)
        if chance.random() < 1 / 6:
            filters["open"] = True
        yield kind, chance.choice(WORDS[kind]), filters


class Supports:
    """Rows of every table, for so many services."""

    def __init__(self, count: int, places: list[tuple[str, str]], keeper: int, terms: dict[tuple[str, str], Any]):
        """places: code and name of each municipality; keeper: key of the body that keeps all; terms: keys of terms."""
        self.count, self.places, self.keeper, self.terms = count, places, keeper, terms
        self.providers = max(1, count // 10)
        self.hours = list(_hours(random.Random(3)))

    def tables(self) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
        """The name of each model, and its rows by field."""
        yield "Provider", ({"id": _key(0, at), **self._provider(at), "kept_by_id": self.keeper} for at in self._range())
        yield "Service", (self._service(at) for at in range(self.count))
        yield (
            "ServiceArea",
            ({"id": _key(2, at), "service_id": _key(1, at), "code": self._area(at)} for at in self._all()),
        )
        yield "Attribute", (row for at in self._all() for row in self._attributes(at))
        yield "Way", (row for at in self._all() for row in self._ways(at))
        yield "Location", (self._location(at) for at in self._all() if at % 3 == 0)
        yield (
            "ServiceAtLocation",
            (
                {"id": _key(6, at), "service_id": _key(1, at), "location_id": _key(5, at)}
                for at in self._all()
                if at % 3 == 0
            ),
        )

    def _all(self) -> range:
        return range(self.count)

    def _range(self) -> range:
        return range(self.providers)

    def _place(self, at: int) -> tuple[str, str]:
        return self.places[at * 7919 % self.providers % len(self.places)]

    def _provider(self, at: int) -> dict[str, Any]:
        place = self.places[at % len(self.places)][1]
        return {"name": f"{place}{BODIES[at * 31 // len(self.places) % len(BODIES)]}"}

    def _area(self, at: int) -> str:
        code = self._place(at)[0]
        return "00" if at % 97 == 0 else code[:2] if at % 13 == 0 else code

    def _service(self, at: int) -> dict[str, Any]:
        chance = random.Random(at)
        place = self._place(at)[1]
        _need, theme, says = self._theme(at)
        kind = chance.choice(KINDS)
        texts = {"theme": theme, "area": place}
        summary = [chance.choice(SUMMARIES).format(**texts), *chance.sample(CARE, k=2)]
        return {
            "id": _key(1, at),
            "provider_id": _key(0, at * 7919 % self.providers),
            "kept_by_id": self.keeper,
            "name": f"{place}{theme}{kind}" if chance.random() < 0.6 else f"{theme}{kind}「{place}の{at % 53}番」",
            "name_en": f"Support {at}" if chance.random() < 0.2 else "",
            "summary": "".join(summary),
            "happens": chance.choice(HAPPENS),
            "for_whom": chance.choice(FOR_WHOM).format(**texts),
            "where": f"{place}の{chance.choice(BODIES)}" if chance.random() < 0.3 else "",
            "aliases": [f"{theme}{chance.choice(KINDS)}"] if chance.random() < 0.3 else [],
            "says": {"ja": chance.sample(says.split(), k=2)},
            "is_public": True,
        }

    def _theme(self, at: int) -> tuple[str, str, str]:
        # The first themes are the commonest, as some needs are.
        return THEMES[int(len(THEMES) * random.Random(at + 1).random() ** 2)]

    def _attributes(self, at: int) -> Iterator[dict[str, Any]]:
        chance = random.Random(at + 2)
        needs = {self._theme(at)[0], chance.choice(THEMES)[0]}
        audience = chance.choice(["person", "family", "professional"])
        for place, term in enumerate([("audience", audience), *(("need", need) for need in sorted(needs))]):
            yield {"id": _key(3, 4 * at + place), "service_id": _key(1, at), "term_id": self.terms[term]}

    def _ways(self, at: int) -> Iterator[dict[str, Any]]:
        chance = random.Random(at + 3)
        hours = self.hours[int(len(self.hours) * chance.random() ** 3)]
        number = f"0{chance.randint(10, 99)}0000{at % 10000:04}"
        yield {"id": _key(4, 2 * at), "service_id": _key(1, at), "kind": "telephone", "number": number, "hours": hours}
        if at % 2:
            address = f"https://www.example.jp/{at}"
            yield {"id": _key(4, 2 * at + 1), "service_id": _key(1, at), "kind": "web", "address": address, "order": 1}

    def _location(self, at: int) -> dict[str, Any]:
        name = f"{self._place(at)[1]}会館{at % 29}"
        return {"id": _key(5, at), "kind": "physical", "name": name, "is_confidential": at % 90 == 0}


def _hours(chance: random.Random) -> Iterator[str]:
    """Texts of hours, all different, the commonest first."""
    yield from ("月-金 8:30-17:15; 祝日 休み; 12/29-1/3 休み", "月-金 9:00-17:00", "毎日 24時間", "月-金 9:00-17:00; 祝日 休み")
    seen = set()
    while len(seen) < 800:
        opens, closes = chance.choice([8, 9, 10, 13, 17, 18]), chance.choice([12, 15, 16, 17, 18, 20, 21, 22])
        times = f"{opens}:{chance.choice(['00', '30'])}-{max(closes, opens + 2)}:00"
        text = f"{chance.choice(DAYS)} {times}{chance.choice(CLOSED)}"
        if text not in seen:
            seen.add(text)
            yield text


def _key(table: int, at: int) -> UUID:
    """Keys that rise, so that no database has to sort them in."""
    return UUID(int=(table + 1) << 100 | at + 1)
