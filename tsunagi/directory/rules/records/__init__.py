"""A support as somebody writes it: checked before it is kept, and compared with what is kept."""

from tsunagi.directory.rules.records.checking import checked
from tsunagi.directory.rules.records.comparing import Difference, differences, without_keys
from tsunagi.directory.rules.records.model import Capacity, Fault, Faulty, Place, Record, Way, record_from

__all__ = [
    "Capacity",
    "Difference",
    "Fault",
    "Faulty",
    "Place",
    "Record",
    "Way",
    "checked",
    "differences",
    "record_from",
    "without_keys",
]
