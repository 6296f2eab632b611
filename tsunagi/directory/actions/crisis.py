"""Keeps the file of the lines for people in danger true to the records."""

from __future__ import annotations

import os

from tsunagi.directory.queries.crisis import crisis_file, crisis_services_held
from tsunagi.directory.rules.crisis import to_json


def keep_crisis_file() -> None:
    """Write the file anew, in one step, so that nobody ever reads half of it."""
    file = crisis_file()
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(to_json(crisis_services_held()), encoding="utf-8")
    fresh.replace(file)
