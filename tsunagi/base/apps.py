"""Name of the app, and what its fields say in place of Django's."""

from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Base(AppConfig):
    """What every part stands on."""

    name = "tsunagi.base"
    label = "base"

    def ready(self) -> None:
        """Nobody types into what is chosen from: every field with choices asks to choose."""
        forms.ChoiceField.default_error_messages["required"] = _("選んでください。")
