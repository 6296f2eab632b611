"""Forms that say how measures hang together, and begin a new year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tsunagi.register.models import Derivation, Edition, Indicator, Measure, Plan
from tsunagi.register.queries.editions import latest


class MeasureField(forms.IntegerField):
    """A measure by the number in its page's address."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("施策のページのアドレスにある数字(/measures/ の後)。"))
        super().__init__(min_value=1, **kwargs)

    def clean(self, value: Any) -> Any:
        """The measure, or a sentence that there is none."""
        key = super().clean(value)
        found = Measure.objects.select_related("plan__organisation").filter(pk=key).first()
        if found is None:
            raise ValidationError(_("この番号の施策はありません。"))
        return found


class MergeForm(forms.Form):
    """Another measure that is the same one."""

    other = MeasureField(label=gettext_lazy("同じ施策だったもの"))


class DeriveForm(forms.Form):
    """The measure of another plan that this one rests on."""

    source = MeasureField(label=gettext_lazy("元になった施策"))
    change = forms.ChoiceField(label=gettext_lazy("元の施策からの変更"), choices=Derivation.Change.choices)
    note = forms.CharField(
        label=gettext_lazy("変更の説明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(forms.Form):
    """A measure that works on the same thing."""

    other = MeasureField(label=gettext_lazy("つながりのある施策"))
    because = forms.CharField(label=gettext_lazy("どうつながるか"), max_length=300)


class StageForm(forms.Form):
    """What an indicator counts."""

    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=gettext_lazy("指標"), empty_label=None)
    stage = forms.ChoiceField(label=gettext_lazy("段階"), choices=Indicator.Stage.choices)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.filter(measure=measure)  # type: ignore[attr-defined]


class StartForm(forms.Form):
    """A new year's edition, empty or beginning with another's measures."""

    fiscal_year = forms.IntegerField(label=gettext_lazy("年度(西暦)"), min_value=1990, max_value=2200)
    kind = forms.ChoiceField(label=gettext_lazy("種別"), choices=Edition.Kind.choices)
    title = forms.CharField(label=gettext_lazy("版の題名"), max_length=300)
    like = forms.ModelChoiceField(
        Edition.objects.none(),
        label=gettext_lazy("もとにする版"),
        required=False,
        empty_label=gettext_lazy("なし(空から始める)"),
        help_text=gettext_lazy("施策、目標、担当を引き継ぎ、達成状況と実績は空から始めます。"),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each once: a correction in the place of what it corrects as soon as it is published.
        editions = latest(plan.editions.exclude(state=Edition.State.DRAFT, corrects__isnull=False))
        self.fields["like"].queryset = editions.order_by("-fiscal_year", "kind")  # type: ignore[attr-defined]
