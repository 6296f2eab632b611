"""What whoever answers fills in while people speak: notes first, then short lists that the keyboard walks through."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import User
from tsunagi.consultations.forms.fields import AreaField, day, needs, whether, words
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.rules.noting import FIELDS

LANGUAGES: Final = [
    ("ja", _("日本語")),
    ("en", _("英語")),
    ("zh", _("中国語")),
    ("ko", _("韓国・朝鮮語")),
    ("vi", _("ベトナム語")),
    ("ne", _("ネパール語")),
    ("pt", _("ポルトガル語")),
    ("es", _("スペイン語")),
    ("tl", _("タガログ語")),
    ("id", _("インドネシア語")),
    ("jsl", _("手話")),
    ("und", _("そのほか・分からない")),
]


class BeginForm(forms.Form):
    """By which way somebody came, and the key of the contact that it makes."""

    way = forms.ChoiceField(choices=Contact.Way.choices)
    key = forms.UUIDField(widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """A contact as it is written down. Nothing is asked for: whatever is known so far is saved."""

    notes = words(_("記録"), rows=9, required=False, attrs={"accesskey": "n", "autofocus": True})
    need = forms.ChoiceField(label=_("主な内容"), required=False)
    about = forms.ChoiceField(
        label=_("だれのことか"), required=False, choices=Contact.About.choices, widget=forms.RadioSelect
    )
    age = forms.ChoiceField(label=_("年齢"), required=False, choices=Contact.Age.choices, widget=forms.RadioSelect)
    is_first = whether(_("はじめての連絡か"))
    area = AreaField(
        label=_("住んでいるところ(市区町村か都道府県)"),
        required=False,
        max_length=100,
        help_text=_("言わなければ空のまま。番地は書きません。"),
    )
    name = forms.CharField(label=_("名前(名乗ったもの)"), required=False, max_length=200)
    reach = forms.CharField(label=_("折り返しの連絡先"), required=False, max_length=300)
    language = forms.ChoiceField(label=_("話した言語"), required=False, choices=LANGUAGES)
    needs = forms.MultipleChoiceField(label=_("ほかの内容"), required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    page = forms.CharField(widget=forms.HiddenInput, max_length=36)
    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    #: What stands open on the page beside the notes.
    SHORT: Final = ("need", "about", "age", "is_first", "area", "name", "reach", "language")

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if way == Contact.Way.LINE:
            del self.fields["reach"]
        self.fields["need"].choices = [("", _("まだ分からない")), *needs()]  # type: ignore[attr-defined]
        self.fields["needs"].choices = needs()  # type: ignore[attr-defined]

    def clean_notes(self) -> str:
        """The notes, with one sign for the end of a line whether a form or a script sent them."""
        text: str = self.cleaned_data["notes"]
        return text.replace("\r\n", "\n")

    def short(self) -> list[forms.BoundField]:
        """The fields that stand open on the page, beside the notes."""
        return [self[name] for name in self.SHORT if name in self.fields]

    def said(self) -> dict[str, Any]:
        """What the contact is to say; what was left out stays as nobody knows it."""
        found = {name: self.cleaned_data.get(name, "") for name in FIELDS}
        empty = {"about": Contact.About.UNKNOWN, "age": Contact.Age.UNKNOWN, "language": "ja"}
        return {name: str(found[name] or empty[name]) if name in empty else found[name] for name in FIELDS}


class EndForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("結果"), choices=Contact.Outcome.choices, widget=forms.RadioSelect, required=False
    )
    again_on = day(_("あらためて連絡する日"), required=False)


class AgainForm(forms.Form):
    """On which other day somebody is called."""

    again_on = day(_("連絡する日"))


class PassForm(forms.Form):
    """To whom a contact is passed on."""

    window = forms.ModelChoiceField(Window.objects.none(), label=_("どの窓口に"), widget=forms.RadioSelect)
    why = words(_("次に応対する人に伝えること"), max_length=2_000)
    agreed = forms.BooleanField(
        label=_("本人に伝え、了解を得ています"),
        required=False,
        help_text=_("ほかの組織に回すときに要ります。命の危険があるときは、了解がなくても回せます。"),
    )

    def __init__(self, *args: Any, windows: list[Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["window"]
        field.queryset = Window.objects.filter(pk__in=[one.pk for one in windows]).select_related("organisation")
        field.label_from_instance = lambda window: f"{window.organisation} {window}"


class PartnerForm(forms.Form):
    """Who sits beside."""

    partner = forms.ModelChoiceField(User.objects.none(), label=_("いっしょに応対する人"), empty_label=None)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["partner"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name")
