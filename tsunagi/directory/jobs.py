"""The directory's work in the background."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from tsunagi.base.jobs import tell, work
from tsunagi.base.models import Job, Organisation
from tsunagi.directory.actions.hsds_import import accept_hsds_file, receive_hsds
from tsunagi.directory.actions.lists import accept_certain, propose_list
from tsunagi.directory.models import HsdsFile, ListFile


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


@work("directory.read_hsds")
def read_hsds(job: Job) -> str:
    """Read the supports of another system that were handed in, and compare them with what is held."""
    assert job.by is not None, "somebody handed it in"
    made = receive_hsds(
        by=job.by,
        organisation=Organisation.objects.get(pk=job.arguments["organisation"]),
        name=job.arguments["name"],
        content=bytes(job.content or b""),
    )
    return reverse("directory:hsds_file", args=[made.pk])


@work("directory.accept_hsds_file")
def accept_hsds(job: Job) -> str:
    """Take in what was chosen of them."""
    assert job.by is not None, "somebody accepted it"
    chosen = job.arguments["only"]
    file = HsdsFile.objects.get(pk=job.arguments["file"])
    accept_hsds_file(by=job.by, file=file, only=None if chosen is None else {UUID(one) for one in chosen})
    return reverse("directory:hsds_file", args=[file.pk])


@work("directory.accept_list")
def accept_list(job: Job) -> str:
    """Accept what is without doubt."""
    file = ListFile.objects.select_related("organisation").get(pk=job.arguments["file"])
    publish, confirm = job.arguments["publish"], job.arguments["confirm"]
    accept_certain(by=job.by, file=file, publish=publish, confirm=confirm, progress=tell(job))
    return reverse("directory:list", args=[file.pk])
