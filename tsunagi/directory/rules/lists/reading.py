"""A municipal list, row by row: what can be taken, and what is wrong with the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from tsunagi.base.rules.codes import digits, is_body_code, is_corporate_number
from tsunagi.base.rules.sentences import Wrong, __
from tsunagi.directory.rules.addresses import LONGEST_NAME, read_mailbox, read_name, read_page
from tsunagi.directory.rules.areas import area, areas_in, find_area
from tsunagi.directory.rules.lists.headings import columns
from tsunagi.directory.rules.lists.hours import days_of, hours_of, times_of
from tsunagi.directory.rules.lists.model import Fault, ListReading, ServiceRow
from tsunagi.directory.rules.lists.table import LONGEST_CELL, MOST_COLUMNS, TORN, Row, rows_of, text_of
from tsunagi.directory.rules.phones import Number, read_number
from tsunagi.directory.rules.points import read_point, read_postal_code

#: The heading may stand below a title: it is looked for in so many rows.
_HEADING_WITHIN: Final = 10
#: What stands in a cell that says nothing.
_NOTHING: Final = re.compile(r"[-ー―‐−–—]+|なし|無し|無|N/?A|null", re.I)
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: Texts of one line, and of several.
_LINES: Final = "identifier name_kana name_en sort body address building".split()
_TEXTS: Final = "hours_note for_whom cost_note capacity access summary note".split()

#: So much of an address is looked at for its municipality.
_BEGINNING: Final = 40


def read_list(content: bytes, name: str) -> ListReading:
    """The rows of a list, each taken whole or left out with its faults. Raises Wrong where the file is no such list.

    name: the file's, for what its ending tells.
    """
    if re.search(r"\.(xlsx?|pdf|docx?|zip)$", name, re.I):
        raise Wrong(
            __("CSVのファイルを選んでください。Excelからは「名前を付けて保存」でCSV UTF-8を選んで保存できます。")
        )
    rows = rows_of(text_of(content))
    headings = _found(rows)
    taken: list[ServiceRow] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for row in rows:
        if row.cells is None:
            faults.append(Fault.of(row.line, "", Wrong(__('引用符(")が合っていないので、この行は読めません。'))))
            continue
        reader = _Cells(headings, row.line, row.cells)
        made = reader.row(seen)
        faults += reader.faults
        if made is not None:
            taken.append(made)
    return ListReading(tuple(taken), tuple(faults))


@dataclass(frozen=True, slots=True)
class _Headings:
    """The headings, and the columns of each field among them, the best first."""

    names: list[str]
    places: Mapping[str, list[int]]


def _found(rows: Iterator[Row]) -> _Headings:
    """The headings: the first row that has a column for names."""
    for row in islice(rows, _HEADING_WITHIN):
        names = list(row.cells or ())
        while names and not names[-1].strip():
            names.pop()
        if len(names) > MOST_COLUMNS:
            raise Wrong(__("列が多すぎます(%(most)s列まで)。"), most=MOST_COLUMNS)
        places = columns(names)
        if "name" not in places:
            continue
        return _Headings(names, places)
    raise Wrong(__("「名称」の列が見つかりません。1行目に、名称、住所、電話番号などの見出しを入れてください。"))


@dataclass(slots=True)
class _Cells:
    """One row under its headings; collects what is wrong with it."""

    headings: _Headings
    line: int
    cells: list[str]
    faults: list[Fault] = field(default_factory=list)

    def row(self, seen: dict[str, int]) -> ServiceRow | None:
        """The row, or None where anything is wrong with it. seen: the line of each identifier, which is added to."""
        if self._is_whole():
            values = self._values()
            identifier = values["identifier"]
            if identifier in seen:
                wrong = Wrong(__("番号が%(line)s行目と同じです。どちらかを直してください。"), line=seen[identifier])
                self._refuse(self._column("identifier"), wrong)
            elif identifier:
                seen[identifier] = self.line
            if not self.faults:
                return ServiceRow(line=self.line, **values)
        return None

    def _is_whole(self) -> bool:
        """As many cells as headings, none of them too long or with signs that cannot be shown."""
        width = len(self.headings.names)
        if len(self.cells) < width or any(cell.strip() for cell in self.cells[width:]):
            sentence = __("列の数が見出しと違います(見出しは%(right)s列、この行は%(count)s列)。")
            self._refuse("", Wrong(sentence, right=width, count=len(self.cells)))
            return False
        for heading, cell in zip(self.headings.names, self.cells, strict=False):
            longest = LONGEST_NAME if heading == self._column("name") else LONGEST_CELL
            if len(cell) > longest:
                sentence = __("長すぎます。%(longest)s文字までにしてください。")
                self._refuse(heading, Wrong(sentence, longest=longest))
            elif TORN in cell:
                self._refuse(heading, Wrong(__("壊れた文字か外字があります。ふつうの文字で入れ直してください。")))
            elif _UNSEEN.search(cell):
                self._refuse(heading, Wrong(__("目に見えない文字があります。入れ直してください。")))
        return not self.faults

    def _values(self) -> dict[str, Any]:
        """Every field, checked."""
        values: dict[str, Any] = {name: self._cell(name) for name in _TEXTS}
        for name in ("name", *_LINES):
            values[name] = self._checked(name, read_name, self._cell(name))
        for name, check in (("mailbox", read_mailbox), ("page", read_page), ("form", read_page)):
            values[name] = self._checked(name, check, self._cell(name))
        values["corporate_number"] = self._checked(
            "corporate_number", _corporate_number, self._cell("corporate_number")
        )
        values["postal_code"] = self._checked("postal_code", read_postal_code, self._cell("postal_code"))
        values["area"] = self._checked("code", _area_code, self._cell("code")) or self._area_of_address()
        values["phone"], values["fax"] = self._phone(), self._number("fax", self._cell("fax"))
        values["latitude"], values["longitude"] = self._point()
        values["hours"], values["hours_note"] = self._hours(values["hours_note"])
        used = {place for places in self.headings.places.values() for place in places}
        values["more"] = {
            heading: self.cells[place].strip()
            for place, heading in enumerate(self.headings.names)
            if place not in used and self.cells[place].strip()
        }
        return values

    def _cell(self, name: str) -> str:
        """The first cell of a field's columns that is filled; empty where it only says that there is nothing."""
        filled = (self.cells[place].strip() for place in self.headings.places.get(name, ()))
        text = next((cell for cell in filled if cell), "")
        return "" if _NOTHING.fullmatch(unicodedata.normalize("NFKC", text)) else text

    def _column(self, name: str) -> str:
        """The heading that a fault of a field is told under."""
        places = self.headings.places[name]
        return self.headings.names[next((place for place in places if self.cells[place].strip()), places[0])]

    def _refuse(self, column: str, wrong: Wrong) -> None:
        self.faults.append(Fault.of(self.line, column, wrong))

    def _checked(self, name: str, check: Callable[[str], str], text: str) -> str:
        """The cell as `check` keeps it, or a fault; an empty one is checked only where it must not be."""
        if not text and name != "name":
            return ""
        try:
            return check(text)
        except Wrong as wrong:
            self._refuse(self._column(name), wrong)
            return ""

    def _number(self, name: str, text: str) -> Number | None:
        if not text:
            return None
        try:
            return read_number(text)
        except Wrong as wrong:
            self._refuse(self._column(name), wrong)
            return None

    def _phone(self) -> Number | None:
        number, extension = self._cell("phone"), self._cell("extension")
        if extension and not number:
            self._refuse(self._column("extension"), Wrong(__("内線番号だけで、電話番号がありません。")))
            return None
        return self._number("phone", f"{number} 内線{extension.removeprefix('内線')}" if extension else number)

    def _area_of_address(self) -> str:
        """The municipality that its columns name, else the one that the address begins with; empty if unclear."""
        prefecture, city, address = (self._cell(name) for name in ("prefecture", "city", "address"))
        named = find_area(prefecture + city) if city else None
        if named is None:
            written = address if address.startswith(prefecture) else prefecture + address
            begins = [one.areas for one in areas_in(written[:_BEGINNING]) if one.start == 0]
            named = begins[0][0] if begins and len(begins[0]) == 1 else None
        return named.code if named and named.kind != "prefecture" else ""

    def _point(self) -> tuple[Decimal | None, Decimal | None]:
        """Both or none, in Japan, to six places (a tenth of a metre)."""
        texts = [self._cell("latitude"), self._cell("longitude")]
        if not any(texts):
            return None, None
        try:
            return read_point(*texts)
        except Wrong as wrong:
            self._refuse(self._column("latitude" if texts[0] else "longitude"), wrong)
            return None, None

    def _hours(self, note: str) -> tuple[str, str]:
        """(hours, the note): days and times go to the note where they make no hours together with it."""
        opens, closes = self._cell("opens"), self._cell("closes")
        days, times = self._checked("days", days_of, self._cell("days")), ""
        if opens or closes:
            try:
                times = times_of(opens, closes)
            except Wrong as wrong:
                self._refuse(self._column("opens" if opens else "closes"), wrong)
        if hours := hours_of(days, times, note) if days and times else "":
            return hours, note
        return "", " ".join(part for part in (days, times, note) if part)


def _corporate_number(text: str) -> str:
    number = digits(text)
    if not is_corporate_number(number):
        raise Wrong(__("法人番号の13桁か検査数字が合っていません。"))
    return number


def _area_code(text: str) -> str:
    code = digits(text)
    if is_body_code(code) and area(code):
        return code
    if is_body_code(f"0{code}"):
        raise Wrong(__("コードの先頭の0がありません。表計算ソフトが消したのかもしれません。6桁で入れてください。"))
    raise Wrong(__("今ある市区町村のコードではありません。検査数字まで6桁で入れてください。"))
