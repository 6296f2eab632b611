"""Prefectures, municipalities and the wards of designated cities, and which of them lies in which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

Kind = Literal["prefecture", "municipality", "ward"]

#: The code of the whole country, in lists of the areas that a service is for.
COUNTRY: Final = "00"
_TOKYO: Final = "13"


@dataclass(frozen=True, slots=True)
class Area:
    """One prefecture, municipality (Tokyo's special wards are such) or ward of a designated city.

    code: six digits. county: the 郡 that a town or village stands under in addresses, else empty.
    prefecture and city: the names of those that it lies in; empty for itself and for what is in none.
    """

    code: str
    name: str
    kana: str
    county: str
    kind: Kind
    prefecture: str
    city: str

    @property
    def full_name(self) -> str:
        """With its prefecture and city, as 北海道札幌市中央区; no other area is called so."""
        return f"{self.prefecture}{self.city}{self.name}"


_lists: Final = ["areas.tsv"]


def add_made_up() -> None:
    """Know the demonstration's areas too, which do not exist. When a site starts: before anything is looked up."""
    if "made_up.tsv" not in _lists:
        _lists.append("made_up.tsv")


@cache
def areas() -> Mapping[str, Area]:
    """Every area by its code, in the order of the codes."""
    lines = [
        line
        for name in _lists
        for line in (resources.files(__package__) / name).read_text(encoding="utf-8").splitlines()
    ]
    known: dict[str, Area] = {}
    prefecture = city = ""
    for line in lines:
        if line.startswith("#"):
            continue
        code, name, kana, county = (*line.split("\t"), "")[:4]
        if code[2:5] == "000":
            prefecture = name
            known[code] = Area(code, name, kana, "", "prefecture", "", "")
        elif name.endswith("区") and code[:2] != _TOKYO:
            known[code] = Area(code, name, kana, "", "ward", prefecture, city)
        else:
            city = name
            known[code] = Area(code, name, kana, county, "municipality", prefecture, "")
    return known


def area(code: str) -> Area | None:
    """The area of a code: six digits, or two for a prefecture."""
    return areas().get(_prefectures().get(code, code))


@cache
def _prefectures() -> Mapping[str, str]:
    """The six digits of each prefecture by its two."""
    return {code[:2]: code for code, one in areas().items() if one.kind == "prefecture"}


@cache
def _cities() -> Mapping[str, str]:
    """The code of each ward's city."""
    by_name = {(one.prefecture, one.name): code for code, one in areas().items() if one.kind == "municipality"}
    return {code: by_name[one.prefecture, one.city] for code, one in areas().items() if one.kind == "ward"}


def is_big(one: Area) -> bool:
    """Whether it is a designated city, one that has wards."""
    return one.code in _cities().values()


def widest(named: Iterable[Area]) -> tuple[Area, ...]:
    """Of areas of one bare name the prefecture, else the designated city: what people mean by 福島 and 横浜.

    Nobody is left out by it who lives in a town of a prefecture's name, for that lies there.
    """
    held = tuple(named)
    return tuple(one for one in held if one.kind == "prefecture") or tuple(filter(is_big, held)) or held


def lies_in(one: Area) -> tuple[Area, ...]:
    """The prefecture and the city that an area lies in, as far as it does."""
    around = dict.fromkeys((_prefectures()[one.code[:2]], _cities().get(one.code, one.code)))
    return tuple(areas()[code] for code in around if code != one.code)


def containing(code: str) -> tuple[str, ...]:
    """The codes of all areas that an area lies in, the country first and itself last; a prefecture in both forms."""
    if code == COUNTRY:
        return (COUNTRY,)
    around = [COUNTRY, code[:2], _prefectures().get(code[:2], code), _cities().get(code, code), code]
    return tuple(dict.fromkeys(around))


def covers(area_codes: Collection[str], code: str) -> bool:
    """Whether what is for some areas is for all of this one: the country covers all, a city its wards."""
    return any(around in area_codes for around in containing(code))
