"""A file for the other half made, and one of the other half taken in."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Min

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.keys import replace_file
from tsunagi.base.models import Carried
from tsunagi.base.rules import parcel, signed
from tsunagi.base.scope import everything
from tsunagi.carrying import inwards, outwards
from tsunagi.carrying.tables import NAMES, public_rows

OTHER: Final = {"inside": "outside", "outside": "inside"}


def own_key() -> signed.HalfKey:
    """This half's keys; made when there are none yet."""
    path = Path(settings.HOME) / "half-key"
    if not path.exists():
        replace_file(path, signed.fresh_key())
    return signed.read_key(path.read_text(encoding="ascii"))


@transaction.atomic
def carry_out(*, path: Path, at: datetime) -> dict[str, Any]:
    """Write what the other half may have into a file; its list. Refused where this is no half, or the file is there."""
    half = _half()
    if path.exists():
        raise Refused(
            f"{path} はすでにあります。別の名前にしてください。 / {path} is there already: choose another name."
        )
    with everything():
        if half == "inside":
            last = _last_taken()
            parts = {**dict(public_rows()), **inwards.answers(last.state if last else {}, at)}
        else:
            parts = inwards.collected()
    sent = Carried.objects.filter(way=Carried.Way.OUT).aggregate(first=Min("begun_at"), last=Max("number"))
    number, begun_at = (sent["last"] or 0) + 1, sent["first"] or at
    said = {"from": half, "number": number, "made_at": at.isoformat(), "begun_at": begun_at.isoformat()}
    content = signed.write(said, parts, own_key(), settings.OTHER_HALF)
    sha256 = hashlib.sha256(content).hexdigest()
    made = Carried.objects.create(
        way=Carried.Way.OUT, number=number, sha256=sha256, at=at, made_at=at, begun_at=begun_at
    )
    audit.record(by=None, action="base.carry_out", subject=made, after={"sha256": sha256, "rows": _rows(parts)})
    _write(path, content)
    return said | {"parts": _rows(parts)}


@transaction.atomic
def carry_in(*, content: bytes, at: datetime) -> dict[str, Any]:
    """Take in what the other half sent, all of it or nothing; its list, with "known" where it had been taken in before.

    Refused where it is not the other half's, was changed, is older than what was taken in last, or does not fit.
    """
    half = _half()
    try:
        said, parts = signed.read(content, own_key(), settings.OTHER_HALF)
    except signed.Untrusted as error:
        raise Refused(str(error)) from error
    if said["from"] != OTHER[half]:
        raise Refused("自分の側のファイルです。相手から受け取ったものを指定してください。 / It is of this half itself.")
    sha256 = hashlib.sha256(content).hexdigest()
    said["parts"] = _rows(parts)
    if Carried.objects.filter(way=Carried.Way.IN, sha256=sha256).exists():
        return said | {"known": True}
    if set(parts) != set((*NAMES, *inwards.ANSWERS) if half == "outside" else inwards.PARTS):
        raise Refused("版の違うファイルです。両方に同じ版を入れてください。 / A file of another version.")
    made_at, begun_at = datetime.fromisoformat(said["made_at"]), datetime.fromisoformat(said["begun_at"])
    last = _last_taken()
    if last is not None and (made_at <= last.made_at or begun_at < (last.begun_at or begun_at)):
        raise Refused(_older(said, last))
    # A half that was made anew counts from nothing: what the former one told of says nothing of it.
    before = last.state if last is not None and last.begun_at in (begun_at, None) else {}
    try:
        state = _taken(half, parts, before, at)
    except parcel.Unopened as error:
        raise Refused(str(error)) from error
    except (IntegrityError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            "中身がこちらの版に合いません。両方に同じ版を入れてください。何も変わっていません。"
            " / It does not fit the version here: install the same one on both halves. Nothing was changed."
        ) from error
    made = Carried.objects.create(
        way=Carried.Way.IN,
        number=said["number"],
        sha256=sha256,
        at=at,
        made_at=made_at,
        begun_at=begun_at,
        state=state,
    )
    audit.record(by=None, action="base.carry_in", subject=made, after={"sha256": sha256, "rows": said["parts"]})
    return said


def _taken(half: str, parts: dict[str, list[Any]], before: dict[str, Any], at: datetime) -> dict[str, Any]:
    with everything(), transaction.atomic():
        if half == "inside":
            return inwards.take_in(parts, before, own_key().opening, at)
        inwards.let_go(parts)
        outwards.put_in_place(parts)
        return {}


def _half() -> str:
    if settings.HALF not in OTHER:
        raise Refused(
            "このサイトは二つに分かれていません。TSUNAGI_HALF に inside か outside を書いてください。"
            " / This installation is not split: write inside or outside into TSUNAGI_HALF."
        )
    return str(settings.HALF)


def _last_taken() -> Carried | None:
    return Carried.objects.filter(way=Carried.Way.IN).order_by("-made_at").first()


def _older(said: dict[str, Any], last: Carried) -> str:
    return (
        f"{said['made_at']} に作られた{said['number']}番のファイルです。すでに、より新しいもの({last.made_at.isoformat()} の"
        f"{last.number}番)を取り込んでいます。何も変わっていません。相手側を作り直したか、控えから戻したときは、"
        "新しいファイルを作ってもらい、両側の時計を確かめてください。"
        f" / It is file {said['number']}, made at {said['made_at']}, and the newer {last.number} of"
        f" {last.made_at.isoformat()} was taken in already. Nothing was changed. Where the other half was made anew or"
        " restored, have a new file made there, and check the clocks of both."
    )


def _rows(parts: dict[str, list[Any]]) -> dict[str, int]:
    return {name: len(found) for name, found in parts.items()}


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
