"""The owner of an account is told by mail when it changed how they sign in."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base.models import User

_log = logging.getLogger(__name__)


def tell_of_change(*, user: User, what: str) -> None:
    """what: a sentence. The change is done by then: a mail server that does not answer leaves but a line in the log."""
    at = timezone.localtime()
    lines = [
        _("%(name)s 様") % {"name": user.name},
        "",
        what,
        f"{at:%Y-%m-%d %H:%M} {settings.SITE}",
        "",
        _("覚えがないときは、すぐに組織の管理者に連絡し、パスワードを変えてください。"),
    ]
    try:
        send_mail(_("【つなぎ】サインインの方法が変わりました"), "\n".join(lines), None, [user.email])
    except (OSError, SMTPException) as error:
        _log.error("nobody could be told of a change of an account: %s", type(error).__name__)
