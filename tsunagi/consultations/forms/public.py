"""What the public pages of consultations ask. Everything but the words may be left out."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.consultations.forms.fields import AreaField
from tsunagi.consultations.models import Contact, Impression
from tsunagi.consultations.rules.receipt import read_code

LONGEST: Final = 5_000
REPLIES: Final = [
    ("none", _("返事はいりません。読んでもらえればよいです")),
    ("telephone", _("電話で返事がほしい")),
    ("mail", _("メールで返事がほしい")),
]


class PlaceForm(forms.Form):
    """Where somebody lives, to find the window for it."""

    area = AreaField(label=_("住んでいるところ(市区町村か都道府県)"), required=False, max_length=100)


class WriteForm(forms.Form):
    """What somebody writes to a window."""

    words = forms.CharField(
        label=_("伝えたいこと"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("みじかくても、うまく書けなくてもかまいません。"),
    )
    reply = forms.ChoiceField(label=_("返事について"), choices=REPLIES, initial="none", widget=forms.RadioSelect)
    reach = forms.CharField(
        label=_("連絡先(電話番号かメールアドレス)"),
        required=False,
        max_length=200,
        help_text=_("返事がほしいときだけ。ここに書いた連絡先は、返事のためだけに使います。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    when = forms.CharField(
        label=_("連絡してよいとき(曜日や時間、留守番電話に残してよいかなど)"), required=False, max_length=200
    )
    name = forms.CharField(
        label=_("名前(書かなくてもよい。呼び名でもよい)"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    area = AreaField(label=_("住んでいるところ(市区町村か都道府県)"), required=False, max_length=100)
    age = forms.ChoiceField(label=_("年齢"), required=False, choices=Contact.Age.choices, initial=Contact.Age.UNKNOWN)
    key = forms.UUIDField(widget=forms.HiddenInput)
    told = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def clean(self) -> dict[str, Any]:
        """Whoever wants an answer says where it goes to."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("reply") != "none" and not found.get("reach") and "reach" not in self.errors:
            self.add_error("reach", __("返事がほしいときは、電話番号かメールアドレスを書いてください。"))
        return found

    def said(self) -> dict[str, Any]:
        """What the contact is to say, by column; without the words themselves."""
        found = self.cleaned_data
        wants = found["reply"] != "none"
        reply = {"how": str(dict(REPLIES)[found["reply"]]), "when": found["when"]} if wants else {}
        return {
            "name": found["name"],
            "reach": found["reach"] if wants else "",
            "area": found["area"],
            "age": found["age"] or Contact.Age.UNKNOWN,
            "more": {"reply": reply} if reply else {},
        }


class ReceiptForm(forms.Form):
    """The code that somebody was given when they wrote."""

    code = forms.CharField(
        label=_("受付番号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )

    def clean_code(self) -> str:
        """The code as it is worked with."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(__("受付番号は12文字です。もう一度見て、入れてください。"))
        return code


class FeltForm(forms.Form):
    """How it was."""

    felt = forms.TypedChoiceField(
        label=_("相談してみて、どうでしたか"), choices=Impression.Felt.choices, coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("ひとこと(書かなくてもよい)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("名前や連絡先など、だれのことか分かることは書かないでください。"),
    )
