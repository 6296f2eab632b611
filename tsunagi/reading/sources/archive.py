"""XLSX and DOCX are zip archives of XML: nothing in one is parsed before all of it is found to be harmless."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from typing import Literal, Self

from lxml import etree

from tsunagi.reading.model import Unreadable

#: What an archive may unpack to: bytes in all, in its XML, in how many parts; and how often its own size.
LARGEST, LARGEST_XML, MOST_PARTS, RATIO = 300_000_000, 40_000_000, 10_000, 200
#: A small archive of one letter over and over is harmless, however well it is packed.
HARMLESS = 5_000_000

_BOMB = (
    "展開すると異常に大きくなるファイルです。元のファイルから保存し直してください。"
    " / It unpacks to an abnormal size: save it again from the original."
)
_BROKEN = (
    "ファイルが壊れています。元のファイルから保存し直してください。 / The file is broken: save it again from the original."
)
_ENTITIES = (
    "XML に実体の宣言があり、安全に読めません。元のファイルから保存し直してください。"
    " / Its XML declares entities, which is not safe to read: save it again from the original."
)
_LOCKED = (
    "パスワードがかかっています。パスワードを外して保存し直してください。"
    " / It is locked with a password: save it again without one."
)
_OTHER = (
    "XLSX でも DOCX でもない圧縮ファイルです。中の文書を取り出すか、.xlsx か .docx で保存し直してください。"
    " / It is an archive, but no XLSX or DOCX: take the document out of it, or save it as .xlsx or .docx."
)
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_CHUNK = 1 << 20


class Archive:
    """An XLSX or DOCX that was found safe, its parts by their relationships. A context manager, to close the file.

    `kind` says which it is and `main` names its first part. Raises Unreadable for anything else, broken ones
    included; so do the methods, and so does any error of a parser inside the context.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        with path.open("rb") as file:
            self.sha256 = file_digest(file, "sha256").hexdigest()
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable(_BROKEN) from error
        self.kind: Literal["xlsx", "docx"]
        self.main: str

    def __enter__(self) -> Self:
        try:
            _check(self._zip)
            self.main = next((target for kind, target in self.related("").values() if kind == "officeDocument"), "")
            root = etree.QName(self.xml(self.main)).localname if self.main else ""
        except BaseException as error:
            self._zip.close()
            _explain(error)
            raise
        if root not in ("workbook", "document"):
            self._zip.close()
            raise Unreadable(_OTHER)
        self.kind = "xlsx" if root == "workbook" else "docx"
        return self

    def __exit__(self, *raised: object) -> None:
        self._zip.close()
        _explain(raised[1])

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that a part refers to, each with its kind and its name, by the reference's own name."""
        folder, base = posixpath.split(part)
        relations = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        if relations not in self._zip.namelist():
            return {}
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in self.xml(relations)
        }

    def xml(self, part: str) -> etree._Element:
        """A part as a tree."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(self._zip.read(part), parser)

    def elements(self, part: str, *names: str) -> Iterator[etree._Element]:
        """The elements of a part with one of the names, each when it is whole, and then forgotten."""
        tags = [f"{{*}}{name}" for name in names]
        for _, element in etree.iterparse(
            BytesIO(self._zip.read(part)), tag=tags, resolve_entities=False, no_network=True, remove_comments=True
        ):
            yield element
            element.clear()


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what would unpack to too much, and XML that declares entities: no office program writes any.

    zipfile unpacks no more of a part than the archive declares, so the declared sizes bound the real ones.
    """
    parts = archive.infolist()
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    markup = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if (
        len(parts) > MOST_PARTS
        or unpacked > LARGEST
        or sum(part.file_size for part in markup) > LARGEST_XML
        or unpacked > max(HARMLESS, RATIO * packed)
    ):
        raise Unreadable(_BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_LOCKED)
    for part in markup:
        with archive.open(part) as file:
            before = b""
            while chunk := file.read(_CHUNK):
                if _DECLARED.search((before + chunk).replace(b"\x00", b"")):
                    raise Unreadable(_ENTITIES)
                before = chunk[-64:]


def _explain(error: object) -> None:
    """Raise Unreadable where an error says that the archive, or a part of it, is not what it should be."""
    broken = (zipfile.BadZipFile, zlib.error, etree.LxmlError, EOFError, LookupError, ValueError, ArithmeticError)
    if isinstance(error, (*broken, RuntimeError)) and not isinstance(error, RecursionError):
        raise Unreadable(_BROKEN) from error
