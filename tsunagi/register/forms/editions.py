"""Beginning a correction, and naming sections."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagi.register.models import Section


class CorrectionForm(forms.Form):
    """What is wrong, and why it is corrected."""

    reason = forms.CharField(
        label=_("訂正の内容と理由"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("訂正した版とともに公表されます。"),
    )


class SectionForm(forms.ModelForm[Section]):
    """What a section is called."""

    class Meta:
        model = Section
        fields = ["heading", "heading_en"]


SectionForms = forms.modelformset_factory(Section, SectionForm, extra=0)
