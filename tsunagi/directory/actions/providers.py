"""Writing who runs supports."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import require
from tsunagi.base.models import User
from tsunagi.directory.access import can_keep
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.actions.records import Stale
from tsunagi.directory.models import Provider
from tsunagi.directory.queries.keeping import told_provider
from tsunagi.directory.rules.providers import Told, checked


@transaction.atomic
def save_provider(*, by: User, provider: Provider, told: Told, version: str) -> Provider:
    """Keep what is told of a provider; its supports are found by it from then on. Raises Faulty with all that is wrong.

    version: the `version_of_provider` that was changed; where somebody saved it meanwhile, Stale is raised.
    """
    held = Provider.objects.select_for_update(of=("self",)).select_related("kept_by").get(pk=provider.pk)
    require(can_keep(by, held.kept_by))
    if version_of_provider(held) != version:
        raise Stale(_("書いている間に、別の人がこの団体を保存しました。違いを見てから、もう一度保存してください。"))
    before, after = asdict(told_provider(held)), asdict(checked(told))
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return held
    for name in changed:
        setattr(held, name, after[name])
    held.save()
    audit.record(
        by=by,
        action="directory.save_provider",
        subject=held,
        organisation=held.kept_by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    index_services(held.services.order_by("pk").values_list("pk", flat=True))
    return held


def version_of_provider(provider: Provider) -> str:
    """What tells one saving of a provider from the next."""
    return provider.modified_at.isoformat()
