"""Name of the app."""

from django.apps import AppConfig


class Register(AppConfig):
    """Plans, measures, indicators, and what became of them, over the years."""

    name = "tsunagi.register"
    label = "register"

    def ready(self) -> None:
        """Make the work in the background known."""
        from tsunagi.register import jobs  # noqa: F401
