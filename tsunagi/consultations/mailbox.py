"""The mailbox that windows share, read by IMAP.

What was kept is marked as read; what is for no window is flagged besides, for a person to look at; what could not be
kept is flagged and stays unread. It is tried again after what is new, so that it keeps nothing waiting.
"""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tsunagi.mailing import Server

_log = logging.getLogger(__name__)

PATIENCE: Final = 30
#: Mails that are fetched in one round, of the new ones and of those that could not be kept before.
MOST: Final = 100


@dataclass
class Fetched:
    """How many mails were kept, how many are for no window here, and how many could not be kept."""

    kept: int = 0
    astray: int = 0
    failed: int = 0


def fetch_unread(server: Server, keep: Callable[[bytes], bool]) -> Fetched:
    """Hand each unread mail to `keep`, which says whether it is for a window here, and raises where it cannot be kept.

    server: of kind imaps, or imap for one on the same machine. Raises OSError or imaplib.IMAP4.error where the mailbox
    cannot be opened.
    """
    if server.kind == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=ssl.create_default_context(), timeout=PATIENCE
        )
    else:
        box = imaplib.IMAP4(server.host, server.port, timeout=PATIENCE)
    with box:
        box.login(server.user, server.password)
        state, _said = box.select(f'"{server.folder or "INBOX"}"')
        if state != "OK":
            raise imaplib.IMAP4.error("no such folder")
        return _fetch(box, keep)


def _fetch(box: imaplib.IMAP4, keep: Callable[[bytes], bool]) -> Fetched:
    done = Fetched()
    fresh, tried = _unread(box, "UNFLAGGED"), _unread(box, "FLAGGED")
    for uid in fresh[:MOST] + tried[:MOST]:
        _state, parts = box.uid("FETCH", uid, "(BODY.PEEK[])")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is None:
            continue
        try:
            is_ours = keep(raw)
        except Exception as error:  # one mail that cannot be taken must not keep the others waiting
            _log.error("a mail could not be kept, and stays unread: %s", type(error).__name__)
            box.uid("STORE", uid, "+FLAGS", r"(\Flagged)")
            done.failed += 1
            continue
        box.uid("STORE", uid, "+FLAGS", r"(\Seen)")
        box.uid("STORE", uid, "-FLAGS" if is_ours else "+FLAGS", r"(\Flagged)")
        done.kept += is_ours
        done.astray += not is_ours
    return done


def _unread(box: imaplib.IMAP4, flag: str) -> list[str]:
    """What is unread, and flagged or not; the oldest first."""
    _state, found = box.uid("SEARCH", "UNSEEN", flag)
    return (found[0] or b"").decode("ascii").split()
