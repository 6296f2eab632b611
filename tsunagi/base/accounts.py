"""How allauth signs people in here: accounts are made by administrators, and second factors are kept encrypted."""

from __future__ import annotations

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from tsunagi.base.keys import second_factors
from tsunagi.base.models import User
from tsunagi.base.rules import sessions


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Nothing is counted here: axes counts wrong passwords, over all processes. Codes after them are counted by
        allauth, under the same limit, which this would use up."""

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
