"""What the pages that everybody may see ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.base.rules.codes import PREFECTURES
from tsunagi.directory.models import Way
from tsunagi.directory.queries.filters import Filters
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.grams import LONGEST_QUERY

ANY = ("", _("指定しない"))


def terms(taxonomy: str) -> list[tuple[Any, Any]]:
    """The terms of a taxonomy in the page's language, to choose from."""
    place = {"ja": 0, "ja-easy": 1}.get(get_language() or "ja", 2)
    return [(code, names[place]) for code, names in TERMS[taxonomy].items()]


def _prefectures() -> list[tuple[Any, Any]]:
    return [ANY, *((f"{number:02}", name) for number, name in enumerate(PREFECTURES, 1))]


class FiltersForm(forms.Form):
    """How a list of supports is narrowed down. It holds codes only, so that its address gives away no words."""

    need = forms.ChoiceField(label=_("困りごと"), choices=lambda: [ANY, *terms("need")], required=False)
    audience = forms.ChoiceField(label=_("だれのことか"), choices=lambda: [ANY, *terms("audience")], required=False)
    area = forms.ChoiceField(label=_("住んでいるところ"), choices=_prefectures, required=False)
    way = forms.ChoiceField(label=_("連絡の方法"), choices=[ANY, *Way.Kind.choices], required=False)
    open = forms.BooleanField(label=_("いま連絡できるところだけ"), required=False)

    def filters(self, at: datetime) -> Filters:
        """What was asked, at a moment; of an unknown value nothing."""
        asked = self.cleaned_data
        return Filters(
            need=asked.get("need", ""),
            audience=asked.get("audience", ""),
            area=asked.get("area", ""),
            way=asked.get("way", ""),
            open_at=at if asked.get("open") else None,
        )

    def codes(self) -> dict[str, str]:
        """What was chosen, for the address of a list."""
        chosen = {name: self.cleaned_data.get(name) for name in FiltersForm.base_fields}
        return {name: "on" if value is True else str(value) for name, value in chosen.items() if value}


class SearchForm(FiltersForm):
    """The same with words, which come by POST only: they stand in no address and no log."""

    words = forms.CharField(label=_("ことば"), max_length=LONGEST_QUERY, required=False, strip=True)
    field_order = ("words",)
