"""What the navigator asks. Nothing of it is kept."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagi.directory.models import Way
from tsunagi.directory.rules.areas import find_area
from tsunagi.navigator.queries.answers import Asked
from tsunagi.navigator.rules.slips import read_code

#: The longest words that are read, in characters; what is longer is cut, and said to be.
LONGEST: Final = 2_000

ANY: Final = ("", _("言わない"))
WHO: Final = [
    ("self", _("自分のこと")),
    ("family", _("家族のこと")),
    ("neighbour", _("友だち・近所・まわりの人のこと")),
    ("professional", _("仕事で支えている人のこと")),
    ("official", _("行政の仕事のこと")),
    ("npo", _("団体の活動のこと")),
    ("helper", _("手伝いたい・力になりたい")),
]
AGES: Final = [
    ("child", _("17歳まで")),
    ("young", _("18歳から39歳")),
    ("middle", _("40歳から64歳")),
    ("old", _("65歳から")),
]
WAYS: Final = [(kind.value, kind.label) for kind in (Way.Kind.TELEPHONE, Way.Kind.CHAT, Way.Kind.LINE, Way.Kind.MAIL)]


class AskForm(forms.Form):
    """Somebody's words, and what they choose to add. Everything may be left out."""

    words = forms.CharField(
        label=_("困っていること、気になることを、あなたのことばで書いてください"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("みじかくても、うまく書けなくてもかまいません。名前や電話番号は書かなくてよいです。"),
    )
    who = forms.ChoiceField(label=_("だれのことですか"), choices=[ANY, *WHO], required=False)
    place = forms.CharField(label=_("住んでいるところ(市区町村か都道府県)"), required=False, max_length=100)
    age = forms.ChoiceField(label=_("年齢"), choices=[ANY, *AGES], required=False)
    way = forms.ChoiceField(label=_("話しやすい方法"), choices=[ANY, *WAYS], required=False)
    open = forms.BooleanField(label=_("いま連絡できるところだけ"), required=False)
    language = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    """Given once somebody has chosen to read Japanese after all, whatever their words are in."""

    def clean_words(self) -> str:
        """The words, without signs that no keyboard makes, and no longer than is read."""
        words: str = self.cleaned_data["words"]
        self.was_cut = len(words) > LONGEST
        return "".join(sign if sign.isprintable() else " " for sign in words[:LONGEST]).strip()

    def clean_place(self) -> str:
        """The place, if it is one."""
        place: str = self.cleaned_data["place"]
        if place and find_area(place) is None:
            raise forms.ValidationError(
                _(
                    "この名前の市区町村や都道府県が見つからないか、同じ名前がほかにもあります。都道府県から書いてください(例: 東京都府中市)。"
                )
            )
        return place

    def asked(self) -> Asked:
        """What was said, once the form is valid."""
        return Asked(**{name: self.cleaned_data[name] for name in ("words", "who", "place", "age", "way", "open")})


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
