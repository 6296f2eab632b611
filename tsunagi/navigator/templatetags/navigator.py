"""How the navigator says things on a page, in the page's language."""

from __future__ import annotations

import re

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tsunagi.directory.models import Service
from tsunagi.directory.templatetags.directory import language_name, say_now, source_name
from tsunagi.navigator.queries.wording import say_reasons
from tsunagi.navigator.rules.contacts import Contact

register = template.Library()
register.simple_tag(say_now)
register.filter(say_reasons)


@register.simple_tag
def danger_heading(kind: str) -> str:
    """What the page of a kind of danger says first."""
    return {
        "suicide": _("死にたいほどつらいとき、いま話せる人がいます。"),
        "violence": _("暴力から、いま逃げることができます。"),
        "sexual_violence": _("性暴力を受けたとき、あなたは悪くありません。"),
        "child_abuse": _("子どもが危ないとき、いま知らせることができます。"),
        "medical": _("命にかかわるかもしれないときは、いますぐ119へ。"),
        "homeless_tonight": _("今夜の寝るところや食べるものがないとき、いま相談できます。"),
        "any": _("いま話せるところがあります。"),
    }[kind]


@register.simple_tag
def danger_advice(kind: str) -> str:
    """What one can do without a call."""
    return {
        "suicide": _("近くにいる人のそばへ行くか、薬や刃物のないところ、高くないところへ移ってください。"),
        "violence": _("人のいる明るいところへ。交番、コンビニ、駅、病院に入って助けを求められます。"),
        "sexual_violence": _("安全なところへ移ってください。体を洗う前、服を替える前でも、替えた後でも相談できます。"),
        "child_abuse": _("まちがっていてもかまいません。だれが知らせたかは、相手に伝えられません。"),
        "medical": _("119では、火事か救急か、場所、様子を聞かれます。分かることだけでかまいません。"),
        "homeless_tonight": _(
            "市役所や区役所、町村役場の福祉の窓口で、泊まるところと食べるものの相談ができます。夜や休みの日は、交番や役所の当直でも聞けます。"
        ),
        "any": _("近くにいる人に、つらいことや困っていることを伝えてください。"),
    }[kind]


@register.filter
def beside_number(contact: Contact) -> str:
    """A line's name beside its number, which is not said twice: 119番(救急車・消防車) is 救急車・消防車 beside 119."""
    rest = re.fullmatch(rf"{re.escape(contact.number or '-')}(?:番|ばん)?\W+(.+?)[)\uff09]?", contact.name)
    return rest[1] if rest else contact.name


@register.simple_tag
def way_word(kind: str) -> str:
    """What pressing a way without a number does."""
    return {"chat": _("チャットをひらく"), "line": _("LINEをひらく")}.get(kind, _("ページをひらく"))


@register.simple_tag
def contact_facts(contact: Contact) -> str:
    """Cost, anonymity and languages, as far as known."""
    costs = {
        "free": _("無料"),
        "call_charge": _("通話料・通信料がかかる"),
        "navi": _("ナビダイヤルの通話料がかかる"),
    }
    facts = [costs[contact.cost]] if contact.cost in costs else []
    if contact.anonymous == "yes":
        facts.append(_("名前を言わなくてよい"))
    if contact.languages not in ((), ("ja",)):
        facts.append(_("・").join(language_name(code) for code in contact.languages))
    return _("、").join(facts)


@register.simple_tag
def checked(service: Service) -> str:
    """Where the facts were read and when, or that nobody confirmed them."""
    if not service.confirmed or service.checked_on is None:
        return _("この内容は、公式の案内でまだ確かめていません。使う前に、窓口に確かめてください。")
    day = date_format(service.checked_on, "DATE_FORMAT")
    return _("出典: %(source)s (%(day)sに確かめました)") % {"source": source_name(service), "day": day}
