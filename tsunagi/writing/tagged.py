"""A PDF that says what its parts are (a heading, a table, its rows and cells), for those who have it read aloud.

The library knows elements below the document only; here they stand below one another, as a table's do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from fpdf import FPDF
from fpdf.output import PDFPage
from fpdf.prefs import ViewerPreferences
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject

Kind = Literal["H1", "H2", "P", "Table", "TR", "TH", "TD", "Span"]

#: What a heading of a table is the heading of, and over how many columns it reaches.
COLUMN = "<</O/Table/Scope/Column>>"
ROW = "<</O/Table/Scope/Row>>"


class Element(StructElem):
    """A part of the document; `k` holds in reading order the parts in it and the numbers of what it shows on a page."""

    __slots__ = ("attributes", "shown_on")

    def __init__(self, kind: Kind, parent: StructElem, page: int, attributes: str) -> None:
        super().__init__(f"/{kind}", parent, [], page)
        self.attributes = attributes
        self.shown_on: PDFPage | None = None

    def serialize(self, _obj_dict: object = None, _security_handler: object = None) -> str:
        """The element in as few letters as it takes: a long table has thousands of them."""
        kids = " ".join(one.ref if isinstance(one, PDFObject) else str(one) for one in self.k)
        entries = [f"/S{self.s}/P {self.p.ref}"]
        entries += [f"/A{self.attributes}"] if self.attributes else []
        entries += [f"/Pg {self.shown_on.ref}"] if self.shown_on else []
        entries += [f"/K[{kids}]"] if kids else []
        return f"{self.id} 0 obj\n<<{''.join(entries)}>>\nendobj"


class _Tree(StructureTreeBuilder):
    """The structure, with the elements that do not stand right below the document."""

    def __init__(self) -> None:
        super().__init__()
        self.deeper: list[Element] = []

    def __iter__(self) -> Iterator[PDFObject]:
        yield from super().__iter__()
        yield from self.deeper


class TaggedPDF(FPDF):
    """A PDF whose text belongs either to an element or to the decoration: A3 across for tables, or A4 upright."""

    def __init__(self, title: str, *, upright: bool = False, language: str = "ja-JP") -> None:
        super().__init__("portrait" if upright else "landscape", "mm", "A4" if upright else "A3")
        self.struct_builder: _Tree = _Tree()
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("tsunagi")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def element(self, kind: Kind, parent: Element | None = None, attributes: str = "") -> Element:
        """A new element at the end of its parent, or of the document."""
        above = parent or self.struct_builder.doc_struct_elem
        made = Element(kind, above, self.page, attributes)
        above.k.append(made)
        if parent:
            self.struct_builder.deeper.append(made)
        return made

    @contextmanager
    def shows(self, element: Element) -> Iterator[None]:
        """What is drawn meanwhile is what the element shows; on a page after its first, a part of it does."""
        page = self.pages[self.page]
        if element.shown_on not in (None, page):
            element = self.element("Span", element)
        element.shown_on = page
        page.struct_parents = self.page
        shown = self.struct_builder.struct_tree_root.parent_tree.nums[self.page]
        element.k.append(len(shown))
        self._out(f"{element.s} <</MCID {len(shown)}>> BDC")
        shown.append(element)
        yield
        self._out("EMC")

    @contextmanager
    def decorates(self, kind: Literal["Layout", "Pagination"]) -> Iterator[None]:
        """What is drawn meanwhile is read to nobody: lines, page numbers, a heading that was there before."""
        self._out(f"/Artifact <</Type/{kind}>> BDC")
        yield
        self._out("EMC")
