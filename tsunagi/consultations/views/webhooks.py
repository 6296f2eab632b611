"""What LINE and a mail gateway hand in. Without a good signature nothing is read; answers say no more than needed."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tsunagi.consultations import jobs
from tsunagi.consultations.actions.line import receive_events
from tsunagi.consultations.actions.mail import receive_letter
from tsunagi.consultations.actions.receipts import take_receipt
from tsunagi.consultations.models import Channel
from tsunagi.consultations.rules.line import read_events
from tsunagi.consultations.rules.mail import read_letter
from tsunagi.consultations.rules.signed import is_from_gateway, is_from_line


@csrf_exempt  # signed by LINE, which has no cookie of ours
@require_POST
def line(request: HttpRequest, key: UUID) -> HttpResponse:
    """Events of a LINE account. 200 once all are kept; LINE delivers again what got no 200."""
    channel, body = _channel(key, Channel.Kind.LINE), _body(request)
    if body is None:
        return HttpResponse(status=413)
    if not is_from_line(body, request.headers.get("X-Line-Signature", ""), channel.secret):
        return HttpResponse(status=401)
    try:
        events = read_events(body)
    except ValueError:
        return HttpResponse(status=400)
    for made in receive_events(channel=channel, events=events, now=timezone.now()):
        jobs.follow(made)
    return HttpResponse()


@csrf_exempt  # signed by the gateway, which has no cookie of ours
@require_POST
def mail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One mail as it came in (message/rfc822). 409: this very delivery was handed in before."""
    channel, body, now = _channel(key, Channel.Kind.MAIL), _body(request), timezone.now()
    if body is None:
        return HttpResponse(status=413)
    time, signature = request.headers.get("X-Tsunagi-Time", ""), request.headers.get("X-Tsunagi-Signature", "")
    if not is_from_gateway(body, time, signature, channel.secret, now):
        return HttpResponse(status=401)
    try:
        # Together: where keeping the mail fails, the gateway may hand the same delivery in again.
        with transaction.atomic():
            take_receipt(channel=channel, key=signature, now=now)
            _became, made = receive_letter(letter=read_letter(body), now=now, channel=channel)
    except IntegrityError:
        return HttpResponse(status=409)
    if made is not None:
        jobs.follow(made)
    return HttpResponse()


def _channel(key: UUID, kind: str) -> Channel:
    return get_object_or_404(Channel.objects.select_related("window__organisation"), pk=key, kind=kind, in_use=True)


def _body(request: HttpRequest) -> bytes | None:
    """The body, letter for letter; None where it is larger than the site takes."""
    try:
        return request.body
    except RequestDataTooBig:
        return None
