"""Where on the map something is, and its postal code, as people type them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from tsunagi.base.rules.codes import digits
from tsunagi.base.rules.sentences import Wrong, __

#: The corners of Japan, in degrees.
_LATITUDES: Final = (Decimal(20), Decimal(46))
_LONGITUDES: Final = (Decimal(122), Decimal(154))


def read_postal_code(text: str) -> str:
    """Seven digits as 123-4567. Raises Wrong."""
    code = digits(text).removeprefix("〒")
    if not re.fullmatch(r"[0-9]{7}", code):
        raise Wrong(__("郵便番号は7桁の数字で入れてください。"))
    return f"{code[:3]}-{code[3:]}"


def read_point(latitude: str, longitude: str) -> tuple[Decimal, Decimal]:
    """Degrees as numbers. Raises Wrong where one is missing or none, or they lie outside of Japan."""
    north, east = (unicodedata.normalize("NFKC", text).strip() for text in (latitude, longitude))
    if not all(re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,20})?", text) for text in (north, east)):
        raise Wrong(__("緯度と経度は、両方を度の小数で入れてください(例: 35.6895)。"))
    place = Decimal(north), Decimal(east)
    if _inside(place):
        return round(place[0], 6), round(place[1], 6)
    if _inside(place[::-1]):
        raise Wrong(__("緯度と経度が入れ替わっています。"))
    raise Wrong(__("緯度と経度が日本の外を指しています。"))


def _inside(place: tuple[Decimal, ...]) -> bool:
    north, east = place
    return _LATITUDES[0] <= north <= _LATITUDES[1] and _LONGITUDES[0] <= east <= _LONGITUDES[1]
