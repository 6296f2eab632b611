"""`tsunagi back-up-key`, `back-up`, `restore`: the whole site in one file that only its key opens, and back."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tsunagi.cli.progress import Bar

if TYPE_CHECKING:
    from collections.abc import Iterable

FAILED = 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands beside the others."""
    made = commands.add_parser("back-up-key", help="控えを開く鍵を作る / make the key that opens back-ups")
    made.add_argument("path", type=Path, metavar="FILE", help="鍵のファイル / the key's file")
    out = commands.add_parser(
        "back-up", help="サイト全体の控えを一つのファイルに書く / write the whole site into one file"
    )
    out.add_argument("path", type=Path, metavar="FILE", help="控えのファイル / the back-up's file")
    out.add_argument(
        "--to",
        action="append",
        metavar="KEY",
        help="開ける人の公開鍵(何度でも。なければ TSUNAGI_BACK_UP_TO) / public key of who can open it; may be repeated",
    )
    out.add_argument(
        "--with-keys",
        action="store_true",
        help="このサイトの鍵も入れる(開けた人は全てを読める) / the site's own keys too: who opens it can read everything",
    )
    back = commands.add_parser(
        "restore", help="控えを確かめ、空のサイトに戻す / verify a back-up and put it into an empty site"
    )
    back.add_argument("path", type=Path, metavar="FILE", help="控えのファイル / the back-up's file")
    back.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="開く鍵のファイル / the key that opens it"
    )
    back.add_argument("--check", action="store_true", help="確かめるだけで書かない / only verify, write nothing")
    back.add_argument(
        "--without-keys",
        action="store_true",
        help="記録の鍵を無くしていても戻す / although the keys of the records are lost",
    )


def make_key(wanted: argparse.Namespace) -> int:
    """Write a fresh key; its public half is printed."""
    from django.utils import timezone

    from tsunagi.base.rules.parcel import key_file

    text, public = key_file(timezone.localdate())
    try:
        descriptor = os.open(wanted.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _fail(f"{wanted.path} はすでにあります / {wanted.path} is there already: choose another name.")
    except OSError as error:
        return _fail(f"{wanted.path} に書けません({error.strerror}) / Cannot write {wanted.path} ({error.strerror}).")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    print(public)
    print(
        f"{wanted.path} をこの機械から離して保管し、上の公開鍵を TSUNAGI_BACK_UP_TO に書いてください"
        f" / Keep {wanted.path} away from this machine, and write the public key above into TSUNAGI_BACK_UP_TO.",
        file=sys.stderr,
    )
    return 0


def back_up(wanted: argparse.Namespace) -> int:
    """Write the site into one file, and print what is in it."""
    from django.conf import settings
    from django.utils import timezone

    from tsunagi.base.access import Refused
    from tsunagi.base.actions.backing_up import back_up
    from tsunagi.base.rules.parcel import Unopened

    bar = Bar(wanted.path.name) if sys.stderr.isatty() else None
    try:
        contents = back_up(
            path=wanted.path,
            recipients=wanted.to or settings.BACK_UP_TO,
            with_keys=wanted.with_keys,
            at=timezone.now(),
            progress=bar,
        )
    except (Refused, Unopened) as refusal:
        return _fail(str(refusal))
    except OSError as error:
        return _fail(f"{wanted.path} に書けません({error.strerror}) / Cannot write {wanted.path} ({error.strerror}).")
    finally:
        if bar:
            bar.close()
    _print(contents)
    if not wanted.with_keys:
        print(
            "個人の記録の鍵(keys)、操作の記録の鍵(audit-key)、署名の鍵(secret-key)は入っていません。別に保管してください"
            " / The site's own keys (keys, audit-key, secret-key) are not in it: keep them elsewhere.",
            file=sys.stderr,
        )
    if settings.HALF:
        print(
            "内側と外側の間の鍵(half-key)はどの控えにも入りません。別に保管してください"
            " / The key between the halves (half-key) is in no back-up: keep it elsewhere.",
            file=sys.stderr,
        )
    return 0


def restore(wanted: argparse.Namespace) -> int:
    """Verify a back-up; unless only that was asked, put it back, compare, and make the indexes anew."""
    from tsunagi.base.access import Refused
    from tsunagi.base.actions.restoring import look_through, restore
    from tsunagi.base.rules.parcel import Unopened, identity
    from tsunagi.directory.actions.crisis import keep_crisis_file
    from tsunagi.directory.actions.index import index_missing

    bar = Bar(wanted.path.name) if sys.stderr.isatty() else None
    try:
        key = identity(_text(wanted.key))
        if wanted.check:
            found = look_through(path=wanted.path, key=key, progress=bar)
        else:
            found = restore(path=wanted.path, key=key, without_keys=wanted.without_keys, progress=bar)
            index_missing()
            keep_crisis_file()
    except (Refused, Unopened) as refusal:
        return _fail(str(refusal))
    except OSError as error:
        name = error.filename or wanted.path
        return _fail(f"{name} が読めません({error.strerror}) / Cannot read {name} ({error.strerror}).")
    finally:
        if bar:
            bar.close()
    _print(found.contents)
    made_at = found.head["made_at"]
    if wanted.check:
        print(f"{made_at} の控えです。損なわれたところはありません / Of {made_at}; it is whole.", file=sys.stderr)
    else:
        print(
            f"{made_at} の{found.rows}行を戻し、読み直して同じであることを確かめました"
            f" / {found.rows} rows of {made_at} are back, and were read back as they were.",
            file=sys.stderr,
        )
    return 0


def _text(path: Path) -> str:
    """The text of a key's file; nothing where it is no text."""
    return path.read_bytes().decode("ascii", "ignore")


def _print(contents: Iterable[dict[str, Any]]) -> None:
    """A line a table: its name, its rows, and the sum over them."""
    for one in contents:
        print(f"{one['table']}\t{one['rows']}\t{one['sum']}")


def _fail(sentence: str) -> int:
    print(f"tsunagi: {sentence}", file=sys.stderr)
    return FAILED
