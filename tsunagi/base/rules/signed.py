"""Files that are carried between the two halves of an installation: a list that everybody can read, signed by the half
that sends it, and contents that only the other half can open. Plain Python.

The file is a ZIP: list.json (who sends, since when, the how-manieth file, when, what is in it with rows and SHA-256),
list.sig (Ed25519 over list.json), and one part a kind of content, each packed to the receiver (rules/parcel).
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyrage.x25519 import Identity

from tsunagi.base.rules import parcel
from tsunagi.base.rules.rows import to_line

SHAPE: Final = 2
#: The largest file that is taken in, in bytes, as it is and unpacked.
LARGEST: Final = 1_000_000_000


class Untrusted(ValueError):
    """A file that is not taken in; the message is one sentence in Japanese and English."""


@dataclass(frozen=True, slots=True)
class HalfKey:
    """The keys of one half: one signs what it sends, one opens what it is sent."""

    signing: Ed25519PrivateKey
    opening: Identity

    @property
    def public(self) -> str:
        """What the other half has to know: "base64,age1…"."""
        return f"{base64.b64encode(self.signing.public_key().public_bytes_raw()).decode()},{self.opening.to_public()}"


def fresh_key() -> str:
    """The text of a half's key file."""
    return f"{base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()}\n{Identity.generate()}\n"


def read_key(text: str) -> HalfKey:
    """The keys in a file; ValueError where it holds none."""
    signing, opening = text.split()
    return HalfKey(Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing)), parcel.identity(opening))


def sender(public: str) -> Ed25519PublicKey:
    """Whose signature counts, of the other half's public key."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(public.split(",")[0], validate=True))
    except ValueError as error:
        raise Untrusted(
            "TSUNAGI_OTHER_HALF に相手の公開鍵がありません。相手側で tsunagi carry key を実行し、出た一行をそのまま書いてください。"
            " / TSUNAGI_OTHER_HALF does not hold the other half's public key: run tsunagi carry key there, and write"
            " the line that it prints."
        ) from error


def write(said: dict[str, Any], parts: Mapping[str, Iterable[Any]], key: HalfKey, other: str) -> bytes:
    """The file. said: what the list says beside the shape and the parts; parts: lines by name."""
    sender(other)
    to = parcel.recipient(other.partition(",")[2])
    packed, listed = {}, []
    for name, rows in parts.items():
        lines = [to_line(row) for row in rows]
        out = io.BytesIO()
        parcel.pack(lines, out, [to])
        packed[name] = out.getvalue()
        listed.append({"name": name, "rows": len(lines), "sha256": hashlib.sha256(packed[name]).hexdigest()})
    text = json.dumps({"shape": SHAPE, **said, "parts": listed}, ensure_ascii=False, indent=1).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("list.json", text)
        archive.writestr("list.sig", base64.b64encode(key.signing.sign(text)))
        for name, content in packed.items():
            archive.writestr(f"{name}.age", content)
    return file.getvalue()


def read(data: bytes, key: HalfKey, other: str) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """What the list says, and the lines of each part by name. Untrusted where anything is not as it was sent."""
    trusted = sender(other)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(data) > LARGEST or sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise Untrusted("ファイルが大きすぎます。 / The file is too large.")
            text = archive.read("list.json")
            signature = base64.b64decode(archive.read("list.sig"), validate=True)
            trusted.verify(signature, text)
            said = json.loads(text)
            if said["shape"] != SHAPE:
                raise Untrusted(
                    "版の違うファイルです。両方に同じ版を入れてください。"
                    " / A file of another version: install the same version on both halves."
                )
            packed = {one["name"]: (archive.read(f"{one['name']}.age"), one) for one in said["parts"]}
    except InvalidSignature as error:
        raise Untrusted(
            "署名が相手のものではないか、目録が書き換えられています。取り込んでいません。相手から受け取り直してください。"
            " / The signature is not the other half's, or the list was changed. Nothing was taken in: get it again."
        ) from error
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, Untrusted):
            raise
        raise Untrusted(
            "もう片方が作ったファイルではないか、壊れています。tsunagi carry out で作ったファイルを指定してください。"
            " / It was not made by the other half, or is broken: name a file that tsunagi carry out made."
        ) from error
    return said, {name: _opened(content, one, key) for name, (content, one) in packed.items()}


def _opened(content: bytes, listed: dict[str, Any], key: HalfKey) -> list[Any]:
    if hashlib.sha256(content).hexdigest() != listed["sha256"]:
        raise Untrusted(
            "中身が目録と違います。取り込んでいません。相手から受け取り直してください。"
            " / What is in it is not what its list says. Nothing was taken in: get the file again."
        )
    rows: list[Any] = []
    try:
        parcel.unpack(io.BytesIO(content), key.opening, lambda line: rows.append(json.loads(line)))
    except parcel.Unopened as error:
        raise Untrusted(str(error)) from error
    return rows
