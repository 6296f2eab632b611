"""Date codes (docs/reference/json.md) as people say them."""

from __future__ import annotations

import re
from functools import lru_cache

MONTHS = "January February March April May June July August September October November December".split()


@lru_cache(maxsize=1024)  # a measure's page says the same few over and over
def said(code: str, language: str) -> str:
    """FY2024 as 令和6年度 or fiscal 2024, 2026-03 as 令和8年3月 or March 2026; what is no code stays as it is."""
    if "/" in code:
        first, last = code.split("/", 1)
        return f"{said(first, language)}{'–' if language == 'en' else '〜'}{said(last, language)}"
    found = re.fullmatch(r"(FY)?(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", code)
    if found is None:
        return code
    fiscal, year, month, day = found.groups()
    if language == "en":
        parts = [str(int(day)) if day else "", MONTHS[int(month) - 1] if month else "", year]
        return f"fiscal {year}" if fiscal else " ".join(part for part in parts if part)
    text = era(int(year)) + ("年度" if fiscal else "年")
    return text + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")


def era(year: int) -> str:
    """令和6 for 2024, 平成元 for 1989; before that the western year."""
    for name, begin in (("令和", 2018), ("平成", 1988)):
        if year > begin:
            return f"{name}{'元' if year == begin + 1 else year - begin}"
    return str(year)
