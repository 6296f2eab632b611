"""Numbers by verdict drawn; the same numbers stand in a table beside each drawing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from tsunagi.base.charts import Bar, bars
from tsunagi.register.templatetags.register import VERDICT_WORDS
from tsunagi.register.views.common import Row


def verdict_bars(name: str, title: str, rows: Sequence[Row]) -> SafeString:
    """A bar a section or ministry, its targets by verdict; those without targets have none."""
    drawn = [Bar(row.label, row.counts.parts()) for row in rows if row.counts.total]
    return mark_safe(bars(name, title, drawn, _legend()))  # noqa: S308 every text in it was escaped when it was drawn


def _legend() -> dict[str, str]:
    return {verdict: str(word) for verdict, (_sign, word) in VERDICT_WORDS.items()}
