"""Each cell whole, cut, lost or noise, with the reason: nobody is to take half a sentence for a whole one.

A cell that begins in the middle of a word or ends in the middle of a sentence has lost text. Signs that could also be
plain style (a list without full stops, a cell that begins with a figure) count only in a document that shows itself
to be damaged by signs that can be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, takewhile

from tsunagi.reading import titles
from tsunagi.reading.characters import CLOSING, OPENING, fold
from tsunagi.reading.ministries import MINISTRIES
from tsunagi.reading.model import COLUMNS, Column, Fragment, Record, State
from tsunagi.reading.words import Words

#: So many certainly cut cells, and this share of all, make a document a damaged one.
_FEW, _SHARE = 3, 0.06

#: So many letters in common are a clause, not only a name that both use.
_CLAUSE = 12

#: A text is unreadable when more than this share of its letters stand so nowhere else, or fewer than this are letters.
_STRANGE, _LETTERED = 0.6, 0.4

#: Words written in hiragana that a text may begin with. また and このため are none: they go on from a sentence before.
_HIRAGANA_WORDS = re.compile(
    r"こども|子ども|ひきこもり|ひとり|おひとり|つながり|いじめ|まち|ふるさと|みんな|うつ|がん|もの|ほか|ごみ|とも|かかりつけ|"
    r"くらし|いのち|みらい|わが|ふれあい|みまもり|よりそい|ささえ|たすけ|まもろう|"
    r"いきいき|すこやか|あんしん|ゆるやか|ほっと|はばたき|お(?!い)|ご(?!と)|"
    r"あらゆる|いわゆる|ここ|この(?!ため)|こう|これまで|それぞれ|すべて|おおむね|さらに|なお|まず|より|そのほか|はじめ|できる(?:限り|だけ)"
)
#: Letters that begin no word, particles and endings: a text that begins with one has lost what stood before.
_REST = re.compile(
    r"[、。,.ーぁぃぅぇぉっゃゅょァィゥェォッャュョンん]|を|が|や、|は、|に[、対関基向よ資お]|の[一-龠ァ-ヶ]|で[、継も]|"
    r"と(?:して|の|なが|とも|す)|し、|して|する|こと(?:で|を|が|に|から)|ため、|ための|ところ、|おり、|ており|おけ|いて、|ない[一-龠]|"
    r"れる|られ|われ|まえ、|について"
)
#: Verbs of plans that take an object or a particle before them: something is promoted, held, borne in mind.
_VERB = re.compile(
    r"関[しす]|対[しす]|基づ|係[りる]|向け[たてのら]|伴[いう]|通じ[たて、]|踏まえ|資[しす]|努め|図[らりるっ]|抱え|当たっ|際し|加え[、ら]|応じ[たて、]|"
    r"目指[しす]|含[まみむめん]|得[らるたて、]|取り組[まむん]|行[いうっわ]|設け|講じ|促[しす]|深め|高め|広げ|増や|果たし|合わせ[、て]"
)
#: Nouns that say what is done with something: 促進や alone does not say with what.
_DEED = re.compile(
    r"(?:促進|推進|確保|充実|向上|強化|整備|実施|開催|醸成|拡充|構築|改善|解消|防止|作成|提供|設置|配置|育成|養成|展開|増加|低減|把握|形成|創出|"
    r"化)等?(?:[やにをがのとは、]|し、|により|による)"
)
#: What stands only behind something: a unit behind its number, an ending behind its word.
_BOUND = re.compile(
    r"(?:件|名|%|か所|回|年度)(?:から|の|が|を|に|で|、|と|は)|時間体制|環として|(?:者|等|的|化|性|員|率|別)[等のにがをはへとで、]|"
    r"[一-龠]{2}と(?:した|する|なる)"
)
#: The rest of a date or of a sum, or a name that brackets have explained.
_NUMBER_FIRST = re.compile(
    r"\d+\s?(?:日|月|年度|時間|,\d{3}|団体|件|か所|人|名|自治体|都道府県|市町村|施設|回|%)|月末|時間\d|\(内訳\)|[一-龠]を"
)
_BRACKETS_FIRST = re.compile(r"\([^()]{1,30}\)(?:[のにを」、]|おい|$)")
_SHORT_KATAKANA = re.compile(r"[ァ-ヶー]{1,2}(?![ァ-ヶー])")

_CLOSED = re.compile(r"(?:[。!?)]|。[」』\]]|時点)[\s・]*$")
_OPEN = re.compile(r"(?:[、「『(]|[をにがはのとやへ]|により|において|こと|(?<![一-龠])する|(?<=[一-龠])し|ため|など)$")
_DANGLING = re.compile(r"(?:^|[。\s])(?:た|す|る|い|だ)。")
_INSIDE = re.compile(r"[ぁ-んァ-ヶ一-龠々ー」]")
_LETTER = re.compile(r"[ぁ-んァ-ヶ一-龠々A-Za-z]")
_STOP = re.compile(r"[、。]")
_FIGURE = re.compile(r"\d+(?:件|人|%|か所|団体)")

Judged = tuple[State, str]
_WHOLE: Judged = ("whole", "")
_NO_BEGINNING: Judged = ("cut", "先頭が欠けている / its beginning is lost")
_NO_MIDDLE: Judged = ("cut", "途中の行が欠けている / a line in the middle is lost")
_NO_END: Judged = ("cut", "末尾が欠けている / its end is lost")
_MORE_BESIDE: Judged = ("cut", "同じ行の文では前に言葉が続く / in the row's text words stand before it")
_UNREADABLE: Judged = ("noise", "文字が読み取れない / the letters make no words")
_EMPTY: Judged = ("lost", "この欄の文字が残っていない / nothing of it is left")


def states(records: Sequence[Record], texts: Sequence[Mapping[str, str]]) -> list[dict[str, Judged]]:
    """For each record the state of each of its columns and the reason, from the mended texts in the same order.

    Of a sound document only the columns that the record has are judged; a damaged one should have them all.
    """
    rows = [{column: fold(text).strip() for column, text in row.items()} for row in texts]
    cells = [text for row in rows for column, text in row.items() if column in COLUMNS[1:] and text]
    if sum(map(_begins_with_rest, cells)) < max(_FEW, _SHARE * len(cells)):
        return [
            {column: _sound(column, row.get(column, "")) for column in COLUMNS if column in {"title", *row}}
            for row in rows
        ]
    words = Words([text for row in rows for text in row.values()])
    return [
        {column: _damaged(column, row, words, record) for column in COLUMNS}
        for record, row in zip(records, rows, strict=True)
    ]


def _sound(column: Column, text: str) -> Judged:
    """The state of a cell of a document that has lost little: only what can be nothing else is a sign."""
    if not text:
        return _EMPTY
    if column == "title" and (told := titles.told(text)):
        return told
    if _begins_with_rest(text):
        return _NO_BEGINNING
    return _NO_END if column != "title" and len(text) > 20 and _OPEN.search(text) else _WHOLE


def _damaged(column: Column, row: Mapping[str, str], words: Words, record: Record) -> Judged:
    """The state of a cell of a document that has lost much."""
    text = row.get(column, "")
    if not text:
        return _EMPTY
    if _has_few_letters(text):
        return _UNREADABLE
    if column == "title":
        return titles.told(text) or _title(text, row, words)
    if len(text) > _CLAUSE and not _STOP.search(text) and words.strange(text) > _STRANGE:
        return _UNREADABLE
    if _begins_late(text, words):
        return _NO_BEGINNING
    if _goes_on_from(column, text, row):
        return _MORE_BESIDE
    if _breaks(text, words, record.columns.get(column, ()), record.others.get(column, ())):
        return _NO_MIDDLE
    return _WHOLE if _CLOSED.search(text) else _NO_END


def _title(text: str, row: Mapping[str, str], words: Words) -> Judged:
    if len(text) <= 2 or _begins_in_word(text, words):
        return _NO_BEGINNING
    for column in COLUMNS[1:]:
        before, found, _ = row.get(column, "").partition(text)
        if len(text) >= 6 and found and before.endswith(("る", "な", "の")):
            return _MORE_BESIDE
    return _WHOLE


def _begins_with_rest(text: str) -> bool:
    """Whether a text begins with what begins no word of any text."""
    return bool(_REST.match(text)) and not _HIRAGANA_WORDS.match(text)


def _begins_in_word(text: str, words: Words) -> bool:
    if re.match(r"[ぁ-ん]", text):
        return not _HIRAGANA_WORDS.match(text)
    if text.startswith(MINISTRIES):
        return False
    return bool(_REST.match(text) or _SHORT_KATAKANA.match(text)) or words.begin_inside(text)


def _begins_late(text: str, words: Words) -> bool:
    """Whether the beginning of a cell's sentences is missing."""
    signs = (_VERB, _DEED, _BOUND, _NUMBER_FIRST, _BRACKETS_FIRST)
    return any(sign.match(text) for sign in signs) or _closes_first(text) or _begins_in_word(text, words)


def _closes_first(text: str) -> bool:
    """Whether a bracket closes that never opened."""
    depth = 0
    for sign in text:
        if sign in OPENING:
            depth += 1
        elif sign in CLOSING:
            depth -= 1
            if depth < 0:
                return True
    return False


def _goes_on_from(column: Column, text: str, row: Mapping[str, str]) -> bool:
    """Whether another column of the row has the same clause, and words that belong to it before it."""
    for other in COLUMNS:
        whole = row.get(other, "")
        place = whole.find(text[:8]) if other != column and len(text) >= 8 else -1
        if place <= 0 or not _INSIDE.match(whole[place - 1]) or whole[:place].endswith("引き続き"):
            continue
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, whole[place:], strict=False)))
        if shared >= _CLAUSE and re.search(r"[をにがで]", text[:shared]):
            return True
    return False


def _breaks(text: str, words: Words, runs: Sequence[Fragment], others: Sequence[Fragment]) -> bool:
    """Whether the rest of a sentence dangles, or two rows' texts do not join to a word or a sentence.

    A poorer reading that has the same letters together shows that they join.
    """
    if _DANGLING.search(text):
        return True
    seams = [re.sub(r"\s", "", above.text)[-1:] + re.sub(r"\s", "", below.text)[:1] for above, below in pairwise(runs)]
    return any(not words.joins(seam) and all(seam not in other.text for other in others) for seam in seams)


def _has_few_letters(text: str) -> bool:
    plain = re.sub(r"\s", "", text)
    return len(_LETTER.findall(plain)) < _LETTERED * len(plain) and not _FIGURE.search(plain)
