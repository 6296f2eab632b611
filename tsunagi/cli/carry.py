"""`tsunagi carry key|out|in`: what crosses between the two halves of a split installation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

FAILED = 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command beside the others."""
    carry = commands.add_parser(
        "carry", help="閉じた網の内側と外側の間で運ぶ / carry between the inside and the outside"
    )
    carry.add_argument(
        "what",
        choices=("key", "out", "in"),
        help="この側の公開鍵を示す、相手へのファイルを作る、相手のファイルを取り込む / this half's public key, a file for"
        " the other half, a file of the other half",
    )
    carry.add_argument("path", type=Path, nargs="?", metavar="FILE", help="ファイル(out と in) / the file (out and in)")


def run(wanted: argparse.Namespace) -> int:
    """Do what was asked; print what is in the file."""
    from django.utils import timezone

    from tsunagi.base.access import Refused
    from tsunagi.base.rules.parcel import Unopened
    from tsunagi.base.rules.signed import Untrusted
    from tsunagi.carrying.actions import carry_in, carry_out, own_key

    if wanted.what == "key":
        print(own_key().public)
        return 0
    if wanted.path is None:
        return _fail("ファイルを指定してください / Name a file.")
    try:
        if wanted.what == "out":
            said = carry_out(path=wanted.path, at=timezone.now())
        else:
            said = carry_in(content=wanted.path.read_bytes(), at=timezone.now())
    except (Refused, Untrusted, Unopened) as refusal:
        return _fail(str(refusal))
    except OSError as error:
        return _fail(f"{wanted.path}: {error.strerror}")
    for name, rows in said["parts"].items():
        print(f"{name}\t{rows}")
    if said.get("known"):
        print(
            "すでに取り込んだファイルです。何も変わっていません / It was taken in before; nothing changed.",
            file=sys.stderr,
        )
    else:
        print(f"{said['from']} {said['number']}番 / file {said['number']} of the {said['from']}", file=sys.stderr)
    return 0


def _fail(sentence: str) -> int:
    print(f"tsunagi: {sentence}", file=sys.stderr)
    return FAILED
