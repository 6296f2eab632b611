"""Arguments in, exit status out: 0 where a plan was read, 2 with one sentence where none was."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import tsunagi
from tsunagi.cli import sentences, site
from tsunagi.cli.progress import Bar, no_progress

if TYPE_CHECKING:
    from tsunagi.cli.one import Format

FORMATS = ("table", "json", "csv", "xlsx", "docx", "html", "pdf")
TEXTS = ("json", "csv", "html")

FAILED = 2
INTERRUPTED = 130


class Refused(Exception):
    """What was asked cannot be done; the message is one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is returned. There is a traceback only if TSUNAGI_DEBUG is set."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    wanted = _parser().parse_args(arguments)
    try:
        return _read(wanted) if wanted.command == "read" else _site(wanted)
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tsunagi",
        description="孤独・孤立対策の計画を読み、目標と実績を照らし合わせます。"
        " / Reads a plan against loneliness and isolation and compares its targets with what was reached.",
    )
    parser.add_argument("--version", action="version", version=f"tsunagi {tsunagi.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    read = commands.add_parser(
        "read",
        help="計画の文書を読む / read a plan's document",
        description="計画や実施状況の文書(テキスト、PDF、XLSX、DOCX、HTML、CSV)を読みます。フォルダーなら中の文書を全て読みます。"
        " / Reads a plan or its follow-up table; given a folder, every document in it.",
    )
    read.add_argument("path", type=Path, metavar="FILE|DIR", help="文書かフォルダー / a document, or a folder of them")
    read.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        help="出力の形式(何度でも指定可。指定がなければ table) / what to write; may be given more than once (default: table)",
    )
    read.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help="出力先のファイルかフォルダー(/で終わる) / file to write to, or a folder (ends with /)",
    )
    read.add_argument(
        "--shape", type=Path, metavar="TOML", help="表の形を書いたファイル / a file that describes the table's columns"
    )
    read.add_argument(
        "--day",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="この日の時点で判断する(指定がなければ文書の年度末) / judge as of this day (default: the end of the"
        " document's fiscal year)",
    )
    read.add_argument("--lang", choices=("ja", "en"), default="ja", help="table の言語 / language of table (ja)")
    read.add_argument("--progress", action="store_true", help="進み具合を必ず示す / always show a progress bar")
    site.add_to(commands)
    return parser


def _site(wanted: argparse.Namespace) -> int:
    """Run a command of the site; whatever goes wrong ends as one sentence on standard error."""
    try:
        return site.run(wanted)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("TSUNAGI_DEBUG"):
            raise
        print(f"tsunagi: {_ailing(error) or sentences.unexpected(error)}", file=sys.stderr)
    return FAILED


def _ailing(error: Exception) -> str:
    """What is wrong with the database, where that is what stopped a command."""
    from django.db import DatabaseError

    from tsunagi.cli.checking import ails_the_database

    return ails_the_database() if isinstance(error, DatabaseError) else ""


def _read(wanted: argparse.Namespace) -> int:
    """Read a file or a folder; whatever goes wrong ends as one sentence on standard error."""
    from tsunagi.cli.one import Unwritable
    from tsunagi.reading.model import Unreadable

    bar = Bar(wanted.path.name) if wanted.progress or sys.stderr.isatty() else None
    try:
        return _folder(wanted, bar) if wanted.path.is_dir() else _file(wanted, bar)
    except (Unreadable, Unwritable, Refused) as error:
        sentence = str(error)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("TSUNAGI_DEBUG"):
            raise
        sentence = sentences.unexpected(error)
    finally:
        if bar:
            bar.close()
    print(f"tsunagi: {wanted.path}: {sentence}", file=sys.stderr)
    return FAILED


def _file(wanted: argparse.Namespace, bar: Bar | None) -> int:
    formats: list[Format] = wanted.format or ["table"]
    into = _out_folder(wanted.output, many=len(formats) > 1)
    if len(formats) > 1 and into is None:
        raise Refused(sentences.needs_folder())
    if not wanted.output and formats[0] not in (*TEXTS, "table") and sys.stdout.isatty():
        raise Refused(sentences.no_terminal(formats[0]))

    from tsunagi.cli.one import judged, save, show

    result = judged(wanted.path, wanted.shape, wanted.day, bar)
    if bar:
        bar.close()
    for kind in dict.fromkeys(formats):
        if not wanted.output or (into and kind == "table"):
            show(result, kind, wanted.lang)
        else:
            target = into / f"{wanted.path.name}.{kind}" if into else Path(wanted.output)
            save(result, kind, target, wanted.lang)
            print(f"→ {target}", file=sys.stderr)
    return 0


def _folder(wanted: argparse.Namespace, bar: Bar | None) -> int:
    from tsunagi.cli.folder import Task, documents, read_folder

    paths = documents(wanted.path)
    if not paths:
        raise Refused(sentences.nothing_in(wanted.path))
    out = _out_folder(wanted.output, many=True)
    if wanted.format and out is None:
        raise Refused(sentences.needs_folder())
    formats = tuple(dict.fromkeys(wanted.format or ["json"]))
    task = Task(formats, out, wanted.shape, wanted.day, wanted.lang)
    outcomes = list(read_folder(wanted.path, paths, task, bar or no_progress))
    if bar:
        bar.close()
    for outcome in outcomes:
        print(outcome.line, file=sys.stdout if outcome.read else sys.stderr)
    return 0 if any(outcome.read for outcome in outcomes) else FAILED


def _out_folder(output: str | None, *, many: bool) -> Path | None:
    """The folder that outputs go into; None where `output` names a file, or nothing."""
    if output and (many or output.endswith(("/", os.sep)) or Path(output).is_dir()):
        return Path(output)
    return None
