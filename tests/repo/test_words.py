"""No file names the machine it was written on, where packages come from, or who wrote it how."""

from __future__ import annotations

import re

from tests.repo import tree

# Written in pieces, so that this file does not hold what it looks for.
_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org")
_FOLDERS = ("wo" + "rk", "t" + "mp", "ho" + "me", "ro" + "ot", "o" + "pt", "Us" + "ers", "m" + "nt")
_WRITERS = ("clau" + "de", "anthro" + "pic", "sub" + "agent", "chat" + "gpt", "lang" + "uage model")

FORBIDDEN = {
    "a package registry's host": re.compile("|".join(map(re.escape, _HOSTS)), re.I),
    "a path of one machine": re.compile(r"(?<![\w.$)}~-])/(?:" + "|".join(_FOLDERS) + r")/\w"),
    "how the text was written": re.compile("|".join(_WRITERS), re.I),
}


def test_no_file_names_its_workplace() -> None:
    found = []
    for path in tree.files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for what, pattern in FORBIDDEN.items():
            found += [f"{path.relative_to(tree.ROOT)}: {what}: {match[0]}" for match in pattern.finditer(text)]
    assert not found, "\n".join(found)
