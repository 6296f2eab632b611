"""A case's steps, end and forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import User
from tsunagi.cases.forms.people import day, words
from tsunagi.cases.models import Case, Retention
from tsunagi.cases.rules import sheets
from tsunagi.directory.models import Provider


class ListForm(forms.Form):
    """Which cases are listed: codes only, so that an address tells of nobody."""

    whose = forms.ChoiceField(
        label=_("担当"),
        choices=[("", _("見られるものすべて")), ("mine", _("自分の担当")), ("nobodys", _("担当のいないもの"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("状態"), choices=[("open", _("終結していないもの")), *Case.State.choices], required=False
    )


class StepForm(forms.Form):
    """What is to be done."""

    goal = forms.CharField(label=pgettext_lazy("case", "目標"), max_length=500, required=False)
    what = forms.CharField(label=_("すること"), max_length=500)
    who = forms.CharField(label=_("だれが"), max_length=200, required=False)
    due = day(_("いつまでに"))


class EndStepForm(forms.Form):
    """Whether a step was done, and what comes next."""

    dropped = forms.BooleanField(label=_("しないことにした"), required=False)
    next_what = forms.CharField(label=_("次にすること"), max_length=500, required=False)
    next_due = day(_("いつまでに"), required=False)


class NextStepForm(forms.Form):
    """The step with which something begins."""

    step = forms.CharField(label=_("次にすること"), max_length=500)
    due = day(_("いつまでに"))


class ClosingForm(forms.Form):
    """How a case ends."""

    outcome = forms.ChoiceField(label=_("終結の理由"), choices=Case.Outcome.choices, widget=forms.RadioSelect)
    closing = words(_("終結にあたって(様子と、これからのこと)"), rows=5)


class WorkerForm(forms.Form):
    """Who is in charge."""

    worker = forms.ModelChoiceField(User.objects.none(), label=_("担当"), empty_label=None)

    def __init__(self, *args: Any, workers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = User.objects.filter(pk__in=[one.pk for one in workers]).order_by("name")
        self.fields["worker"].queryset = found  # type: ignore[attr-defined]


class ProviderForm(forms.Form):
    """Whose supports an organisation gives."""

    provider = forms.ModelChoiceField(Provider.objects.none(), label=_("支援の提供者"), empty_label=None)

    def __init__(self, *args: Any, providers: QuerySet[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]


class RetentionForm(forms.Form):
    """How long one kind of record is kept."""

    kind = forms.ChoiceField(label=_("どの記録"), choices=Retention.Kind.choices, widget=forms.RadioSelect)
    years = forms.IntegerField(label=_("終結から何年"), min_value=1, max_value=100, initial=5)


class SheetForm(forms.Form):
    """A form of casework, as its definition has it."""

    template_name = "cases/_asked.html"

    def __init__(self, *args: Any, asked: sheets.Form, hides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["form_version"] = forms.IntegerField(
            initial=asked.version, required=False, widget=forms.HiddenInput
        )
        for field in asked.fields:
            made = self.fields[field.code] = _field(field)
            if hides and field.is_whereabouts:
                self.initial = {**self.initial, field.code: ""}
                made.help_text = _("支援措置により表示しません。新しくするときだけ入れてください。")

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Its fields under the headings that they are printed under: 開催日 alone does not say of what."""
        is_english = get_language() == "en"
        return [
            (one.title_en if is_english else one.title, [self[field.code] for field in one.fields])
            for one in self.asked.sections
        ]

    def answers(self) -> dict[str, Any]:
        """What was filled in, as it is kept."""
        return {
            one.code: value.isoformat() if hasattr(value := self.cleaned_data[one.code], "isoformat") else value
            for one in self.asked.fields
        }


def _field(asked: sheets.Field) -> forms.Field:
    label = asked.label_en if get_language() == "en" else asked.label
    place = 1 if get_language() == "en" else 0
    options = [(code, names[place]) for code, names in asked.options.items()]
    said: dict[str, Any] = {"label": label, "required": asked.is_required}
    match asked.kind:
        case "date":
            return day(**said)
        case "choice":
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **said)
        case "many":
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **said)
        case "long":
            return words(**said)
        case _:
            return forms.CharField(max_length=300, **said)
