"""An edition to take along: the official table and the data."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import cast
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tsunagi.register.models import Edition
from tsunagi.register.queries.export import MEDIA, edition_json, write_table
from tsunagi.register.views.common import address, edition_or_404, to_edition
from tsunagi.writing import Format


@require_safe
def downloads(request: HttpRequest, plan: str, year: int, kind: str) -> HttpResponse:
    """What there is to take along."""
    found = edition_or_404(request, plan, year, kind)
    files = [(name, said, address("download", found, name)) for name, said in _descriptions().items()]
    context = {"edition": found, "files": files, "crumbs": [*to_edition(found), (_("データを持ち帰る"), "")]}
    return render(request, "register/downloads.html", context)


@require_safe
def download(request: HttpRequest, plan: str, year: int, kind: str, format: str) -> HttpResponse:
    """One file. Of a published edition it stays the same, so it is asked for again only if its seal differs."""
    found = edition_or_404(request, plan, year, kind)
    if format not in MEDIA:
        raise Http404(_("この形式はありません。"))
    tag = f'"{found.seal}-{format}"' if found.is_published else ""
    if tag and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    answer = HttpResponse(_content(found, format), content_type=MEDIA[format])
    mark, said = "", ""
    if found.revision:  # beside the file of the first edition it must not be taken for that one
        mark, said = f"-correction-{found.revision}", " " + _("訂正%(number)s") % {"number": found.revision}
    name = f"{found.plan.slug}-{found.fiscal_year}-{found.kind}{mark}.{format}"
    full = quote(f"{found.title}{said}.{format}")
    answer["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{full}"
    if tag:
        answer["ETag"] = tag
        answer["Cache-Control"] = "public, max-age=300"
    else:
        answer["Cache-Control"] = "private, no-store"
    return answer


def _content(edition: Edition, format: str) -> bytes:
    if format == "json":
        return json.dumps(edition_json(edition), ensure_ascii=False).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"edition.{format}"
        write_table(edition, cast(Format, format), path)
        return path.read_bytes()


def _descriptions() -> dict[str, str]:
    return {
        "xlsx": _("Excel: 公式の8列の表。見出しは固定、A3横で印刷できます。"),
        "docx": _("Word: 公式の8列の表"),
        "pdf": _("PDF: 公式の8列の表。読み上げに対応し、書体を含みます。"),
        "csv": _("CSV: 公式の8列の表(UTF-8、BOM付き)"),
        "json": _("JSON: 文章、目標、実績、判断、根拠の全て"),
    }
