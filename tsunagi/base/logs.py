"""Lines of the log: what happened, where in the code and when; never who, with which words or at which address.

What a library or an exception has to say may hold what somebody typed: a path, a value that a constraint refused. So
nothing of it is kept but its kind, its numbers and the places in the code.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from uuid import UUID

#: Which request a line is from, so that lines can be put together; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

#: Loggers whose templates are written by hand, with everything that varies as an argument.
OURS: Final = "tsunagi."
TEMPLATES: Final = ("waitress",)
#: What our own arguments may be beside numbers: a name in the code.
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z_.]{0,60}")
HIDDEN: Final = "…"


class Careful(logging.Formatter):
    """One line for each record, as JSON or to be read by people."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The record without anything that somebody typed."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
            "request": request_id.get(),
            **getattr(record, "said", {}),
        }
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            said["status"] = status
        if record.exc_info and record.exc_info[0]:
            said |= {"error": record.exc_info[0].__name__, "at": _places(record.exc_info[2])}
        said = {name: value for name, value in said.items() if value != ""}
        if self._as_json:
            return json.dumps(said, ensure_ascii=False)
        first = " ".join(str(said.pop(name, "")) for name in ("time", "level", "logger", "event"))
        return " ".join([first.strip(), *(f"{name}={_short(value)}" for name, value in said.items())])


def _event(record: logging.LogRecord) -> str:
    """The template, filled with what can be no word of anybody; empty where the template itself may be one."""
    is_ours = record.name.startswith(OURS)
    if not isinstance(record.msg, str) or not (is_ours or record.name.split(".")[0] in TEMPLATES):
        return ""
    if not record.args or isinstance(record.args, Mapping):
        return record.msg
    try:
        return record.msg % tuple(_kept(one, is_ours) for one in record.args)
    except (TypeError, ValueError):
        return record.msg


def _kept(value: object, is_ours: bool) -> Any:
    if isinstance(value, int | float) or (is_ours and isinstance(value, UUID)):
        return value
    return value if is_ours and isinstance(value, str) and NAME.fullmatch(value) else HIDDEN


def _places(trace: TracebackType | None) -> list[str]:
    """Where in the code, from the outside in; no line of it, for a line may be a form's value in a template."""
    return [f"{_file(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)]


def _file(path: str) -> str:
    """The last folders of a path: enough to find it, nothing of the machine."""
    return "/".join(Path(path).parts[-3:])


def _short(value: object) -> str:
    return " < ".join(map(str, reversed(value[-3:]))) if isinstance(value, list) else str(value)
