"""What the navigator asks. Nothing of it is kept."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagi.navigator.rules.slips import read_code

#: The longest words that are read, in characters; what is longer is cut, and said to be.
LONGEST: Final = 2_000

WHO: Final = [
    ("self", _("自分のこと")),
    ("family", _("家族のこと")),
    ("neighbour", _("友だち・近所・まわりの人のこと")),
    ("professional", _("仕事で支えている人のこと")),
    ("official", _("行政の仕事のこと")),
    ("helper", _("手伝いたい・力になりたい")),
]


class AskForm(forms.Form):
    """Somebody's words, and what they choose to add. Everything may be left out."""

    words = forms.CharField(
        label=_("困っていること、気になることを、あなたのことばで書いてください"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("みじかくても、うまく書けなくてもかまいません。名前や電話番号は書かなくてよいです。"),
    )
    who = forms.ChoiceField(label=_("だれのことですか"), choices=WHO, required=False, widget=forms.RadioSelect)
    place = forms.CharField(label=_("住んでいるところ(市区町村か都道府県)"), required=False, max_length=100)
    age = forms.IntegerField(label=_("年齢"), required=False, min_value=0, max_value=130)

    def clean_words(self) -> str:
        """The words, without signs that no keyboard makes, and no longer than is read."""
        words = "".join(sign if sign.isprintable() else " " for sign in self.cleaned_data["words"])
        return words.strip()[:LONGEST]


class CodeForm(forms.Form):
    """A code from somebody's slip of paper."""

    code = forms.CharField(
        label=_("メモの番号"),
        max_length=40,
        help_text=_("8文字。大文字でも小文字でも、ハイフンがなくてもかまいません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code as it is kept."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("番号は8文字です。使う文字は 34679CDFGHJKMNPRTWXY だけです。メモをもう一度見てください。")
            )
        return code
