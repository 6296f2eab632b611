"""How the API answers: JSON once made, pages, and one record after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import http_date
from pydantic import BaseModel, ValidationError

from tsunagi.directory.api.asked import Paged
from tsunagi.directory.rules.hsds import Page

Record = dict[str, Any]
Say = Callable[[list[Any]], list[Record]]
Kind = TypeVar("Kind", bound=BaseModel)

#: How many records are fetched at once where all are streamed.
BATCH: Final = 200


class Refused(Exception):
    """What was asked cannot be answered; the message is the sentence that says why and what to do."""

    def __init__(self, message: str, *, code: str = "invalid", status: int = 422) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def read(request: HttpRequest, kind: type[Kind]) -> Kind:
    """What was asked, in the address and, by POST, in a JSON object, which goes before.

    A parameter that is not known is refused, as is one that is given twice: what was meant as a filter must not be
    passed over in silence.
    """
    for name, given in request.GET.lists():
        if len(given) > 1:
            raise Refused(f"{name[:40]}: given {len(given)} times; all filters hold together, so give each once.")
    values = {**request.GET.dict(), **_sent(request)}
    unknown = sorted(set(values) - set(kind.model_fields))
    if unknown:
        known = ", ".join(kind.model_fields) or "none"
        raise Refused(f"There is no parameter {unknown[0][:40]!r} here. Known: {known}.", code="unknown", status=400)
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise Refused(_sentence(error)) from None


def _sent(request: HttpRequest) -> Record:
    """What was posted, as JSON or as a form."""
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return request.POST.dict()
    if not request.body:
        return {}
    try:
        sent = json.loads(request.body)
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Refused('Send a JSON object, as in {"search": "…"}.', code="unreadable", status=400)
    return sent


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = f"{first['loc'][0]}: " if first["loc"] else ""
    return where + first["msg"].removeprefix("Value error, ")


def answer(request: HttpRequest, said: Record | str, row: Any = None) -> HttpResponse:
    """JSON, with the day of the row that it tells of. The middleware conditional_reads adds the ETag and compares it.

    Whether something changed is told by the ETag alone: a number corrected on a row of another table leaves the day as
    it was.
    """
    request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    response = HttpResponse(text, content_type="application/json")
    if moment := getattr(row, "modified_at", None):
        response["Last-Modified"] = http_date(moment.timestamp())
    return response


def page(
    request: HttpRequest, asked: Paged, found: QuerySet[Any], say: Say, *, total: int | None = None
) -> HttpResponse | StreamingHttpResponse:
    """A page of what was found, or all of it one a line. total: how much there is, where that is known."""
    if asked.format == "ndjson":
        return StreamingHttpResponse(_lines(found, say), content_type="application/x-ndjson")
    wanted = Page(asked.page, asked.per_page, found.count() if total is None else total)
    rows: list[Any] = []
    if wanted.offset < wanted.total:
        # The keys first, which an index may hold: what goes before a page need not be read.
        keys = list(found.values_list("pk", flat=True)[wanted.offset : wanted.offset + wanted.per_page])
        # Put in order here: SQLite would rather go through all rows in that order than look these up.
        held = {row.pk: row for row in found.order_by().filter(pk__in=keys)}
        rows = [held[key] for key in keys if key in held]
    return answer(request, wanted.said([json.dumps(one, ensure_ascii=False) for one in say(rows)]))


def page_of_texts(
    request: HttpRequest, asked: Paged, total: int, texts: Callable[[int, int], list[str]]
) -> HttpResponse:
    """A page of records whose texts are kept. texts: gives them from an offset on, so many."""
    wanted = Page(asked.page, asked.per_page, total)
    return answer(request, wanted.said(texts(wanted.offset, wanted.per_page) if wanted.offset < total else []))


def _lines(found: QuerySet[Any], say: Say) -> Iterator[bytes]:
    rows: list[Any] = []
    for row in found.iterator(chunk_size=BATCH):
        rows.append(row)
        if len(rows) == BATCH:
            yield _joined(say(rows))
            rows = []
    yield _joined(say(rows))


def _joined(records: list[Record]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()
