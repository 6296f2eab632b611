"""Name of the app."""

from django.apps import AppConfig


class Navigator(AppConfig):
    """A person's own words in; danger met first, then the few supports that fit. No words are kept."""

    name = "tsunagi.navigator"
    label = "navigator"
