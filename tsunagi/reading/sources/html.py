"""HTML: tables with each cell in its column, headings and paragraphs as lines; scripts and hidden parts left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from lxml import html
from lxml.etree import LxmlError

from tsunagi.reading.model import Source, Unreadable
from tsunagi.reading.shapes import role_of
from tsunagi.reading.sources.rendering import Rendering
from tsunagi.reading.sources.text import decode

_UNSEEN = {
    "script", "style", "template", "noscript", "head", "svg", "rt", "rp", "select", "textarea", "iframe", "object"
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li",
    "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "ul",
}  # fmt: skip
#: A cell that claims to reach further than this claims too much.
_WIDEST, _HIGHEST = 200, 5000
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_PADDED_BREAK = re.compile(r" *\n[ \n]*")

_BROKEN = (
    "HTML として読めません。ブラウザーで開いて保存し直してください。"
    " / It cannot be read as HTML: open it in a browser and save it again."
)


def open_html(path: Path) -> Source:
    """The page's rows and lines. Raises Unreadable where there is nothing to parse."""
    data = path.read_bytes()
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    # The encoding that a page declares for itself no longer holds once its text is decoded.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    try:
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        page = html.document_fromstring(text, parser=parser)
    except (LxmlError, ValueError) as error:
        raise Unreadable(_BROKEN) from error
    reader = _Reader()
    reader.blocks(page, None)
    return reader.made.source("html", path.name, hashlib.sha256(data).hexdigest())


class _Reader:
    """Adds blocks to a rendering and numbers the tables on the way."""

    def __init__(self) -> None:
        self.made = Rendering()
        self._tables = count(1)

    def blocks(self, element: html.HtmlElement, frame: int | None) -> None:
        """Add what stands in an element: each run of text between blocks is a line; `frame` names the box around it."""
        running = _spaces(element.text)
        for child in _seen(element):
            if child.tag == "table":
                running = self._line(running, frame)
                self._table(child)
            elif child.tag == "br":
                running = self._line(running, frame)
            elif child.tag in _BLOCKS or any(one.tag in _BLOCKS for one in child.iterdescendants()):
                running = self._line(running, frame)
                self.blocks(child, frame)
            else:
                running += _flowing(child)
            running += _spaces(child.tail)
        self._line(running, frame)

    def _line(self, text: str, frame: int | None) -> str:
        """Add a line, or the several that breaks make of it; what runs on begins anew."""
        for line in text.split("\n"):
            self.made.line(_closed(line), frame)
        return ""

    def _table(self, table: html.HtmlElement) -> None:
        """A table; one that only lays out the page, or draws a box, stands for what is in it."""
        number = next(self._tables)
        for caption in table.iterchildren("caption"):
            self.blocks(caption, None)
        rows = [list(row.iterchildren("td", "th")) for row in _rows(table)]
        if all(len(cells) <= 1 for cells in rows):
            for cells in rows:
                for cell in cells:
                    self.blocks(cell, number)
            return
        held: dict[int, int] = {}
        roles: list[str | None] = []
        for cells in rows:
            if any(_widest(cell) > len(cells) for cell in cells):
                for cell in cells:
                    self.blocks(cell, None)
                continue
            texts = _row(cells, held, roles)
            if not roles and sum(role is not None for role in map(role_of, texts)) >= 3:
                roles = [role_of(text) for text in texts]
            self.made.row(texts, number)


def _row(cells: Sequence[html.HtmlElement], held: dict[int, int], roles: Sequence[str | None]) -> list[str]:
    """The texts of a row's cells in their columns; a cell over several columns or rows stands in the first of them.

    held: for each column how many rows more a cell above reaches; it is kept up to date.
    roles: what the columns hold, as far as it is known.
    """
    texts: list[str] = []
    reaching: dict[int, int] = {}
    for cell in cells:
        while held.get(len(texts), 0):
            texts.append("")
        wide, high = _span(cell, "colspan", _WIDEST), _span(cell, "rowspan", _HIGHEST)
        reaching.update(dict.fromkeys(range(len(texts), len(texts) + wide), high - 1))
        role = roles[len(texts)] if len(texts) < len(roles) else None
        texts += [_cell(cell, with_addresses=role in (None, "urls")), *[""] * (wide - 1)]
    texts += [""] * (max((at for at, rows in held.items() if rows), default=-1) + 1 - len(texts))
    for at in held:
        held[at] = max(0, held[at] - 1)
    held.update(reaching)
    return texts


def _cell(cell: html.HtmlElement, *, with_addresses: bool) -> str:
    """A cell's text, with the addresses that its links lead to behind it where they are wanted and not said."""
    text = _PADDED_BREAK.sub("\n", _closed(_flowing(cell))).strip()
    if not with_addresses:
        return text
    links = [str(link.get("href", "")).strip() for link in cell.iter("a")]
    unsaid = dict.fromkeys(link for link in links if re.match("https?://", link) and link not in text)
    return "\n".join([text, *unsaid]) if text else "\n".join(unsaid)


def _flowing(element: html.HtmlElement) -> str:
    """An element's text as it is seen: breaks and blocks begin a new line, other white space is a space."""
    parts = [_spaces(element.text)]
    for child in _seen(element):
        if child.tag == "br":
            parts.append("\n")
        else:
            edge = "\n" if child.tag in _BLOCKS else " " if child.tag in ("td", "th") else ""
            parts += [edge, _flowing(child), edge]
        parts.append(_spaces(child.tail))
    return "".join(parts)


def _seen(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in element.iterchildren():
        if isinstance(child.tag, str):
            if child.tag in _UNSEEN or child.get("hidden") is not None:
                child.text = None
                for inner in list(child):
                    child.remove(inner)
            yield child


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in _seen(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _seen(child) if row.tag == "tr")


def _widest(cell: html.HtmlElement) -> int:
    """How many cells a row of a table inside a cell has at most."""
    return max((len(list(row.iterchildren("td", "th"))) for row in cell.iterdescendants("tr")), default=0)


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    value = str(cell.get(name, "1")).strip()
    if value == "0" and name == "rowspan":
        return most
    return max(1, min(most, int(value))) if value.isdecimal() and len(value) < 9 else 1


def _closed(text: str) -> str:
    """A text whose spaces in a row are seen as one; those that may not break are kept, as spaces."""
    return re.sub(" +", " ", text).replace("\u00a0", " ")


def _spaces(text: str | None) -> str:
    return _SPACES.sub(" ", text or "")
