"""What an authenticator app shows, for tests of a site that goes by the real clock."""

from __future__ import annotations

import time

from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal import auth as totp


def step() -> int:
    """Which half minute it is."""
    return int(time.time()) // int(mfa.TOTP_PERIOD)


def code_in_time(secret: str) -> str:
    """The code that is good now. Near the end of its half minute the next one is waited for: a code that is over when
    it arrives is refused, and rightly."""
    left = mfa.TOTP_PERIOD - time.time() % mfa.TOTP_PERIOD
    if left < mfa.TOTP_PERIOD / 3:
        time.sleep(left)
    return str(totp.format_hotp_value(totp.hotp_value(secret, step())))
