"""The mailbox that windows share, read by IMAP. What was kept is marked as read; what could not be stays unread."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote, urlsplit

_log = logging.getLogger(__name__)

PATIENCE: Final = 30
#: Mails that are fetched in one round.
MOST: Final = 100


def fetch_unread(address: str, keep: Callable[[bytes], None]) -> tuple[int, int]:
    """Hand each unread mail to `keep`; how many it kept, and how many it raised for, which stay unread.

    address: imaps://user:password@host:port/folder, or imap:// for a server on the same machine. Raises OSError or
    imaplib.IMAP4.error where the mailbox cannot be opened.
    """
    parts = urlsplit(address)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    host = parts.hostname or "localhost"
    if parts.scheme == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=PATIENCE
        )
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE)
    with box:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        state, _said = box.select(f'"{folder}"')
        if state != "OK":
            raise imaplib.IMAP4.error("no such folder")
        return _fetch(box, keep)


def _fetch(box: imaplib.IMAP4, keep: Callable[[bytes], None]) -> tuple[int, int]:
    kept, failed = 0, 0
    _state, found = box.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").split()[:MOST]:
        _state, parts = box.uid("FETCH", uid.decode("ascii"), "(BODY.PEEK[])")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is None:
            continue
        try:
            keep(raw)
        except Exception as error:  # one mail that cannot be taken must not keep the others waiting
            _log.error("a mail could not be kept, and stays unread: %s", type(error).__name__)
            failed += 1
            continue
        box.uid("STORE", uid.decode("ascii"), "+FLAGS", r"(\Seen)")
        kept += 1
    return kept, failed
