"""The directory in the field's own format: Human Services Data Specification 3.0 and 3.1. Plain Python."""

from tsunagi.directory.rules.hsds.own import OWN, PREFIX
from tsunagi.directory.rules.hsds.paging import Page
from tsunagi.directory.rules.hsds.shape import VERSIONS, Field, Table, Version, tables

__all__ = ["OWN", "PREFIX", "VERSIONS", "Field", "Page", "Table", "Version", "tables"]
