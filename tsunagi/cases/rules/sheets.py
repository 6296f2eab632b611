"""The forms of casework as data: sections and fields, in versions. What was filled in keeps the version it had.

The questions are those of the national standard forms for 生活困窮者自立支援 (厚生労働省「自立相談支援機関使用標準様式」).
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from tsunagi.base.rules.sentences import Wrong, __
from tsunagi.cases.rules.people import WHEREABOUTS
from tsunagi.cases.rules.shown import said_day

Kind = Literal["text", "long", "date", "number", "choice", "many"]
FORMS: Final = ("intake", "assessment", "plan", "record", "evaluation")
#: A file for each version of each form.
HELD: Final = resources.files("tsunagi.cases") / "sheets"


@dataclass(frozen=True, slots=True)
class Field:
    """One question. options: code to (Japanese, English), for choices."""

    code: str
    label: str
    label_en: str
    kind: Kind
    is_required: bool
    options: Mapping[str, tuple[str, str]]
    is_whereabouts: bool
    """Whether it may say where the person is to be found, and is hidden under a protective measure."""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    title: str
    title_en: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form in one version."""

    code: str
    version: int
    title: str
    title_en: str
    sections: tuple[Section, ...]

    @property
    def fields(self) -> list[Field]:
        """All questions in order."""
        return [field for section in self.sections for field in section.fields]


@cache
def versions(code: str) -> Mapping[int, Form]:
    """A form in each version that it had, oldest first."""
    read = {
        int(path.name.split(".")[1]): tomllib.loads(path.read_text(encoding="utf-8"))
        for path in HELD.iterdir()
        if path.name.startswith(f"{code}.")
    }
    asked = [one for held in read.values() for part in held["section"] for one in part["field"]]
    # In every version: what was found to tell the whereabouts later told them before, too.
    whereabouts = {one["code"] for one in asked if one.get("whereabouts", False)}
    return {version: _form(code, version, read[version], whereabouts) for version in sorted(read)}


def form(code: str, version: int) -> Form:
    """A form as it was in a version."""
    return versions(code)[version]


def newest(code: str) -> Form:
    """The form that is filled in today."""
    return list(versions(code).values())[-1]


def check_answers(asked: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are kept, without empty ones. Raises Wrong with a sentence."""
    if not set(answers) <= {field.code for field in asked.fields}:
        raise Wrong(__("この様式にない項目への答えが入っています。様式を開き直して、入れ直してください。"))
    kept: dict[str, Any] = {}
    for field in asked.fields:
        value = answers.get(field.code)
        if isinstance(value, str):
            value = value.strip()
        if value in (None, "", []):
            if field.is_required:
                raise Wrong(__("「%(label)s」を入れてください。"), label=field.label)
            continue
        chosen = value if isinstance(value, list) else [value]
        if field.options and not set(chosen) <= set(field.options):
            raise Wrong(__("「%(label)s」に、選べないものが入っています。"), label=field.label)
        kept[field.code] = value
    return kept


def shown(field: Field, value: Any, language: str) -> str:
    """An answer as a person reads it."""
    if field.kind == "date":
        return said_day(value, language)
    place = 1 if language == "en" else 0
    chosen = value if isinstance(value, list) else [value]
    return "、".join(field.options[one][place] if one in field.options else str(one) for one in chosen)


def says_where(code: str) -> bool:
    """Whether a field that is shared ("person.address", "intake.wishes") may say where somebody is to be found."""
    part, _dot, name = code.partition(".")
    if part == "person":
        return name in WHEREABOUTS
    # By any version: what was shared may be of a question that is not asked any more.
    return any(field.code == name and field.is_whereabouts for one in versions(part).values() for field in one.fields)


def _form(code: str, version: int, read: Mapping[str, Any], whereabouts: Collection[str]) -> Form:
    sections = tuple(
        Section(part["title"], part["title_en"], tuple(_field(one, whereabouts) for one in part["field"]))
        for part in read["section"]
    )
    return Form(code, version, read["title"], read["title_en"], sections)


def _field(read: Mapping[str, Any], whereabouts: Collection[str]) -> Field:
    return Field(
        code=read["code"],
        label=read["label"],
        label_en=read["label_en"],
        kind=read["kind"],
        is_required=read.get("required", False),
        options={code: (names[0], names[1]) for code, names in read.get("options", {}).items()},
        is_whereabouts=read["code"] in whereabouts,
    )
