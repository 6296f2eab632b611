"""A file that is written whole or not at all."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from tsunagi.reading.model import Document


@contextmanager
def whole(path: Path, document: Document | None = None) -> Iterator[Path]:
    """A place beside `path` to write to; what is there takes the place of `path` when the context ends without error.

    Raises OSError where it cannot be written, or where `path` is the file that a `document` was read from.
    """
    there = path.resolve()  # a link stays one: what it leads to is replaced
    if document and there.is_file():
        with there.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() == document.sha256:
                raise FileExistsError(errno.EEXIST, "読み取った文書そのもの / it is the document that was read")
    is_device = there.exists() and not there.is_file() and not there.is_dir()
    with tempfile.TemporaryDirectory(dir=None if is_device else there.parent, prefix=f".{there.name}.") as folder:
        made = Path(folder) / there.name
        yield made
        if is_device:  # such as a pipe: nothing can take its place
            with made.open("rb") as source, there.open("wb") as target:
                shutil.copyfileobj(source, target)
        else:
            made.replace(there)
