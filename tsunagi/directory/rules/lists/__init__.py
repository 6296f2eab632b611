"""Lists of places and windows as municipalities publish them (自治体標準オープンデータセット and what is like it), read row by row."""

from tsunagi.directory.rules.lists.model import Fault, ListReading, ServiceRow
from tsunagi.directory.rules.lists.reading import read_list
from tsunagi.directory.rules.lists.table import TORN, decoded
from tsunagi.directory.rules.lists.taking import identity_of, record_of_row, told_by_list

__all__ = [
    "TORN",
    "Fault",
    "ListReading",
    "ServiceRow",
    "decoded",
    "identity_of",
    "read_list",
    "record_of_row",
    "told_by_list",
]
