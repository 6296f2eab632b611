"""What the reading of a list gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.rules.phones import Number


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One row that can be taken, every value checked. Texts are empty and numbers None where the list says nothing.

    line: where the row begins in the file, from 1. identifier: the list's own number of the row.
    body and corporate_number: who runs it. area: the code of its municipality.
    hours: in the notation of rules.hours; empty where the list does not give days and times both.
    more: the columns that have no place here, by their headings.
    """

    line: int
    name: str
    identifier: str = ""
    name_kana: str = ""
    name_en: str = ""
    sort: str = ""
    body: str = ""
    corporate_number: str = ""
    area: str = ""
    postal_code: str = ""
    address: str = ""
    building: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    phone: Number | None = None
    fax: Number | None = None
    mailbox: str = ""
    page: str = ""
    form: str = ""
    hours: str = ""
    hours_note: str = ""
    for_whom: str = ""
    cost_note: str = ""
    capacity: str = ""
    access: str = ""
    summary: str = ""
    note: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is left out.

    line: where the row begins. column: its heading, empty for the row as a whole. A page says it in the reader's
    language by `_(fault.sentence) % fault.values`.
    """

    line: int
    column: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, line: int, column: str, wrong: Wrong) -> Fault:
        """The fault that a value was refused with."""
        return cls(line, column, wrong.sentence, wrong.values)

    def __str__(self) -> str:
        """The sentence in Japanese."""
        return self.sentence % self.values


@dataclass(frozen=True, slots=True)
class ListReading:
    """The rows that can be taken, and what is wrong with each of the others, in the file's order."""

    rows: tuple[ServiceRow, ...]
    faults: tuple[Fault, ...]
