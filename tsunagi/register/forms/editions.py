"""Beginning a correction."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CorrectionForm(forms.Form):
    """What is wrong, and why it is corrected."""

    reason = forms.CharField(
        label=_("訂正の内容と理由"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("訂正した版とともに公表されます。"),
    )
