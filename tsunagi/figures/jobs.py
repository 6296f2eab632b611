"""Counting in the background."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from tsunagi.base.jobs import tell, work
from tsunagi.base.models import Job
from tsunagi.figures.actions.publishing import prepare, sign
from tsunagi.figures.models import Definition, Publication


@work("figures.prepare")
def prepare_publication(job: Job) -> str:
    """Count what a definition needs for a period, and prepare its table."""
    definition = Definition.objects.select_related("organisation").get(pk=job.arguments["definition"])
    assert job.by is not None, "somebody asked for it"
    made = prepare(
        by=job.by,
        definition=definition,
        period=job.arguments["period"],
        day=timezone.localdate(),
        reason=job.arguments.get("reason", ""),
    )
    return reverse("figures:publication", args=[made.pk])


@work("figures.sign")
def sign_publication(job: Job) -> str:
    """Look once more whether anything is given away, and publish."""
    found = Publication.objects.select_related("definition", "organisation").get(pk=job.arguments["publication"])
    assert job.by is not None, "somebody asked for it"
    sign(by=job.by, publication=found, tell=tell(job))
    return reverse("figures:publication", args=[found.pk])
