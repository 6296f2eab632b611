"""A note beside a verdict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation, User


class NoteForm(forms.Form):
    """A reason, and the body in whose name it is given."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("どの組織の意見か"), empty_label=None)
    text = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text=_("公表される施策のページに、組織の名前とともに載ります。個人の情報は書かないでください。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.filter(pk__in=organisations_with(user, "register.fill"))
        self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]
