"""What the pages that everybody may see ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.base.rules.codes import PREFECTURES
from tsunagi.base.templatetags.base import html_lang
from tsunagi.directory.models import Way
from tsunagi.directory.queries.filters import Filters
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import TERMS, term
from tsunagi.directory.rules.grams import LONGEST_QUERY
from tsunagi.directory.rules.texts import Said

ANY = ("", _("指定しない"))
#: What the addresses and forms of lists hold beside filters.
BESIDE = ("page", "csrfmiddlewaretoken")


class TongueSelect(forms.Select):
    """Choices of which each says what language it is in, where that is not the page's."""

    def create_option(self, name: str, value: Any, label: Any, *more: Any, **named: Any) -> dict[str, Any]:
        """One choice."""
        option = super().create_option(name, value, label, *more, **named)
        if isinstance(label, Said) and label.lang != html_lang(get_language() or "ja"):
            option["attrs"]["lang"] = label.lang
        return option


def terms(taxonomy: str) -> list[tuple[Any, Any]]:
    """The terms of a taxonomy in the page's language, to choose from."""
    return [(code, term(taxonomy, code, get_language() or "ja")) for code in TERMS[taxonomy]]


def _prefectures() -> list[tuple[Any, Any]]:
    return [ANY, *((f"{number:02}", Said(name)) for number, name in enumerate(PREFECTURES, 1))]


class FiltersForm(forms.Form):
    """How a list of supports is narrowed down. It holds codes only, so that its address gives away no words.

    group, language and measure are asked for by links from elsewhere, and by who knows their codes.
    """

    need = forms.ChoiceField(
        label=_("困りごと"), choices=lambda: [ANY, *terms("need")], required=False, widget=TongueSelect
    )
    audience = forms.ChoiceField(
        label=_("だれのことか"), choices=lambda: [ANY, *terms("audience")], required=False, widget=TongueSelect
    )
    group = forms.ChoiceField(
        label=_("対象の人"), choices=lambda: [ANY, *terms("group")], required=False, widget=TongueSelect
    )
    area = forms.ChoiceField(label=_("住んでいるところ"), choices=_prefectures, required=False, widget=TongueSelect)
    way = forms.ChoiceField(label=_("連絡の方法"), choices=[ANY, *Way.Kind.choices], required=False)
    open = forms.BooleanField(label=_("いま連絡できるところだけ"), required=False)
    language = forms.RegexField(r"^[a-z]{2,3}$", required=False, widget=forms.HiddenInput)
    measure = forms.RegexField(r"^[a-z0-9-]+-[0-9]{4}-[0-9]{1,4}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        asked = area(str(self.data.get("area", "")))
        if asked is not None:  # a municipality, or what a demonstration made up
            code = asked.code[:2] if asked.kind == "prefecture" else asked.code
            choices = {**dict(_prefectures()), code: Said(asked.full_name)}
            self.fields["area"].choices = list(choices.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was chosen. A name that is no filter's is told: it may have been meant as one."""
        for name in self.data:
            if name not in self.fields and name not in BESIDE:
                self.add_error(None, _("「%(name)s」という条件はありません。") % {"name": str(name)[:40]})
        return self.cleaned_data

    def filters(self, at: datetime) -> Filters:
        """What was asked, at a moment; of an unknown value nothing. After the form was looked through."""
        asked = self.cleaned_data
        return Filters(
            need=asked.get("need", ""),
            audience=asked.get("audience", ""),
            area=asked.get("area", ""),
            group=asked.get("group", ""),
            way=asked.get("way", ""),
            language=asked.get("language", ""),
            measure=asked.get("measure", ""),
            open_at=at if asked.get("open") else None,
        )

    def said(self) -> list[tuple[Any, Any]]:
        """What was chosen, each as the filter's label and the choice in words; of a box only the label."""
        chosen = self.codes()
        return [
            (self[name].label, dict(getattr(field, "choices", ())).get(chosen[name], ""))
            for name, field in self.fields.items()
            if name in chosen and not field.widget.is_hidden
        ]

    def codes(self) -> dict[str, str]:
        """What was chosen, for the address of a list."""
        chosen = {name: self.cleaned_data.get(name) for name in FiltersForm.base_fields}
        return {name: "on" if value is True else str(value) for name, value in chosen.items() if value}


class SearchForm(FiltersForm):
    """The same with words, which come by POST only: they stand in no address and no log."""

    words = forms.CharField(label=_("さがすことば"), max_length=LONGEST_QUERY, required=False, strip=True)
    field_order = ("words",)
