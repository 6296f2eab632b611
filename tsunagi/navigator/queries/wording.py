"""Why a support is shown, as sentences in the language in force."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.directory.models import Way
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import term
from tsunagi.navigator.rules.support import Reason


def say_reasons(reasons: Sequence[Reason]) -> list[str]:
    """Those that tell something new: beside a need, no words that led to it already."""
    needs = [one.word for one in reasons if one.because == "need"]

    def tells(one: Reason) -> bool:
        if one.because != "words" or not needs:
            return True
        return bool(one.word) and not any(one.word in word or (word and word in one.word) for word in needs)

    return [_say(one) for one in reasons if tells(one)]


def _say(reason: Reason) -> str:
    """One reason. Of somebody's words it repeats at most the one that matched."""
    if reason.because == "need":
        need = term("need", reason.about, get_language() or "ja")
        if reason.word:
            return _("「%(word)s」ということばから、「%(need)s」の相談先です。") % {"word": reason.word, "need": need}
        return _("「%(need)s」の相談先です。") % {"need": need}
    if reason.because == "words" and not reason.word:
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
