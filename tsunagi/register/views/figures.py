"""Pages about single figures: their evidence, and reasoned notes beside verdicts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.access import Refused
from tsunagi.base.remembering import remembered
from tsunagi.register.actions.notes import annotate as add_note
from tsunagi.register.forms.notes import NoteForm
from tsunagi.register.models import Target
from tsunagi.register.queries.editions import visible
from tsunagi.register.queries.evidence import evidence as find_evidence
from tsunagi.register.views.common import signed_in, to_edition


@require_safe
@remembered
def evidence(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Where a target or an actual comes from."""
    found = find_evidence(request.user, kind, key)
    if found is None:
        raise Http404(_("この数値はないか、まだ公表されていません。"))
    measure = reverse("register:measure", args=[found.figure.entry.measure_id])
    trail = [*to_edition(found.edition), (str(found.figure.entry), measure), (pgettext("figure", "根拠"), "")]
    return render(request, "register/evidence.html", {"found": found, "kind": kind, "crumbs": trail})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annotate(request: HttpRequest, key: int) -> HttpResponse:
    """Say, with a reason, that one sees a verdict otherwise. The verdict stays; the note stands beside it."""
    target = get_object_or_404(Target.objects.filter(entry__edition__in=visible(request.user)), pk=key)
    form = NoteForm(request.POST or None, user=signed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_note(by=signed_in(request), target=target, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("register:measure", target.entry.measure_id)
    trail = [*to_edition(target.entry.edition), (_("判断に意見を添える"), "")]
    context = {"form": form, "target": target, "crumbs": trail}
    return render(request, "register/annotate.html", context, status=422 if form.errors else 200)
