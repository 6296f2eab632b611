"""A case on paper: each form as it is printed, and the whole file chosen part by part. Each printing leaves a trace."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.actions.readings import note_reading
from tsunagi.base.forms import posted
from tsunagi.cases.access import can_change
from tsunagi.cases.forms.printing import FileForm
from tsunagi.cases.models import Case, Sheet
from tsunagi.cases.queries import cut
from tsunagi.cases.queries.printing import Printed, parts_of, print_parts, print_sheet
from tsunagi.cases.views.common import case_or_404, signed_in, to_case
from tsunagi.writing.forms import Form, Grid, forms_pdf


@login_required
@require_safe
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """A form that was filled in, in the shape in which it is printed."""
    held = get_object_or_404(cut.sheets_for(request.user), pk=key)
    note_reading(by=signed_in(request), subject=held, organisation=held.organisation, why="work")
    made = print_sheet(held)
    context = {
        "sheet": held,
        "case": held.case,
        "printed": made,
        "corrected_by": Sheet.objects.filter(corrects=held).first(),
        "can_change": can_change(request.user, held.case),
        "crumbs": to_case(held.case, (made.title, "")),
    }
    return render(request, "cases/sheet.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose which parts of a case are printed; then see them, or take them along as a PDF."""
    found = case_or_404(request, key)
    parts = parts_of(found)
    form = FileForm(request.POST or None, parts=parts, initial={"parts": [one.key for one in parts]})
    if not posted(request, form):
        context = {"case": found, "form": form, "crumbs": to_case(found, (_("印刷"), ""))}
        return render(request, "cases/file.html", context, status=422 if form.errors else 200)
    made = print_parts(found, form.cleaned_data["parts"])
    user = signed_in(request)
    for subject in (found, *(one.sheet for one in made if one.sheet is not None)):
        note_reading(by=user, subject=subject, organisation=found.organisation, why="print")
    if "pdf" in request.POST:
        return _pdf(found, made)
    context = {"case": found, "made": made, "crumbs": to_case(found, (_("印刷"), ""))}
    return render(request, "cases/printed.html", context)


def _pdf(case: Case, made: list[Printed]) -> HttpResponse:
    forms = [
        Form(
            one.title, one.note, tuple(Grid(caption, tuple(rows)) for caption, rows in one.grids), tuple(one.signatures)
        )
        for one in made
    ]
    head = _("%(organisation)s %(case)s 取扱注意") % {"organisation": case.organisation, "case": case}
    answer = HttpResponse(forms_pdf(head, head, forms, language=get_language() or "ja"), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{case}.pdf"'
    return answer
