"""Patterns: how the words that show something are written down in the files of words.

    (a|b)    one of them
    ?        the letter or the bracket before it may be missing
    {name}   one of a list of the file
    …        up to 12 letters of the same sentence; …… up to 40 letters, also of the next sentence
    *        the rest of the word, in languages with blanks between words; there a word begins after … and ……

A pattern that begins with two capitals is an abbreviation, and no part of a longer word: OD is not in good.
Everything else stands for itself, levelled as `letters` does it: 。 is the end of any sentence, and of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tsunagi.navigator.rules.danger.letters import level

Lists = Mapping[str, Sequence[str]]

#: So many letters of what a text needs are looked up before anything of it is searched.
LONGEST_BEGINNING = 3

_TOKEN = re.compile(r"……|…|\{\w+\}|[(|)*?]|[^…{}(|)*?]+")
_ABBREVIATION = re.compile("[A-Z]{2}")
_GAPS = {"…": "[^.]{0,12}?", "……": r"[\s\S]{0,40}?", "*": r"[^\s.,]*"}
_GAPS_OF_WORDS = {**_GAPS, "…": _GAPS["…"] + r"(?<!\w)", "……": _GAPS["……"] + r"(?<!\w)"}


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """`shape` finds it. A text that lacks one of each of the `needs` need not be searched. Only equal to itself."""

    shape: re.Pattern[str]
    needs: tuple[tuple[str, ...], ...]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the levelled text has it: (start, end)."""
        if all(any(key in text for key in keys) for keys in self.needs):
            for match in self.shape.finditer(text):
                yield match.span()

    def beginnings(self) -> set[str]:
        """With one of these every text begins that it needs first: three letters, or all of a shorter one."""
        return {key[:LONGEST_BEGINNING] for key in self.needs[0]}


@dataclass(frozen=True, slots=True)
class _Piece:
    shape: str
    needs: tuple[tuple[str, ...], ...]  # one of each is in whatever the shape matches; the rarest come first


def _rarity(keys: tuple[str, ...]) -> tuple[int, int]:
    """How much is saved by looking for these keys first: long ones, then few."""
    return (min(map(len, keys)), -len(keys))


def compiled(written: str, lists: Lists, *, spaced: bool) -> Pattern:
    """The pattern of what is written; `spaced`: the language has blanks between words, and whole words are meant.

    Raises ValueError for brackets that do not close, lists that are missing, and patterns that match nothing certain.
    """
    tokens = _TOKEN.findall(written)
    piece, rest = _sequence(tokens, lists, _GAPS_OF_WORDS if spaced else _GAPS)
    if rest or not piece.needs:
        raise ValueError(f"pattern cannot be read: {written}")
    if spaced:
        shape = rf"(?<!\w)(?:{piece.shape})(?!\w)"
    else:
        shape = rf"(?<![a-z])(?:{piece.shape})" if _ABBREVIATION.match(written) else piece.shape
    return Pattern(re.compile(shape), piece.needs)


def _sequence(tokens: list[str], lists: Lists, gaps: Mapping[str, str]) -> tuple[_Piece, list[str]]:
    pieces: list[_Piece] = []
    while tokens and tokens[0] not in ("|", ")"):
        token, tokens = tokens[0], tokens[1:]
        if token in gaps:
            pieces.append(_Piece(gaps[token], ()))
        elif token == "?":
            pieces.append(_optional(pieces.pop()))
        elif token == "(":
            piece, tokens = _choice(tokens, lists, gaps)
            pieces.append(piece)
        elif token.startswith("{"):
            pieces.append(_any_of(lists[token[1:-1]], lists, gaps))
        else:
            plain = level(token).text[:-1]  # without the end of the text
            if tokens[:1] == ["?"]:  # only the last letter may be missing
                pieces += [_plain(plain[:-1]), _plain(plain[-1])]
            else:
                pieces.append(_plain(plain))
    needs = sorted((keys for piece in pieces for keys in piece.needs), key=_rarity, reverse=True)
    return _Piece("".join(piece.shape for piece in pieces), tuple(needs)), tokens


def _plain(text: str) -> _Piece:
    return _Piece(re.escape(text), ((text,),) if text.strip() else ())


def _optional(piece: _Piece) -> _Piece:
    return _Piece(f"(?:{piece.shape})?", ())


def _choice(tokens: list[str], lists: Lists, gaps: Mapping[str, str]) -> tuple[_Piece, list[str]]:
    choices: list[_Piece] = []
    while True:
        piece, tokens = _sequence(tokens, lists, gaps)
        choices.append(piece)
        if not tokens:
            raise ValueError("a bracket does not close")
        end, tokens = tokens[0], tokens[1:]
        if end == ")":
            return _joined(choices), tokens


def _any_of(words: Sequence[str], lists: Lists, gaps: Mapping[str, str]) -> _Piece:
    pieces = [_sequence(_TOKEN.findall(word), lists, gaps)[0] for word in words]
    return _joined(pieces)


def _joined(choices: list[_Piece]) -> _Piece:
    sure = all(choice.needs for choice in choices)
    keys = tuple(dict.fromkeys(key for choice in choices for key in choice.needs[0])) if sure else ()
    return _Piece(f"(?:{'|'.join(choice.shape for choice in choices)})", (keys,) if keys else ())
