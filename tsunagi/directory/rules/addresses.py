"""Addresses of pages and mailboxes, and names: what may stand in a directory that strangers click on.

Names of hosts in letters other than ASCII are kept as the network has them (xn--…), so that no look-alike can pass for
an office; only Japanese ones are taken at all.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from tsunagi.base.rules.sentences import Wrong, __

#: Longest address of a page or a mailbox, in characters, as it is kept (mailboxes: RFC 5321).
LONGEST_PAGE: Final = 500
LONGEST_MAILBOX: Final = 254
LONGEST_LOCAL_PART: Final = 64
#: Longest name of a provider, a service or a place.
LONGEST_NAME: Final = 300

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_JAPANESE = re.compile(r"[a-z0-9\-々〆ヵヶーぁ-ゖァ-ヺ\u3400-\u4dbf\u4e00-\u9fff]+")
#: Signs that turn the direction of what follows, so that one reads something else than there is.
_TURNING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def read_page(text: str) -> str:
    """The address of a web page, as it is kept. Raises Wrong where it is none, or one that should not be clicked on."""
    address = text.strip()
    if not address:
        raise Wrong(__("ページのアドレスを入れてください(例: https://www.example.jp/)。"))
    _no_longer_than(address, LONGEST_PAGE)
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp") or sign == "\\" for sign in address):
        raise Wrong(__("アドレスに、使えない文字か空白があります。ページを開いて写し直してください。"))
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise Wrong(__("アドレスとして読めません。ページを開いて写し直してください。")) from None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Wrong(__("アドレスは https:// か http:// で始めてください。"))
    if "@" in parts.netloc:
        raise Wrong(__("アドレスに利用者名や合言葉(@の前)を含めないでください。"))
    host = _host(parts.hostname or "") + (f":{port}" if port is not None else "")
    kept = urlunsplit(
        SplitResult(parts.scheme, host, _quoted(parts.path), _quoted(parts.query), _quoted(parts.fragment))
    )
    _no_longer_than(kept, LONGEST_PAGE)
    return kept


def read_mailbox(text: str) -> str:
    """A mail address, as it is kept. Raises Wrong where it is none."""
    address = unicodedata.normalize("NFKC", text[: LONGEST_PAGE + 1]).strip()
    address = re.sub(r"^mailto:", "", address, flags=re.I)
    if not address:
        raise Wrong(__("メールアドレスを入れてください。"))
    _no_longer_than(address, LONGEST_MAILBOX)
    local, at, host = address.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local) or len(local) > LONGEST_LOCAL_PART:
        raise Wrong(__("メールアドレスとして読めません。半角で一つだけ入れてください(例: madoguchi@example.jp)。"))
    kept = f"{local}@{_host(host)}"
    _no_longer_than(kept, LONGEST_MAILBOX)
    return kept


def read_name(text: str, longest: int = LONGEST_NAME) -> str:
    """A name on one line. Raises Wrong where there is none, or it is longer than `longest` or holds unseen signs."""
    name = re.sub(r"\s+", " ", text[: longest * 2]).strip()
    if not name:
        raise Wrong(__("名称を入れてください。"))
    if len(name) > longest or len(text) > longest * 2:
        raise Wrong(__("名称が長すぎます。%(longest)s文字までで入れてください。"), longest=longest)
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") for sign in name):
        raise Wrong(__("名称に、目に見えない文字があります。入れ直してください。"))
    return name


def read_text(text: str, longest: int) -> str:
    """A text of one line or several. Raises Wrong where it is longer than `longest` or holds unseen signs."""
    kept = re.sub(r"\r\n?", "\n", text[: longest * 2]).strip()
    if len(kept) > longest or len(text) > longest * 2:
        raise Wrong(__("長すぎます。%(longest)s文字までにしてください。"), longest=longest)
    unseen = any(sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") for sign in kept)
    if unseen or _TURNING.search(kept):
        raise Wrong(__("目に見えない文字があります。入れ直してください。"))
    return kept


def _no_longer_than(address: str, longest: int) -> None:
    if len(address) > longest:
        raise Wrong(__("アドレスが長すぎます。%(longest)s文字までで入れてください。"), longest=longest)


def _host(name: str) -> str:
    """A host's name in lower case, in ASCII, with a dot in it; no number of a machine."""
    labels = [_label(label) for label in unicodedata.normalize("NFKC", name).lower().removesuffix(".").split(".")]
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise Wrong(
            __("アドレスのうち、%(host)sの部分が正しくありません。example.jp のような名前で入れてください。"), host=name
        )
    return ".".join(labels)


def _label(label: str) -> str:
    """One part of a host's name; a Japanese one as the network has it. What is no label stays as it is."""
    try:
        seen = label.encode("ascii").decode("idna") if label.startswith("xn--") else label
        if seen.isascii():
            return label
        if not _JAPANESE.fullmatch(seen):
            raise Wrong(__("アドレスの「%(label)s」は、見分けのつきにくい文字を含むので使えません。"), label=seen)
        return seen.encode("idna").decode("ascii")
    except UnicodeError:
        return label


def _quoted(part: str) -> str:
    """Signs that are no ASCII, or could end an attribute of a page, in percent signs; what is so already stays."""
    return quote(part, safe="%/:?#[]@!$&()*+,;=~-._|")
