"""What of a case is printed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagi.cases.queries.printing import Part


class FileForm(forms.Form):
    """Which parts of a case are printed."""

    parts = forms.MultipleChoiceField(label=_("印刷するもの"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.key, f"{one.title} {one.filed}".strip()) for one in parts]
        self.fields["parts"].choices = named  # type: ignore[attr-defined]
