"""What the deeds of this part, the things they were done to and their fields are called on the page of deeds
(base/queries/deeds.py)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Every deed, by its name in the audit chain.
DEEDS: Final = {
    "base.add_member": _("職員に役割を与えた"),
    "base.end_membership": _("職員の役割を終えた"),
    "base.add_operator": _("この設備の運用者を決めた"),
    "base.add_organisation": _("組織を加えた"),
    "base.end_sessions": _("自分のサインインをすべて終えた"),
    "base.take_factors_away": _("二つ目の確認を外した"),
    "base.add_key": _("記録の鍵を加えた"),
    "base.begin_rotation": _("記録の鍵の入れ替えを始めた"),
    "base.rotate_keys": _("記録を新しい鍵に移した"),
    "base.renew_signing_key": _("署名の鍵を新しくした"),
    "base.back_up": _("全体の控えを取った"),
    "base.restore": _("控えから戻した"),
    "base.move": _("別のデータベースへ移した"),
    "base.carry_out": _("もう一方の側へ渡すファイルを作った"),
    "base.carry_in": _("もう一方の側からのファイルを取り込んだ"),
}
#: What a row of the chain can be about.
THINGS: Final = {
    "base.organisation": _("組織"),
    "base.membership": _("職員の役割"),
    "base.user": _("職員"),
    "base.role": _("役割"),
    "base.job": _("裏の作業"),
    "base.carried": _("二つの側で受け渡すファイル"),
    "base.key": _("記録の鍵"),
    "base.signing_key": _("署名の鍵"),
    "base.back_up": _("全体の控え"),
    "base.database": _("データベース"),
}
#: What stands before and after; one that only leads to others has no name.
FIELDS: Final = {
    "user": _("職員"),
    "role": _("役割"),
    "name": _("名称"),
    "name_en": _("名称(英語)"),
    "code": _("コード"),
    "corporate_number": _("法人番号"),
    "kinds": _("種類"),
    "kind": _("種類"),
    "reason": _("理由"),
    "rows": _("行の数"),
    "without_keys": _("鍵なしで戻した"),
    "state": _("状態"),
    "due": _("期限"),
    "note": _("説明"),
    "title": _("名称"),
    "version": pgettext_lazy("record", "版"),
    "unit": _("単位"),
    "unit_en": _("単位(英語)"),
    "organisation": _("組織"),
    "file": _("ファイル"),
    "language": _("画面の言語"),
}
#: What tells nobody anything, or what not everybody who reads the deeds may read.
HIDDEN: Final = frozenset({"sha256"})
