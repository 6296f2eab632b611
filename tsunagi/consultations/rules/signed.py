"""Whether what another system hands in was signed with the secret that it shares with a channel."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

#: A signature is good for so long, before and after: clocks differ, and what is older may be a replay.
GOOD_FOR: Final = timedelta(minutes=5)


def is_from_line(body: bytes, signature: str, secret: str) -> bool:
    """Whether LINE signed the body: X-Line-Signature is the Base64 of an HMAC-SHA256 under the channel secret.

    Source: https://developers.line.biz/en/reference/messaging-api/#signature-validation
    """
    made = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode("ascii")
    return hmac.compare_digest(made.encode(), signature.encode())


def mail_signature(body: bytes, time: str, secret: str) -> str:
    """What a mail gateway signs a mail with: the HMAC-SHA256, in hexadecimal digits, of time, dot and mail."""
    return hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_from_gateway(body: bytes, time: str, signature: str, secret: str, now: datetime) -> bool:
    """Whether a mail gateway signed the mail, and did so just now. time: seconds since 1970, as digits."""
    if not (time.isascii() and time.isdigit() and len(time) <= 11):
        return False
    if abs(now.timestamp() - int(time)) > GOOD_FOR.total_seconds():
        return False
    return hmac.compare_digest(mail_signature(body, time, secret).encode(), signature.encode())


def receipt(text: str) -> str:
    """Under what name something that was handed in is remembered."""
    return hashlib.sha256(text.encode()).hexdigest()
