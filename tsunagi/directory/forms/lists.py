"""Handing in a list of places or windows."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tsunagi.base.uploads import UploadField
from tsunagi.directory.rules.lists.table import LARGEST


class ListForm(forms.Form):
    """A file, and which list it is."""

    file = UploadField(
        label=_("一覧のファイル"),
        help_text=_("CSV(UTF-8かShift_JIS)。10MB、2万行まで。"),
        largest=LARGEST,
        too_large=_("ファイルが大きすぎます(10MBまで)。分けて取り込んでください。"),
    )
    title = forms.CharField(
        label=_("一覧の名前"),
        max_length=200,
        required=False,
        help_text=_(
            "来年の分も同じ名前で取り込むと、変わったところと、なくなったものが分かります。空ならファイル名から付けます。"
        ),
    )


class HsdsForm(forms.Form):
    """Supports of another system."""

    file = UploadField(
        label=_("HSDSのファイル"),
        help_text=_("HSDS 3.0か3.1のJSON、またはCSVをまとめたZIP。50MBまで。"),
        largest=settings.LARGEST_DOCUMENT,
        too_large=_(
            "ファイルが大きすぎます(50MBまで)。分けるか、運用者が命令 tsunagi import-hsds で取り込んでください。"
        ),
    )


class TakingForm(forms.Form):
    """How what is accepted comes in."""

    publish = forms.BooleanField(label=_("採用したものを、すぐに公開する"), required=False)
    confirm = forms.BooleanField(label=_("今日、内容が正しいことを確かめた"), required=False)
