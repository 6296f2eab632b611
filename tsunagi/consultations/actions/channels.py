"""By which mail address and LINE account a window is reached: set by its supervisors."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.consultations.access import can_supervise
from tsunagi.consultations.models import Channel, Window


def open_channel(*, by: User, window: Window, kind: str, address: str, secret: str = "", token: str = "") -> Channel:
    """Let a window be reached by an address or an account. secret, token: LINE's; for mail a secret is made here."""
    require(can_supervise(by, window.organisation))
    if kind not in window.ways:
        raise Refused(_("この窓口では受けていない方法です。窓口の設定を確かめてください。"))
    try:
        with transaction.atomic():
            made = Channel.objects.create(
                organisation=window.organisation,
                window=window,
                kind=kind,
                address=address.lower() if kind == Channel.Kind.MAIL else address,
                secret=secret or secrets.token_hex(32),
                token=token,
            )
            audit.record(
                by=by,
                action="consultations.open_channel",
                subject=made,
                organisation=made.organisation,
                after={"kind": kind, "window": window},
            )
    except IntegrityError as error:
        raise Refused(_("このアドレスは、すでに使われています。")) from error
    return made


@transaction.atomic
def close_channel(*, by: User, channel: Channel) -> Channel:
    """Take nothing more by it, and forget what it was opened with. What is under way is not answered by it any more."""
    held = Channel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=channel.pk)
    require(can_supervise(by, held.organisation))
    if not held.in_use:
        raise Refused(_("すでに使われていません。"))
    held.in_use, held.secret, held.token = False, "", ""
    held.save()
    audit.record(by=by, action="consultations.close_channel", subject=held, organisation=held.organisation)
    return held
