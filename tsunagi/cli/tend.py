"""`tsunagi tend`: what has to be done every minute or so, once or again and again."""

from __future__ import annotations

import argparse
import sys
import time

FAILED = 2


def run(wanted: argparse.Namespace) -> int:
    """Do a round and say what it did; with --every go on until the process is ended."""
    from django.db import close_old_connections
    from django.utils import timezone

    from tsunagi.consultations.jobs import tend

    while True:
        close_old_connections()
        done = tend(timezone.now())
        for line in done.failed:
            print(line, file=sys.stderr, flush=True)
        if not wanted.every:
            break
        time.sleep(wanted.every)
    print(
        f"たずねたチャット{done.asked}件、終わったチャット{done.ended}件、消したチャット{done.erased}件、"
        f"送った返事{done.sent}件、受け取ったメール{done.fetched}件、うまくいかなかったこと{len(done.failed)}件"
    )
    print(
        f"Chats asked: {done.asked}, ended: {done.ended}, erased: {done.erased}; answers carried: {done.sent}; "
        f"mails fetched: {done.fetched}; failures: {len(done.failed)}."
    )
    return FAILED if done.failed else 0
