"""Name of the app."""

from django.apps import AppConfig


class Consultations(AppConfig):
    """Contacts by telephone, chat, form, mail, LINE, letter and in person."""

    name = "tsunagi.consultations"
    label = "consultations"

    def ready(self) -> None:
        """Make the work in the background known."""
        from tsunagi.consultations import jobs  # noqa: F401
