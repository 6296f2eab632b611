"""The register's work in the background."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from tsunagi.base.jobs import tell, work
from tsunagi.base.models import Job
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
    document = receive(by=job.by, plan=plan, name=said["name"], content=bytes(job.content or b""), progress=tell(job))
    year, kind = said["fiscal_year"], said["kind"]
    with transaction.atomic():
        edition = draft_for(plan, year, kind) or start_edition(
            by=job.by, plan=plan, fiscal_year=year, kind=kind, title=said["title"]
        )
        made = propose_changes(by=job.by, edition=edition, document=document)
    return reverse("register:change_set", args=[made.pk])
