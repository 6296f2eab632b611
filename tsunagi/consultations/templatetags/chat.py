"""How a chat says things to the person."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from tsunagi.consultations.rules.chat import TOLD

register = template.Library()


@register.simple_tag
def told(words: str) -> str:
    """What the system says to the person; nothing for what is not meant for them."""
    code = words.partition(":")[0]
    if code not in TOLD:
        return ""
    return {
        "received": _("メッセージを受け取りました。"),
        "danger": _("いま、すぐに話せるところがあります。ここでの話も、このまま続けられます。"),
        "silence": _(
            "まだそこにいますか。ゆっくりで大丈夫です。しばらく何もなければ、このチャットはいったん終わります。"
        ),
        "ended_by_silence": _("しばらくメッセージがなかったので、いったん終わりました。いつでも、また始められます。"),
        "closing": _("窓口の受付時間が終わりました。いまの話は、そのまま続けられます。"),
        "closed": _("窓口の受付時間が終わり、応対できる人がいなくなりました。お待たせしたのに、ごめんなさい。"),
        "person_ended": _("チャットを終わりました。"),
    }[code]
