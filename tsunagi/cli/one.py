"""One document read, judged and written as wished."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from tsunagi.cli.sentences import unwritable
from tsunagi.judging.verdict import Assessment, assess
from tsunagi.reading.dates import last_day
from tsunagi.reading.document import read, to_json
from tsunagi.reading.model import Document
from tsunagi.writing import whole, write

Format = Literal["table", "json", "csv", "xlsx", "docx", "html", "pdf"]
Lang = Literal["ja", "en"]
Progress = Callable[[int, int], None]


class Unwritable(Exception):
    """The result cannot be written where it was to go; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A document and the verdicts on its measures' targets, measure by measure."""

    document: Document
    assessments: tuple[tuple[Assessment, ...], ...]


def judged(path: Path, shape: Path | None, day: date | None, progress: Progress | None = None) -> Judged:
    """Read the document and judge it as of `day`.

    Without a day it is judged as of the end of its own fiscal year, and as of today where it names none.
    Raises Unreadable with one sentence where the file is no plan.
    """
    document = read(path, shape=shape, progress=progress)
    own = last_day(document.fiscal_year) if document.fiscal_year else None
    as_of = day or own or date.today()
    return Judged(document, tuple(tuple(assess(measure, as_of)) for measure in document.measures))


def save(one: Judged, kind: Format, path: Path, lang: Lang) -> None:
    """Write the document as `kind` to `path`, whole or not at all. Raises Unwritable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(one, kind, path, lang)
    except OSError as error:
        raise Unwritable(unwritable(path, error)) from error


def show(one: Judged, kind: Format, lang: Lang) -> None:
    """Write the document as `kind` to standard output."""
    with tempfile.TemporaryDirectory() as half:
        made = Path(half) / f"out.{kind}"
        _write(one, kind, made, lang)
        with made.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _write(one: Judged, kind: Format, path: Path, lang: Lang) -> None:
    """Write the file, whole or not at all; each format's module is loaded when it is wanted."""
    if kind == "table":
        from tsunagi.cli.summary import summary

        text = summary(one.document, one.assessments, lang)
    elif kind == "json":
        import json

        text = json.dumps(to_json(one.document, one.assessments), ensure_ascii=False, indent=1) + "\n"
    else:
        write(one.document, one.assessments, kind, path)
        return
    with whole(path, one.document) as made:
        made.write_text(text, encoding="utf-8")
