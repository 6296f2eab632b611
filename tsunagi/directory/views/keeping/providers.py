"""Writing who runs supports."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagi.base.access import require
from tsunagi.base.queries.deeds import Change
from tsunagi.base.views import signed_in
from tsunagi.directory.access import can_keep
from tsunagi.directory.actions.providers import save_provider, version_of_provider
from tsunagi.directory.actions.records import Stale
from tsunagi.directory.forms.providers import ProviderForm
from tsunagi.directory.forms.saying import said_changes
from tsunagi.directory.models import Provider
from tsunagi.directory.queries import keeping as queries
from tsunagi.directory.rules.records import Faulty, differences
from tsunagi.directory.views.keeping.common import crumbs


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change who runs supports: name, texts, numbers; with the supports that it concerns."""
    held = get_object_or_404(Provider.objects.select_related("kept_by"), pk=key)
    user = signed_in(request)
    require(can_keep(user, held.kept_by))
    version, status = version_of_provider(held), 200
    changes: list[Change] = []
    form = ProviderForm(initial=asdict(queries.told_provider(held)))
    if request.method == "POST":
        form, status = ProviderForm(request.POST), 422
        form.is_valid()
        try:
            saved = save_provider(by=user, provider=held, told=form.told(), version=request.POST.get("version", ""))
        except Faulty as faulty:
            form.tell(faulty.faults)
            version = request.POST.get("version", "")
        except Stale as refusal:
            form.add_error(None, str(refusal))
            changes = said_changes(differences(asdict(queries.told_provider(held)), asdict(form.told())))
            status = 409
        else:
            messages.success(request, _("「%(name)s」を保存しました。") % {"name": saved})
            return redirect("directory:provider", saved.pk)
    context = {
        "provider": held,
        "form": form,
        "version": version,
        "changes": changes,
        "run": queries.run_by(held),
        "crumbs": crumbs(held.kept_by, (str(held), "")),
    }
    return render(request, "directory/keeping/provider.html", context, status=status)
