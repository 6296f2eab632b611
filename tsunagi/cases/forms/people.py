"""A person, the opening of a case, a consent."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation
from tsunagi.cases.models import Case, Consent
from tsunagi.cases.rules.people import FIELDS


def day(label: Any, **more: Any) -> forms.DateField:
    """A field for a day, which browsers show as a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    """A field for sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, **{"max_length": 20_000, **more})


class SearchForm(forms.Form):
    """Whom somebody looks for. It is posted, so that no name stands in an address."""

    asked = forms.CharField(
        label=_("氏名・ふりがなのはじめ、または電話番号"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PersonForm(forms.Form):
    """What is known of a person. Only a name is asked for, and that can be 「不明」."""

    name = forms.CharField(label=_("氏名"), max_length=200)
    kana = forms.CharField(label=_("ふりがな"), max_length=200, required=False)
    other_names = forms.CharField(label=_("ほかの名前(旧姓・通称)"), max_length=300, required=False)
    born = day(_("生年月日"), required=False)
    sex = forms.CharField(
        label=_("性別"), max_length=60, required=False, help_text=_("本人の言うとおりに。空でもかまいません。")
    )
    is_shielded = forms.BooleanField(
        label=_("支援措置(住所を秘密にする)"),
        required=False,
        help_text=_(
            "DV・ストーカー・虐待などの被害者の住所と電話を、どの画面にも印刷にも出しません。外せるのは統括者だけです。"
        ),
    )
    address = forms.CharField(label=_("住所"), max_length=500, required=False)
    telephone = forms.CharField(label=_("電話"), max_length=60, required=False)
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    relation = forms.CharField(label=_("世帯での続柄"), max_length=60, required=False)

    def said(self) -> dict[str, str]:
        """What the record is to say, by field: of those that the page asked."""
        found = self.cleaned_data
        return {field: str(found[field] or "") for field in FIELDS if field in found}


class WorkingPersonForm(PersonForm):
    """The same for a record that stands: whereabouts that are shielded are not shown, and stay unless written anew."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, hides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hides:
            for field in ("address", "telephone"):
                self.fields[field].help_text = _("支援措置により表示しません。新しくするときだけ入れてください。")
        self.hides = hides

    def said(self) -> dict[str, str]:
        """What the record is to say; of what was hidden only what was written anew."""
        found = super().said()
        if self.hides:
            found = {field: text for field, text in found.items() if text or field not in ("address", "telephone")}
        return found


class OpeningForm(forms.Form):
    """By what right a case is opened, and its first step."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("どの組織の支援として"), empty_label=None
    )
    ground = forms.ChoiceField(label=_("根拠"), choices=Case.Ground.choices, widget=forms.RadioSelect)
    ground_text = words(_("本人の同意がまだないときの、必要と根拠"), required=False)
    step = forms.CharField(label=_("次にすること"), max_length=500)
    due = day(_("いつまでに"))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    """What a person agrees to."""

    KINDS = (
        ("basic", _("氏名・ふりがな・生年月日・性別")),
        ("contact", _("住所・電話・メールアドレス")),
        ("intake", _("相談の内容")),
        ("assessment", _("アセスメントの内容")),
        ("plan", _("プランの内容")),
    )

    receiver = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("だれに"),
        required=False,
        empty_label=_("目的に必要な関係機関"),
    )
    kinds = forms.MultipleChoiceField(label=_("何を"), choices=KINDS, widget=forms.CheckboxSelectMultiple)
    purpose = words(_("何のために"))
    how = forms.ChoiceField(label=_("同意の方法"), choices=Consent.How.choices, widget=forms.RadioSelect)
    given_on = day(_("同意した日"))
    until = day(_("いつまで"))

    def __init__(self, *args: Any, receivers: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]


class OtherForm(forms.Form):
    """Somebody among those who were found."""

    other = forms.UUIDField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why something is looked at that is usually hidden."""

    reason = words(_("理由"), max_length=1000)


class EmergencyForm(ReasonForm):
    """Why, and for how long."""

    hours = forms.IntegerField(label=_("何時間"), min_value=1, max_value=24, initial=4)


class NumberForm(forms.Form):
    """The number of a case, as its page and its papers have it: 2026-0058."""

    number = forms.CharField(
        label=_("支援の番号"),
        max_length=20,
        help_text=_("例: 2026-0058"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_number(self) -> int:
        """The number in it, without the year in front."""
        last = unicodedata.normalize("NFKC", self.cleaned_data["number"]).rpartition("-")[2].strip()
        if not (last.isascii() and last.isdigit() and len(last) < 9):
            raise forms.ValidationError(__("支援の番号を、2026-0058 のように入れてください。"))
        return int(last)
