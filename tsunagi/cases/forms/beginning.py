"""A case that begins with a contact or with a code: who it is, what was told, what they agreed to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.cases.actions.beginning import Agreed
from tsunagi.cases.forms.people import ConsentForm, OpeningForm, day, words
from tsunagi.cases.models import Consent, Person
from tsunagi.cases.rules.shown import said_day

NEW = "new"


class WhoForm(forms.Form):
    """Somebody whose record is here, or somebody new."""

    person = forms.ChoiceField(label=_("だれの支援か"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        language = get_language() or "ja"
        known = [
            (key, f"{one.name} {one.kana} {said_day(one.born, language)}".strip()) for key, one in self.people.items()
        ]
        self.fields["person"].choices = [(NEW, _("はじめての人(新しい記録を作る)")), *known]  # type: ignore[attr-defined]

    def chosen(self) -> Person | None:
        """The person on record, or None for somebody new."""
        return self.people.get(self.cleaned_data["person"])


class FromCodeForm(OpeningForm):
    """How a case begins out of a code; the code is typed once and goes along."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)


class FromContactForm(OpeningForm):
    """How a case begins out of a contact."""

    told = words(
        _("相談で聞いたこと(支援経過記録の1件目になります)"),
        rows=6,
        required=False,
        help_text=_("支援に要ることだけを残してください。書き直せます。"),
    )
    refers = forms.BooleanField(label=_("続けて、つなぐ先を選ぶ"), required=False)


class AgreementForm(forms.Form):
    """Whether the person said yes to being handed on. Left empty, nothing is recorded."""

    how = forms.ChoiceField(
        label=_("ほかの機関につなぐことへの同意"),
        choices=[("", _("まだ聞いていない")), *Consent.How.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=_("何を"), choices=ConsentForm.KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    purpose = words(_("何のために"), rows=2, required=False)
    until = day(_("いつまで"), required=False)

    def clean(self) -> dict[str, Any]:
        """All of it, or nothing."""
        said = super().clean() or {}
        if said.get("how"):
            for name in ("kinds", "purpose", "until"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("同意を記録するときは、ここも入れてください。"))
        return said

    def agreed(self, today: date) -> Agreed | None:
        """What the person agreed to today, if they did."""
        said = self.cleaned_data
        if not said["how"]:
            return None
        return Agreed(said["how"], said["kinds"], said["purpose"], today, said["until"])
