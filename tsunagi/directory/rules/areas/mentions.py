"""Areas that a person's words name.

A word may be a place, a family name or something else (大分よくなった, 三重の鍵, 福井さん). A name with its 市, 町 and the like
is taken; a prefecture's bare name is taken unless its surroundings speak against it; a town's bare name only where they
speak for it (…に住んで, …在住) or where it stands alone. Better a place missed than one that was not meant: who is asked
again loses less than who is sent elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from tsunagi.directory.rules.areas.folding import fold, kana_stem, latin, stem
from tsunagi.directory.rules.areas.known import Area, areas, is_big, widest

#: No more of a text is looked at.
LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named at text[start:end]. `areas`: which may be meant, none where it is abroad."""

    start: int
    end: int
    areas: tuple[Area, ...]


#: What follows a place where somebody lives, and not a person or a thing.
_LIVES: Final = (
    r"(?:に\s*(?:住|す(?:ん|み|む)|暮|くら|移住|引っ?越|ひっこ|転|帰|戻|いま|いる|おり|ある)|へ(?:引っ?越|移住|転)"
    r"|で\s*(?:暮|くら|生活|働|はたら|子育|育児|介護|一人|ひとり|使え|受けられ|相談|会え)|から(?:引っ?越|電話)"
    r"|在住|住み|住まい|ずまい|暮らし|出身|育ち|生まれ|市内|町内|駅|周辺|近郊|方面"
    r"|の(?:実家|役所|役場|市役所|町役場|保健所|児童相談所|窓口|近く|ほう|方(?!法)|辺り|あたり|人|病院|学校))"
)
_LIVES_AFTER: Final = re.compile(_LIVES)
_PERSON_AFTER: Final = re.compile(r"(?:さん|くん|君|ちゃん|様|さま|先生|氏|先輩|課長|部長|社長)")
_KANJI: Final = re.compile(r"[\u3400-\u9fff々]")
#: Kanji that may stand right before a place without being a part of its name.
_BEFORE: Final = frozenset("今在元前現日月年県都府道市郡区町村")
#: What may follow a prefecture's bare name in kanji.
_KANJI_AFTER: Final = re.compile(
    r"在住|出身|住|生|育|暮|市|県|都|府|駅|方面|内|周辺|近|支|勤務|転|移住|北部|南部|東部|西部|全"
)
_GLUED: Final = re.compile(r"市(?:場|販|況|価)|区(?:域|画|間|分|別|切)|町(?:工場|会|医者)|村(?:上|田|人)")
#: Prefectures whose bare names are everyday words too.
_DOUBTFUL: Final = frozenset({"大分", "三重"})
#: Towns whose bare names are everyday words too: not even standing alone are they taken for the town.
_EVERYDAY: Final = frozenset(
    "中央 中間 南部 本部 日光 大空 高原 川上 小川 大川 昭和 朝日 平和 共和 明和 協和 美里 清水 温泉 出雲 白石 泉 光 森 関 港 緑 "
    "旭 境 南 北 東 西 中 原 泊 開成 大和 大島 小山 高山 上野 東和 大台 山田 中井 高森 高橋 池田 松田 吉田 太田 前橋 津 燕 "
    "新地 神 東 花園 青葉 若葉 稲美 播磨 みどり あさひ さくら みらい 多気 当別 長和 幸 桜 門真 都".split()
)

_ABROAD: Final = (
    "海外|国外|外国|アメリカ|米国|カナダ|メキシコ|ブラジル|ペルー|アルゼンチン|イギリス|英国|フランス|ドイツ|イタリア|スペイン|ポルトガル|"
    "オランダ|ベルギー|スイス|オーストリア|スウェーデン|ノルウェー|デンマーク|フィンランド|アイルランド|ポーランド|チェコ|ロシア|ウクライナ|トルコ|"
    "インド|ネパール|中国|台湾|香港|韓国|北朝鮮|モンゴル|ベトナム|タイ|フィリピン|インドネシア|マレーシア|シンガポール|ミャンマー|カンボジア|"
    "オーストラリア|豪州|ニュージーランド|エジプト|ケニア|南アフリカ|ドバイ|イスラエル|ハワイ|グアム|ニューヨーク|ロサンゼルス|サンフランシスコ|"
    "シアトル|シカゴ|ボストン|バンクーバー|トロント|ロンドン|パリ|ベルリン|ミュンヘン|デュッセルドルフ|ローマ|マドリード|アムステルダム|"
    "ブリュッセル|ウィーン|上海|北京|深圳|広州|大連|台北|ソウル|釜山|バンコク|ハノイ|ホーチミン|マニラ|ジャカルタ|クアラルンプール|シドニー|"
    "メルボルン|ブリスベン|オークランド|サンパウロ"
)
#: Somebody who lives abroad, not somebody who has come from there.
_OVERSEAS: Final = re.compile(
    rf"({_ABROAD})(?:に(?:住|すん|すみ|暮|くら|移住|滞在|留学|赴任|駐在|いま|いる|おり|引っ?越)|で(?:暮|くら|生活|働|子育|一人|ひとり)"
    r"|在住|暮らし|駐在|赴任|留学中|から(?:電話|相談|かけ))"
)
_LATIN: Final = re.compile(
    r"(?<![A-Za-z'-])([A-Z]?[a-z]{2,}|[A-Z]{3,})"
    r"(?:[- ](city|shi|ward|ku|town|cho|machi|village|mura|prefecture|ken))?(?![A-Za-z'])"
)
_LATIN_PERSON: Final = re.compile(r"(?:Mr|Ms|Mrs|Dr|Prof)\.? $")
_LATIN_KINDS: Final = {
    "city": "市",
    "shi": "市",
    "ward": "区",
    "ku": "区",
    "town": "町",
    "cho": "町",
    "machi": "町",
} | {
    "village": "村",
    "mura": "村",
    "prefecture": "都府県道",
    "ken": "県",
}


def areas_in(text: str) -> tuple[Mention, ...]:
    """The places that a text names, in its order; the longest name at each place.

    Where several areas may be meant, a prefecture named elsewhere in the text decides between them.
    """
    seen = text[:LONGEST]
    mentions = [*_in_kanji_or_kana(fold(seen)), *_in_latin(seen)]
    mentions += [Mention(*found.span(1), ()) for found in _OVERSEAS.finditer(seen)]
    return _decided(sorted(mentions, key=lambda one: one.start))


def _decided(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    found = tuple(mentions)
    prefectures = {one.areas[0].name for one in found if len(one.areas) == 1 and one.areas[0].kind == "prefecture"}
    return tuple(
        replace(one, areas=tuple(area for area in one.areas if area.prefecture in prefectures) or one.areas)
        for one in found
    )


def _in_kanji_or_kana(text: str) -> Iterable[Mention]:
    names, longest = _names()
    at = last = 0
    while at < len(text):
        for end in range(min(len(text), at + longest), at, -1):
            held = names.get(text[at:end])
            if held is None:
                continue
            sure, meant = held
            if (_is_named if sure else _is_meant)(text, at, end, meant, follows=last == at > 0):
                yield Mention(at, end, meant)
                last = end
            break  # a shorter name inside a longer one that is not meant is not meant either
        at = last if last > at else at + 1


def _is_named(text: str, start: int, end: int, meant: tuple[Area, ...], *, follows: bool) -> bool:
    """A name with its 市 or the like: not where it is a piece of another word, nor a person's name."""
    if _PERSON_AFTER.match(text, end) or _GLUED.match(text, end - 1):
        return False
    apart = follows or start == 0 or not _KANJI.match(text, start - 1) or text[start - 1] in _BEFORE
    return apart or end - start > 2


def _is_meant(text: str, start: int, end: int, meant: tuple[Area, ...], *, follows: bool) -> bool:
    """A bare name: of a prefecture where nothing speaks against it, of a town where something speaks for it."""
    if _PERSON_AFTER.match(text, end):
        return False
    if not follows and start > 0 and _KANJI.match(text, start - 1) and text[start - 1] not in _BEFORE:
        return False
    name = text[start:end]
    lived_in = _LIVES_AFTER.match(text, end) is not None
    alone = _is_edge(text, start - 1) and _is_edge(text, end)
    if not _KANJI.match(name):
        if lived_in:
            return start == 0 or not re.match(r"[ぁ-ゖ]", text[start - 1])
        return alone and len(name) > 2 and (meant[0].kind == "prefecture" or is_big(meant[0]))
    if meant[0].kind != "prefecture":
        return (lived_in and (len(name) > 1 or name not in _EVERYDAY)) or (alone and name not in _EVERYDAY)
    if name in _DOUBTFUL:
        return lived_in or text.startswith("で", end) or (start == 0 and end == len(text))
    return not _KANJI.match(text, end) or _KANJI_AFTER.match(text, end) is not None


def _is_edge(text: str, at: int) -> bool:
    return at < 0 or at >= len(text) or re.match(r"[\s、。,.・/()「」]", text[at]) is not None


@cache
def _names() -> tuple[Mapping[str, tuple[bool, tuple[Area, ...]]], int]:
    """(what each name in kanji or kana means and whether it is a full one, the number of signs of the longest)."""
    sure: dict[str, dict[str, Area]] = {"都内": {"130001": areas()["130001"]}}
    bare: dict[str, dict[str, Area]] = {}
    for one in areas().values():
        short, kana = stem(one.name), kana_stem(one.kana)
        if one.kind == "prefecture":
            for name in (one.name, one.kana) if one.name != "北海道" else (one.name, one.kana, "道内"):
                sure.setdefault(fold(name), {})[one.code] = one
        else:
            for head in _heads(one):
                sure.setdefault(fold(f"{head}{one.name}"), {})[one.code] = one
        for name in (short, kana):
            if len(kana) > 2 or name != kana:
                bare.setdefault(fold(name), {})[one.code] = one
    found = {name: (False, widest(held.values())) for name, held in bare.items()}
    found |= {name: (True, tuple(held.values())) for name, held in sure.items()}
    return found, max(map(len, found))


def _heads(one: Area) -> set[str]:
    """What may stand before an area's name: what it lies in, with or without 県 and 市, joined to it or by の."""
    prefecture, city = stem(one.prefecture), stem(one.city) if one.city else ""
    heads = {one.county, one.city, city, one.prefecture, prefecture}
    heads |= {f"{head}{one.county}{one.city}" for head in (one.prefecture, prefecture)}
    return {"", *heads, *(f"{head}の" for head in heads if head)}


def _in_latin(text: str) -> Iterable[Mention]:
    for found in _LATIN.finditer(text):
        name, kind = found[1].lower(), _LATIN_KINDS.get(found[2] or "", "")
        meant = tuple(one for one in _latin_names().get(name, ()) if not kind or one.name[-1] in kind)
        if not kind:
            meant = widest(one for one in meant if one.kind == "prefecture" or is_big(one))
        everyday = not kind and found[1].islower() and len(name) < 5
        if meant and not everyday and not _LATIN_PERSON.search(text, 0, found.start()):
            yield Mention(*found.span(), meant)


@cache
def _latin_names() -> Mapping[str, tuple[Area, ...]]:
    held: dict[str, tuple[Area, ...]] = {}
    for one in areas().values():
        name = latin(kana_stem(one.kana))
        held[name] = (*held.get(name, ()), one)
    return held
