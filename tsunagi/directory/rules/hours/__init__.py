"""Opening hours as they are in Japan: read, said, asked and exchanged. Plain Python; the instant is an argument."""

from tsunagi.directory.rules.hours.holidays import is_holiday

__all__ = [
    "is_holiday",
]
