"""Made-up spans of every kind, for the tests of opening hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tsunagi.directory.rules.hours import WEEKDAYS, Impossible, Span

DAY = 24 * 60
MONTH_DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: f"{day:%m-%d}")
SOME_DATES = st.lists(st.dates(date(2026, 12, 20), date(2027, 1, 10)), min_size=1, max_size=3).map(tuple)


def times(effect: str) -> st.SearchStrategy[dict[str, Any]]:
    """Times of a quarter of an hour, so that spans meet, touch and end on the minute of others."""

    def fields(opens: int, length: int, reception: int | None) -> dict[str, Any]:
        closes = min(opens + length, 2 * DAY)
        late = None if reception is None or effect == "closed" else min(opens + reception, closes)
        return {"opens": opens, "closes": closes, "reception_closes": late}

    quarters = st.integers(0, 95).map(lambda quarter: quarter * 15)
    lengths = st.integers(1, 120).map(lambda quarter: quarter * 15)
    timed = st.builds(fields, quarters, lengths, st.none() | lengths)
    whole = st.just({"opens": 0, "closes": DAY})
    return timed | whole | (st.just({}) if effect == "closed" else whole)


RULES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"weekdays": st.frozensets(st.sampled_from(WEEKDAYS), min_size=1)},
        optional={"nth": st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), max_size=2).map(tuple)},
    ),
    st.fixed_dictionaries(
        {"month_days": st.lists(st.integers(1, 31) | st.just(-1), min_size=1, max_size=3).map(tuple)}
    ),
)
FRAMES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "holidays": st.sampled_from(["as_usual", "closed", "only"]),
        "season": st.tuples(MONTH_DAYS, MONTH_DAYS),
        "valid_from": st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        "valid_to": st.dates(date(2026, 12, 26), date(2028, 1, 1)),
    },
)


@st.composite
def one_span(draw: st.DrawFn) -> Span:
    """A span that can be."""
    effect = draw(st.sampled_from(["open", "open", "closed"]))
    if draw(st.integers(0, 4)) == 0:
        days: dict[str, Any] = {"dates": draw(SOME_DATES)}
    else:
        days = draw(RULES) | draw(FRAMES)
        if days.get("holidays") == "only":
            days = {name: value for name, value in days.items() if name not in ("weekdays", "month_days", "nth")}
        framed = days.keys() & {"season", "valid_from", "valid_to"}
        some_days = days.get("month_days") or days.get("nth") or 0 < len(days.get("weekdays", ())) < len(WEEKDAYS)
        if effect == "closed" and days.get("holidays") == "closed" and framed and not some_days:
            del days["holidays"]
        if days.get("valid_from", date.min) > days.get("valid_to", date.max):
            del days["valid_from"]
    try:
        return Span(effect=effect, **days, **draw(times(effect)))  # type: ignore[arg-type]
    except Impossible as error:
        raise AssertionError(f"these spans are made to be possible: {error}") from error


SPANS = st.lists(one_span(), max_size=5)
