"""How allauth signs people in here: accounts are made by administrators, and second factors are kept encrypted."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes and recovery codes, encrypted under the installation's key."""

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was meant."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


@cache
def _cipher() -> Fernet:
    """The cipher under a key of its own purpose, so that the installation's key itself encrypts nothing."""
    key = hashlib.scrypt(settings.SECRET_KEY.encode(), salt=b"tsunagi second factors", n=2**14, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))
