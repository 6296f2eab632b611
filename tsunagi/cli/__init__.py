"""The command `tsunagi`."""

from tsunagi.cli.command import main

__all__ = ["main"]
