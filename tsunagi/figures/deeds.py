"""What the deeds of this part, the things they were done to and their fields are called on the page of deeds
(base/queries/deeds.py)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

#: Every deed, by its name in the audit chain.
DEEDS: Final = {
    "figures.count": _("業務を数えた"),
    "figures.define": _("数え方を決めた"),
    "figures.set_limit": _("隠す小さな数の境を決めた"),
    "figures.prepare": _("数字の公表を用意した"),
    "figures.prepare.start": _("数字の公表の用意を始めた"),
    "figures.drop": _("用意した数字を取り下げた"),
    "figures.sign": _("数字を確かめて公表した"),
    "figures.sign.start": _("数字の公表を始めた"),
    "figures.suggest": _("見直しの案を出した"),
}
#: What a row of the chain can be about.
THINGS: Final = {
    "figures.definition": _("数え方"),
    "figures.publication": _("数字の公表"),
    "figures.threshold": _("隠す数の境"),
    "figures.suggestion": _("見直しの案"),
}
#: What stands before and after; one that only leads to others has no name.
FIELDS: Final = {
    "definition": _("数え方"),
    "feeds": _("取り入れる指標"),
    "figures": _("数字"),
    "limit": _("境"),
    "measure": _("施策"),
    "months": _("月"),
    "period": _("期間"),
    "shows": _("示し方"),
    "source": _("数えるもの"),
    "by": _("分け方"),
    "grain": _("期間の長さ"),
    "counted": _("数える条件"),
    "out_of": _("分母の条件"),
    "publication": _("数字の公表"),
}
