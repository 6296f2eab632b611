"""Who runs supports, as somebody writes it: every value made into what is kept, or told to be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Final

from tsunagi.base.rules.codes import digits, is_corporate_number
from tsunagi.base.rules.sentences import Wrong, __
from tsunagi.directory.rules.addresses import LONGEST_NAME, read_mailbox, read_name, read_page, read_text
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.records import Fault, Faulty

LONGEST_DESCRIPTION: Final = 4_000


@dataclass(frozen=True, slots=True)
class Told:
    """A provider's texts under the names of their columns. area: the six digits of its local body, where it is one."""

    name: str = ""
    name_kana: str = ""
    name_en: str = ""
    alternate_name: str = ""
    description: str = ""
    description_en: str = ""
    email: str = ""
    website: str = ""
    corporate_number: str = ""
    area: str = ""


def checked(told: Told) -> Told:
    """What is kept. Raises Faulty with all that is wrong with it."""
    faults: list[Fault] = []
    values: dict[str, str] = {}
    for name in (one.name for one in fields(Told)):
        given = getattr(told, name)
        try:
            values[name] = _READ.get(name, _line)(given) if name == "name" or given.strip() else ""
        except Wrong as wrong:
            faults.append(Fault(name, wrong))
    if faults:
        raise Faulty(faults)
    return Told(**values)


def _line(text: str) -> str:
    return read_name(text, LONGEST_NAME)


def _description(text: str) -> str:
    return read_text(text, LONGEST_DESCRIPTION)


def _corporate_number(text: str) -> str:
    number = digits(text)
    if not is_corporate_number(number):
        raise Wrong(__("法人番号の13桁か検査数字が合っていません。国税庁の公表サイトの番号をそのまま入れてください。"))
    return number


def _body(text: str) -> str:
    code = digits(text)
    if len(code) != 6 or area(code) is None:
        raise Wrong(__("コードの6桁か検査数字が合っていません。総務省の一覧の6桁をそのまま入れてください。"))
    return code


_READ: Final[dict[str, Callable[[str], str]]] = {
    "description": _description,
    "description_en": _description,
    "email": read_mailbox,
    "website": read_page,
    "corporate_number": _corporate_number,
    "area": _body,
}
