"""Lists of places and windows as municipalities publish them (自治体標準オープンデータセット and what is like it), read row by row."""

from tsunagi.directory.rules.lists.model import Fault, ListReading, ServiceRow
from tsunagi.directory.rules.lists.reading import read_list

__all__ = ["Fault", "ListReading", "ServiceRow", "read_list"]
