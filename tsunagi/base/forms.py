"""How form fields are drawn (label, help, error and field tied together for screen readers), and how forms are sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tsunagi.base.access import Refused
from tsunagi.base.models import Organisation, Role, User
from tsunagi.base.queries.deeds import deed_names, doers
from tsunagi.base.rules import codes


class Renderer(TemplatesSetting):
    """Draws forms and fields by this app's templates."""

    form_template_name = "base/_form.html"
    field_template_name = "base/_field.html"


class MemberForm(forms.Form):
    """Somebody's role in an organisation."""

    email = forms.EmailField(label=_("メールアドレス"), help_text=_("まだ利用者でなければ、この場で利用者になります。"))
    name = forms.CharField(label=_("氏名"), max_length=100)
    role = forms.ModelChoiceField(Role.objects.order_by("pk"), label=_("役割"), empty_label=None)


class ReasonForm(forms.Form):
    """Why something is done to somebody else's account."""

    reason = forms.CharField(
        label=_("理由と、本人であることの確かめ方"),
        max_length=500,
        help_text=_("操作の記録に残ります。本人の事情は書かないでください。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeedsForm(forms.Form):
    """Which deeds are to be seen: of one kind, by one person, from a day to a day."""

    action = forms.ChoiceField(label=_("何をしたか"), required=False)
    by = forms.ModelChoiceField(User.objects.none(), label=_("だれが"), required=False, empty_label=_("すべて"))
    since = forms.DateField(label=_("いつから"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("いつまで"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("すべて")), *deed_names().items()]  # type: ignore[attr-defined]
        self.fields["by"].queryset = doers(organisation)  # type: ignore[attr-defined]


class OrganisationForm(forms.ModelForm[Organisation]):
    """An organisation, with its codes as people type them."""

    class Meta:
        model = Organisation
        fields = ("kind", "name", "name_en", "slug", "code", "corporate_number", "parent", "population")
        help_texts: ClassVar[dict[str, Any]] = {
            "slug": _("半角の英数字とハイフン。アドレスに使い、後で変えません。"),
            "code": _("都道府県と市区町村だけ。検査数字を含む6桁。"),
            "corporate_number": _("国税庁の13桁の番号。分からなければ空。"),
        }

    def clean_code(self) -> str:
        """Digits only, however they were typed."""
        return codes.digits(self.cleaned_data["code"])

    def clean_corporate_number(self) -> str:
        """Digits only, however they were typed."""
        return codes.digits(self.cleaned_data["corporate_number"])


def posted(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the form was sent, and says what it has to."""
    return request.method == "POST" and form.is_valid()


def tried(form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Do it; where it is refused the form says why, and nothing that was typed is lost."""
    try:
        deed()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
