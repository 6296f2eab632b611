"""Web addresses that a table's narrow column tore apart, put together again.

A space inside an address is a line break where the next piece would not have fitted on the line, and otherwise stands
for an underscore that was lost: a piece that fits would never have been broken off.

Where a line of an address is gone, what stood there is taken from the document's other addresses, if all that have the
rest in common agree on it; nothing is brought in from elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tsunagi.reading.characters import fold

#: Letters on a line of the column where the document has too few broken lines to tell, and at least.
WIDTH, _NARROWEST = 24, 16
_SCHEME = re.compile(r"[A-Za-z0-9]{0,3}ttp(?P<secure>[s35S])?\W{0,3}//\s*")
_TAGS = re.compile(r"<u>\s*|(?<!\s)\s*</u>|</?[a-z]{1,8}>")
_PIECE = re.compile(r"[A-Za-z0-9%&=?#@:;,.~_/\-\[\]+!$'*]+")
_ENDINGS = ("html", "htm", "pdf", "php", "aspx", "xlsx", "docx", "jp/")
_WHOLE_NAME = re.compile(r"\.(?:html?|pdf|php|aspx|xlsx?|docx?)$")
_HOST = re.compile(
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\."
    r"(?:jp|com|org|net|info|gov|int|edu|eu|io|me|tv|be|app|dev|page|site|tokyo|osaka|kyoto|nagoya|okinawa)(?::\d+)?",
    re.IGNORECASE,
)
_MISREAD_JP = re.compile(r"(?<=\.)(?:ip|jP|lp)$|(?<=\.go\.)in$")
_PATH = re.compile(r"/[A-Za-z0-9_~%-]+(?:/[A-Za-z0-9_.~%-]+)+/?")
#: Letters of a host that are misread for one another.
_LOOKALIKES = (("iii", "m"), ("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"))
#: No address has more letters; no browser opens one that has.
_LONGEST = 2_048
#: So many letters of a path in common show that two addresses share their beginning.
_SHARED = 5


@dataclass(frozen=True, slots=True)
class _Torn:
    """An address as far as its pieces go: `rest` is what stands behind a line that is gone."""

    start: str
    rest: str = ""


def of_document(cells: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The addresses of each cell, whole as far as the document has them; half a host is none.

    cells: the runs of the address column's cell, for each measure in order. A break between two runs is a line's end.
    A path whose host is nowhere to be found stays a path.
    """
    chunks = [list(_chunks("\n".join(runs))) for runs in cells]
    width = _width(pieces for cell in chunks for pieces in cell)
    torn = [[_tidy(_glue(pieces, width)) for pieces in cell] for cell in chunks]
    hosts = Counter(host for cell in torn for host in {_host(one.start) for one in cell} if _HOST.fullmatch(host))
    domains = {domain for host in hosts if (domain := host.partition(".")[2]).count(".") >= 2}
    read = [[_with_known_host(one, hosts, domains) for one in cell] for cell in torn]
    known = {one.start for cell in read for one in cell if not one.rest and _HOST.fullmatch(_host(one.start))}
    return [tuple(dict.fromkeys(found for one in cell if (found := _whole(one, known)))) for cell in read]


def is_mended(address: str, runs: Iterable[str]) -> bool:
    """Whether an address has more than the cell's letters put together: signs mended, or lines from other addresses."""
    plain = re.sub(r"[\s_]|</?u>", "", fold("".join(runs)))
    return address.replace("_", "") not in plain


def _chunks(text: str) -> Iterator[list[str]]:
    """The pieces of each address in a cell's text; a piece that begins a line has a line break before it."""
    plain = _TAGS.sub("", text.translate({10: " \n"}))
    plain = "".join("\n" if sign == "\n" else fold(sign) for sign in plain)
    plain = _SCHEME.sub(lambda found: f" {'https' if found['secure'] else 'http'}://", plain)
    for chunk in re.split(r"(?=https?://)", plain):
        pieces = _pieces(chunk)
        if "/" in "".join(pieces) and sum(map(len, pieces)) <= _LONGEST:
            yield pieces


def _pieces(chunk: str) -> list[str]:
    """The pieces of one address, up to the first that is no part of one; words before a bare path are left out."""
    found: list[str] = []
    for token in re.findall(r"\n?[^\s\n]+", chunk):
        line_end = "\n" if token.startswith("\n") and found else ""
        bare = token.strip("\n").rstrip("()（）「」、。")
        bare = bare if found else bare.lstrip("()（）「」、。_")
        if found and not re.search(r"[A-Za-z0-9/!]", bare) and bare.isascii():
            continue
        match = _PIECE.match(bare)
        clean = match is not None and match[0] == bare and not token.endswith((")", "）"))
        if match and (clean or "://" in (found or [bare])[0]):
            found.append(line_end + match[0])
            if not clean:
                break
        elif "/" in "".join(found):
            break
        else:
            found = []
    return found


def _width(addresses: Iterable[Sequence[str]]) -> int:
    """The letters that fit on a line of the column: the longest piece before a break, but for a single unbroken one."""
    lengths = Counter(len(piece.strip()) for pieces in addresses for piece in pieces[:-1])
    return max((length for length, times in lengths.items() if times > 1 and length >= _NARROWEST), default=WIDTH)


def _glue(pieces: Sequence[str], width: int) -> _Torn:
    text, line = pieces[0], len(pieces[0])
    gone = ""
    for piece in pieces[1:]:
        token = piece.lstrip("\n")
        if not gone and _in_host(text) and not _goes_on(text, token):
            gone, text, line = text, token, len(token)
        elif piece != token and _WHOLE_NAME.search(text) and not _completes(text, token):
            break
        elif piece != token or _breaks(text, line, token, width):
            text, line = text + token, len(token)
        else:
            text, line = f"{text}_{token}", line + 1 + len(token)
    if gone:
        return _Torn(gone, text)
    return _Torn(text) if "://" in text or text.startswith("/") else _Torn("", text)


def _in_host(text: str) -> bool:
    return "://" in text and text.count("/") < 3


def _goes_on(text: str, token: str) -> bool:
    """Whether a host goes on with a piece: both make a host, or what can still become one."""
    host, slash, _ = (_host(text) + token).partition("/")
    if token.startswith("/") or _HOST.fullmatch(_MISREAD_JP.sub("jp", host)):
        return True
    return not slash and not _HOST.fullmatch(_MISREAD_JP.sub("jp", _host(text)))


def _breaks(text: str, line: int, token: str, width: int) -> bool:
    if _in_host(text) or text.endswith(("-", "/")) or token.startswith((".", "-", "!")):
        return True
    return _completes(text, token) or (line + 1 + len(token) > width and line <= width + 6)


def _completes(text: str, token: str) -> bool:
    """Whether a piece completes the file's ending that the text breaks off in: .ht and ml."""
    last = re.split(r"[/.]", text)[-1]
    open_endings = [ending for ending in _ENDINGS if last and last != ending and ending.startswith(last)]
    return any((last + token).startswith(ending) for ending in open_endings)


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0] if "://" in address else ""


def _tidy(one: _Torn) -> _Torn:
    """The address with a misread .jp and a file's misread or cut ending put right."""
    start, rest = one.start, one.rest
    if host := _host(start):
        start = start.replace(host, _MISREAD_JP.sub("jp", host), 1)
    return _Torn(start, _ending(rest)) if rest else _Torn(_ending(start))


def _ending(text: str) -> str:
    text = re.sub(r"(?<=\.htm)[!|I1]$", "l", text).rstrip(",;'")
    return re.sub(r"\.pd$", ".pdf", re.sub(r"\.ht$", ".html", text))


def _with_known_host(one: _Torn, hosts: Mapping[str, int], domains: Collection[str]) -> _Torn:
    """A host of one cell only, read as another cell's where nothing but misread letters or a lost dot part them.

    hosts: each host and the number of cells that have it; domains: what stands behind their first dot.
    """
    host = _host(one.start)
    if not host or hosts.get(host, 0) > 1:
        return one
    mended = {host.replace(misread, right) for misread, right in _LOOKALIKES} - {host}
    likely = {other for other in mended if other in hosts} or {
        f"{host[:at]}.{host[at:]}" for at in range(1, len(host)) if host[at - 1].isalnum() and host[at:] in domains
    }
    return _Torn(one.start.replace(host, likely.pop(), 1), one.rest) if len(likely) == 1 else one


def _whole(one: _Torn, known: Collection[str]) -> str | None:
    """The address with what is gone taken from the others; without it as far as it goes, if that is an address."""
    if _HOST.fullmatch(_host(one.start)) and not one.rest:
        return one.start
    start, rest = ("", one.start) if one.start.startswith("/") else (one.start, one.rest)
    if rest and (found := _completed(start, rest, known)) is not None:
        return found
    if _HOST.fullmatch(_host(start)):
        return start
    return rest if _PATH.fullmatch(rest) else None


def _completed(start: str, rest: str, known: Collection[str]) -> str | None:
    """start and rest with what stands between them in the addresses that have the most of the rest in common."""
    everything = "\n".join(known)
    for end in sorted({len(rest), *(match.end() for match in re.finditer("/", rest))}, reverse=True):
        shared = rest[:end]
        if len(shared.replace("/", "")) < _SHARED - 1:
            return None
        if shared not in everything:
            continue
        before = {
            address[: match.start()]
            for address in known
            for match in re.finditer(re.escape(shared), address)
            if address.startswith(start) and match.start() >= len(start) and match.start() > address.find("://") + 2
        }
        if shared.startswith("/") and not start:
            before = {one for one in before if "/" not in one.partition("://")[2]}
        if before:
            return before.pop() + rest if len(before) == 1 else None
    return None
