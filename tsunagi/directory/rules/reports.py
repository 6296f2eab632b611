"""What somebody says is wrong, put into the record for whoever mends it."""

from __future__ import annotations

from dataclasses import replace

from tsunagi.directory.rules.records import Place, Record, Way


def with_report(record: Record, what: str, right: str) -> Record:
    """The record with what is said to be right in the place where it would stand. Nothing is checked here.

    what: number, hours, address, closed or other. right: empty where nobody knows it.
    """
    if what == "closed":
        return replace(record, status="defunct")
    if not right:
        return record
    if what == "address":
        first, *rest = record.places or (Place(),)
        return replace(record, places=(replace(first, address_1=right, latitude="", longitude=""), *rest))
    ways = list(record.ways)
    for place, way in enumerate(ways):
        if what == "number" and way.number:
            # What was confirmed was the old number: whoever saves the new one says anew where it was read.
            ways[place] = replace(way, number=right, extension="", confirmed=False, checked_on=None)
            return replace(record, ways=tuple(ways))
        if what == "hours" and way.hours:
            ways[place] = replace(way, hours=right)
            return replace(record, ways=tuple(ways))
    if what == "number":
        return replace(record, ways=(*ways, Way(number=right)))
    return replace(record, hours=right) if what == "hours" else record
