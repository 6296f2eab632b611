"""Why a support is shown, as sentences in the language in force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.directory.models import Way
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import term
from tsunagi.navigator.rules.support import Reason

#: Hiragana with which a Japanese word may end; after others it was cut in the middle of its ending.
_ENDINGS: Final = frozenset("いるたうくすつぬむぐぶん")
_HIRAGANA: Final = re.compile(r"[ぁ-ゖ]")
#: What begins in the middle of a sentence, or was cut between a thing and what is done with it.
_PART: Final = re.compile("^[がはにのでとへも][\u3400-\u9fff]|^を|を[\u3400-\u9fff]$")


def say_reasons(reasons: Sequence[Reason]) -> list[str]:
    """Those that tell something new: where words led to a need, none that is part of them or a mere piece of a word."""
    named = {one.word for one in reasons if one.because == "need" and one.word}

    def tells(one: Reason) -> bool:
        if one.because != "words" or not named:
            return True
        return _is_whole(one.word) and not any(one.word in word or word in one.word for word in named)

    return [_say(one) for one in reasons if tells(one)]


def _say(reason: Reason) -> str:
    """One reason. Of somebody's words it repeats at most the one that matched."""
    if reason.because == "need":
        need = term("need", reason.about, get_language() or "ja")
        if _is_whole(reason.word):
            return _("「%(word)s」ということばから、「%(need)s」の相談先です。") % {"word": reason.word, "need": need}
        return _("「%(need)s」の相談先です。") % {"need": need}
    if reason.because == "words" and not _is_whole(reason.word):
        return _("書いてくださったことばが案内にあります。")
    if reason.because == "words":
        return _("「%(word)s」ということばが案内にあります。") % {"word": reason.word}
    if reason.because == "who":
        return _("「%(who)s」も使えます。") % {"who": term("audience", reason.about, get_language() or "ja")}
    if reason.because == "place":
        named = area(reason.about)
        return _("%(place)sの人のための支援です。") % {"place": named.name if named else reason.about}
    if reason.because == "way":
        return _("「%(way)s」で連絡できます。") % {"way": Way.Kind(reason.about).label}
    return {
        "meaning": _("書いてくださった内容に近い支援です。"),
        "language": _("あなたのことばで話せます。"),
        "open": _("いま連絡できます。"),
    }[reason.because]


def _is_whole(word: str) -> bool:
    """Whether what matched reads as a word: 家賃, さびしい, but neither 払えな nor を知りたい."""
    if not word or _PART.search(word):
        return False
    return not _HIRAGANA.match(word[-1]) or word[-1] in _ENDINGS
