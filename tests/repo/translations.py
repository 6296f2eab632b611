"""The strings that the pages mark for translation, and the catalogues that hold their English.

`python -m tests.repo.translations` writes new strings into the catalogues, without English, and compiles them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests.repo import tree

MARKS = {"_", "__", "gettext", "gettext_lazy", "ngettext"}
APPS = ("base", "directory", "navigator", "register")


def marked(app: str) -> set[str]:
    """Every string that an app marks, in Python and in templates."""
    folder = tree.ROOT / "tsunagi" / app
    found: set[str] = set()
    for path in sorted(folder.rglob("*.py")):
        found.update(_in_python(path.read_text(encoding="utf-8")))
    for path in sorted(folder.rglob("*.html")):
        # templatize() turns a template into lines of gettext calls, as makemessages reads them.
        lines = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        found.update(_in_calls(lines))
    return found


def _in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _in_calls(text: str) -> Iterator[str]:
    for match in re.finditer(r"""gettext\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\"\"\".*?\"\"\")\)""", text, re.S):
        yield ast.literal_eval(match[1])
    for match in re.finditer(r"""_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""", text):
        yield ast.literal_eval(match[1])


def po_file(app: str, language: str = "en") -> Path:
    """An app's catalogue; the base has a Japanese one too, with plainer words than the libraries' own."""
    return tree.ROOT / "tsunagi" / app / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(app: str, language: str = "en") -> Catalog:
    """What an app's catalogue holds."""
    with po_file(app, language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(app: str, language: str = "en") -> bytes:
    """The catalogue as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalogue(app, language))
    return out.getvalue()


def write(app: str, english: dict[str, str]) -> None:
    """Bring an app's catalogue up to its marked strings, with `english` for those that have none, and compile it."""
    known = catalogue(app) if po_file(app).exists() else Catalog()
    fresh = Catalog(locale="en", project="tsunagi", charset="utf-8", fuzzy=False)
    for text in sorted(marked(app)):
        held = known.get(text)
        said = str(held.string) if held and held.string else english.get(text, "")
        flags = ["python-format"] if re.search(r"%\(\w+\)s", text) else []
        fresh.add(text, said, flags=flags)
    po_file(app).parent.mkdir(parents=True, exist_ok=True)
    with po_file(app).open("wb") as file:
        write_po(file, fresh, width=110, omit_header=False, sort_output=True)
    po_file(app).with_suffix(".mo").write_bytes(compiled(app))


if __name__ == "__main__":
    for name in APPS:
        write(name, {})
        po_file("base", "ja").with_suffix(".mo").write_bytes(compiled("base", "ja"))
        missing = [message.id for message in catalogue(name) if message.id and not message.string]
        print(f"{name}: {len(missing)} without English")
