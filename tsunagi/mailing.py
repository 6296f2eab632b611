"""What the addresses of mail servers mean: `smtp://…`, `smtp+tls://…` or `smtps://…` to send, `imaps://…` to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

#: Where each kind of server listens unless the address says otherwise.
SENDING: Final = {"smtp": 25, "smtp+tls": 25, "smtps": 465}
READING: Final = {"imap": 143, "imaps": 993}


@dataclass(frozen=True)
class Server:
    """A mail server. kind: the address's scheme; folder: what stands behind the port, "" where nothing does."""

    kind: str
    host: str
    port: int
    user: str
    password: str
    folder: str


def mail_server(address: str, kinds: Mapping[str, int], *, name: str) -> Server:
    """The server that an address of a setting means; kinds: the schemes that it may have, each with its usual port.

    In user, password and folder `/`, `#`, `?` and `%` stand as `%` and two hexadecimal digits, other signs may. Raises
    SystemExit with a sentence that names the setting and shows nothing of its value.
    """
    try:
        parts = urlsplit(address)
        is_torn = bool(parts.query or parts.fragment) or "@" in parts.path  # by a sign in the password
        if parts.scheme in kinds and parts.hostname and not is_torn:
            return Server(
                kind=parts.scheme,
                host=parts.hostname,
                port=parts.port or kinds[parts.scheme],
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                folder=unquote(parts.path.strip("/")),
            )
    except ValueError:
        pass
    forms = ", ".join(f"{kind}://user:password@host:port" for kind in kinds)
    raise SystemExit(
        f"{name} は {forms} のどれかの形で書いてください。パスワードの / # ? % は %2F のように書きます。"
        f" / Write {name} as one of {forms}; in the password write / # ? % as %2F and so on."
    )
