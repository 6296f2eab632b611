"""Name of the app."""

from django.apps import AppConfig


class Base(AppConfig):
    """What every part stands on."""

    name = "tsunagi.base"
    label = "base"
