"""How the directory says to its keepers what they look at."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def alike(reason: str) -> str:
    """What two records have in common."""
    return {"number": _("同じ番号"), "name": _("同じ名称と地域"), "address": _("同じ住所")}[reason]


@register.filter
def doubt(code: str) -> str:
    """Why somebody should look at a row of a list."""
    return {
        "same_name_and_number": _("同じ名称と番号の支援があります。その支援の変更として扱います。"),
        "same_name": _("同じ名称の支援があります。その支援の変更として扱います。"),
        "same_number": _("同じ番号の支援があります。新しい支援として扱います。"),
        "several_alike": _("同じ名称の支援がいくつもあります。新しい支援として扱います。"),
        "twice": _("同じ名称と地域の行が、上にもあります。同じ支援なら、この行は採用しないでください。"),
        "faulty": _("このままでは保存できない値があります。"),
        "faulty_rows": _("読めなかった行があります。その行かもしれません。"),
        "cannot_write": _("採用しようとしましたが、いまの内容では保存できませんでした。"),
    }[code]


@register.filter
def deed_name(action: str) -> str:
    """What was done with a record, from the name that the audit chain has for it."""
    names = {
        "directory.add": _("加えた"),
        "directory.save": _("内容を変えた"),
        "directory.publish": _("公開した"),
        "directory.withdraw": _("公開をやめた"),
        "directory.confirm": _("確かめた"),
        "directory.capacity": _("受けられる数を変えた"),
        "directory.merge": _("ほかの支援にまとめた"),
        "directory.part": _("また別の支援に分けた"),
        "directory.distinguish": _("似た支援とは別のものとした"),
        "directory.forget_distinction": _("似た支援とは別という判断を取り消した"),
        "directory.ask": _("今も正しいかをメールでたずねた"),
        "directory.report": _("違うという知らせが来た"),
        "directory.report_accepted": _("知らせを採用した"),
        "directory.report_refused": _("知らせを採用しなかった"),
    }
    return names.get(action, action)
