"""What an address of a database means: `sqlite:///file`, or `postgresql://…` with one server or several."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

FORMS: Final = (
    "sqlite:///ファイル または postgresql://利用者:パスワード@ホスト:ポート/名前 と書いてください。"
    " / Write {name} as sqlite:///file or postgresql://user:password@host:port/name."
)
#: How long a server may take to answer a new connection before the next one is tried, in seconds.
PATIENCE: Final = 3


def database(address: str, *, name: str = "TSUNAGI_DATABASE") -> dict[str, Any]:
    """The address as Django wants it. Of several servers (`postgresql://user@one:5432,two:5433/name`) the one that
    takes writes is meant; what stands behind `?` goes to libpq as it is (`sslmode=verify-full`).

    name: the setting that the address is from, for the sentence on one that cannot be meant (SystemExit).
    """
    try:
        parts = urlsplit(address)
        if parts.scheme == "sqlite" and parts.path[1:]:
            return _sqlite(unquote(parts.path[1:]))
        if parts.scheme == "postgresql" and parts.path[1:]:
            return _postgresql(parts.netloc, unquote(parts.path[1:]), dict(parse_qsl(parts.query)))
    except ValueError:
        pass
    raise SystemExit(f"{name} は {FORMS.format(name=name)}")


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # A writer takes its lock when it begins, so that it waits for another one instead of failing half-way.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;",
        },
        # Opening the file means reading what each table looks like: longer than most pages take to be asked for.
        "CONN_MAX_AGE": 60,
    }


def _postgresql(where: str, name: str, options: dict[str, str]) -> dict[str, Any]:
    who, _, servers = where.rpartition("@")
    user, _, password = who.partition(":")
    hosts, ports = zip(*map(_server, servers.split(",")), strict=True)
    several = {"target_session_attrs": "read-write"} if len(hosts) > 1 else {}
    return {
        "ENGINE": "tsunagi.base.postgresql",
        "NAME": name,
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": ",".join(hosts),
        "PORT": ",".join(ports) if any(ports) else "",
        # Translating a query into machine code first takes a second where the query itself takes milliseconds.
        "OPTIONS": {"connect_timeout": PATIENCE, "options": "-c jit=off", **several, **options},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _server(text: str) -> tuple[str, str]:
    """Host and port of one server; either may be empty. An IPv6 address stands in brackets."""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        host, _, port = text.partition(":")
    if port and not port.isdecimal():
        raise ValueError(port)
    return host, port
