"""The register's work in the background."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tsunagi.base.access import Refused
from tsunagi.base.jobs import tell, work
from tsunagi.base.models import Job
from tsunagi.reading.model import NoTable
from tsunagi.register.actions.editions import start_edition
from tsunagi.register.actions.imports import propose_changes, receive
from tsunagi.register.models import Plan
from tsunagi.register.queries.imports import draft_for


@work("register.import")
def import_document(job: Job) -> str:
    """Read the file that was handed in and propose what it would change in the year's edition, which begins with it
    where there is none."""
    said = job.arguments
    plan = Plan.objects.select_related("organisation").get(pk=said["plan"])
    content = bytes(job.content or b"")
    try:
        document = receive(by=job.by, plan=plan, name=said["name"], content=content, progress=tell(job))
    except NoTable as none:
        # Only the command can be told what the columns of such a table are.
        raise Refused(
            _(
                "施策名・目標などの見出しのある表が見つかりません。見出しの行のある表が入っているかを確かめ、計画の部分だけのファイルにして、もう一度渡してください。"
                "見出しのことばがほかの計画と違う表は、このサイトの運用者に頼むと取り込めます。"
            )
        ) from none
    year, kind = said["fiscal_year"], said["kind"]
    with transaction.atomic():
        edition = draft_for(plan, year, kind) or start_edition(
            by=job.by, plan=plan, fiscal_year=year, kind=kind, title=said["title"]
        )
        made = propose_changes(by=job.by, edition=edition, document=document)
    return reverse("register:change_set", args=[made.pk])
