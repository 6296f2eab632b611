"""Name of the app."""

from django.apps import AppConfig


class Register(AppConfig):
    """Plans, measures, indicators, and what became of them, over the years."""

    name = "tsunagi.register"
    label = "register"
