"""A PDF that says what its parts are (a heading, a table, its rows and cells), for those who have it read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject


class Element(StructElem):
    """An element of the structure; what it shows and what stands in it are its `k`, in reading order."""

    __slots__ = ()

    def serialize(self, obj_dict: Mapping[str, object] | None = None, _security_handler: object = None) -> str:
        """The element in as few letters as it takes: a long table has thousands."""
        kids = " ".join(one.ref if isinstance(one, PDFObject) else str(one) for one in self.k)
        page = f"/Pg {self.pg.ref}" if isinstance(self.pg, PDFObject) else ""
        return f"{self.id} 0 obj\n<</S{self.s}{self.t or ''}/P {self.p.ref}{page}/K[{kids}]>>\nendobj"


class _Tree(StructureTreeBuilder):
    """The structure with elements below one another, where the library's own has them all below the document."""

    def __init__(self) -> None:
        super().__init__()
        self.below: list[Element] = []

    def __iter__(self) -> Iterator[PDFObject]:
        yield from super().__iter__()
        yield from self.below


class TaggedPDF(FPDF):
    """A PDF in Japanese all of whose marks on the page belong either to its structure or to its decoration."""
