"""Windows, entrances and what stands under them, for supervisors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tsunagi.base.access import organisations_with, require
from tsunagi.base.forms import tried
from tsunagi.base.models import Organisation
from tsunagi.base.views import signed_in
from tsunagi.consultations.access import can_supervise
from tsunagi.consultations.actions import windows as actions
from tsunagi.consultations.forms.windows import BranchForm, EntranceForm, PauseForm, WindowForm
from tsunagi.consultations.models import Branch, Entrance, Window
from tsunagi.consultations.queries.contact import need_name
from tsunagi.consultations.queries.windows import entrances_of, windows_of
from tsunagi.consultations.views.common import Crumb, form_page, to_board
from tsunagi.directory.models import Service
from tsunagi.directory.rules.areas import area


def supervised_or_refused(request: HttpRequest, slug: str) -> Organisation:
    """An organisation whose windows somebody looks after."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_supervise(request.user, organisation))
    return organisation


def window_or_404(request: HttpRequest, key: UUID) -> Window:
    """A window that somebody looks after."""
    bodies = organisations_with(request.user, "consultations.supervise")
    return get_object_or_404(Window.objects.select_related("organisation"), pk=key, organisation__in=bodies)


def entrance_or_404(request: HttpRequest, key: UUID) -> Entrance:
    """An entrance that somebody looks after."""
    bodies = organisations_with(request.user, "consultations.supervise")
    return get_object_or_404(Entrance.objects.select_related("organisation"), pk=key, organisation__in=bodies)


def to_windows(organisation: Organisation, *steps: Crumb) -> list[Crumb]:
    """The way to an organisation's windows."""
    return to_board((_("窓口と入口"), reverse("consultations:windows", args=[organisation.slug])), *steps)


@login_required
@require_safe
def windows(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation's windows and entrances."""
    organisation = supervised_or_refused(request, slug)
    context = {
        "organisation": organisation,
        "windows": windows_of(organisation),
        "entrances": entrances_of(organisation),
        "crumbs": to_windows(organisation),
    }
    return render(request, "consultations/windows.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_window(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a window."""
    organisation = supervised_or_refused(request, slug)
    return _window_page(request, Window(organisation=organisation), _("窓口を作る"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_window(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a window."""
    return _window_page(request, window_or_404(request, key), _("窓口を変える"))


def _window_page(request: HttpRequest, window: Window, title: str) -> HttpResponse:
    organisation = window.organisation
    services = Service.objects.filter(provider__kept_by=organisation).order_by("name")
    form = WindowForm(request.POST or None, instance=window, services=services)
    return _saved(request, form, organisation, title, lambda user, made: actions.save_window(by=user, window=made))


def _saved(request: HttpRequest, form: Any, organisation: Organisation, title: str, save: Any) -> HttpResponse:
    """A page on which something is made or changed, and on from there."""
    user = signed_in(request)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: save(user, form.save(commit=False))):
        messages.success(request, _("保存しました。"))
        return redirect("consultations:windows", organisation.slug)
    return form_page(request, form, to_windows(organisation, (title, "")), title=title, button=_("保存する"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take nobody new for a while, and say why."""
    window = window_or_404(request, key)
    form = PauseForm(request.POST or None, initial={"paused": window.paused})
    if request.method == "POST" and form.is_valid():
        actions.pause(by=signed_in(request), window=window, **form.cleaned_data)
        messages.success(request, _("「%(window)s」を休止しました。") % {"window": window})
        return redirect("consultations:windows", window.organisation.slug)
    crumbs = to_windows(window.organisation, (_("休止"), ""))
    title = _("「%(window)s」を休止する") % {"window": window}
    return form_page(request, form, crumbs, title=title, button=_("休止する"))


@login_required
@require_POST
def resume(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take people again."""
    window = actions.pause(by=signed_in(request), window=window_or_404(request, key), paused="")
    messages.success(request, _("「%(window)s」の受付を再開しました。") % {"window": window})
    return redirect("consultations:windows", window.organisation.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_entrance(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an entrance."""
    organisation = supervised_or_refused(request, slug)
    form = EntranceForm(request.POST or None, instance=Entrance(organisation=organisation))
    return _saved(
        request,
        form,
        organisation,
        _("入口を作る"),
        lambda user, made: actions.save_entrance(by=user, entrance=made),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_entrance(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an entrance."""
    held = entrance_or_404(request, key)
    form = EntranceForm(request.POST or None, instance=held)
    return _saved(
        request,
        form,
        held.organisation,
        _("入口を変える"),
        lambda user, made: actions.save_entrance(by=user, entrance=made),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def branches(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which windows stand under an entrance, in which order and for whom; put one there."""
    held = entrance_or_404(request, key)
    open_to = Window.objects.filter(in_use=True).select_related("organisation").order_by("organisation__name", "name")
    under = list(Branch.objects.filter(entrance=held).select_related("window__organisation").order_by("place", "pk"))
    last = under[-1].place if under else 0
    form = BranchForm(request.POST or None, windows=open_to, initial={"place": last + 10})
    user = signed_in(request)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.add_branch(by=user, entrance=held, **form.cleaned_data))
    ):
        messages.success(request, _("加えました。"))
        return redirect("consultations:branches", held.pk)
    context = {
        "entrance": held,
        "rows": [(one, _areas(one), [need_name(code, "ja") for code in one.needs]) for one in under],
        "form": form,
        "crumbs": to_windows(held.organisation, (_("入口の下の窓口"), "")),
    }
    return render(request, "consultations/branches.html", context, status=422 if form.errors else 200)


def _areas(branch: Branch) -> list[str]:
    found = [(code, area(code)) for code in branch.areas]
    return [known.full_name if known else _("全国") if code == "00" else code for code, known in found]


@login_required
@require_POST
def remove_branch(request: HttpRequest, key: int) -> HttpResponse:
    """Take a window away from under an entrance."""
    held = get_object_or_404(
        Branch.objects.select_related("entrance__organisation", "window__organisation"),
        pk=key,
        entrance__organisation__in=organisations_with(request.user, "consultations.supervise"),
    )
    actions.remove_branch(by=signed_in(request), branch=held)
    messages.success(request, _("外しました。"))
    return redirect("consultations:branches", held.entrance_id)


@login_required
@require_POST
def leave_entrance(request: HttpRequest, key: int) -> HttpResponse:
    """Take one's own window away from under another organisation's entrance."""
    held = get_object_or_404(
        Branch.objects.select_related("entrance__organisation", "window__organisation"),
        pk=key,
        window__organisation__in=organisations_with(request.user, "consultations.supervise"),
    )
    actions.remove_branch(by=signed_in(request), branch=held)
    messages.success(request, _("外しました。"))
    return redirect("consultations:windows", held.window.organisation.slug)
