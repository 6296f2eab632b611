"""Opening hours as they are in Japan: read, said, asked and exchanged. Plain Python; the instant is an argument."""

from tsunagi.directory.rules.hours.holidays import is_holiday
from tsunagi.directory.rules.hours.normal_form import normal
from tsunagi.directory.rules.hours.read import read_hours
from tsunagi.directory.rules.hours.say import Language, say_hours
from tsunagi.directory.rules.hours.span import WEEKDAYS, Impossible, Span

__all__ = [
    "WEEKDAYS",
    "Impossible",
    "Language",
    "Span",
    "is_holiday",
    "normal",
    "read_hours",
    "say_hours",
]
