"""Name of the app."""

from django.apps import AppConfig


class Directory(AppConfig):
    """What people can turn to: windows, lines, places and schemes, in the field's own format (HSDS)."""

    name = "tsunagi.directory"
    label = "directory"

    def ready(self) -> None:
        """Make the work in the background known."""
        from tsunagi.directory import jobs  # noqa: F401
