"""Fields that several pages of consultations have."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.directory.rules.areas import area, find_area
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.texts import tongue

#: The longest text that is taken, in characters.
LONGEST: Final = 20_000


def day(label: Any, **more: Any) -> forms.DateField:
    """A field for a day, which browsers show as a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    """A field for sentences."""
    attributes = {"rows": rows, **more.pop("attrs", {})}
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs=attributes), **{"max_length": LONGEST, "strip": False, **more}
    )


class AreaField(forms.CharField):
    """A municipality, a ward or a prefecture, by its name or code; its value is the code of six digits, or empty."""

    def prepare_value(self, value: Any) -> Any:
        """The area's full name, unless it is what somebody typed."""
        known = area(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{6}", value) else None
        return known.full_name if known else value

    def clean(self, value: Any) -> str:
        """The code of the one area that is meant."""
        typed = super().clean(value)
        if not typed:
            return ""
        known = area(typed) if re.fullmatch(r"[0-9]{6}", typed) else find_area(typed)
        if known is None:
            raise forms.ValidationError(
                __(
                    "この名前の市区町村や都道府県が見つからないか、同じ名前がほかにもあります。都道府県から書いてください(例: 東京都府中市)。"
                )
            )
        return known.code


def needs() -> list[tuple[str, str]]:
    """Every need, in the language in force."""
    place = ("ja", "easy", "en").index(tongue(get_language() or "ja"))
    return [(code, names[place]) for code, names in TERMS["need"].items()]


def whether(label: Any) -> forms.TypedChoiceField:
    """Yes, no, or not known."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("yes", _("はい")), ("no", _("いいえ")), ("", _("分からない"))],
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
        widget=forms.RadioSelect,
    )
