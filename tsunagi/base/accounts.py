"""How allauth signs people in here: accounts are made by administrators, and second factors are kept encrypted."""

from __future__ import annotations

import time
from typing import Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tsunagi.base.actions.telling import tell_of_change
from tsunagi.base.keys import second_factors
from tsunagi.base.models import User
from tsunagi.base.rules import sessions

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

    def login(self, request: HttpRequest, user: User) -> None:
        """From now on the session runs (middleware.py)."""
        super().login(request, user)
        request.session[sessions.BEGAN] = request.session[sessions.SEEN] = int(time.time())


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes and recovery codes, encrypted under the installation's key."""

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return second_factors().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was meant."""
        return second_factors().decrypt(encrypted_text.encode()).decode()
