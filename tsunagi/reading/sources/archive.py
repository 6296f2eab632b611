"""XLSX and DOCX are zip archives of XML: what to check before a library unpacks one."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from tsunagi.reading.model import Unreadable

#: What an archive may unpack to: bytes in all, how often its own size, and how many parts.
LARGEST, RATIO, MOST_PARTS = 400_000_000, 200, 20_000

_BOMB = (
    "展開すると異常に大きくなるファイルです。元のファイルから保存し直してください。"
    " / It unpacks to an abnormal size: save it again from the original."
)
_BROKEN = (
    "ファイルが壊れています。元のファイルから保存し直してください。 / The file is broken: save it again from the original."
)
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_XML = (".xml", ".rels", ".vml")


def kind_of(path: Path) -> str:
    """ "xlsx" or "docx", after every part was found to be safe. Raises Unreadable for anything else."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            _check(archive, path.stat().st_size)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise Unreadable(_BROKEN) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    raise Unreadable(
        "XLSX でも DOCX でもない圧縮ファイルです。中の文書を取り出してください。"
        " / An archive, but no XLSX or DOCX: take the document out of it."
    )


def _check(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what would unpack to too much, and XML that declares entities: neither is ever in a plan."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > min(LARGEST, RATIO * max(size, 50_000)):
        raise Unreadable(_BOMB)
    unpacked = 0
    for part in parts:
        with archive.open(part) as file:
            head = True
            while chunk := file.read(1 << 20):
                unpacked += len(chunk)
                if unpacked > LARGEST:
                    raise Unreadable(_BOMB)
                if head and part.filename.lower().endswith(_XML) and _DECLARED.search(chunk):
                    raise Unreadable(
                        "XML に実体の宣言があり、安全に読めません。元のファイルから保存し直してください。"
                        " / Its XML declares entities, which is not safe: save it again from the original."
                    )
                head = False
