"""What came from elsewhere, before anything is taken: known fields of the right kind, and nothing that harms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.rules.addresses import read_mailbox, read_page
from tsunagi.directory.rules.hsds.own import PREFIX
from tsunagi.directory.rules.hsds.shape import Field, tables
from tsunagi.directory.rules.lists import TORN

#: Longest text that is taken, in characters.
LONGEST: Final = 20_000
#: How deep records may stand in each other.
DEEPEST: Final = 12

Record = dict[str, Any]


@dataclass(slots=True)
class Faults:
    """What was wrong: where (a file and line, or a record's name), and the sentence. Each is said once."""

    found: list[tuple[str, str]] = field(default_factory=list)
    where: str = ""

    def add(self, sentence: str) -> None:
        """Say what is wrong with what is being read."""
        if (self.where, sentence) not in self.found:
            self.found.append((self.where, sentence))


def cleaned(table: str, record: Any, faults: Faults, depth: int = 0) -> Record | None:
    """A record with what can be taken of it; None where it is no record."""
    if not isinstance(record, Mapping) or depth > DEEPEST:
        faults.add(f"{table}は、名前と値の組で書いてください。")
        return None
    kept: Record = {}
    fields = tables()[table].fields
    for name, value in record.items():
        known = fields.get(str(name))
        if value is None or value == "":
            continue
        if str(name).startswith(PREFIX):
            kept[name] = value
        elif known is None:
            faults.add(f"{table}の「{str(name)[:60]}」はHSDSにない項目なので、取り込みません。")
        else:
            taken = _value(known, value, faults, depth)
            if taken is not None:
                kept[known.name] = taken
    if "id" not in kept:
        faults.add(f"{table}は取り込みません。idがありません。")
        return None
    return kept


def _value(known: Field, value: Any, faults: Faults, depth: int) -> Any:
    if known.kind == "many":
        if not isinstance(value, list):
            return _wrong(known, "並びで書いてください", faults)
        return [one for each in value if (one := cleaned(known.of, each, faults, depth + 1)) is not None]
    if known.kind == "one":
        return cleaned(known.of, value, faults, depth + 1)
    if known.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12 or value != value:
            return _wrong(known, "数で書いてください", faults)
        return value
    if not isinstance(value, str):
        return _wrong(known, "文字で書いてください", faults)
    if TORN in value:
        return _wrong(known, "壊れた文字か外字があります。ふつうの文字で入れ直してください", faults)
    if len(value) > LONGEST or "\x00" in value:
        return _wrong(known, f"{LONGEST}文字までで、目に見えない文字を除いて書いてください", faults)
    if known.choices and value not in known.choices:
        return _wrong(known, f"{'、'.join(known.choices)}のどれかで書いてください", faults)
    return _address(known, value, faults)


def _address(known: Field, value: str, faults: Faults) -> str | None:
    """Whatever is an address must be one that may be clicked on."""
    try:
        if known.kind == "email":
            read_mailbox(value)
        elif known.kind == "uri" or known.name in ("logo", "uri"):
            read_page(value)
    except Wrong as wrong:
        _wrong(known, str(wrong).rstrip("。"), faults)
        return None
    return value


def _wrong(known: Field, sentence: str, faults: Faults) -> None:
    faults.add(f"{known.name}は取り込みません。{sentence}。")
