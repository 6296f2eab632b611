"""Providers and their services, the places where they are given, the ways to reach them, and what they are about.

What another system said in HSDS and tsunagi does not use itself stays in `more` of the row it came with, so that it is
handed on as it came.
"""

from tsunagi.directory.models.details import Capacity, Contact, CostOption, Funding, Language, RequiredDocument
from tsunagi.directory.models.keeping import (
    Decision,
    Distinction,
    HsdsFile,
    Likeness,
    ListFile,
    ListProposal,
    Question,
    Report,
)
from tsunagi.directory.models.place import Accessibility, Address, Location, ServiceArea, ServiceAtLocation
from tsunagi.directory.models.provider import Provider
from tsunagi.directory.models.search import KeptRecord, Opening, SearchEntry
from tsunagi.directory.models.service import Service, ServiceMeasure, YesNo
from tsunagi.directory.models.taxonomy import Attribute, Taxonomy, TaxonomyTerm
from tsunagi.directory.models.way import Way

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "Capacity",
    "Contact",
    "CostOption",
    "Decision",
    "Distinction",
    "Funding",
    "HsdsFile",
    "KeptRecord",
    "Language",
    "Likeness",
    "ListFile",
    "ListProposal",
    "Location",
    "Opening",
    "Provider",
    "Question",
    "Report",
    "RequiredDocument",
    "SearchEntry",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceMeasure",
    "Taxonomy",
    "TaxonomyTerm",
    "Way",
    "YesNo",
]
