"""Files that only their key opens: whole, or a sentence."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.rules import parcel
from tsunagi.base.rules.parcel import Unopened

KEY_FILE, PUBLIC = parcel.key_file(date(2026, 11, 26))
KEY = parcel.identity(KEY_FILE)
LINES = ["一行目", "", "x" * 200_000, '["𠮷", null]']
letters = st.text(st.characters(blacklist_characters="\n", blacklist_categories=["Cs"]))


def packed(lines: list[str]) -> bytes:
    out = io.BytesIO()
    parcel.pack(lines, out, [parcel.recipient(PUBLIC)])
    return out.getvalue()


def unpacked(data: bytes, key: object = KEY) -> list[str]:
    found: list[str] = []
    parcel.unpack(io.BytesIO(data), key, found.append)
    return found


PACKED = packed(LINES)


@given(st.lists(letters))
def test_what_was_packed_comes_out(lines: list[str]) -> None:
    assert unpacked(packed(lines)) == lines


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_changed_byte_shows(place: int, change: int) -> None:
    spoilt = PACKED[:place] + bytes([PACKED[place] ^ change]) + PACKED[place + 1 :]
    with pytest.raises(Unopened):
        unpacked(spoilt)


@given(st.integers(0, len(PACKED) - 1))
def test_a_cut_file_shows(length: int) -> None:
    with pytest.raises(Unopened):
        unpacked(PACKED[:length])


def test_another_key_does_not_open_it_and_is_named_as_the_cause() -> None:
    other = parcel.identity(parcel.key_file(date(2026, 11, 26))[0])
    with pytest.raises(Unopened, match="この鍵では開けません"):
        unpacked(PACKED, other)


def test_a_last_line_that_is_not_whole_shows() -> None:
    out = io.BytesIO()
    from pyrage import encrypt_io

    encrypt_io(io.BytesIO("一行\n半".encode()), out, [parcel.recipient(PUBLIC)])
    with pytest.raises(Unopened):
        unpacked(out.getvalue())


@pytest.mark.parametrize("spoilt", ["", "AGE-SECRET-KEY-1", "見本", KEY_FILE + KEY_FILE])
def test_what_is_no_key_is_a_sentence(spoilt: str) -> None:
    with pytest.raises(Unopened, match="AGE-SECRET-KEY-"):
        parcel.identity(spoilt)


def test_what_is_no_public_key_is_a_sentence() -> None:
    with pytest.raises(Unopened, match="age1"):
        parcel.recipient("見本")


def test_what_fails_while_lines_are_made_is_told_as_it_was() -> None:
    def lines() -> object:
        yield "一行"
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="gone"):
        parcel.pack(lines(), io.BytesIO(), [parcel.recipient(PUBLIC)])  # type: ignore[arg-type]


def test_what_fails_while_lines_are_taken_is_told_as_it_was() -> None:
    def take(line: str) -> None:
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        parcel.unpack(io.BytesIO(PACKED), KEY, take)
