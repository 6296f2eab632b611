"""A mail address or a LINE account of a window."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tsunagi.consultations.models import Channel, Window
from tsunagi.consultations.rules.mail import LONGEST_LOCAL


class ChannelForm(forms.Form):
    """What is typed here is sealed, and never shown again."""

    window = forms.ModelChoiceField(Window.objects.none(), label=_("窓口"), empty_label=None)
    kind = forms.ChoiceField(label=_("方法"), choices=Channel.Kind.choices, widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("メールアドレス、またはLINEアカウントの名前"),
        max_length=254,
        help_text=_("メールは「+」のついた宛先も届くアドレスにしてください。@より前は20文字までです。"),
    )
    secret = forms.CharField(
        label=_("LINEのチャネルシークレット"), required=False, max_length=200, widget=forms.PasswordInput
    )
    token = forms.CharField(
        label=_("LINEのチャネルアクセストークン"), required=False, max_length=500, widget=forms.PasswordInput
    )

    def __init__(self, *args: Any, windows: QuerySet[Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].queryset = windows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each way has what it needs."""
        said: dict[str, Any] = super().clean() or {}
        address = said.get("address", "")
        if said.get("kind") == Channel.Kind.LINE and not (said.get("secret") and said.get("token")):
            self.add_error(
                "secret", _("LINEの管理画面にある、チャネルシークレットとアクセストークンの両方を入れてください。")
            )
        if said.get("kind") == Channel.Kind.MAIL and address:
            try:
                validate_email(address)
            except forms.ValidationError as error:
                self.add_error("address", error)
            local = address.partition("@")[0]
            if "+" in local or len(local) > LONGEST_LOCAL:
                self.add_error("address", _("@より前は、「+」を含まない20文字までにしてください。"))
        return said
