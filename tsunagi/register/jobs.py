"""The register's work in the background."""

from __future__ import annotations

from django.urls import reverse

from tsunagi.base.jobs import tell, work
from tsunagi.base.models import Job
from tsunagi.register.actions.imports import propose_changes, receive
from tsunagi.register.models import Edition


@work("register.import")
def import_document(job: Job) -> str:
    """Read the file that was handed in and propose what it would change in the edition."""
    edition = Edition.objects.select_related("plan__organisation").get(pk=job.arguments["edition"])
    document = receive(
        by=job.by, plan=edition.plan, name=job.arguments["name"], content=bytes(job.content or b""), progress=tell(job)
    )
    made = propose_changes(by=job.by, edition=edition, document=document)
    return reverse("register:change_set", args=[made.pk])
