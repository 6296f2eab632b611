"""The strings that the pages mark for translation, and the catalogues that hold them in other languages.

Every string has its English. Those of the public pages, which somebody who looks for help may see, have their words in
each public language too. `python -m tests.repo.translations` writes new strings into the catalogues, without their
translation, and compiles them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from tests import settings
from tests.repo import tree

MARKS = {"_", "__", "gettext", "gettext_lazy", "ngettext"}
#: A string as Python writes it.
STRING = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
#: Those that say first in which sense, where one Japanese word has several.
MARKS_IN_CONTEXT = {"pgettext", "pgettext_lazy"}
#: What gettext puts between the sense and the string.
BETWEEN = "\4"
APPS = ("base", "cases", "consultations", "directory", "figures", "navigator", "register")
#: Catalogues of what libraries say, in plainer words or in a language that they lack; "." is the site as a whole.
OF_LIBRARIES = (("base", "ja"), (".", "tl"))


#: The languages of the public pages beside Japanese and English.
PUBLIC_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES if code not in ("ja", "en"))
#: Where the strings of public pages stand: files by pattern, or one class in a file, whose choices pages show.
PUBLIC = {
    "base": (
        "apps.py",
        "templates/40?.html",
        "templates/500.html",
        "templates/base/_*.html",
        "templates/base/page.html",
        "templates/base/public_page.html",
        "templates/base/refused.html",
        "templates/base/stale_form.html",
    ),
    "consultations": (
        "actions/messages.py",
        "forms/chat.py",
        "forms/public.py",
        "models/contact.py#Age",
        "models/contact.py#Way",
        "models/impression.py#Felt",
        "queries/carried.py",
        "queries/wording.py",
        "templates/consultations/chat/_lines.html",
        "templates/consultations/chat/_messages.html",
        "templates/consultations/chat/_state.html",
        "templates/consultations/chat/before.html",
        "templates/consultations/chat/left.html",
        "templates/consultations/chat/talk.html",
        "templates/consultations/public/*.html",
        "templatetags/chat.py",
        "templatetags/consultations.py",
        "views/chat.py",
        "views/public_form.py",
    ),
    "directory": (
        "forms/public.py",
        "forms/reports.py",
        "models/keeping.py#What",
        "models/service.py#Cost",
        "models/service.py#Status",
        "models/service.py#YesNo",
        "models/way.py#Cost",
        "models/way.py#Kind",
        "templates/directory/_card.html",
        "templates/directory/bare.html",
        "templates/directory/embedded.html",
        "templates/directory/map.html",
        "templates/directory/_pages_of_words.html",
        "templates/directory/_way.html",
        "templates/directory/_ways.html",
        "templates/directory/report.html",
        "templates/directory/service.html",
        "templates/directory/services.html",
        "templates/directory/still_right.html",
        "templatetags/directory.py",
        "views/answering.py",
        "views/maps.py",
        "views/public.py",
        "views/reporting.py",
    ),
    "navigator": ("**/*.py", "**/*.html"),
}
#: What the patterns hold, but only people who work here see.
STAFF = (
    "navigator/access.py",
    "navigator/templates/navigator/ledger.html",
    "navigator/views/ledger.py",
)


def languages(app: str) -> tuple[str, ...]:
    """The languages that an app has a catalogue in."""
    return ("en", *PUBLIC_LANGUAGES) if app in PUBLIC else ("en",)


def marked(app: str, language: str = "en") -> set[str]:
    """Every string that an app marks, in Python and in templates: for English all, else those of public pages.

    One that is marked in a sense begins with it, as `key()` has it.
    """
    folder = tree.ROOT / "tsunagi" / app
    found: set[str] = set()
    for pattern in ("**/*.py", "**/*.html") if language == "en" else PUBLIC.get(app, ()):
        files, _, name = pattern.partition("#")
        for path in sorted(folder.glob(files)):
            if language == "en" or str(path.relative_to(folder.parent)) not in STAFF:
                found.update(_in_file(path, name))
    return found


def _in_file(path: Path, name: str) -> Iterator[str]:
    """What a file marks; of a module only the class of that name, where one is given."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # templatize() turns a template into lines of gettext calls, as makemessages reads them.
        yield from _in_calls(templatize(source, origin=str(path)))
        return
    for node in ast.walk(ast.parse(source)):
        if not name or (isinstance(node, ast.ClassDef) and node.name == name):
            yield from _in_python(node)
            if not name:
                return


def _in_python(part: ast.AST) -> Iterator[str]:
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS | MARKS_IN_CONTEXT:
            said = node.args[: 2 if node.func.id in MARKS_IN_CONTEXT else 1]
            values = [one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if values and len(values) == len(said):
                yield BETWEEN.join(values)


def _in_calls(text: str) -> Iterator[str]:
    for match in re.finditer(rf"""gettext\(u?({STRING}|\"\"\".*?\"\"\")\)""", text, re.S):
        yield ast.literal_eval(match[1])
    for match in re.finditer(rf"""pgettext\(u?({STRING}), u?({STRING})\)""", text):
        yield ast.literal_eval(match[1]) + BETWEEN + ast.literal_eval(match[2])
    for match in re.finditer(rf"""_\(({STRING})\)""", text):
        yield ast.literal_eval(match[1])


def po_file(app: str, language: str = "en") -> Path:
    """An app's catalogue."""
    return tree.ROOT / "tsunagi" / app / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def catalogue(app: str, language: str = "en") -> Catalog:
    """What an app's catalogue holds."""
    with po_file(app, language).open("rb") as file:
        return read_po(file, locale=_known(language))


def key(one: Message) -> str:
    """A string of a catalogue as `marked()` has it: after the sense that it is meant in."""
    return f"{one.context}{BETWEEN}{one.id}" if one.context else str(one.id)


def compiled(app: str, language: str = "en") -> bytes:
    """The catalogue as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalogue(app, language))
    return out.getvalue()


def write(app: str, language: str, words: dict[str, str]) -> None:
    """Bring a catalogue up to its marked strings, with `words` for those that have none, and compile it.

    One that holds all of them already keeps its date, so that nothing changes where nothing is new.
    """
    path = po_file(app, language)
    known = catalogue(app, language) if path.exists() else Catalog()
    fresh = Catalog(locale=_known(language), project="tsunagi", charset="utf-8", fuzzy=False)
    held = {key(one): str(one.string) for one in known if one.id}
    for one in sorted(marked(app, language)):
        context, _, text = one.rpartition(BETWEEN)
        flags = ["python-format"] if re.search(r"%\(\w+\)s", text) else []
        fresh.add(text, held.get(one) or words.get(one, ""), flags=flags, context=context or None)
    if held == {key(one): str(one.string) for one in fresh if one.id}:
        fresh.creation_date = known.creation_date
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=110, omit_header=False, sort_output=True)
    path.with_suffix(".mo").write_bytes(compiled(app, language))


def _known(language: str) -> str:
    """The language as the library of catalogues knows it: of 「やさしい日本語」 it knows that it is Japanese."""
    return "ja" if language == "ja-easy" else to_locale(language)


if __name__ == "__main__":
    for name, one in OF_LIBRARIES:
        po_file(name, one).with_suffix(".mo").write_bytes(compiled(name, one))
    for name in APPS:
        for one in languages(name):
            write(name, one, {})
            missing = [message.id for message in catalogue(name, one) if message.id and not message.string]
            print(f"{name} {one}: {len(missing)} without words")
