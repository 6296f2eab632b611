"""Handing on: what is asked, what is shared, and each answer."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.cases.forms.cases import NextStepForm
from tsunagi.cases.forms.people import day, words
from tsunagi.cases.models import Brought, Consent, Referral
from tsunagi.cases.queries.sharing import Offer
from tsunagi.cases.rules.shown import said_day
from tsunagi.directory.rules.codes import TERMS

A_LINE_OR_TWO: Final = 80


def _needs() -> list[tuple[Any, Any]]:
    place = 0 if (get_language() or "ja") == "ja" else 2
    return [("", _("指定しない")), *((code, names[place]) for code, names in TERMS["need"].items())]


class ServicesForm(forms.Form):
    """Which services are offered: codes only, so that an address gives away no words."""

    need = forms.ChoiceField(label=_("困りごと"), choices=_needs, required=False)
    here = forms.BooleanField(label=_("ここで返事を受け取れるところだけ"), required=False)


class ReferralForm(forms.Form):
    """What is asked of whom, and what is shared for it by which gate."""

    request = words(_("お願いしたいこと"), rows=4)
    answer_by = day(_("返事がほしい日"))
    gate = forms.ChoiceField(label=_("共有の根拠"), choices=Referral.Gate.choices, widget=forms.RadioSelect)
    consent = forms.ModelChoiceField(
        Consent.objects.none(), label=_("もとになる同意"), required=False, empty_label=_("(なし)")
    )
    brought = forms.ModelChoiceField(
        Brought.objects.none(), label=_("会議に出した記録"), required=False, empty_label=_("(なし)")
    )
    ground = words(_("同意によらない場合の必要と根拠"), required=False)
    fields_ = forms.MultipleChoiceField(
        label=_("渡す項目"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("お願いに必要なものだけを選んでください。選んだ内容は、送る前にもう一度見られます。"),
    )

    def __init__(
        self, *args: Any, offers: list[Offer], consents: QuerySet[Consent], brought: QuerySet[Brought], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked: dict[str, Any] = self.fields
        language = get_language() or "ja"
        asked["fields_"].choices = [(one.code, f"{one.said}: {_beginning(one, language)}") for one in offers]
        asked["consent"].queryset = consents
        asked["brought"].queryset = brought
        asked["brought"].label_from_instance = lambda one: f"{date_format(one.on, 'DATE_FORMAT')} {one.conference}"
        asked["consent"].label_from_instance = consent_name


def _beginning(offer: Offer, language: str) -> str:
    """So much of what a field says that it can be chosen; all of it is shown before it is sent."""
    return Truncator(said_day(offer.value, language)).chars(A_LINE_OR_TWO)


def consent_name(consent: Consent) -> str:
    """A consent in a list: its day, what for, until when."""
    first, last = (date_format(day, "DATE_FORMAT") for day in (consent.given_on, consent.until))
    return f"{first}〜{last} {consent.purpose}"


class PlainForm(forms.Form):
    """A deed without more words."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class WordsForm(PlainForm):
    """A deed that has to be explained."""

    words = words(_("相手に伝えること"), rows=4)


class NoForm(WordsForm):
    """A no, with its reason."""

    reason = forms.ChoiceField(label=_("お断りの理由"), choices=Referral.Reason.choices, widget=forms.RadioSelect)


class AcceptForm(PlainForm, NextStepForm):
    """A yes, with what is done first."""


class ConnectForm(PlainForm):
    """When the person was met."""

    day = day(_("本人に会えた日"))


class ResultForm(WordsForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("結果"), choices=Referral.Outcome.choices, widget=forms.RadioSelect)


#: The form of each deed of rules/referral.py.
DEED_FORMS: dict[str, type[PlainForm]] = {
    "send": PlainForm,
    "discard": PlainForm,
    "accept": AcceptForm,
    "decline": NoForm,
    "give_back": NoForm,
    "ask_back": WordsForm,
    "reply": WordsForm,
    "withdraw": WordsForm,
    "connect": ConnectForm,
    "close": ResultForm,
}
