"""Publishing and correcting editions."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import Refused, require
from tsunagi.base.forms import tried
from tsunagi.register.access import can_change, can_correct, can_publish
from tsunagi.register.actions import editions as actions
from tsunagi.register.actions.amending import amend as amend_entry
from tsunagi.register.forms.editions import CorrectionForm, SectionForm, SectionForms
from tsunagi.register.forms.imports import ReadingForms
from tsunagi.register.models import Edition, Entry
from tsunagi.register.queries.editions import day_of_judging, unfinished, visible
from tsunagi.register.queries.imports import nearest_edition
from tsunagi.register.queries.overview import overview
from tsunagi.register.queries.readings import reading_of
from tsunagi.register.rules.seal import seal
from tsunagi.register.views.common import address, signed_in, to_edition


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: int) -> HttpResponse:
    """Show what will be public, and publish it."""
    edition = get_object_or_404(visible(request.user), pk=key)
    require(can_publish(request.user, edition))
    refusal = ""
    if request.method == "POST":
        try:
            done = actions.publish(by=signed_in(request), edition=edition)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("公表しました。"))
            return redirect(address("edition", done))
    context = {
        "edition": edition,
        "overview": overview(edition),
        "refusal": refusal,
        "why_not": unfinished(edition),
        "judged_anew": day_of_judging(edition) != edition.judged_on,
        "crumbs": [*to_edition(edition), (_("公表する"), "")],
    }
    return render(request, "register/publish.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: int) -> HttpResponse:
    """Begin a correction of a published edition."""
    edition: Edition = get_object_or_404(visible(request.user), pk=key)
    require(can_correct(request.user, edition))
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = actions.correct(by=signed_in(request), edition=edition, reason=form.cleaned_data["reason"])
        messages.success(request, _("訂正の版を作りました。施策のページで直すか、直した文書を取り込んでから、公表してください。"))
        return redirect(f"{address('edition', draft)}?revision={draft.revision}")
    context = {"edition": edition, "form": form, "crumbs": [*to_edition(edition), (_("訂正の版を作る"), "")]}
    return render(request, "register/correct.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, key: int) -> HttpResponse:
    """Mend what a draft says of a measure."""
    entry = get_object_or_404(Entry.objects.select_related("edition__plan__organisation", "measure"), pk=key)
    require(can_change(request.user, entry.edition))
    reading = reading_of(entry)
    is_sent, by, seen = request.method == "POST", signed_in(request), request.POST.get("seen", "")
    forms = ReadingForms(reading, request.POST if is_sent else None)
    after = forms.mended() if is_sent else None
    if after is not None and tried(forms.form, lambda: amend_entry(by=by, entry=entry, seen=seen, reading=after)):
        messages.success(request, _("「%(name)s」を直しました。") % {"name": entry})
        return redirect("register:measure", entry.measure_id)
    context = {
        "entry": entry,
        "edition": entry.edition,
        "seen": seen if is_sent else seal(reading),
        "form": forms.form,
        "targets": forms.targets,
        "actuals": forms.actuals,
        "crumbs": [*to_edition(entry.edition), (str(entry), "")],
    }
    return render(request, "register/amend.html", context, status=422 if is_sent else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sections(request: HttpRequest, key: int) -> HttpResponse:
    """Say what a draft's sections are called."""
    edition = get_object_or_404(visible(request.user), pk=key)
    require(can_change(request.user, edition))
    forms = SectionForms(request.POST or None, queryset=edition.sections.all())
    if request.method == "POST" and forms.is_valid():
        names = {one.instance.pk: (one.cleaned_data["heading"], one.cleaned_data["heading_en"]) for one in forms}
        actions.name_sections(by=signed_in(request), edition=edition, names=names)
        messages.success(request, _("節の名称を記録しました。"))
        return redirect(address("edition", edition))
    context = {
        "edition": edition,
        "forms": forms,
        "borrowed_from": _borrow_names(edition, list(forms)) if request.method != "POST" else None,
        "crumbs": [*to_edition(edition), (_("節の名称"), "")],
    }
    return render(request, "register/sections.html", context, status=422 if forms.total_error_count() else 200)


def _borrow_names(edition: Edition, forms: Sequence[SectionForm]) -> Edition | None:
    """Offer what the nearest edition calls the sections that have no name yet; which edition that is."""
    nearest = nearest_edition(edition)
    names = {one.code: one for one in nearest.sections.exclude(heading="")} if nearest else {}
    nameless = [one for one in forms if not one.instance.heading and one.instance.code in names]
    for one in nameless:
        known = names[one.instance.code]
        one.initial["heading"], one.initial["heading_en"] = known.heading, known.heading_en
    return nearest if nameless else None
