"""`tsunagi keys`: the keys that personal records are sealed with, and the one that signs."""

from __future__ import annotations

import argparse
import sys

FAILED = 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command beside the others."""
    keys = commands.add_parser("keys", help="個人の記録を封じる鍵 / the keys that personal records are sealed with")
    keys.add_argument(
        "what",
        choices=("list", "add", "rotate", "renew-signing"),
        help="一覧、新しい鍵を足す、古い鍵の記録を新しい鍵に替える、署名の鍵を替える"
        " / list them, add one, bring what older ones sealed under it, renew the key that signs",
    )


def run(wanted: argparse.Namespace) -> int:
    """List, add, rotate or renew keys; the exit status is returned."""
    from django.utils import timezone

    from tsunagi.base.access import Refused
    from tsunagi.base.actions.keys import add_key, renew_signing_key, rotate, sealed_by_key
    from tsunagi.base.keys import ring
    from tsunagi.cli.progress import Bar

    if wanted.what == "renew-signing":
        try:
            changed = renew_signing_key()
        except Refused as refusal:
            return _fail(str(refusal))
        print(f"署名の鍵を替え、第二要素{changed}件を新しい鍵に替えました。サイトを再起動してください")
        print(f"The signing key is new, and so are {changed} second factors: start the site again.")
        return 0
    if wanted.what == "add":
        made = add_key(day=timezone.localdate())
        print(f"鍵{made.number}を足しました。これからの記録はこの鍵で封じます / Key {made.number} seals from now on.")
        return 0
    if wanted.what == "rotate":
        bar = Bar("keys") if sys.stderr.isatty() else None
        changed = rotate(progress=bar)
        if bar:
            bar.close()
        print(f"{changed}行を新しい鍵に替えました / Rows now under the newest key: {changed}.")
        return 0
    counted = sealed_by_key()
    for key in ring().keys:
        print(f"{key.number} {key.made_on} {counted[key.number]}")
    return 0


def _fail(sentence: str) -> int:
    print(f"tsunagi: {sentence}", file=sys.stderr)
    return FAILED
