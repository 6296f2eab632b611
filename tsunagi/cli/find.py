"""`tsunagi find`: somebody's words in, danger first, then the supports that fit. The words are kept nowhere."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tsunagi.cli.progress import Bar
from tsunagi.directory.rules.areas import find_area
from tsunagi.navigator.queries.requests import Desk, Request
from tsunagi.navigator.queries.supports import models

FAILED = 2
MOST_SHOWN = 100


class Unusable(Exception):
    """What was asked cannot be done; the message is one sentence."""


def run(wanted: argparse.Namespace) -> int:
    """Answer one request or a file of them; the exit status is returned."""
    at = timezone.localtime()
    try:
        if not 1 <= wanted.limit <= MOST_SHOWN:
            raise Unusable(f"--limit は1から{MOST_SHOWN}までです / --limit takes 1 to {MOST_SHOWN}.")
        if wanted.place and find_area(wanted.place) is None:
            raise Unusable(
                f"「{wanted.place}」という市区町村や都道府県が見つからないか、いくつもあります。都道府県から書いてください"
                f" / No municipality or prefecture, or several, are called {wanted.place!r}; begin with the prefecture."
            )
        if not wanted.batch and not wanted.words.strip():
            raise Unusable("困っていることを書いてください / Say what is the matter: tsunagi find 「…」")
        _tell_of_a_wait()
        if wanted.batch:
            return _batch(wanted.batch, at, wanted.limit)
        found = Desk().answer(Request(wanted.words, wanted.place, wanted.lang), at=at, limit=wanted.limit)
    except Unusable as error:
        print(f"tsunagi: {error}", file=sys.stderr)
        return FAILED
    if wanted.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(found)))
    return 0


def _tell_of_a_wait() -> None:
    """Say why nothing comes yet, where the models of meaning have not read the supports before."""
    if models() and not (Path(settings.HOME) / "meaning").exists():
        print(
            "初めてなので、支援の説明を意味のモデルに読み込みます。数分かかることがあります"
            " / The models of meaning read the supports for the first time, which may take minutes.",
            file=sys.stderr,
        )


def _batch(path: Path, at: datetime, limit: int) -> int:
    requests = list(_requests(path))
    desk = Desk()
    bar = Bar(path.name) if sys.stderr.isatty() else None
    for number, (key, request) in enumerate(requests, 1):
        answer = {"id": key, **desk.answer(request, at=at, limit=limit)}
        print(json.dumps(answer, ensure_ascii=False), flush=True)
        if bar:
            bar(number, len(requests))
    if bar:
        bar.close()
    return 0


def _requests(path: Path) -> Iterator[tuple[Any, Request]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path} が読めません / Cannot read {path} ({type(error).__name__}).") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            yield given["id"], Request(str(given["q"]), str(given.get("place") or ""), _plain(given.get("lang")))
        except (ValueError, KeyError, TypeError) as error:
            # The line itself is not shown: it may hold somebody's words.
            raise Unusable(
                f'{path} の{number}行目が {{"id": …, "q": "…"}} の形ではありません'
                f' / Line {number} of {path} is not of the form {{"id": ..., "q": "..."}}.'
            ) from error


def _plain(language: Any) -> str:
    """A language as ISO 639-1 has it: ja-easy is Japanese."""
    return str(language or "").split("-")[0]


def _lines(found: dict[str, Any]) -> Iterator[str]:
    urgent = found["urgent"]
    if urgent:
        yield "いま連絡できるところ / Who to reach now"
        for one in urgent["contacts"]:
            yield f"  {one['tel'] or one['url']}  {one['name']}  {one['hours'] or ''}".rstrip()
        yield ""
    if not found["results"]:
        yield "ぴったりの支援は見つかりませんでした / Nothing fits well."
    for number, one in enumerate(found["results"], 1):
        yield f"{number}. {one['name']}"
        yield from (f"   {reason}" for reason in one["why"])
        if one["where"]:
            yield f"   → {one['where']}"
        for way in one["contacts"]:
            yield f"   → {way['tel'] or way['url'] or way['name']}  {way['hours'] or ''}".rstrip()
