"""What can be measured while the site runs, for Prometheus and for the log: how many, how long, how it ended.

Pages are named by their URL's name, never by their address; nothing is told of who asked, or of one organisation.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tsunagi.base.logs import request_id
from tsunagi.base.models import Job

Page = Callable[[HttpRequest], HttpResponse]
#: Says its numbers, each as (name, what it is, number), when it is asked; the database is there.
Gauge = Callable[[], Iterable[tuple[str, str, float]]]

_log = logging.getLogger(__name__)

#: How a proxy may name a request.
GIVEN: Final = re.compile(r"[0-9a-f-]{8,36}")
#: Pages of which a log line does not say how long they took: danger is answered faster than a search.
TIMELESS: Final = frozenset({"navigator:find"})
SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

__all__ = ["CONTENT_TYPE", "Mail", "Site", "gauge", "measured", "roughly", "told"]

REGISTRY: Final = CollectorRegistry(auto_describe=False)
_requests = Counter("tsunagi_requests", "Requests answered", ["page", "method", "status"], registry=REGISTRY)
_seconds = Histogram("tsunagi_request_seconds", "Time to answer", ["page"], buckets=SECONDS, registry=REGISTRY)
_mails = Counter("tsunagi_mails", "Mails handed over by this process", ["outcome"], registry=REGISTRY)
_gauges: list[Gauge] = []


def gauge(function: Gauge) -> Gauge:
    """Ask this function, too, whenever somebody measures. A part of the program names its own in its app's `ready`."""
    _gauges.append(function)
    return function


def roughly(count: int) -> int:
    """A count of something that few people have to do with, rounded up to whole steps: 0 stays 0."""
    step: int = settings.SMALL_COUNTS
    return -(-count // step) * step


def measured(get_response: Page) -> Page:
    """Count each request and its time, name it, and write a line of it into the log."""

    def respond(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.SECURE_PROXY_SSL_HEADER else ""
        name = given if GIVEN.fullmatch(given) else uuid4().hex
        token = request_id.set(name)
        begun = time.perf_counter()
        try:
            response = get_response(request)
            seconds = time.perf_counter() - begun
            page = request.resolver_match.view_name if request.resolver_match else "none"
            method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
            _requests.labels(page, method, str(response.status_code)).inc()
            _seconds.labels(page).observe(seconds)
            said: dict[str, object] = {"page": page, "method": method, "status": response.status_code}
            if page not in TIMELESS:
                said["ms"] = round(seconds * 1000)
            _log.info("answered", extra={"said": said})
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = name
        return response

    return respond


class Mail(BaseEmailBackend):
    """Hands mails over as the settings say, and counts them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were handed over; whatever goes wrong is counted and raised."""
        backend: Any = get_connection(settings.MAIL_BACKEND, fail_silently=self.fail_silently)
        try:
            sent = int(backend.send_messages(email_messages) or 0)
        except Exception:
            _mails.labels("failed").inc(len(email_messages))
            raise
        _mails.labels("sent").inc(sent)
        return sent


class Site(Collector):
    """What the database knows, asked for at the moment."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Whether the database answers; if so, jobs, and what the parts of the program add."""
        try:
            found = [*_jobs(), *(one for function in _gauges for one in function())]
            up = 1
        except DatabaseError:
            connection.close()
            found, up = [], 0
        yield GaugeMetricFamily("tsunagi_database_up", "Whether the database answers", value=up)
        for name, what, number in found:
            yield GaugeMetricFamily(name, what, value=number)


def _jobs() -> Iterator[tuple[str, str, float]]:
    states = dict(Job.objects.values_list("state").annotate(number=Count("pk")))
    for state in (Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED):
        yield f"tsunagi_jobs_{state}", f"Jobs that are {state}", states.get(state, 0)
    oldest = Job.objects.filter(state=Job.State.WAITING).aggregate(at=Min("made_at"))["at"]
    waits = (timezone.now() - oldest).total_seconds() if oldest else 0
    yield "tsunagi_job_longest_wait_seconds", "How long the first job in the queue has waited", waits


REGISTRY.register(Site())


def told() -> bytes:
    """All of it, in Prometheus's text format."""
    return generate_latest(REGISTRY)
