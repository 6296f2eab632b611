"""What staff see of the counts, and take with them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tsunagi.base.access import require
from tsunagi.base.charts import Bar, bars
from tsunagi.directory.models import Service
from tsunagi.directory.rules.areas import area as area_named
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.texts import tongue
from tsunagi.navigator.access import can_read_ledger
from tsunagi.navigator.queries.ledger import Ledger, Row, ledger, never_shown, page_counts
from tsunagi.navigator.rules.ledger import NOWHERE, UNKNOWN, said_month
from tsunagi.writing.csv import harmless


@login_required
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Needs for which nothing fitted, by month, need and area; pages; supports that nobody was shown."""
    require(can_read_ledger(request.user))
    day = timezone.localdate()
    found = ledger(day)
    _months, pages = page_counts(day)
    context = {
        "ledger": found,
        "chart": _chart(found),
        "months": [_month(month) for month in found.months],
        "tables": [
            (_("困りごと"), [(_need(one.code), one.counts) for one in found.needs]),
            (_("地域"), [(_area(one.code), one.counts) for one in found.areas]),
            (_("ページ"), [(_page(one.code), one.counts) for one in pages if not _key(one.code)]),
        ],
        "never_shown": never_shown(day),
        "limit": settings.SMALL_COUNTS,
        "crumbs": [(_("自分の机"), reverse("base:desk")), (_("見つからなかった支援の数"), "")],
    }
    return render(request, "navigator/ledger.html", context)


@login_required
@require_safe
def counts_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, a count a row, with each support's own counts."""
    require(can_read_ledger(request.user))
    day = timezone.localdate()
    found = ledger(day)
    months, pages = page_counts(day)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="counts-{day:%Y-%m}.csv"'
    out = csv.writer(answer)
    out.writerow([_("区分"), _("コード"), _("名称"), _("月"), _("数")])
    out.writerows(_lines(_("すべての困りごと"), found.months, [("", "", found.totals)]))
    out.writerows(_lines(_("困りごと"), found.months, [(one.code, _need(one.code), one.counts) for one in found.needs]))
    out.writerows(_lines(_("地域"), found.months, [(one.code, _area(one.code), one.counts) for one in found.areas]))
    out.writerows(_lines(_("ページ"), months, _named(pages)))
    return answer


def _lines(
    kind: str, months: tuple[int, ...], rows: Iterable[tuple[str, str, tuple[int | None, ...]]]
) -> Iterator[list[object]]:
    for code, name, numbers in rows:
        for month, count in zip(months, numbers, strict=True):
            yield [kind, code, harmless(name), said_month(month), _("秘匿") if count is None else count]


def _named(pages: tuple[Row, ...]) -> Iterator[tuple[str, str, tuple[int | None, ...]]]:
    """Pages with their names; of a support's pages, the support's."""
    keys = {key for key in (_key(one.code) for one in pages) if key}
    services = {str(one.pk): str(one) for one in Service.objects.filter(pk__in=keys)}
    for one in pages:
        yield one.code, services.get(str(_key(one.code)), "") or _page(one.code), one.counts


def _key(page: str) -> UUID | None:
    """The key of the support that a page is about, if it is about one."""
    try:
        return UUID(page.rsplit(":", 1)[-1])
    except ValueError:
        return None


def _chart(found: Ledger) -> str:
    shown = [
        Bar(_month(month), [("pending", total)])
        for month, total in zip(found.months, found.totals, strict=True)
        if total is not None
    ]
    # Words and numbers in it are escaped where they are drawn (base/charts/svg.py).
    return mark_safe(bars("unmet", _("合うものがなかった数"), shown, {"pending": _("月ごとの数")}))  # noqa: S308


def _month(month: int) -> str:
    return date_format(date(month // 100, month % 100, 1), "YEAR_MONTH_FORMAT")


def _need(code: str) -> str:
    if code == UNKNOWN:
        return _("分からない")
    names = TERMS["need"].get(code, [code] * 3)
    return names[("ja", "easy", "en").index(tongue(get_language() or "ja"))]


def _area(code: str) -> str:
    found = area_named(code)
    return _("言われていない") if code == NOWHERE else found.full_name if found else code


def _page(code: str) -> str:
    names = {
        "navigator:ask": _("支援をさがす"),
        "navigator:find": _("さがした結果"),
        "navigator:take_along": _("相談先のメモを作った"),
        "navigator:code": _("メモの番号をひらく"),
        "directory:services": _("支援の一覧"),
        "register:home": _("計画と実施状況"),
    }
    return names.get(code, code)
