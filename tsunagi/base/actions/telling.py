"""Mails to people who work here; the owner of an account is told when it changed how they sign in."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base.models import User

_log = logging.getLogger(__name__)


def tell(*, mail: str, subject: str, body: str) -> bool:
    """Send a mail; False where the mail server does not take it, which leaves a line in the log without the address.

    What has to reach somebody is tried again by whoever asked for it.
    """
    try:
        send_mail(subject, body, None, [mail])
    except OSError as error:  # smtplib's own are among them
        _log.error("a mail could not be sent: %s", type(error).__name__)
        return False
    return True


def tell_each(people: Iterable[list[User]], *, subject: str, letter: Callable[[User, int], str]) -> set[User]:
    """Tell everybody in one mail of how many things they are to know; who was reached.

    people: for each thing, whom to tell of it. letter: the mail's body for somebody and so many things.
    """
    counts = Counter(person for those in people for person in those)
    return {one for one in counts if tell(mail=one.email, subject=subject, body=letter(one, counts[one]))}


def tell_of_change(*, user: User, what: str) -> None:
    """what: a sentence. The change is done by then, whether the mail is sent or not."""
    at = timezone.localtime()
    lines = [
        _("%(name)s 様") % {"name": user.name},
        "",
        what,
        f"{at:%Y-%m-%d %H:%M} {settings.SITE}",
        "",
        _("覚えがないときは、すぐに組織の管理者に連絡し、パスワードを変えてください。"),
    ]
    tell(mail=user.email, subject=_("【つなぎ】サインインの方法が変わりました"), body="\n".join(lines))
