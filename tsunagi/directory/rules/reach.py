"""A way as people press, read and hear it."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagi.directory.rules.phones import Number


@dataclass(frozen=True, slots=True)
class Reach:
    """shown for eyes, spoken for ears; href is what pressing it does, empty where nothing can be pressed."""

    shown: str
    spoken: str
    href: str


def reach(kind: str, *, number: str, extension: str = "", address: str = "", language: str = "ja") -> Reach:
    """How a way is shown, spoken and pressed. number: as rules/phones stores it; address: a page or a mailbox."""
    if number:
        read = Number(number, extension)
        spoken = read.spoken if language.startswith("ja") else read.spoken_en
        return Reach(read.shown, spoken, read.dial if kind == "telephone" else "")
    return Reach(address, address, f"mailto:{address}" if kind == "mail" else address)
