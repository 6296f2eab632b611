"""Records of HSDS as columns of tsunagi's rows. What a column cannot hold is told, and stays in their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tsunagi.base.rules.codes import is_corporate_number
from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.rules.addresses import read_mailbox, read_page
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import ANSWERS, CALL_COSTS, COSTS, WAYS
from tsunagi.directory.rules.hours import Impossible, from_hsds, read_hours, say_hours
from tsunagi.directory.rules.hsds.clean import Faults
from tsunagi.directory.rules.hsds.columns import COLUMNS
from tsunagi.directory.rules.hsds.say import CORPORATE_NUMBER
from tsunagi.directory.rules.hsds.shape import tables
from tsunagi.directory.rules.phones import Number, read_number

Columns = dict[str, Any]

#: The longest text of columns that have one.
LENGTHS: Final = {
    **dict.fromkeys(("name", "alternate_name", "option", "document", "source", "address_1", "address_2"), 300),
    **dict.fromkeys(("title", "department", "attention", "label"), 200),
    **dict.fromkeys(("city", "region", "prefecture", "link_type", "code"), 100),
    **dict.fromkeys(("url", "website", "uri", "term_uri"), 500),
    "version": 40,
    "postal_code": 20,
    "currency": 3,
    "country": 2,
}
#: Where a table's column of that name is shorter.
SHORTER: Final = {
    ("language", "name"): 100,
    ("language", "code"): 8,
    ("taxonomy_term", "language"): 8,
    ("contact", "name"): 200,
    ("service_area", "name"): 200,
    ("taxonomy", "name"): 200,
    ("taxonomy_term", "name"): 200,
}
_DATES: Final = ("checked_on", "valid_from", "valid_to")
_INTEGERS: Final = ("minimum_age", "maximum_age", "available", "maximum")


def columns(table: str, record: Mapping[str, Any], faults: Faults) -> Columns:
    """The columns that are simply a field; what a column cannot hold is left empty."""
    found: Columns = {}
    for name, column in COLUMNS[table].items():
        value = record.get(name)
        if value is None:
            continue
        try:
            found[column] = _column(table, name, column, value)
        except Wrong as wrong:
            faults.add(f"{name}: {wrong}")
    return found


def _column(table: str, name: str, column: str, value: Any) -> Any:
    kind = tables()[table].fields[name].kind
    if column in _INTEGERS:
        if not float(value).is_integer() or not 0 <= value <= 32_767:
            raise Wrong("0から32767までの整数ではないので、元の値のまま預かります。")
        return int(value)
    if column == "amount":
        amount = _decimal(value, 2)
        if not 0 <= amount < Decimal(10) ** 10:
            raise Wrong("金額として扱えないので、元の値のまま預かります。")
        return amount
    if column in ("latitude", "longitude"):
        return round(Decimal(str(value)), 6)  # a hand's breadth; what is finer is handed on as it came
    if column in _DATES:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Wrong("日付として読めないので、元の値のまま預かります。") from None
    if kind == "uri":
        return read_page(value)
    if kind == "email":
        return read_mailbox(value)
    longest = SHORTER.get((table, column), LENGTHS.get(column, len(value)))
    if len(value) > longest:
        raise Wrong(f"{longest}文字より長いので、元の値のまま預かります。")
    return value


def _decimal(value: Any, places: int) -> Decimal:
    try:
        made = Decimal(str(value))
    except InvalidOperation:
        raise Wrong("数として読めません。") from None
    if made != round(made, places):
        raise Wrong(f"小数点以下{places}桁までではないので、元の値のまま預かります。")
    return made


def organization(record: Mapping[str, Any], faults: Faults) -> Columns:
    """A provider's columns."""
    found = {
        **columns("organization", record, faults),
        **_texts(record, {"name": "name", "description": "description"}),
    }
    for one in record.get("organization_identifiers", []):
        if one.get("identifier_scheme") == CORPORATE_NUMBER[0] and is_corporate_number(str(one.get("identifier", ""))):
            found["corporate_number"] = one["identifier"]
    code = record.get("tsunagi_area")
    if isinstance(code, str) and area(code) is not None and len(code) == 6:
        found["area"] = code
    return found


def service(record: Mapping[str, Any], faults: Faults) -> Columns:
    """A service's columns. That its facts were confirmed is not taken over: here nobody has looked yet."""
    found = {**columns("service", record, faults), "hours": hours(record, faults)}
    least, most = found.get("minimum_age"), found.get("maximum_age")
    if least is not None and most is not None and least > most:
        faults.add("minimum_ageがmaximum_ageより大きいので、年齢は元の値のまま預かります。")
        del found["minimum_age"], found["maximum_age"]
    found |= _texts(record, SERVICE_TEXTS)
    found |= _codes(record, {"tsunagi_cost": ("cost", COSTS), "tsunagi_anonymous": ("anonymous", ANSWERS)})
    happens = record.get("tsunagi_happens")
    if isinstance(happens, str):
        found["happens"] = happens
    aliases = record.get("tsunagi_aliases")
    if isinstance(aliases, list):
        found["aliases"] = [one for one in aliases if isinstance(one, str)]
    says = record.get("tsunagi_says")
    if isinstance(says, dict):
        found["says"] = {
            str(language): [one for one in said if isinstance(one, str)]
            for language, said in says.items()
            if isinstance(said, list)
        }
    source = record.get("tsunagi_source")
    if isinstance(source, dict):
        found |= {
            column: value
            for column, longest in (("source", 500), ("assured_by", 200))
            if isinstance(value := source.get(column), str) and len(value) <= longest
        }
    if "assurer_email" in record:
        found["assurer_email"] = read_mailbox(record["assurer_email"])
    return found


def measures(record: Mapping[str, Any], faults: Faults) -> list[tuple[str, int, int]] | None:
    """The measures that a service belongs to, each by its plan, year and number; None where nothing is said of them."""
    said = record.get("tsunagi_measures")
    if said is None:
        return None
    found = []
    for one in said if isinstance(said, list) else [said]:
        plan, *numbers = (one.get(name) for name in _MEASURE) if isinstance(one, dict) else ("", 0, 0)
        if _PLAN.fullmatch(str(plan)) and all(type(each) is int and 0 < each < 10_000 for each in numbers):
            found.append((str(plan), *numbers))
        else:
            faults.add("tsunagi_measuresは取り込みません。plan、fiscal_year、numberの組で書いてください。")
    return list(dict.fromkeys(found))


_MEASURE: Final = ("plan", "fiscal_year", "number")
_PLAN: Final = re.compile(r"[a-z0-9-]{1,60}")

SERVICE_TEXTS: Final = {
    "name": "name",
    "description": "summary",
    "happens": "happens",
    "eligibility_description": "for_whom",
    "application_process": "where",
    "fees_description": "cost_note",
}


def location(record: Mapping[str, Any], faults: Faults) -> Columns:
    """A place's columns; of a confidential one no more than its type."""
    if record.get("tsunagi_confidential"):
        return {"is_confidential": True, **columns("location", {"location_type": record.get("location_type")}, faults)}
    found = {**columns("location", record, faults), **_texts(record, {"name": "name"}), "hours": hours(record, faults)}
    latitude, longitude = found.get("latitude"), found.get("longitude")
    on_earth = latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
    if not on_earth and (latitude is not None or longitude is not None):
        faults.add("latitudeとlongitudeは地球上の点ではないので、元の値のまま預かり、地図には使いません。")
    return found if on_earth else {**found, "latitude": None, "longitude": None}


def classifying(table: str, record: Mapping[str, Any], faults: Faults) -> Columns:
    """The columns of a taxonomy or a term."""
    return {**columns(table, record, faults), **_texts(record, {"name": "name"})}


def area_code(record: Mapping[str, Any]) -> str:
    """The code of a service area, where it has one that is known."""
    code = record.get("tsunagi_area")
    return code if isinstance(code, str) and (code == "00" or area(code) is not None) else ""


def hours(record: Mapping[str, Any], faults: Faults) -> str:
    """The hours of schedules in our notation; empty where none are said, or none that tsunagi can reckon with."""
    own = [one for one in record.get("schedules", []) if not one.get("tsunagi_way_id")]
    try:
        return say_hours(from_hsds(own)) if own else ""
    except Impossible as impossible:
        faults.add(f"schedulesは元のまま預かります。{impossible}")
        return ""


def phone(record: Mapping[str, Any], faults: Faults) -> Columns | None:
    """A way with a number; None where the number cannot be read, and must not be shown as one."""
    try:
        number = read_number(record.get("number", ""))
    except Wrong as wrong:
        faults.add(f"電話番号「{str(record.get('number', ''))[:40]}」は元のまま預かり、窓口には示しません。{wrong}")
        return None
    kind = {"fax": "fax", "text": "sms", "sms": "sms"}.get(str(record.get("type", "")).lower(), "telephone")
    found: Columns = {"kind": kind, "number": number.stored, "extension": number.extension}
    if "extension" in record and float(record["extension"]).is_integer():
        found["extension"] = str(int(record["extension"]))
    found["note"] = record.get("description", "")
    own = record.get("tsunagi_way")
    if isinstance(own, dict):
        found |= _way(own, faults)
        found["note"] = own.get("note", "") if own.get("name") else found["note"]
    return found if Number(found["number"]).stored else None


def other_way(record: Mapping[str, Any], faults: Faults) -> Columns | None:
    """A way without a number, from a property of ours."""
    kind, address = record.get("kind"), record.get("address", "")
    if kind not in WAYS or kind in ("telephone", "fax", "sms") or not isinstance(address, str):
        return None
    try:
        checked = "" if not address else read_mailbox(address) if kind == "mail" else read_page(address)
    except Wrong as wrong:
        faults.add(f"連絡の方法「{address[:60]}」は取り込みません。{wrong}")
        return None
    note = record.get("note", "")
    return {"kind": kind, "address": checked, "note": note if isinstance(note, str) else "", **_way(record, faults)}


def _way(own: Mapping[str, Any], faults: Faults) -> Columns:
    """What HSDS cannot say of a way. Neither that it is confirmed nor that it is for a crisis is taken over."""
    found: Columns = {
        column: value
        for column, longest in (
            ("name", 200),
            ("name_en", 200),
            ("note_en", 20_000),
            ("extension", 20),
            ("source", 500),
        )
        if isinstance(value := own.get(column), str) and len(value) <= longest
    }
    found |= _codes(
        own, {"cost": ("cost", CALL_COSTS), "relay": ("relay", ANSWERS), "sign_language": ("sign_language", ANSWERS)}
    )
    text = own.get("hours")
    if isinstance(text, str):
        try:
            read_hours(text)
            found["hours"] = text
        except Impossible as impossible:
            faults.add(f"受付時間「{text[:60]}」は取り込みません。{impossible}")
    return found


def moment(value: Any) -> datetime | None:
    """A moment with its zone; None where it is none."""
    try:
        made = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return made if made.tzinfo else None


def _texts(record: Mapping[str, Any], fields: Mapping[str, str]) -> Columns:
    said = record.get("tsunagi_texts")
    found: Columns = {}
    for ending in ("kana", "easy", "en"):
        texts = said.get(ending) if isinstance(said, dict) else None
        for name, column in fields.items():
            value = texts.get(name) if isinstance(texts, dict) else None
            if isinstance(value, str) and len(value) <= LENGTHS.get(column, 20_000):
                found[f"{column}_{ending}"] = value
    return found


def _codes(record: Mapping[str, Any], wanted: Mapping[str, tuple[str, frozenset[str]]]) -> Columns:
    return {column: record[name] for name, (column, known) in wanted.items() if record.get(name) in known}
