"""Asks whoever answers for a record whether it is still right, and takes the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.actions.telling import tell
from tsunagi.directory.actions.records import confirm_service
from tsunagi.directory.models import Question, Service
from tsunagi.directory.queries.asking import SALT, to_ask

#: Days between two mails about one record.
REST: Final = 30
#: Records in one mail: nobody looks through more at once.
MOST: Final = 20


def ask_bodies(*, day: date) -> int:
    """Send a mail to everybody who answers for records that were not checked for six months; how many were sent.

    About one record once in REST days at most, so that the command may run every day.
    """
    by_mail: dict[str, list[Service]] = {}
    for service in to_ask(day, not_since=day - timedelta(days=REST)):
        by_mail.setdefault(service.assurer_email or service.provider.email, []).append(service)
    return sum([_ask(mail, services[:MOST], day) for mail, services in by_mail.items()])


@transaction.atomic
def _ask(mail: str, services: Sequence[Service], day: date) -> bool:
    """Remember that it was asked, and send the mail; where that fails nothing is remembered. Whether it was sent."""
    lines = [
        _("次の支援の情報を「つなぎ」に載せています。6か月以上、内容を確かめていません。"),
        _("それぞれのアドレスを開き、今も正しければボタンを押してください。違うところは同じページから知らせられます。"),
        "",
    ]
    for service in services:
        question = Question.objects.create(service=service, asked_on=day)
        audit.record(by=None, action="directory.ask", subject=service, organisation=service.kept_by)
        token = signing.dumps(question.pk, salt=SALT)
        lines += [f"{service.name}", f"{settings.SITE}{reverse('directory:still_right', args=[token])}", ""]
    lines.append(_("アドレスは30日で使えなくなります。心当たりがなければ、このメールは捨ててください。"))
    subject = _("【つなぎ】支援の情報は、今も正しいですか")
    is_sent = tell(mail=mail, subject=subject, body="\n".join(lines))
    if not is_sent:
        transaction.set_rollback(True)
    return is_sent


@transaction.atomic
def answer(*, question: Question, day: date) -> Service:
    """It is still right, says who was asked."""
    held = Question.objects.select_for_update(of=("self",)).select_related("service").get(pk=question.pk)
    if held.answered_at is not None:
        raise Refused(_("すでに確かめていただいています。ありがとうございました。"))
    held.answered_at = timezone.now()
    held.save(update_fields=["answered_at"])
    return confirm_service(by=None, service=held.service, day=day)
