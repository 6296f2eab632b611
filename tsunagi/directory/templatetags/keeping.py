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
