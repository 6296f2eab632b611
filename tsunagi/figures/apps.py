"""Name of the app."""

from django.apps import AppConfig


class Figures(AppConfig):
    """Counts that cross from the personal side to the public side."""

    name = "tsunagi.figures"
    label = "figures"

    def ready(self) -> None:
        """Make the work in the background known."""
        from tsunagi.figures import jobs  # noqa: F401
