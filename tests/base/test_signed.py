"""Files between the two halves: taken whole from the other half alone, or a sentence."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.rules import signed
from tsunagi.base.rules.signed import Untrusted, read_key

INSIDE, OUTSIDE, STRANGER = (read_key(signed.fresh_key()) for _ in range(3))
SAID = {"from": "inside", "number": 1}
PARTS = {"supports": [["見本", 1, None], ["𠮷", 2, [3]]], "empty": []}
FILE = signed.write(SAID, PARTS, INSIDE, OUTSIDE.public)


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_what_was_sent_comes_in() -> None:
    said, parts = signed.read(FILE, OUTSIDE, INSIDE.public)
    assert parts == PARTS
    assert (said["from"], said["number"]) == ("inside", 1)


def test_everybody_reads_the_list_and_nobody_else_the_contents() -> None:
    held = entries(FILE)
    listed = json.loads(held["list.json"])
    assert [(one["name"], one["rows"]) for one in listed["parts"]] == [("supports", 2), ("empty", 0)]
    assert not any("見本".encode() in content for content in held.values())
    with pytest.raises(Untrusted, match="この鍵では開けません"):
        signed.read(FILE, STRANGER, INSIDE.public)
    with pytest.raises(Untrusted, match="この鍵では開けません"):
        signed.read(FILE, INSIDE, INSIDE.public)


@given(st.sampled_from(sorted(entries(FILE))), st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_refused(name: str, place: int, change: int) -> None:
    held = entries(FILE)
    content = held[name]
    place %= len(content)
    held[name] = content[:place] + bytes([content[place] ^ change]) + content[place + 1 :]
    with pytest.raises(Untrusted):
        signed.read(zipped(held), OUTSIDE, INSIDE.public)


@given(st.sampled_from(sorted(entries(FILE))))
def test_a_missing_piece_is_refused(name: str) -> None:
    held = entries(FILE)
    del held[name]
    with pytest.raises(Untrusted):
        signed.read(zipped(held), OUTSIDE, INSIDE.public)


def test_another_sender_is_refused() -> None:
    forged = signed.write(SAID, PARTS, STRANGER, OUTSIDE.public)
    with pytest.raises(Untrusted, match="署名が相手のものではない"):
        signed.read(forged, OUTSIDE, INSIDE.public)


def test_contents_of_another_file_are_refused() -> None:
    other = entries(signed.write(SAID, {"supports": [["別"]], "empty": []}, INSIDE, OUTSIDE.public))
    with pytest.raises(Untrusted, match="中身が目録と違います"):
        signed.read(zipped({**entries(FILE), "supports.age": other["supports.age"]}), OUTSIDE, INSIDE.public)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"something else", zipped({}), zipped({"list.json": b"{}"})])
def test_what_is_no_such_file_is_a_sentence(data: bytes) -> None:
    with pytest.raises(Untrusted, match="tsunagi carry out"):
        signed.read(data, OUTSIDE, INSIDE.public)


@pytest.mark.parametrize(
    "public", ["", "見本", "AAAA,age1", OUTSIDE.public.split(",")[1]], ids=["empty", "words", "short", "half"]
)
def test_what_is_no_public_key_is_a_sentence(public: str) -> None:
    with pytest.raises(Untrusted, match="tsunagi carry key"):
        signed.read(FILE, OUTSIDE, public)
