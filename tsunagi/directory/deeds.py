"""What the deeds of this part, the things they were done to and their fields are called on the page of deeds
(base/queries/deeds.py)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.base.models import AuditRow
from tsunagi.base.queries.deeds import Change
from tsunagi.directory.forms.saying import said_changes
from tsunagi.directory.rules.records import differences

#: Every deed, by its name in the audit chain.
DEEDS: Final = {
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
    "directory.save_provider": _("支援を行うところの情報を変えた"),
    "directory.load_pack": _("全国の支援を読み込んだ"),
    "directory.propose_list": _("表から取り込む案を作った"),
    "directory.row_accepted": _("表の行を採用した"),
    "directory.row_refused": _("表の行を採用しなかった"),
    "directory.receive_hsds": _("HSDSのファイルを受け取った"),
    "directory.accept_hsds": _("HSDSのファイルを取り込んだ"),
    "directory.import_list.start": _("表の読み取りを始めた"),
    "directory.accept_list.start": _("表の行をまとめて採用し始めた"),
    "directory.read_hsds.start": _("HSDSのファイルの読み取りを始めた"),
    "directory.accept_hsds_file.start": _("HSDSのファイルの取り込みを始めた"),
}
#: What a row of the chain can be about.
THINGS: Final = {
    "directory": _("支援の一覧"),
    "directory.service": pgettext_lazy("offered", "支援"),
    "directory.provider": _("支援を行うところ"),
    "directory.listfile": _("取り込む表"),
    "directory.listproposal": _("表の行"),
    "directory.hsdsfile": _("HSDSのファイル"),
    "directory.report": _("違うという知らせ"),
}
#: What stands before and after; one that only leads to others has no name.
FIELDS: Final = {
    "new": _("新しいもの"),
    "updated": _("変わったもの"),
    "left": _("そのままのもの"),
    "faults": _("読めない行"),
    "line": _("行"),
    "service": pgettext_lazy("offered", "支援"),
    "services": _("支援の数"),
    "organizations": _("支援を行うところの数"),
    "report": _("知らせ"),
    "changed": _("変わったもの"),
    "unchanged": _("同じもの"),
    "gone": _("無くなったもの"),
}
#: What tells nobody anything, or what not everybody who reads the deeds may read.
HIDDEN: Final = frozenset({"what", "key", "sha256"})


def changes(row: AuditRow) -> list[Change] | None:
    """What changed in a support, as its own page of changes says it; of other things the deeds' own words do."""
    if not row.subject.startswith("directory.service:"):
        return None
    return said_changes(differences(*(told if isinstance(told, dict) else {} for told in (row.before, row.after))))
