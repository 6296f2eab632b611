"""Each cell whole, cut, lost or noise, with the reason: nobody is to take half a sentence for a whole one.

A cell that begins in the middle of a word or ends in the middle of a sentence has lost text. Signs that could also be
plain style (a list without full stops, a cell that begins with a bracket) count only in a document that shows itself
to be damaged by signs that can be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, takewhile

from tsunagi.reading.characters import CLOSING, OPENING
from tsunagi.reading.ministries import MINISTRIES
from tsunagi.reading.model import COLUMNS, Record, State

#: From this share of certainly cut cells on a document counts as damaged.
DAMAGED = 0.06

_HIRAGANA_WORDS = re.compile(
    r"(?:こども|子ども|ひきこもり|ひとり|つながり|いじめ|あらゆる|いわゆる|ここ|この|こう|これまで|まち|ふるさと|みんな|より|まず|なお|さらに|"
    r"おおむね|すべて|できる|わが|がん|うつ|ふれあい|まもろう|たすけ|ささえ|みまもり|くらし|いのち|おひとり|お(?!い)|ご(?!と)|生き|ごみ|ほか|ほっと|"
    r"それぞれ|そのほか|そのため|はじめ|もの|よりそい|りすた|ぴあ|すこやか|あんしん|ゆるやか|いきいき|かかりつけ|はばたき|みらい|とも)"
)
_POINTS_BACK = re.compile(r"(?:これ(?:により|ら)|また、|そのため、|このため|その結果|あわせて)")
_IMPOSSIBLE = re.compile(
    r"[、。ーぁぃぅぇぉっゃゅょァィゥェォッャュョンん]|(?:を|が|は、|に[、対関基向よ資お]|の[一-龠ァ-ヶ]|で[、継も]|と(?:して|の|なが|とも|す)|や、|し、|"
    r"して|する|すること|ため、|ための|ことで|ところ、|おり、|ており|いて、|ない[一-龠場]|れる|られ|われ|まえ、|について)"
)
#: What stands only behind something: a unit behind its number, an ending behind its word, 中心とした behind を.
_BOUND = re.compile(
    r"(?:件|名|%|か所|回)(?:から|の|が|を|に|で|、|と|は)|(?:者|等|的|化|性|員|率|別)[等のにがをはへとで、]|"
    r"[一-龠]{2}と(?:した|する|なる)"
)
_UNFINISHED = re.compile(r"(?:[、「『(（]|[をにがはのとやへ]|により|において|こと|(?<![一-龠])する|(?<=[一-龠])し|ため|など)$")
_END = re.compile(r"(?:[。！？!?]|。[)）」』]|時点|[。][\s・]+)$")
_DANGLING = re.compile(r"(?:^|[。\s])(?:た|す|る|い|だ)。")
_NUMBER_FIRST = re.compile(
    r"[\d０-９]+\s?(?:日|月|年度|時間|[,，]\d{3}|団体|件|か所|人|名|自治体|都道府県|市町村|施設|回|%)|月末|時間\d|\(内訳\)|[一-龠]を"
)
_WIDE = re.compile(r"[一-龠々ァ-ヶー]")
_WORD = re.compile(r"[ァ-ヶー]+|[一-龠々]+")
#: Words in hiragana that kanji go on from: こども食堂.
_NOUNS = ("こども", "子ども", "ひとり", "いじめ", "ひきこもり")
_LETTERS = re.compile(r"[ぁ-んァ-ヶ一-龠々A-Za-z]")
_JOINED = re.compile(r"[ぁ-んァ-ヶ一-龠々ー]{2}")
_INSIDE = re.compile(r"[ぁ-んァ-ヶ一-龠々ー」]")
#: So many letters in common are a clause, not only a name that both use.
_CLAUSE = 12

Judged = tuple[State, str]
_WHOLE: Judged = ("whole", "")


def states(records: Sequence[Record], texts: Sequence[Mapping[str, str]]) -> list[dict[str, Judged]]:
    """For each record the state of each of its columns and the reason, from the mended texts in the same order."""
    everything = "\n".join(text for one in texts for text in one.values())
    cells = [text for one in texts for column, text in one.items() if column in COLUMNS[1:] and text]
    damaged = bool(cells) and sum(_certainly_cut(text) for text in cells) / len(cells) >= DAMAGED
    return [
        {
            column: _state(column, one, everything, damaged, record)
            for column in COLUMNS
            if column == "title" or damaged or column in one
        }
        for record, one in zip(records, texts, strict=True)
    ]


def _certainly_cut(text: str) -> bool:
    return bool(_IMPOSSIBLE.match(text)) and not _HIRAGANA_WORDS.match(text)


def _state(
    column: str, row: Mapping[str, str], everything: str, damaged: bool, record: Record
) -> Judged:
    text = row.get(column, "").strip()
    if not text:
        return "lost", "この欄の文字が残っていない / nothing of it is left"
    if damaged and _is_noise(text):
        return "noise", "文字が読み取れない / the letters make no words"
    if column == "title":
        return _title(text, row, everything, damaged)
    found = _beginning(column, text, row, everything, damaged)
    return found or (_middle(text, everything, column, record) if damaged else None) or _ending(text, damaged) or _WHOLE


def _title(text: str, row: Mapping[str, str], everything: str, damaged: bool) -> Judged:
    if _certainly_cut(text) or (damaged and (_mid_word(text, everything) or len(text) <= 2 or _begins_low(text))):
        return _cut("先頭が欠けている", "its beginning is lost")
    for other in ("overview", "goal", "status", "review"):
        place = row.get(other, "").find(text) if damaged and len(text) >= 6 else -1
        if place > 0 and row[other][place - 1] in "るなの":
            return _cut("同じ行の文では前に言葉が続く", "in the row's text words stand before it")
    return _WHOLE


def _beginning(column: str, text: str, row: Mapping[str, str], everything: str, damaged: bool) -> Judged | None:
    lost = _cut("先頭が欠けている", "its beginning is lost")
    if _certainly_cut(text):
        return lost
    if not damaged:
        return None
    if any(sign.match(text) for sign in (_BOUND, _NUMBER_FIRST, _POINTS_BACK)):
        return lost
    if _begins_low(text) or _closes_first(text):
        return lost
    if re.match(r"[(（][^()（）]{1,30}[)）](?:[のにを」、]|おい|$)", text):
        return lost
    if _mid_word(text, everything):
        return lost
    if _goes_on_from(column, text, row):
        return _cut("同じ行の文では前に言葉が続く", "in the row's text words stand before it")
    return None


def _middle(text: str, everything: str, column: str, record: Record) -> Judged | None:
    """A line is lost where a rest of a sentence dangles, or where two rows' texts do not join to a word or a sentence.

    A poorer reading that has the same letters together shows that they join.
    """
    lost = _cut("途中の行が欠けている", "a line in the middle is lost")
    if _DANGLING.search(text):
        return lost
    known = "".join([everything, *(run.text for run in record.others.get(column, ()))])
    for above, below in pairwise(record.columns.get(column, ())):
        pair = re.sub(r"\s", "", above.text)[-1:] + re.sub(r"\s", "", below.text)[:1]
        if _JOINED.fullmatch(pair) and everything.count(pair) < 2 and known.count(pair) < 2:
            return lost
    return None


def _ending(text: str, damaged: bool) -> Judged | None:
    lost = _cut("末尾が欠けている", "its end is lost")
    if damaged:
        return None if _END.search(text) else lost
    return lost if _UNFINISHED.search(text) and len(text) > 20 else None


def _begins_low(text: str) -> bool:
    """Whether a text begins with hiragana that begin no word."""
    return bool(re.match(r"[ぁ-ん]", text)) and not _HIRAGANA_WORDS.match(text)


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


def _mid_word(text: str, everything: str) -> bool:
    """Whether a text begins in the middle of a word: elsewhere the same letters always follow others of the word."""
    word = _WORD.match(text)
    if word is None or text.startswith(MINISTRIES):
        return False
    if len(word[0]) <= 2 and re.match("[ァ-ヶー]", text):
        return True
    for length in (6, 5, 4, 3, 2):
        start = text[:length]
        if len(start) < length or (re.search(r"[、。「」()\s・]", start[1:]) and length > 2):
            continue
        before = _letters_before(start, everything)
        if len(before) < (3 if length == 2 else 1):
            continue
        weak = len(before) == 1 or length < len(word[0])
        if length > 2 and weak and _opens_words(text[:2], everything):
            continue
        return all(map(_goes_on_in_word, before))
    return not _opens_words(text[0], everything)


def _opens_words(start: str, everything: str) -> bool:
    """Whether words of the document begin with these letters; where they are too rare to tell, they may."""
    before = _letters_before(start, everything)
    return len(before) < 8 or not all(map(_goes_on_in_word, before))


def _goes_on_in_word(before: str) -> bool:
    """Whether what follows these letters goes on with their word: kanji behind kanji, or behind こども."""
    return bool(_WIDE.match(before[-1])) or before.endswith(_NOUNS)


def _letters_before(start: str, everything: str) -> list[str]:
    """The few letters that stand before a string wherever it is found inside a cell."""
    found: list[str] = []
    place = everything.find(start, 1)
    while place > 0 and len(found) < 24:
        if everything[place - 1] != "\n":
            found.append(everything[max(0, place - 5) : place])
        place = everything.find(start, place + 1)
    return found


def _goes_on_from(column: str, text: str, row: Mapping[str, str]) -> bool:
    """Whether another column of the row has the same clause, and words that belong to it before it."""
    for other, whole in row.items():
        place = whole.find(text[:8]) if other != column and other in COLUMNS and len(text) >= 8 else -1
        if place <= 0 or not _INSIDE.match(whole[place - 1]) or whole[:place].endswith("引き続き"):
            continue
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, whole[place:], strict=False)))
        if shared >= _CLAUSE and re.search(r"[をにがで]", text[:shared]):
            return True
    return False


def _is_noise(text: str) -> bool:
    plain = re.sub(r"\s", "", text)
    return len(_LETTERS.findall(plain)) < 0.4 * len(plain) and not re.search(r"\d+(?:件|人|%|か所|団体)", plain)


def _cut(japanese: str, english: str) -> Judged:
    return "cut", f"{japanese} / {english}"
