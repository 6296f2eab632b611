"""Handing in a document, and mending what was read."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tsunagi.base.uploads import UploadField
from tsunagi.reading.dates import find, last_day
from tsunagi.reading.model import COLUMNS
from tsunagi.reading.periods import said
from tsunagi.register.forms.parts import PartForm, written_areas
from tsunagi.register.models import Edition
from tsunagi.register.rules.readings import MOST_MINISTRIES, Reading, cell

OPS = [
    (">=", gettext_lazy("以上")),
    ("<=", gettext_lazy("以下")),
    ("=", gettext_lazy("ちょうど・維持")),
    ("increase", gettext_lazy("増やす")),
    ("decrease", gettext_lazy("減らす")),
]


class FigureField(forms.DecimalField):
    """A number as tables have it: 332,598, or in wide digits. A browser's own field for numbers drops both."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": "14"})

    def __init__(self, **more: Any) -> None:
        super().__init__(max_digits=24, decimal_places=6, **more)

    def to_python(self, value: Any) -> Any:
        """The number; commas only where they part thousands."""
        text = normalize("NFKC", "" if value is None else str(value)).strip()
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
            text = text.replace(",", "")
        return super().to_python(text)


class UploadForm(forms.Form):
    """A document, and the year's edition that it is for."""

    file = UploadField(
        label=gettext_lazy("文書"),
        help_text=gettext_lazy("PDF、Excel(xlsx)、Word(docx)、HTML、CSV、テキスト。50MBまで。"),
        largest=settings.LARGEST_DOCUMENT,
        too_large=gettext_lazy("文書が大きすぎます(50MBまで)。計画の部分だけを取り出してください。"),
    )
    fiscal_year = forms.IntegerField(label=gettext_lazy("年度(西暦)"), min_value=1990, max_value=2200)
    kind = forms.ChoiceField(label=gettext_lazy("種別"), choices=Edition.Kind.choices)
    title = forms.CharField(
        label=gettext_lazy("版の題名"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("新しい版を作るときの題名。空なら年度と種別から付けます。"),
    )


class MendForm(forms.Form):
    """The texts of a measure, as somebody mends them."""

    number = forms.IntegerField(label=gettext_lazy("番号"), required=False, min_value=0, max_value=9999)
    title = forms.CharField(label=gettext_lazy("施策名"), required=False, max_length=500)
    overview = forms.CharField(
        label=gettext_lazy("施策の概要"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    goal = forms.CharField(
        label=gettext_lazy("目標及び達成の期間"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    status = forms.CharField(
        label=gettext_lazy("目標の達成状況"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    review = forms.CharField(label=gettext_lazy("見直し方針"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    sections = forms.CharField(
        label=gettext_lazy("節"),
        required=False,
        help_text=gettext_lazy("2-1 のように。再掲があれば読点で区切って続けます。"),
    )
    ministries = forms.CharField(
        label=gettext_lazy("担当"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("一行に一つ。"),
    )
    urls = forms.CharField(
        label=gettext_lazy("関連するページ"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("一行に一つ。"),
    )

    def clean_sections(self) -> list[str]:
        """The codes, home first."""
        text = self.cleaned_data["sections"].replace("、", ",").replace(" ", ",")
        return list(dict.fromkeys(part for part in (one.strip() for one in text.split(",")) if part))

    def clean_ministries(self) -> list[str]:
        """At most ten bodies."""
        names = _lines(self.cleaned_data["ministries"])
        if len(names) > MOST_MINISTRIES:
            raise ValidationError(_("担当は%(count)sまでです。") % {"count": MOST_MINISTRIES})
        return names

    def clean_urls(self) -> list[str]:
        """Addresses of web pages only."""
        urls = _lines(self.cleaned_data["urls"])
        if wrong := [url for url in urls if not url.startswith(("https://", "http://"))]:
            raise ValidationError(
                _("「%(url)s」は https:// か http:// で始まるアドレスではありません。") % {"url": wrong[0][:80]}
            )
        return urls


class TargetForm(forms.Form):
    """One target."""

    what = forms.CharField(label=gettext_lazy("何を"), max_length=300, required=False)
    op = forms.ChoiceField(label=gettext_lazy("どうする"), choices=OPS, initial=">=")
    value = FigureField(label=gettext_lazy("値"), required=False)
    unit = forms.CharField(label=gettext_lazy("単位"), max_length=40, required=False)
    approx = forms.BooleanField(label=gettext_lazy("約"), required=False)
    due = forms.CharField(
        label=gettext_lazy("期限"), max_length=40, required=False, help_text=gettext_lazy("令和7年度、令和8年3月など")
    )

    def clean_due(self) -> str:
        """A date code."""
        return date_code(self.cleaned_data["due"])

    def clean(self) -> dict[str, Any]:
        """A level needs a number; a direction may do without."""
        data = self.cleaned_data
        if _is_said(data) and data.get("op") in (">=", "<=", "=") and data.get("value") is None:
            self.add_error("value", _("この目標には値が要ります。値が分からなければ、目標の行を空にしてください。"))
        return data


class ActualForm(PartForm):
    """One figure that was reached."""

    what = forms.CharField(label=gettext_lazy("何が"), max_length=300, required=False)
    value = FigureField(label=gettext_lazy("値"), required=False)
    unit = forms.CharField(label=gettext_lazy("単位"), max_length=40, required=False)
    approx = forms.BooleanField(label=gettext_lazy("約"), required=False)
    as_of = forms.CharField(
        label=gettext_lazy("時点"), max_length=40, required=False, help_text=gettext_lazy("令和7年度、令和8年3月など")
    )
    target = forms.IntegerField(
        label=gettext_lazy("何番目の目標への答えか"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("どれにも答えなければ空。"),
    )

    is_baseline = forms.BooleanField(label=gettext_lazy("基準値"), required=False)
    field_order = ("what", "value", "unit", "approx", "as_of", "target", "is_baseline", "area", "group")
    def clean_as_of(self) -> str:
        """A date code."""
        return date_code(self.cleaned_data["as_of"])

    def clean(self) -> dict[str, Any]:
        """A figure needs a number, and a part of one answers no target."""
        data = self.cleaned_data
        if data.get("target") and (data.get("area") or data.get("group")):
            self.add_error("target", _("内訳の数値は目標への答えになりません。全体の数値を別に入れてください。"))
        if _is_said(data) and data.get("value") is None:
            self.add_error("value", _("実績には値が要ります。"))
        return data


TargetForms = forms.formset_factory(TargetForm, extra=1, max_num=60)
ActualForms = forms.formset_factory(ActualForm, extra=1, max_num=120)


def initial(reading: Reading) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """What the three forms begin with."""
    texts: dict[str, Any] = {column: reading["cells"][column]["text"] for column in COLUMNS}
    texts |= {
        "number": reading["number"],
        "sections": "、".join(reading["sections"]),
        "ministries": "\n".join(reading["ministries"]),
        "urls": "\n".join(reading["urls"]),
    }
    actuals = [{**one, "target": None if one["target"] is None else one["target"] + 1} for one in reading["actuals"]]
    areas = written_areas({one["area"] for one in actuals if one.get("area")})
    for one in actuals:
        one["as_of"] = written_date(one["as_of"] or "")
        if one.get("area"):
            one["area"] = areas.get(one["area"], one["area"])
    targets = [{**one, "due": written_date(one["due"] or "")} for one in reading["targets"]]
    return texts, targets, actuals


def mended(
    reading: Reading, texts: dict[str, Any], targets: list[dict[str, Any]], actuals: list[dict[str, Any]]
) -> Reading:
    """The reading as somebody mended it. What was left as it was keeps its quote and place in the source."""
    cells = dict(reading["cells"])
    for column in COLUMNS:
        if texts[column].replace("\r\n", "\n") != cells[column]["text"]:
            cells[column] = cell(texts[column].replace("\r\n", "\n"), reason="職員が直した / Mended by a person")
    aims = [_mended_target(one, reading["targets"]) for one in targets if _is_said(one)]
    seen = [_mended_actual(one, reading["actuals"], len(aims)) for one in actuals if _is_said(one)]
    return {
        **reading,
        **{key: texts[key] for key in ("number", "sections", "ministries", "urls")},
        "number_state": "read" if texts["number"] is not None else reading["number_state"],
        "section": texts["sections"][0] if texts["sections"] else None,
        "cells": cells,
        "targets": aims,
        "actuals": seen,
    }


class ReadingForms:
    """The forms in which a reading is mended: its texts, its targets and its figures.

    reading: None where the document does not have the measure. posted: None where nothing was sent to them.
    """

    def __init__(self, reading: Reading | None, posted: QueryDict | None) -> None:
        texts, aims, seen = initial(reading) if reading else ({}, [], [])
        self.reading = reading
        self.form = MendForm(posted, initial=texts)
        self.targets = TargetForms(posted, initial=aims, prefix="targets")
        self.actuals = ActualForms(posted, initial=seen, prefix="actuals")

    def mended(self) -> Reading | None:
        """The reading as it was mended; None where what was typed cannot be taken."""
        if not all([self.form.is_valid(), self.targets.is_valid(), self.actuals.is_valid()]):
            return None
        return mended(
            self.reading or {}, self.form.cleaned_data, self.targets.cleaned_data, self.actuals.cleaned_data
        )


def _is_said(one: dict[str, Any]) -> bool:
    """Whether there is anything in the fields of a target or figure: a document may leave out what it is of."""
    return any(one.get(name) not in (None, "") for name in ("what", "value", "unit", "due", "as_of"))


def _mended_target(one: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    said = {
        "what": one["what"],
        "op": one["op"],
        "value": _number(one["value"]),
        "unit": one["unit"] or None,
        "approx": one["approx"],
        "due": one["due"] or None,
    }
    kept = next((other for other in before if all(other[key] == value for key, value in said.items())), None)
    return kept or {**said, "src": "goal", "quote": "", "span": None, "claim": None, "origin": "person"}


def _mended_actual(one: dict[str, Any], before: list[dict[str, Any]], aims: int) -> dict[str, Any]:
    target = one["target"] - 1 if one["target"] and one["target"] <= aims else None
    said = {
        "what": one["what"],
        "value": _number(one["value"]),
        "unit": one["unit"] or None,
        "approx": one["approx"],
        "as_of": one["as_of"] or None,
    }
    kept = next((other for other in before if all(other[key] == value for key, value in said.items())), None)
    fresh = {**said, "src": "status", "quote": "", "span": None, "derived": False, "origin": "person"}
    parts = {"is_baseline": one["is_baseline"], "area": one["area"], "group": one["group"] and one["group"].code}
    plain = {key: value for key, value in (kept or fresh).items() if key not in parts}
    return {**plain, **{key: value for key, value in parts.items() if value}, "target": target}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def written_date(code: str) -> str:
    """A date code as a field begins with it: as Japanese write it, where that leads back to the same code."""
    written = code if get_language() == "en" else said(code, "ja")
    try:
        return written if date_code(written) == code else code
    except ValidationError:
        return code


def date_code(text: str) -> str:
    """The code of what was written as a code or as people write a year, a month or a day; a sentence where it is
    neither."""
    text = text.strip()
    if not text or last_day(text) is not None:
        return text
    found = find(text)
    if len(found) == 1 and text[found[0].start : found[0].end] == text.removesuffix("末"):
        return found[0].value
    raise ValidationError(
        _("「%(text)s」は日付として読めません。令和7年度、令和8年3月、2026-03-31 のように書いてください。")
        % {"text": text[:40]}
    )
