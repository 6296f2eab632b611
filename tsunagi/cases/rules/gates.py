"""By which gate something about a person may be handed to another body, and what each gate asks for.

Sources: 社会福祉法 第106条の6 (支援会議: members keep secrecy, no consent needed), 孤独・孤立対策推進法 (地域協議会),
個人情報の保護に関する法律 第69条 (use and handing over by public bodies). 重層的支援会議 is the one held with consent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tsunagi.base.rules.sentences import __
from tsunagi.cases.rules.people import KIND_OF


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate: whether it rests on the person's consent, or on a conference before which the case was brought."""

    needs_consent: bool = False
    needs_conference: bool = False


GATES: Final[Mapping[str, Gate]] = {
    "consent": Gate(needs_consent=True),
    "support_conference": Gate(needs_conference=True),
    "regional_council": Gate(needs_conference=True),
    "layered_conference": Gate(needs_consent=True, needs_conference=True),
    "privacy_act_69": Gate(),
}

#: What a consent covers, by kind. A field that may be shared belongs to one of them.
KINDS: Final = ("basic", "contact", "intake", "assessment", "plan")


def kind_of(code: str) -> str:
    """The kind of data to which a field that is shared belongs: "person.name" is basic, "plan.goal" is of the plan."""
    part, _dot, field = code.partition(".")
    return KIND_OF[field] if part == "person" else part


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person agreed to: kinds of data, to which body (None: whichever it takes), from when until when, and if it
    ended."""

    kinds: Collection[str]
    receiver: int | None
    since: date
    until: date
    is_withdrawn: bool


def why_not_covered(terms: Terms | None, *, receiver: int | None, kinds: Collection[str], day: date) -> str:
    """Why a consent does not allow this handing-over on this day; empty where it does."""
    if terms is None:
        return __("もとになる同意が選ばれていません。つなぎを直して選んでください。まだなければ、先に本人の同意を記録してください。")
    if terms.is_withdrawn:
        return __("本人は同意を取り下げています。新しい同意がなければ送れません。")
    if day < terms.since:
        return __("同意した日が、まだ来ていません。同意の記録を確かめて、正しい日で記録し直してください。")
    if day > terms.until:
        return __("同意の期限が過ぎています。もう一度、本人の同意を確かめてください。")
    if terms.receiver is not None and terms.receiver != receiver:
        return __("同意は別の組織に渡すことへのものです。この組織に渡す同意を確かめてください。")
    if not set(kinds) <= set(terms.kinds):
        return __("同意に含まれていない項目が選ばれています。その項目を外すか、同意を確かめてください。")
    return ""


def why_not_through(gate: str, *, has_ground: bool, has_conference: bool) -> str:
    """Why a gate is not open, apart from consent; empty where it is."""
    if GATES[gate].needs_conference and not has_conference:
        return __("この根拠では、会議に出された支援であることが必要です。会議を選んでください。")
    if not GATES[gate].needs_consent and not has_ground:
        return __("同意によらない共有には、その必要と根拠を書いてください。")
    return ""
