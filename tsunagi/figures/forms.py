"""Defining a count, choosing a period, saying why something is corrected, and what follows from the counts."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation
from tsunagi.figures.models import Definition
from tsunagi.figures.queries.words import values_of
from tsunagi.figures.rules.definitions import Said
from tsunagi.figures.rules.vocabulary import SOURCES
from tsunagi.register.models import Indicator

#: So many indicators can be chosen at once beside those that a definition has.
MORE: Final = 3


class DefinitionForm(forms.Form):
    """A count, by the words of one source's vocabulary."""

    name = forms.CharField(label=_("名称"), max_length=200)
    name_en = forms.CharField(label=_("名称(英語)"), max_length=200, required=False)
    code = forms.SlugField(
        label=_("アドレスに使う名前"),
        max_length=60,
        help_text=_("小文字の英数字とハイフン。すでにある名前にすると、その定義の新しい版になります。"),
    )
    kind = forms.ChoiceField(label=_("数え方"), choices=Definition.Kind.choices, widget=forms.RadioSelect)
    unit = forms.CharField(label=_("単位"), max_length=40)
    unit_en = forms.CharField(label=_("単位(英語)"), max_length=40, required=False)
    counted = forms.MultipleChoiceField(label=_("数えるもの"), widget=forms.CheckboxSelectMultiple)
    out_of = forms.MultipleChoiceField(
        label=_("分母"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("割合のときだけ。数えるものも含めて選びます。"),
    )
    by = forms.ChoiceField(label=_("内訳"), required=False)
    grain = forms.ChoiceField(label=_("期間"), choices=Definition.Grain.choices)

    def __init__(
        self, *args: Any, source: str, body: Organisation, indicators: QuerySet[Indicator], known: int, **kwargs: Any
    ) -> None:
        """known: how many indicators the definition has so far; there is room for some more."""
        super().__init__(*args, **kwargs)
        held = SOURCES[source]
        parts = [(code, _now(name)) for code, name in held.parts.items()]
        self.source = source
        for name in ("counted", "out_of"):
            self.fields[name].choices = parts  # type: ignore[attr-defined]
        ways = [("", _now("なし")), *((code, _now(name)) for code, name in held.dimensions.items())]
        self.fields["by"].choices = ways  # type: ignore[attr-defined]
        cells = [
            (_now(name), [(f"{code}:{value}", said) for value, said in values_of(source, code, body)])
            for code, name in held.dimensions.items()
        ]
        self.pairs = [(f"indicator_{at}", f"cell_{at}") for at in range(1, known + MORE + 1)]
        for at, (indicator, cell) in enumerate(self.pairs, 1):
            self.fields[indicator] = forms.ModelChoiceField(
                indicators,
                label=_now("計画の指標(%(at)s)") % {"at": at},
                required=False,
                empty_label=_now("なし"),
                help_text="" if at > 1 else _now(
                    "この数が、計画のどの指標の実績になるか。いくつでも選べます。年度ごとの定義だけが実績になります。"
                ),
            )
            self.fields[cell] = forms.ChoiceField(
                label=_now("指標(%(at)s)の実績にする数") % {"at": at},
                choices=[("", _now("全体")), *cells],
                required=False,
                help_text="" if at > 1 else _now(
                    "ふつうは全体です。内訳のうちの一つの数を実績にするときだけ、その値を選びます。"
                ),
            )

    def clean(self) -> dict[str, Any]:
        """A cell has to be one of the breakdown that was chosen, and needs its indicator."""
        held = super().clean() or self.cleaned_data
        for indicator, cell in self.pairs:
            by, _mark, value = str(held.get(cell, "")).partition(":")
            if value and by != held.get("by"):
                self.add_error(cell, _now("選んだ内訳の値ではありません。内訳と同じ見出しの中から選んでください。"))
            elif value and not held.get(indicator):
                self.add_error(indicator, _now("内訳の値を選んだときは、計画の指標も選んでください。"))
        return held

    @property
    def said(self) -> Said:
        """What was entered, for the rules."""
        plain = {key: self.cleaned_data[key] for key in self.base_fields}
        plain |= {key: tuple(plain[key]) for key in ("counted", "out_of")}
        return Said(source=self.source, **plain)

    @property
    def feeds(self) -> list[tuple[Indicator, str]]:
        """The indicators that were chosen, each with its cell."""
        held = self.cleaned_data
        return [(held[one], held[cell].partition(":")[2]) for one, cell in self.pairs if held[one]]


class PeriodForm(forms.Form):
    """For which period a table is prepared."""

    period = forms.ChoiceField(label=_("期間"))

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """What is corrected, and why."""

    reason = forms.CharField(
        label=_("何を、なぜ訂正するか"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("公表する版に載ります。人が分かることは書かないでください。"),
    )


class LimitForm(forms.Form):
    """Below which number is hidden."""

    limit = forms.IntegerField(label=_("この数より小さい数を隠す"), min_value=3, max_value=1000)


class SuggestionForm(forms.Form):
    """What follows from the counts for a measure."""

    facts = forms.MultipleChoiceField(label=_("もとにした数"), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("見直しの案"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("計画の「見直し方針」を書く人が読みます。人が分かることは書かないでください。"),
    )

    def __init__(self, *args: Any, facts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = facts  # type: ignore[attr-defined]
