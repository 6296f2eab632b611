"""Opening hours as they are in Japan: read, said, asked and exchanged. Plain Python; the instant is an argument."""

from tsunagi.directory.rules.hours.holidays import is_holiday
from tsunagi.directory.rules.hours.hsds import OWN_KEY, from_hsds, to_hsds
from tsunagi.directory.rules.hours.normal_form import normal
from tsunagi.directory.rules.hours.opening import Now, are_known, closes, is_open, now, opens_next, takes_callers
from tsunagi.directory.rules.hours.read import read_hours
from tsunagi.directory.rules.hours.say import Language, say_hours, say_written
from tsunagi.directory.rules.hours.schema_org import to_schema_org
from tsunagi.directory.rules.hours.span import WEEKDAYS, Impossible, Span

__all__ = [
    "OWN_KEY",
    "WEEKDAYS",
    "Impossible",
    "Language",
    "Now",
    "Span",
    "are_known",
    "closes",
    "from_hsds",
    "is_holiday",
    "is_open",
    "normal",
    "now",
    "opens_next",
    "read_hours",
    "say_hours",
    "say_written",
    "takes_callers",
    "to_hsds",
    "to_schema_org",
]
