"""What somebody may say of themselves before a chat begins. All of it may be left out."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.consultations.models import Contact
from tsunagi.directory.rules.areas import find_area
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.texts import in_tongue, tongue

NOT_SAID: Final = ("", _("言わない"))
#: What most chats are about; whatever else it is comes up in the chat itself.
NEEDS: Final = ("loneliness", "mental_health", "money", "domestic_violence", "parenting", "work_search", "caring")


def needs(language: str) -> list[tuple[str, str]]:
    """The needs to choose from, in a language."""
    place = ("ja", "easy", "en").index(tongue(language))
    return [(code, in_tongue(TERMS["need"][code][place], language)) for code in NEEDS]


class BeginForm(forms.Form):
    """Nothing in it asks who somebody is."""

    need = forms.ChoiceField(
        label=_("どんなことですか"),
        required=False,
        widget=forms.RadioSelect,
        choices=lambda: [NOT_SAID, *needs(get_language() or "ja")],
    )
    age = forms.ChoiceField(
        label=_("年齢"),
        required=False,
        widget=forms.RadioSelect,
        choices=[NOT_SAID, *[(code, word) for code, word in Contact.Age.choices if code != Contact.Age.UNKNOWN]],
    )
    place = forms.CharField(
        label=_("住んでいるところ(市区町村か都道府県)"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_age(self) -> str:
        """Not said is not known."""
        return self.cleaned_data["age"] or Contact.Age.UNKNOWN

    def clean_place(self) -> str:
        """The code of the place, if it is one."""
        place: str = self.cleaned_data["place"]
        if not place:
            return ""
        found = find_area(place)
        if found is None:
            raise forms.ValidationError(
                _("この名前の市区町村や都道府県が見つかりません。都道府県から書くか、空のままにしてください。")
            )
        return found.code
