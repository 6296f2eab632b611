"""Name of the app."""

from django.apps import AppConfig


class Cases(AppConfig):
    """People who are accompanied, and how they are handed on without getting lost."""

    name = "tsunagi.cases"
    label = "cases"

    def ready(self) -> None:
        """Make known what of it can be measured."""
        from tsunagi.cases import measuring  # noqa: F401
