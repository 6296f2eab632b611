"""Lines of text in a file that only the holder of its key can open: age (https://age-encryption.org/v1), in a stream.

A parcel can be opened without this program too: `age --decrypt -i KEY FILE` gives its lines. Neither way holds more
than a few lines in memory. A file that was cut or changed anywhere opens up to there at most, and then fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import BinaryIO, Final

from pyrage import DecryptError, EncryptError, IdentityError, RecipientError, decrypt_io, encrypt_io
from pyrage.x25519 import Identity, Recipient

#: The longest line that is read: a document of the largest size that is taken, and what writes it as text.
LONGEST: Final = 256 * 1024 * 1024


class Unopened(ValueError):
    """A parcel that cannot be opened; the message is one sentence in Japanese and English."""


def key_file(day: date) -> tuple[str, str]:
    """A fresh key: the text of its file, as age-keygen writes it, and the public half to which parcels are packed."""
    made = Identity.generate()
    public = str(made.to_public())
    return f"# created: {day}\n# public key: {public}\n{made}\n", public


def identity(text: str) -> Identity:
    """The key that a file of age holds."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        (line,) = lines
        return Identity.from_str(line)
    except (ValueError, IdentityError) as error:
        raise Unopened(
            "鍵のファイルではありません。「AGE-SECRET-KEY-」で始まる行が一つあるファイルを指定してください。"
            " / This is no key: name a file with one line that begins with AGE-SECRET-KEY-."
        ) from error


def recipient(public: str) -> Recipient:
    """Who can open what is packed to this public key."""
    try:
        return Recipient.from_str(public.strip())
    except RecipientError as error:
        raise Unopened(
            f"「{public}」は公開鍵ではありません。「age1」で始まる文字をそのまま書いてください。"
            f" / {public!r} is no public key: write the letters that begin with age1 as they are."
        ) from error


def pack(lines: Iterable[str], out: BinaryIO, recipients: Sequence[Recipient]) -> None:
    """Write the lines, none of which may hold a line break."""
    source = _Lines(lines)
    try:
        encrypt_io(source, out, list(recipients))
    except EncryptError:
        if source.failed is not None:
            raise source.failed from None
        raise


def unpack(file: BinaryIO, key: Identity, take: Callable[[str], None]) -> None:
    """Hand each line to `take`; Unopened where the key is another one's, or the file was cut or changed."""
    sink = _Splitter(take)
    try:
        decrypt_io(file, sink, [key])
    except DecryptError as error:
        if "No matching keys" in str(error):
            raise Unopened(
                "この鍵では開けません。作った時の公開鍵と対になる鍵のファイルを指定してください。"
                " / This key does not open it: name the key that belongs to the public key it was made with."
            ) from error
        raise _spoilt() from error
    except OSError as error:
        if error.errno is not None:  # the disk's own
            raise
        raise _spoilt() from error
    sink.end()


def _spoilt() -> Unopened:
    return Unopened(
        "ファイルが途中で切れているか、変わっています。別の控えを使ってください。"
        " / The file was cut off or changed: use another copy of it."
    )


class _Lines:
    """What age reads from: the lines, each ended."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._held = b""
        self.failed: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; nothing at the end."""
        if not self._held:
            try:
                line = next(self._lines, None)
            except BaseException as error:  # age would keep its sentence only
                self.failed = error
                raise
            self._held = b"" if line is None else line.encode() + b"\n"
        given, self._held = self._held[:size], self._held[size:]
        return given


class _Splitter:
    """What age writes into: cuts it into lines."""

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Hand on the lines that are whole."""
        first, *others = bytes(data).split(b"\n")
        self._hold(first)
        for part in others:
            self._take(self._line())
            self._hold(part)
        return len(data)

    def flush(self) -> None:
        """Nothing waits but what is no whole line."""

    def end(self) -> None:
        """A last line that is not whole was never written by `pack`."""
        if self._size:
            raise _spoilt()

    def _hold(self, part: bytes) -> None:
        self._held.append(part)
        self._size += len(part)
        if self._size > LONGEST:
            raise _spoilt()

    def _line(self) -> str:
        line = b"".join(self._held)
        self._held, self._size = [], 0
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            raise _spoilt() from error
