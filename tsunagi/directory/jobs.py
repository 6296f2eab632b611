"""The directory's work in the background."""

from __future__ import annotations

from django.urls import reverse

from tsunagi.base.jobs import tell, work
from tsunagi.base.models import Job, Organisation
from tsunagi.directory.actions.lists import accept_certain, propose_list
from tsunagi.directory.models import ListFile


@work("directory.import_list")
def import_list(job: Job) -> str:
    """Read the list that was handed in and propose what it would change."""
    made = propose_list(
        by=job.by,
        organisation=Organisation.objects.get(pk=job.arguments["organisation"]),
        name=job.arguments["name"],
        title=job.arguments["title"],
        content=bytes(job.content or b""),
        progress=tell(job),
    )
    return reverse("directory:list", args=[made.pk])


@work("directory.accept_list")
def accept_list(job: Job) -> str:
    """Accept what is without doubt."""
    file = ListFile.objects.select_related("organisation").get(pk=job.arguments["file"])
    publish, confirm = job.arguments["publish"], job.arguments["confirm"]
    accept_certain(by=job.by, file=file, publish=publish, confirm=confirm, progress=tell(job))
    return reverse("directory:list", args=[file.pk])
