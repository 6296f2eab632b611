"""HTML: tables with their cells in their columns, headings and paragraphs as lines; scripts and styles left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import html
from lxml.etree import ParserError

from tsunagi.reading.model import Source, Unreadable
from tsunagi.reading.sources.rendering import Rendering
from tsunagi.reading.sources.text import decode

_UNSEEN = {"script", "style", "template", "noscript", "head", "svg"}
_BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "dt", "dd", "section", "article", "pre"}
#: A cell that claims to reach further than this claims too much.
_WIDEST = 200


def open_html(path: Path) -> Source:
    """The page's rows and lines. Raises Unreadable where there is nothing to parse."""
    data = path.read_bytes()
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(_unmarked(decode(data)), parser=parser)
    except (ParserError, ValueError) as error:
        raise Unreadable(
            "HTML として読めません。ブラウザーで開いて保存し直してください。 / It cannot be read as HTML: save it again from a browser."
        ) from error
    made = Rendering()
    body = page.find("body")
    _walk(page if body is None else body, made)
    return Source("html", path.name, hashlib.sha256(data).hexdigest(), tuple(made.blocks))


def _unmarked(text: str) -> str:
    """The text without its XML declaration, whose encoding no longer holds once the text is decoded."""
    start = text.lstrip()
    return start[start.find("?>") + 2 :] if start.startswith("<?xml") else text


def _walk(element: html.HtmlElement, made: Rendering) -> None:
    for child in element.iterchildren():
        if not isinstance(child.tag, str) or child.tag in _UNSEEN:
            continue
        if child.tag == "table":
            _table(child, made)
        elif child.tag in _BLOCKS and not any(one.tag in _BLOCKS | {"table"} for one in child.iterdescendants()):
            made.line(_text(child))
        else:
            _walk(child, made)


def _table(table: html.HtmlElement, made: Rendering) -> None:
    """The rows of a table; a cell over several columns or rows stands in the first of them."""
    made.new_table()
    caption = table.find("caption")
    if caption is not None:
        made.line(_text(caption))
    held: dict[int, int] = {}
    for row in _rows(table):
        texts: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while held.get(len(texts), 0):
                held[len(texts)] -= 1
                texts.append("")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for at in range(len(texts), len(texts) + wide):
                held[at] = high - 1
            texts += [_text(cell), *[""] * (wide - 1)]
        while held.get(len(texts), 0):
            held[len(texts)] -= 1
            texts.append("")
        if len([text for text in texts if text]) == 1 and texts[0]:
            made.line(texts[0])
        else:
            made.row(texts)


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table.iterchildren():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _span(cell: html.HtmlElement, name: str) -> int:
    try:
        return max(1, min(_WIDEST, int(cell.get(name, "1"))))
    except ValueError:
        return 1


def _text(element: html.HtmlElement) -> str:
    """The element's text as it is seen: a line break is one, white space in the source is a space."""
    parts: list[str] = []
    _collect(element, parts)
    lines = "".join(parts).split("\n")
    return "\n".join(line for line in (" ".join(line.split(" ")).strip() for line in lines) if line)


def _collect(element: html.HtmlElement, parts: list[str]) -> None:
    parts.append(_spaces(element.text))
    for child in element.iterchildren():
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            broken = child.tag == "br" or child.tag in _BLOCKS
            parts.append("\n" if broken else "")
            _collect(child, parts)
            parts.append("\n" if broken and child.tag != "br" else "")
        parts.append(_spaces(child.tail))


def _spaces(text: str | None) -> str:
    return " ".join((text or "").replace("\n", " ").replace("\t", " ").split(" "))
