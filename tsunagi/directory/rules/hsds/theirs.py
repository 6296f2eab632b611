"""What another system said, handed on as it said it.

A record that came in is kept in tsunagi's columns. Where saying it again from them would not give what came (a field
that tsunagi does not have, a number in another writing), the difference stands in the row's `more`: by field what
tsunagi would say, and what they said. Their words stand until somebody here changes the fact; from then on ours do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tsunagi.directory.rules.hsds.own import PREFIX
from tsunagi.directory.rules.hsds.shape import Version, fitted, tables

KEY: Final = "hsds"


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, list[Any]]:
    """By field, [what tsunagi says, what they said] where these differ; None is for nothing."""
    fields = [name for name in {**ours, **theirs} if not name.startswith(PREFIX)]
    return {
        name: [ours.get(name), theirs.get(name)]
        for name in fields
        if ours.get(name) != theirs.get(name) or type(ours.get(name)) is not type(theirs.get(name))
    }


def with_theirs(table: str, ours: dict[str, Any], more: Mapping[str, Any], version: Version = "3.1") -> dict[str, Any]:
    """The record with their words wherever tsunagi would still say what it did when they came."""
    kept = more.get(KEY)
    if not kept:
        return ours
    said = {name: theirs for name, (then, theirs) in kept.items() if ours.get(name) == then}
    found = {name: value for name, value in said.items() if value is not None}
    left = {name: value for name, value in ours.items() if name not in said}
    order = tables()[table].fields
    together = {**left, **fitted(table, found, version)}
    return {name: together[name] for name in [*(one for one in order if one in together), *left] if name in together}


def without_names(said: Any) -> Any:
    """A record for the public: without its metadata, which tell by name who changed it, and what stood there before."""
    if isinstance(said, list):
        return [without_names(one) for one in said]
    if isinstance(said, dict):
        return {name: without_names(value) for name, value in said.items() if name != "metadata"}
    return said
