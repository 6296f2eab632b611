"""What of this part waits for somebody (base/queries/waiting.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation, User
from tsunagi.base.queries.waiting import Waiting
from tsunagi.directory.queries.keeping import open_reports, to_check


def waits_for(user: User, now: datetime) -> Iterator[Waiting]:
    """What somebody said is wrong with a support, and supports to be checked."""
    for body in Organisation.objects.filter(pk__in=organisations_with(user, "directory.keep")).order_by("name"):
        said, of = {"body": body}, body.slug
        yield Waiting(_("支援の情報への知らせ(%(body)s)") % said, open_reports(body), "directory:reports", of)
        yield Waiting(_("確かめる支援(%(body)s)") % said, to_check(body, now.date()).count(), "directory:to_check", of)
