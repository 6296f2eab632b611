"""Opening the round, filling in a measure, checking it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import User
from tsunagi.register.forms.imports import FigureField, date_code, written_date
from tsunagi.register.forms.parts import PartForm, written_areas
from tsunagi.register.rules.readings import Reading
from tsunagi.register.rules.round import asked, broken_down


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


class BreakdownForm(PartForm):
    """A part of the figure that answers a target, in its unit and as of the same day."""

    value = FigureField(label=_("値"), required=False)
    approx = forms.BooleanField(label=_("約"), required=False)
    note = forms.CharField(label=_("数値についての説明"), max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].help_text = _("自治体の名前か、6桁の団体コード。")

    def clean(self) -> dict[str, Any]:
        """Of which part it is and its figure, or nothing at all."""
        data = self.cleaned_data
        is_part = bool(data.get("area") or data.get("group"))
        if "value" not in self.errors and data.get("value") is None and (is_part or data.get("note")):
            self.add_error("value", _("この内訳の値を入れてください。消すときは、この内訳の欄をすべて空にしてください。"))
        if data.get("value") is not None and not is_part and "area" not in self.errors:
            self.add_error("area", _("内訳には、どの地域か、どの対象かを入れてください。"))
        return data


BreakdownForms = forms.formset_factory(BreakdownForm, extra=3, max_num=120)


def answer_forms(reading: Reading, posted: Any, fiscal_year: int) -> list[AnswerForm]:
    """A form for each target of a measure, beginning with the figure that answers it, or with its unit and the year."""
    found = []
    for place in range(len(reading["targets"])):
        begin = asked(reading, place, fiscal_year)
        written = {"as_of": written_date(begin["as_of"] or "")}
        found.append(AnswerForm(posted, initial={**begin, **written}, prefix=f"target-{place}"))
    return found


def breakdown_forms(reading: Reading, posted: Any, fiscal_year: int) -> list[Any]:
    """For each target the forms of the parts of its figure; not bound where the page that was sent had none."""
    stood = broken_down(reading, fiscal_year)
    areas = written_areas({one["area"] for one in reading["actuals"] if one.get("area")})
    found = []
    for place, at in stood.items():
        begin = [dict(reading["actuals"][one]) for one in at]
        for one in begin:
            if one.get("area"):
                one["area"] = areas.get(one["area"], one["area"])
        prefix = f"parts-{place}"
        has_them = posted is not None and f"{prefix}-TOTAL_FORMS" in posted
        found.append(BreakdownForms(posted if has_them else None, initial=begin, prefix=prefix))
    return found


def figures(reading: Reading, forms_: list[AnswerForm]) -> list[dict[str, Any]]:
    """The figures that were filled in; a target without a value has none."""
    return [
        {**form.cleaned_data, "what": target["what"], "target": place, "value": _plain(form.cleaned_data["value"])}
        for place, (target, form) in enumerate(zip(reading["targets"], forms_, strict=True))
        if form.cleaned_data.get("value") is not None
    ]


def parts(reading: Reading, forms_: list[AnswerForm], breakdowns: list[Any]) -> dict[int, list[dict[str, Any]]] | None:
    """The parts that were filled in, by the place of their target; None where the page that was sent had none."""
    if not all(one.is_bound for one in breakdowns):
        return None
    found: dict[int, list[dict[str, Any]]] = {}
    for place, (target, whole, theirs) in enumerate(zip(reading["targets"], forms_, breakdowns, strict=True)):
        shared = {"what": target["what"], **{key: whole.cleaned_data[key] for key in ("unit", "as_of")}}
        found[place] = [
            {**said, **shared, "group": said["group"].code if said["group"] else "", "value": _plain(said["value"])}
            for said in theirs.cleaned_data
            if said.get("value") is not None
        ]
    return found


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
