"""The command that moves a site into another database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Final

FAILED = 2
#: Made anew from the supports: what search, lists and the finding of duplicates go by, and the tables of SQLite's
#: full-text index.
DERIVED: Final = (
    "directory.searchentry",
    "directory.opening",
    "directory.keptrecord",
    "directory.likeness",
    "directory_grams",
)


def add_to(parser: ArgumentParser) -> None:
    """What the command wants to know."""
    parser.add_argument(
        "to",
        metavar="ADDRESS",
        help="移す先。sqlite:///ファイル か postgresql://利用者@ホスト/名前 / where to, written as TSUNAGI_DATABASE is",
    )


def run(wanted: Namespace) -> int:
    """Move the site; what the settings name as database is left as it is."""
    from django.db import OperationalError, connections

    from tsunagi.base.access import Refused
    from tsunagi.base.actions.moving import SOURCE, TARGET, Moved, move
    from tsunagi.base.queries.tables import is_above_the_rules
    from tsunagi.cli.progress import Bar
    from tsunagi.databases import database

    here = connections.databases[TARGET]
    there = connections.configure_settings({TARGET: database(wanted.to, name="ADDRESS")})[TARGET]
    if [here[name] for name in ("ENGINE", "NAME", "HOST")] == [there[name] for name in ("ENGINE", "NAME", "HOST")]:
        return _fail("移す先が、いまのデータベースと同じです / The target is the database in use: name another one.")
    # In this process the target is what everything else takes for the site's database.
    connections[TARGET].close()
    del connections[TARGET]  # made for the settings of before
    connections.databases.update({SOURCE: here, TARGET: there})
    bar = Bar("move")
    try:
        moved: Moved = move(derived=DERIVED, rebuild=_index, progress=bar)
    except Refused as refusal:
        return _fail(str(refusal))
    except OperationalError as error:
        kind = type(error.__cause__ or error).__name__
        return _fail(
            f"データベースにつながらないか、使われています({kind})。アドレスを確かめ、サイトを止めてください。"
            f" / A database does not answer or is busy ({kind}): look at the address, and stop the site."
        )
    finally:
        bar.close()
    print(
        f"{moved.tables}表{moved.rows}行を移し、読み返して一致を確かめました。開けた封{moved.sealed}、守られた表{moved.guarded}"
    )
    print(
        f"{moved.rows} rows of {moved.tables} tables were moved, read back and are the same; "
        f"{moved.sealed} seals opened, {moved.guarded} tables under row-level security."
    )
    if is_above_the_rules(TARGET):
        print(
            "注意: この役割は superuser か BYPASSRLS なので、行ごとの守りが効きません。専用の役割にしてください。"
            " / Careful: this role is a superuser or has BYPASSRLS; give the site a role of its own.",
            file=sys.stderr,
        )
    for fault in moved.faults:
        print(fault)
    if moved.faults:
        return _fail("操作の記録は元から損なわれていました / The audit chain did not hold before the move either.")
    return 0


def _index() -> None:
    from tsunagi.directory.actions.index import index_missing

    index_missing()


def _fail(sentence: str) -> int:
    print(f"tsunagi: {sentence}", file=sys.stderr)
    return FAILED
