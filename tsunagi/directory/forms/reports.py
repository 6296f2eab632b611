"""What somebody says is wrong with a record, and what its keepers answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.models import Report
from tsunagi.directory.rules.addresses import read_mailbox


class ReportForm(forms.Form):
    """This is wrong, or we moved."""

    what = forms.ChoiceField(label=_("何が違いますか"), choices=Report.What.choices, widget=forms.RadioSelect)
    right = forms.CharField(
        label=_("正しいもの(分かれば)"), max_length=300, required=False, help_text=_("正しい番号、受付時間、住所など。")
    )
    sentence = forms.CharField(
        label=_("くわしく"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("だれかの名前や、ご自分の困りごとは書かないでください。"),
    )
    mail = forms.CharField(
        label=_("返事をもらうメールアドレス(なくてもよい)"),
        max_length=254,
        required=False,
        help_text=_("結果を一度だけ知らせ、その後すぐに消します。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    #: Nobody sees it; what fills it in is no person.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_mail(self) -> str:
        """The address as it is kept."""
        mail = str(self.cleaned_data["mail"])
        try:
            return read_mailbox(mail) if mail else ""
        except Wrong as wrong:
            raise forms.ValidationError(__(wrong.sentence) % wrong.values) from wrong

    def clean(self) -> dict[str, Any]:
        """Something must be said where the choice alone says nothing."""
        told = dict(self.cleaned_data)
        if told.get("what") != Report.What.CLOSED and not (told.get("right") or told.get("sentence")):
            self.add_error("sentence", __("何がどう違うかを、一言入れてください。"))
        return told

    def is_of_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))


class RefusalForm(forms.Form):
    """Why a record stays as it is."""

    reason = forms.CharField(
        label=_("採用しない理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("メールアドレスを残した人には、この理由を知らせます。"),
    )
