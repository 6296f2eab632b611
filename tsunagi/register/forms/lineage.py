"""Forms that say how measures hang together, and begin a new year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tsunagi.register.access import Tie
from tsunagi.register.models import Derivation, Edition, Indicator, Measure, Plan, Succession
from tsunagi.register.queries.editions import latest
from tsunagi.register.queries.ties import Tied

#: By plan, its measures as they are offered: key and name.
Offered = Sequence[tuple[str, Sequence[tuple[int, str]]]]


class EditionField(forms.ModelChoiceField[Edition]):
    """An edition, by its name in the page's language."""

    def label_from_instance(self, edition: Edition) -> str:
        """What it is called."""
        return edition.name


class MeasureField(forms.ModelChoiceField[Measure]):
    """A measure. A form offers a few, plan by plan; any other that this person may see is taken too."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = gettext_lazy("この施策は選べません。一覧から選んでください。")
        super().__init__(Measure.objects.none(), error_messages={"invalid_choice": wrong}, **kwargs)


class _TieForm(forms.Form):
    """A form with a measure to choose."""

    def __init__(self, *args: Any, measures: QuerySet[Measure], offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, MeasureField):
                field.queryset = measures
                field.widget.choices = [("", _("選んでください")), *offered]


class MergeForm(_TieForm):
    """Another measure that is the same one."""

    other = MeasureField(label=gettext_lazy("同じ施策だったもの"))


class RematchForm(_TieForm):
    """The measure of the plan that one of a document's is."""

    measure = MeasureField(label=gettext_lazy("当たる施策"), required=False)

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, offered=offered, **kwargs)
        new = _("この計画の施策ではない(新しい施策)")
        self.fields["measure"].widget.choices = [("", new), *offered]


class PartForm(forms.Form):
    """A measure that is one with another."""

    other = MeasureField()

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = measure.merged.all()  # type: ignore[attr-defined]


class DeriveForm(_TieForm):
    """The measure of another plan that this one rests on."""

    source = MeasureField(label=gettext_lazy("元になった施策"))
    change = forms.ChoiceField(label=gettext_lazy("元の施策からの変更"), choices=Derivation.Change.choices)
    note = forms.CharField(
        label=gettext_lazy("変更の説明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(_TieForm):
    """A measure that works on the same thing."""

    other = MeasureField(label=gettext_lazy("つながりのある施策"))
    because = forms.CharField(label=gettext_lazy("どうつながるか"), max_length=300)


class FollowForm(_TieForm):
    """What became of a measure in a draft."""

    edition = EditionField(Edition.objects.none(), label=gettext_lazy("準備中の版"), empty_label=None)
    relation = forms.ChoiceField(label=gettext_lazy("移り変わり"), choices=Succession.Relation.choices)
    other = MeasureField(
        label=gettext_lazy("前の版の別の施策"),
        required=False,
        help_text=gettext_lazy("その施策から分かれたか、その施策がこの施策と一つになったときだけ選びます。"),
    )
    because = forms.CharField(label=gettext_lazy("理由"), required=False, max_length=300)

    def __init__(self, *args: Any, drafts: QuerySet[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = drafts  # type: ignore[attr-defined]


class UntieForm(forms.Form):
    """A tie to take back."""

    tie = forms.ChoiceField()

    def __init__(self, *args: Any, tied: Sequence[Tied], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tied = {one.key: one.tie for one in tied}
        self.fields["tie"].choices = [(key, key) for key in self._tied]  # type: ignore[attr-defined]

    def clean_tie(self) -> Tie:
        """What is taken back."""
        return self._tied[self.cleaned_data["tie"]]


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
    like = EditionField(
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
