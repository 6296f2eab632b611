"""Handing in documents and deciding what of them is taken."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import Refused, require
from tsunagi.base.forms import tried
from tsunagi.base.jobs import start_job
from tsunagi.base.models import User
from tsunagi.register.access import can_change, can_import, can_rematch
from tsunagi.register.actions import imports as actions
from tsunagi.register.actions import rematching
from tsunagi.register.forms.imports import ReadingForms, UploadForm
from tsunagi.register.forms.lineage import RematchForm
from tsunagi.register.models import ChangeSet, Edition, Plan, Proposal
from tsunagi.register.pictures import page_png
from tsunagi.register.queries import imports as queries
from tsunagi.register.queries.choosing import choosable, last_called, within
from tsunagi.register.rules.quoting import Passage, passage
from tsunagi.register.templatetags.register import COLUMN_LABELS, PART_LABELS, proposal_name
from tsunagi.register.views.common import crumbs, era_year, signed_in, to_edition

#: So many proposals stand on one page: with all their doubts, five or six screens of a phone.
A_PAGE = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand in a document for one year's edition; it is read in the background."""
    plan = get_object_or_404(Plan.objects.select_related("organisation"), slug=slug)
    require(can_import(request.user, plan))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = _start(signed_in(request), plan, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("base:job", job.pk)
    trail = crumbs((str(plan), reverse("register:plan", args=[plan.slug])), (_("文書を取り込む"), ""))
    context = {"form": form, "plan": plan, "crumbs": trail, "change_sets": queries.change_sets(plan)}
    return render(request, "register/imports/upload.html", context, status=422 if form.errors else 200)


def _start(user: User, plan: Plan, data: dict[str, Any]) -> Any:
    year, kind = data["fiscal_year"], data["kind"]
    edition = queries.draft_for(plan, year, kind)
    if edition is not None:
        require(can_change(user, edition))
    with override("ja"):  # as all titles of editions are
        title = data["title"] or Edition(fiscal_year=year, kind=kind).year_name
    arguments = {"plan": plan.pk, "fiscal_year": year, "kind": kind, "title": title}
    arguments |= {"name": data["file"].name, "language": get_language()}
    return start_job(
        by=user,
        kind="register.import",
        organisation=plan.organisation,
        arguments=arguments,
        content=data["file"].read(),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_set(request: HttpRequest, key: int) -> HttpResponse:
    """What a document would change, a page of one pile at a time, doubts first; what somebody ticks is accepted for the
    reason that they give."""
    found, refusal = _change_set(request, key), ""
    if request.method == "POST":
        chosen, reason = _chosen(request), request.POST.get("reason", "")
        try:
            count = actions.accept_chosen(by=signed_in(request), change_set=found, chosen=chosen, reason=reason)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("選んだ%(count)s件を採用しました。") % {"count": count})
            asked = {name: request.GET[name] for name in ("show", "page") if name in request.GET}
            return redirect(_list(found.pk, asked))
    context = _change_set_context(request, found, refusal)
    return render(request, "register/imports/change_set.html", context, status=422 if refusal else 200)


def _change_set_context(request: HttpRequest, found: ChangeSet, refusal: str) -> dict[str, Any]:
    counts = queries.counts(found)
    piles = {name: counts[f"{name}_pile"] for name in queries.PILES if counts[f"{name}_pile"]}
    asked = request.GET.get("show", "")
    shown = asked if asked in piles else next(iter(piles), "doubtful")
    is_whole = "all" in request.GET
    pages = Paginator(queries.pile(found, shown), max(counts[f"{shown}_pile"], 1) if is_whole else A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    on_page = found.proposals.filter(pk__in=[one.pk for one in page])
    can_be_ticked = set(queries.choosable(on_page).values_list("pk", flat=True))
    is_ticked = is_whole or request.GET.get("tick") == str(page.number)
    return {
        "change_set": found,
        "edition": found.edition,
        "piles": piles,
        "shown": shown,
        "page": page,
        "counts": counts,
        "refusal": refusal,
        "frozen_story": queries.frozen_story(found),
        "other_year": _other_year(found),
        "certain": queries.without_doubt(found.proposals.all()).count(),
        "general": [one for one in found.document.reading["doubts"] if one["number"] is None],
        "is_done": not piles.keys() & {"doubtful", "certain"},
        "can_be_ticked": can_be_ticked,
        "ticked": can_be_ticked if is_ticked and not refusal else _chosen(request).keys(),
        "reason": request.POST.get("reason", ""),
        "can_change": can_change(request.user, found.edition),
        "crumbs": [*to_edition(found.edition), (_("取り込みの確認"), "")],
    }


def _list(change_set: int, asked: dict[str, Any], fragment: str | None = None) -> str:
    return reverse("register:change_set", args=[change_set], query=asked, fragment=fragment)


def _in_list(found: Proposal) -> str:
    """Where a proposal stands in the list of its change set."""
    pile, before = queries.whereabouts(found)
    return _list(found.change_set_id, {"show": pile, "page": before // A_PAGE + 1}, f"proposal-{found.pk}")


def _other_year(found: ChangeSet) -> str:
    """The fiscal year that the document seems to be of, where it is taken into an edition of another one."""
    told = found.document.reading["document"]["fiscal_year"]
    return "" if told in (None, f"FY{found.edition.fiscal_year}") else era_year(int(told.removeprefix("FY")))


def _chosen(request: HttpRequest) -> dict[int, int]:
    """The proposals that somebody ticked, each with the version that they looked at."""
    said = (one.partition("-") for one in request.POST.getlist("chosen"))
    return {int(key): int(version) for key, _mark, version in said if _is_key(key) and _is_key(version)}


def _is_key(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) < 10


@login_required
@require_POST
def accept_all(request: HttpRequest, key: int) -> HttpResponse:
    """Accept everything that is without doubt."""
    found = _change_set(request, key)
    count = actions.accept_certain(by=signed_in(request), change_set=found)
    messages.success(request, _("疑いのない%(count)s件を採用しました。") % {"count": count})
    return redirect("register:change_set", found.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, key: int) -> HttpResponse:
    """One measure: the reading beside its source; accept it, mend it, or refuse it."""
    found = _proposal(request, key)
    reading = found.mended or found.after
    forms = ReadingForms(reading, request.POST if request.method == "POST" and "title" in request.POST else None)
    refusal = ""
    if request.method == "POST":
        try:
            if _decided(request, found, forms):
                return redirect(_next(found))
        except Refused as refused:
            refusal = str(refused)
            found = _proposal(request, key)
    context = _proposal_context(request, found, forms, refusal)
    return render(request, "register/imports/proposal.html", context, status=422 if request.method == "POST" else 200)


def _decided(request: HttpRequest, found: Proposal, forms: ReadingForms) -> bool:
    """Do what the button says; False where what was typed cannot be taken."""
    decision = request.POST.get("decision", "")
    if decision not in Proposal.Decision.values:
        raise Refused(_("採用、直して採用、不採用のどれかを選んでください。"))
    mending = None
    if decision == Proposal.Decision.MENDED:
        mending = forms.mended()
        if mending is None:
            return False
    user, version = signed_in(request), _version(request)
    done = actions.decide(by=user, proposal=found, decision=decision, version=version, mended=mending)
    said = {"name": proposal_name(found), "decision": done.get_decision_display()}
    messages.success(request, _("「%(name)s」を「%(decision)s」としました。") % said)
    return True


def _version(request: HttpRequest) -> int:
    """The version of the proposal that somebody looked at."""
    said = request.POST.get("version", "")
    return int(said) if _is_key(said) else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rematch(request: HttpRequest, key: int) -> HttpResponse:
    """Say which of the plan's measures the document's is, or that it is a new one."""
    found, user = _proposal(request, key), signed_in(request)
    edition, is_sent = found.change_set.edition, request.method == "POST"
    form = RematchForm(
        request.POST if is_sent else None,
        initial={"measure": found.measure_id},
        measures=choosable(user).filter(plan=edition.plan),
        offered=queries.to_match(found, within(user, edition.plan)),
    )
    if form.is_valid():
        measure, version = form.cleaned_data["measure"], _version(request)
        if tried(form, lambda: rematching.rematch(by=user, proposal=found, measure=measure, version=version)):
            messages.success(request, _("どの施策に当たるかを選び直しました。内容を確かめて、決めてください。"))
            return redirect("register:proposal", found.pk)
    name = proposal_name(found)
    context = {
        "proposal": found,
        "edition": edition,
        "name": name,
        "form": form,
        "matched": queries.matched(found),
        "can_rematch": can_change(request.user, edition) and can_rematch(found),
        "crumbs": [
            *to_edition(edition),
            (_("取り込みの確認"), _in_list(found)),
            (name, reverse("register:proposal", args=[found.pk])),
            (_("どの施策に当たるか"), ""),
        ],
    }
    return render(request, "register/imports/rematch.html", context, status=422 if is_sent else 200)


def _next(found: Proposal) -> str:
    """On to the next open proposal; back to the list where none is left."""
    key = queries.next_open(found)
    return reverse("register:proposal", args=[key]) if key else _list(found.change_set_id, {})


def _proposal_context(request: HttpRequest, found: Proposal, forms: ReadingForms, refusal: str) -> dict[str, Any]:
    document, edition = found.change_set.document, found.change_set.edition
    reading = found.after
    labels = {part: str(label) for part, label in {**PART_LABELS, **COLUMN_LABELS}.items()}
    spans = {
        labels.get(column, column): [tuple(span) for span in cell["spans"]]
        for column, cell in (reading["cells"].items() if reading is not None else ())
        if cell["spans"]
    }
    sources: list[tuple[str, Passage | None]] = []
    pictures: list[tuple[int, str, str]] = []
    if document.kind == "pdf":
        # One picture a page, with a numbered box for each column on it.
        names = list(spans)
        for page, (numbers, said) in queries.marks_by_page(list(spans.values())).items():
            pictures.append((page, said, "、".join(f"{number} {names[number - 1]}" for number in numbers)))
    else:
        sources = [(label, passage(document.text, held, around=40)) for label, held in spans.items()]
    return {
        "proposal": found,
        "change_set": found.change_set,
        "frozen_story": found.relation in queries.stories(found.change_set) and queries.frozen_story(found.change_set),
        "edition": edition,
        "document": document,
        "reading": reading,
        "sources": sources,
        "pictures": pictures,
        "matched": queries.matched(found),
        "other": next(iter(last_called([found.other])), None) if found.other else None,
        "differences": [
            (labels.get(one.part, one.part), one.before, one.after) for one in queries.differing(found.before, reading)
        ]
        if found.before and reading
        else [],
        "form": forms.form,
        "targets": forms.targets,
        "actuals": forms.actuals,
        "refusal": refusal,
        "can_change": can_change(request.user, edition),
        "can_rematch": can_rematch(found),
        "crumbs": [
            *to_edition(edition),
            (_("取り込みの確認"), _in_list(found)),
            (proposal_name(found), ""),
        ],
    }


@require_safe
def page_picture(request: HttpRequest, key: int, page: int) -> HttpResponse:
    """A page of a PDF as a picture, with boxes where `?mark=page,x0,y0,x1,y1;…` says."""
    document = queries.document_for(request.user, key)
    if document is None or document.kind != "pdf":
        raise Http404(_("この文書はないか、まだ公表されていません。"))
    picture = page_png(bytes(document.content), page, queries.marks(request.GET.get("mark", ""), page))
    if picture is None:
        raise Http404(_("このページはありません。"))
    return HttpResponse(picture, content_type="image/png")


def _proposal(request: HttpRequest, key: int) -> Proposal:
    found = (
        Proposal.objects.select_related("change_set__edition__plan__organisation", "change_set__document", "decided_by")
        .defer("change_set__document__content")
        .annotate(**queries.known_name())
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise Refused(
            _("この案はありません。ほかの案で、文書のどの施策に当たるかが選び直されて、なくなったのかもしれません。")
        )
    require(can_import(request.user, found.change_set.edition.plan))
    return found


def _change_set(request: HttpRequest, key: int) -> ChangeSet:
    found = get_object_or_404(
        ChangeSet.objects.select_related("edition__plan__organisation", "document", "compared_with__plan").defer(
            "document__content"
        ),
        pk=key,
    )
    require(can_import(request.user, found.edition.plan))
    return found
