"""How a chat says things to whoever answers."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tsunagi.consultations.rules.chat import NOTED, TOLD

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """A time of day, with its day where that is not this one: a talk by mail goes on for days."""
    local = timezone.localtime(at)
    time = date_format(local, "H:i")
    return time if local.date() == timezone.localdate() else f"{date_format(local, 'MONTH_DAY_FORMAT')} {time}"


@register.simple_tag
def told_staff(words: str) -> str:
    """What the system says to whoever answers."""
    code, _colon, more = words.partition(":")
    if code not in TOLD | NOTED:
        return ""
    return {
        "received": _("受け取ったことと、返事までの目安を相手に知らせました。"),
        "danger": _("危険な様子のことばがあったので、相手の画面に、すぐに話せる窓口を示しました。"),
        "silence": _("しばらく返事がないので、「まだそこにいますか」と相手にたずねました。"),
        "ended_by_silence": _("返事がないまま時間がたったので、終わりました。"),
        "closing": _("受付時間が終わったことを相手に知らせました。話はそのまま続けられます。"),
        "closed": _("受付時間が終わったので、待っていた相手に知らせて終わりました。"),
        "person_ended": _("相手がチャットを終わりました。結果を記録して終えてください。"),
        "attachments": _("添付ファイルがありました(ここには残しません): %(files)s") % {"files": more},
        "cut": _("とても長いメールだったので、後ろの部分を残していません。"),
        "failed": _("送れなかった返事があります。設定と相手のアドレスを確かめ、「もう一度送る」を押してください。"),
        "not_text": _("文字でないもの(%(kind)s)が届きました。内容はここには残しません。") % {"kind": _kind(more)},
        "bounced": _("相手に届けられなかったという知らせが届きました。アドレスを確かめてください。"),
        "other_sender": _("はじめとは違うアドレスから届きました。返事は、はじめのアドレスに送られます。"),
        "automatic": _("自動の返信(不在の知らせなど)が届きました。"),
        "taken_back": _("相手がLINEでメッセージを取り消しました。ことばはここからも消えています。"),
        "unfollowed": _("相手がLINEの友だち登録をやめました。こちらからは送れません。"),
    }[code]


def _kind(code: str) -> str:
    """What LINE calls a message that is no text, in words; as LINE calls it where it is a kind that came later."""
    return {
        "text": _("空のメッセージ"),
        "sticker": _("スタンプ"),
        "image": _("画像"),
        "video": _("動画"),
        "audio": _("音声"),
        "file": _("ファイル"),
        "location": _("位置情報"),
    }.get(code, code)
