"""How allauth signs people in here: accounts are made by administrators, and second factors are kept encrypted."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagi.base.actions.telling import tell_of_change
from tsunagi.base.keys import second_factors
from tsunagi.base.models import User
from tsunagi.base.rules import sessions

_log = logging.getLogger(__name__)

#: What changed, by allauth's name for it.
CHANGES: Final = {
    "account/email/password_changed": _("パスワードが変更されました。"),
    "account/email/password_reset": _("パスワードが作り直されました。"),
    "account/email/password_set": _("パスワードが設定されました。"),
    "mfa/email/totp_activated": _("認証アプリが登録されました。"),
    "mfa/email/totp_deactivated": _("認証アプリの登録が消されました。"),
    "mfa/email/webauthn_added": _("パスキーが登録されました。"),
    "mfa/email/webauthn_removed": _("パスキーの登録が消されました。"),
    "mfa/email/recovery_codes_generated": _("予備の番号が作り直されました。"),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Nothing is counted here: axes counts wrong passwords, over all processes. Codes after them are counted by
        allauth, under the same limit, which this would use up."""

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, object] | None = None, email: str | None = None
    ) -> None:
        """The account's owner learns of every change of how they sign in; without an address of a machine in it."""
        if template_prefix in CHANGES:
            tell_of_change(user=user, what=str(CHANGES[template_prefix]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Whoever waits for a mail learns that none can be sent, of an address with an account or without one alike."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's own are among them
            _log.error("a mail to sign in again could not be sent: %s", type(error).__name__)
            sentence = gettext("いま、メールを送れません。しばらくしてからもう一度行うか、組織の管理者に連絡してください。")
            page = render(self.request, "base/refused.html", {"sentence": sentence}, status=503)
            raise ImmediateHttpResponse(page) from error

    def login(self, request: HttpRequest, user: User) -> None:
        """From now on the session runs (middleware.py). Who just gave the password, and has nothing else yet, sets up
        the second factor without giving it again at once; allauth asks for it again when that is some minutes ago."""
        super().login(request, user)
        request.session[sessions.BEGAN] = request.session[sessions.SEEN] = int(time.time())
        given = [one["method"] for one in get_authentication_records(request, user)]
        if given[-1:] == ["password"] and not is_mfa_enabled(user):
            reauthenticate_by_password(request)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes and recovery codes, encrypted under the installation's key."""

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return second_factors().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was meant."""
        return second_factors().decrypt(encrypted_text.encode()).decode()
