"""What people say is wrong, and what became of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.actions.telling import tell
from tsunagi.base.models import User
from tsunagi.directory.access import can_keep
from tsunagi.directory.models import Decision, Report, Service


@transaction.atomic
def report(*, service: Service, what: str, right: str, sentence: str, mail: str) -> Report:
    """Put what somebody says before those who keep the record.

    Who it is stays unknown, and the chain holds no word of it.
    """
    said = Report.objects.create(service=service, what=what, right=right, sentence=sentence, mail=mail)
    audit.record(
        by=None,
        action="directory.report",
        subject=service,
        organisation=service.kept_by,
        after={"report": said, "what": what},
    )
    return said


@transaction.atomic
def accept_report(*, by: User, report: Report) -> Report:
    """Say that it is right; the record is then mended by hand, with what was said in its form."""
    held = _open(by, report)
    return _decide(
        by, held, Decision.ACCEPTED, _("知らせてくださったとおりに、情報を直します。ありがとうございました。")
    )


@transaction.atomic
def refuse_report(*, by: User, report: Report, reason: str) -> Report:
    """Say that it stays as it is, and why."""
    held = _open(by, report)
    if not reason.strip():
        raise Refused(_("採用しない理由を入れてください。"))
    held.reason = reason.strip()
    return _decide(
        by,
        held,
        Decision.REFUSED,
        _("確かめましたが、情報はそのままにします。理由: %(reason)s") % {"reason": held.reason},
    )


def _open(by: User, report: Report) -> Report:
    held = (
        Report.objects.select_for_update(of=("self",))
        .select_related("service__kept_by", "decided_by")
        .get(pk=report.pk)
    )
    require(can_keep(by, held.service.kept_by))
    if held.decision != Decision.OPEN:
        raise Refused(
            _("この知らせは、すでに%(who)sさんが「%(decision)s」に決めました。")
            % {"who": held.decided_by, "decision": held.get_decision_display()}
        )
    return held


def _decide(by: User, held: Report, decision: Decision, answer: str) -> Report:
    """Keep the decision, tell whoever left an address, and let go of that address."""
    mail, held.mail = held.mail, ""
    held.decision, held.decided_by, held.decided_at = decision, by, timezone.now()
    held.save()
    audit.record(
        by=by,
        action=f"directory.report_{decision}",
        subject=held.service,
        organisation=held.service.kept_by,
        after={"report": held, "reason": held.reason},
    )
    if mail:
        subject = _("【つなぎ】「%(name)s」についてのお知らせ") % {"name": " ".join(held.service.name.split())}
        transaction.on_commit(lambda: tell(mail=mail, subject=subject, body=answer))
    return held
