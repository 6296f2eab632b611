"""Web addresses that a table's narrow column tore apart, put together again.

A space inside an address is a line break where the next piece would not have fitted on the line, and otherwise stands
for an underscore that was lost: a piece that fits would never have been broken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from tsunagi.reading.characters import fold

#: Letters that fit on a line of the column.
WIDTH = 24
_START = re.compile(r"[A-Za-z0-9]{1,3}ttps?\d?[.:]{0,2}//|h?ttps?\d?[.:]{1,2}//|https?\W{1,3}//")
_TAGS = re.compile(r"<u>\s*(.*?)\s*</u>|</?[a-z]+>")
_ADDRESS = re.compile(r"[A-Za-z0-9%&=?#@:;,.~_/\-\[\]+!$'*]+")
_ENDINGS = ("html", "htm", "pdf", "php", "aspx", "xlsx", "docx", "jp/")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:jp|com|org|net|info|gov|int|eu|io|me|tv|page|site)(?::\d+)?", re.I)
_PATH = re.compile(r"/[A-Za-z0-9_~%-]+(?:/[A-Za-z0-9_.~%-]+)+/?")


def find(text: str) -> list[str]:
    """The addresses of a cell, whole as far as the text has them; a bare path stays one, half a host is none."""
    plain = _START.sub(" https://", _TAGS.sub(r"\1", fold(text)).replace("https:// ", "https://"))
    found = []
    for chunk in re.split(r"(?=https://)", plain):
        tokens = _tokens(chunk)
        if tokens and (address := _tidy(_glue(tokens))) is not None:
            found.append(address)
    return found


def with_hosts(cells: Sequence[Iterable[str]]) -> list[tuple[str, ...]]:
    """A path whose first part stands under exactly one host elsewhere in the document gets that host."""
    hosts: dict[str, set[str]] = {}
    for cell in cells:
        for address in cell:
            parts = urlsplit(address)
            if parts.netloc and parts.path.count("/") >= 2:
                hosts.setdefault(parts.path.split("/")[1], set()).add(parts.netloc)
    return [tuple(_with_host(address, hosts) for address in cell) for cell in cells]


def _with_host(address: str, hosts: dict[str, set[str]]) -> str:
    if not address.startswith("/"):
        return address
    known = hosts.get(address.split("/")[1], set())
    return f"https://{next(iter(known))}{address}" if len(known) == 1 else address


def _tokens(chunk: str) -> list[str]:
    """The pieces of one address: up to the first that is no part of one."""
    tokens: list[str] = []
    for token in chunk.split():
        bare = token.strip("()（）「」、。_") if not tokens else token.rstrip("()（）「」、。")
        if not tokens and not bare.startswith(("https://", "/")):
            continue
        match = _ADDRESS.match(bare)
        if match is None:
            break
        tokens.append(match[0])
        if match[0] != bare or token.endswith((")", "）")):
            break
    return tokens


def _glue(tokens: list[str]) -> str:
    text, line = tokens[0], len(tokens[0])
    for token in tokens[1:]:
        if _breaks(text, line, token):
            text, line = text + token, len(token)
        else:
            text, line = f"{text}_{token}", line + 1 + len(token)
    return text


def _breaks(text: str, line: int, token: str) -> bool:
    in_host = text.startswith("https://") and text.count("/") < 3
    if in_host or text.endswith(("-", "/")) or token.startswith((".", "-", "!")):
        return True
    last = re.split(r"[/.]", text)[-1]
    if any((last + token).startswith(ending) and last and ending.startswith(last) for ending in _ENDINGS):
        return True
    return line + 1 + len(token) > WIDTH and line <= WIDTH + 6


def _tidy(address: str) -> str | None:
    address = re.sub(r"(?<=\.htm)[!|I1]$", "l", address).rstrip(",;'")
    address = re.sub(r"\.pd$", ".pdf", re.sub(r"\.ht$", ".html", address))
    if address.startswith("/"):
        return address if _PATH.fullmatch(address) else None
    match = re.match(r"https://([^/?#]*)(.*)$", address)
    if match is None:
        return None
    host = re.sub(r"\.(go|or|co|ac|ed|lg|ne)\.(?:ip|jP|in|lp)$", r".\1.jp", match[1])
    if not _HOST.fullmatch(host):
        return None
    return f"https://{host}{match[2]}"
