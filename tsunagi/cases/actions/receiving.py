"""For which supports an organisation receives here what is handed on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.cases.access import can_supervise
from tsunagi.directory.models import Provider


@transaction.atomic
def receive_for(*, by: User, organisation: Organisation, provider: Provider) -> Provider:
    """Say that the provider of some supports is this organisation: from now on it receives what is handed on to them.

    Only for providers whose record the organisation keeps itself, so that nobody draws others' referrals to themselves.
    """
    require(can_supervise(by, organisation))
    held = Provider.objects.select_for_update().get(pk=provider.pk)
    if held.kept_by_id != organisation.pk:
        raise Refused(_("この提供者の情報は別の組織が管理しています。管理する組織に移してもらってください。"))
    if held.organisation_id is not None or Provider.objects.filter(organisation=organisation).exists():
        raise Refused(_("この提供者か、この組織には、すでに受け取り先が決まっています。"))
    held.organisation = organisation
    held.save(update_fields=["organisation", "modified_at"])
    audit.record(by=by, action="cases.receive_for", subject=held, organisation=organisation)
    return held
