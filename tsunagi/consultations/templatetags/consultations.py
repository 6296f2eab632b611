"""How the public pages of consultations say waiting, hours and routes, in the page's language."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.base.templatetags.base import spoken
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.state import Led
from tsunagi.consultations.queries.wording import within_words
from tsunagi.consultations.rules.waiting import Wait
from tsunagi.directory.rules.hours import Now, say_written
from tsunagi.directory.rules.reach import Reach
from tsunagi.directory.rules.texts import tongue
from tsunagi.directory.templatetags import directory

register = template.Library()
register.filter(within_words)


@register.simple_tag
def say_now(now: Now, at: datetime | str) -> str:
    """Whether something is open; at: the moment, the present one where the page has none."""
    return directory.say_now(now, at if isinstance(at, datetime) else timezone.localtime())


@register.filter
def hours_said(text: str) -> str:
    """Hours in the notation of the directory, as the page's language says them; as they are where they do not read."""
    return say_written(text, tongue(get_language() or "ja"))


@register.simple_tag
def way_name(way: str) -> str:
    """A way as people call it."""
    return str(Contact.Way(way).label)


@register.simple_tag
def say_wait(wait: Wait) -> str:
    """How long somebody would wait, as far as it is known."""
    if wait.kind == "now":
        return _("今すぐ話せます")
    if wait.kind == "unknown":
        return _("待ち時間はどのくらいか分かりません")
    if not wait.high:
        return _("待ち時間は%(low)s分より長くなりそうです") % {"low": wait.low}
    if not wait.low:
        return _("待ち時間は長くておよそ%(high)s分") % {"high": wait.high}
    return _("待ち時間はおよそ%(low)s〜%(high)s分") % {"low": wait.low, "high": wait.high}


@register.simple_tag
def say_answer(led: Led, now: datetime) -> SafeString:
    """Of the first window that takes letters, within how long it answers."""
    window = led.windows[led.route.open[0].key]
    said = _("返事には時間がかかります。目安は%(time)sです。") % {"time": within_words(window.answers_by(now) - now)}
    return format_html("<p>{}: {}</p>", spoken(window), said)


@register.simple_tag
def say_first(led: Led) -> SafeString:
    """The window that takes somebody first, and how long they wait there."""
    return format_html("<p>{}</p>", _line(led, led.route.open[0].key))


@register.simple_tag
def window_line(led: Led, one: object, numbers: dict[str, Reach]) -> SafeString:
    """A window that is open now, its number, and how long somebody waits there."""
    key = str(getattr(one, "key", ""))
    number = numbers.get(key)
    if number is None:
        return _line(led, key)
    called = format_html(
        ' <a class="button" href="{}" aria-label="{} {}">{}</a>',
        number.href,
        led.windows[key],
        number.spoken,
        number.shown,
    )
    return format_html("{}{}", _line(led, key), called)


@register.simple_tag
def say_shut(led: Led, now: datetime) -> str:
    """Why nobody is there by a way, and when somebody is."""
    if "area" in led.route.asks:
        return _("住んでいるところを入れると、窓口が分かります。")
    paused = [led.windows[one.key].paused for one in led.route.later if one.why == "paused"]
    opens = led.route.opens
    if opens is not None:
        at = timezone.localtime(opens)
        shown = date_format(at, "H:i") if at.date() == now.date() else date_format(at, "DATETIME_FORMAT")
        return _("いまは受けている窓口がありません。次は%(at)sからです。") % {"at": shown}
    if paused:
        return _("いまは休んでいます: %(why)s") % {"why": paused[0]}
    return _("いまは受けている窓口がありません。")


def _line(led: Led, key: str) -> SafeString:
    wait = led.waits.get(key)
    return format_html('{} <span class="quiet">{}</span>', spoken(led.windows[key]), say_wait(wait) if wait else "")
