"""Name of the app."""

from django.apps import AppConfig
from django.conf import settings


class Directory(AppConfig):
    """What people can turn to: windows, lines, places and schemes, in the field's own format (HSDS)."""

    name = "tsunagi.directory"
    label = "directory"

    def ready(self) -> None:
        """Make the work in the background known; and the places of the demonstration, where this is one."""
        from tsunagi.directory import jobs  # noqa: F401
        from tsunagi.directory.rules.areas import add_made_up

        if not settings.SECOND_FACTOR:
            add_made_up()
