"""Work in the background: `start_job` puts it in the queue, a worker runs it, `tell` says how far it is.

A part of the program says what it does under which name with `@work("register.import")`, in its own jobs.py, which its
app imports when it is ready.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.models import Job, Organisation, User
from tsunagi.base.rules.sentences import one_language
from tsunagi.reading.model import Unreadable

#: Given the job; says where its result is to be seen. Raises Refused or Unreadable with a sentence where it cannot.
Work = Callable[[Job], str]

#: Seconds between two notes of how far a job is.
PACE: Final = 0.3

_known: dict[str, Work] = {}
_log = logging.getLogger(__name__)


def work(kind: str) -> Callable[[Work], Work]:
    """Name what is done for jobs of a kind."""

    def keep(function: Work) -> Work:
        _known[kind] = function
        return function

    return keep


@transaction.atomic
def start_job(
    *,
    by: User,
    kind: str,
    organisation: Organisation | None = None,
    arguments: dict[str, Any],
    content: bytes | None = None,
    back: str = "",
) -> Job:
    """Put work in the queue; it begins when this transaction is safe in the database.

    back: the page where it can be tried anew, to which it leads until there is a result.
    """
    job = Job.objects.create(
        kind=kind, by=by, organisation=organisation, arguments=arguments, content=content, leads_to=back
    )
    audit.record(by=by, action=f"{kind}.start", subject=job, organisation=organisation, after=arguments)
    transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


@task()
def run_job(key: int) -> None:
    """Do a job; whatever goes wrong ends as one sentence on it."""
    if not Job.objects.filter(pk=key, state=Job.State.WAITING).update(state=Job.State.RUNNING):
        return  # another worker has it
    job = Job.objects.select_related("by", "organisation").get(pk=key)
    with override(job.arguments.get("language", "ja")):
        try:
            job.leads_to = _known[job.kind](job)
            job.state, job.message = Job.State.DONE, ""
        except ValidationError as refusal:
            job.state, job.message = Job.State.FAILED, " ".join(refusal.messages)
        except (Refused, Unreadable) as refusal:
            job.state, job.message = Job.State.FAILED, one_language(str(refusal), get_language())
        except Exception:
            # What failed is for the operator's log; who waits reads a sentence.
            _log.exception("job %s (%s) failed", job.pk, job.kind)
            job.state = Job.State.FAILED
            job.message = _("思わぬことで止まりました。運用者に連絡してください(作業番号 %(key)s)。") % {"key": job.pk}
    job.content, job.ended_at = None, timezone.now()
    job.save(update_fields=["state", "message", "leads_to", "content", "ended_at"])


def tell(job: Job) -> Callable[[int, int], None]:
    """A function that notes (done, all) on the job, not too often."""
    last = 0.0

    def note(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PACE or done >= total:
            last = now
            Job.objects.filter(pk=job.pk).update(done=min(done, total), total=total)

    return note
