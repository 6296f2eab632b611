"""Conferences: founded, joined, cases brought, decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation
from tsunagi.cases.forms.people import day, words
from tsunagi.cases.models import Conference


class BodyForm(forms.Form):
    """One of several bodies."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("組織"), empty_label=None)

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class ConferenceForm(BodyForm):
    """What a conference is called, and by which law it is held."""

    kind = forms.ChoiceField(label=_("種類"), choices=Conference.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("名称"), max_length=200)


class BringForm(forms.Form):
    """A case for a conference."""

    conference = forms.ModelChoiceField(Conference.objects.none(), label=_("会議"), empty_label=None)
    on = day(_("会議の日"))
    ground = words(_("会議に出す必要と根拠"))
    told = words(
        _("構成員に伝えること"),
        rows=6,
        help_text=_("ここに書いたことだけが構成員に見えます。話し合いに必要なことだけを書いてください。"),
    )

    def __init__(self, *args: Any, conferences: QuerySet[Conference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conference"].queryset = conferences  # type: ignore[attr-defined]


class DecisionForm(BodyForm):
    """Who does what by when."""

    what = words(_("決まったこと"))
    due = day(_("いつまでに"))
