"""Opening the round, filling in a measure, checking it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import User
from tsunagi.register.forms.imports import FigureField, date_code, written_date
from tsunagi.register.rules.readings import Reading
from tsunagi.register.rules.round import answers


class RoundForm(forms.Form):
    """By when, and a word to those who fill in."""

    due = forms.DateField(label=_("締切"), widget=forms.DateInput(attrs={"type": "date"}))
    message = forms.CharField(
        label=_("記入者へのことば"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_due(self) -> date:
        """A day that is still to come: after any other everybody would be late at once."""
        due: date = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError(_("締切には、今日か、今日より後の日を入れてください。"))
        return due


class FillForm(forms.Form):
    """What was done, and what follows from it."""

    status = forms.CharField(
        label=_("目標の達成状況"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    review = forms.CharField(
        label=_("見直し方針"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    reason = forms.CharField(
        label=_("数値を入れられない理由"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("数値のない目標があるまま提出するときに書きます。"),
    )


class AnswerForm(forms.Form):
    """The figure that answers one target."""

    value = FigureField(label=_("値"), required=False)
    unit = forms.CharField(label=_("単位"), max_length=40, required=False)
    approx = forms.BooleanField(label=_("約"), required=False)
    as_of = forms.CharField(label=_("時点"), max_length=40, required=False, help_text=_("令和7年度、令和8年3月など"))
    note = forms.CharField(label=_("数値についての説明"), max_length=1000, required=False)

    def clean_as_of(self) -> str:
        """A date code."""
        return date_code(self.cleaned_data["as_of"])


class OfficerForm(forms.Form):
    """Who fills the measure in."""

    officer = forms.ModelChoiceField(User.objects.none(), label=_("記入する人"), empty_label=None)

    def __init__(self, *args: Any, officers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    """What is to be mended."""

    remark = forms.CharField(
        label=_("何を直してほしいか"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


def answer_forms(reading: Reading, posted: Any, fiscal_year: int) -> list[AnswerForm]:
    """A form for each target of a measure, beginning with the figure that answers it, or with its unit and the year."""
    found = []
    answered = answers(reading)
    for place, target in enumerate(reading["targets"]):
        held = reading["actuals"][answered[place]] if place in answered else None
        begin = held or {"unit": target["unit"], "as_of": f"FY{fiscal_year}"}
        written = {"as_of": written_date(begin["as_of"] or "")}
        found.append(AnswerForm(posted, initial=begin | written, prefix=f"target-{place}"))
    return found


def figures(reading: Reading, forms_: list[AnswerForm]) -> list[dict[str, Any]]:
    """The figures that were filled in; a target without a value has none."""
    found = []
    for place, (target, form) in enumerate(zip(reading["targets"], forms_, strict=True)):
        said = form.cleaned_data
        if said.get("value") is None:
            continue
        value = said["value"]
        plain = int(value) if value == value.to_integral_value() else float(value)
        found.append({**said, "what": target["what"], "target": place, "value": plain})
    return found
