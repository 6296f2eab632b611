"""Which pages speak which of the site's languages: those for people who look for help all, the others three."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

#: Languages of every page.
EVERYWHERE: Final = ("ja", "ja-easy", "en")
#: What browsers call languages that have another code here.
_NAMED_OTHERWISE: Final = {"fil": "tl", "in": "id"}
#: The parts whose pages are for people who look for help.
_PUBLIC: Final = ("navigator", "directory", "talk")
#: The pages for them in a part that is for whoever answers.
_FOR_EVERYBODY: Final = frozenset(
    f"consultations:{name}" for name in ("entrances", "entrance", "write", "receipt", "felt")
)


def tongues(request: HttpRequest) -> list[tuple[str, str]]:
    """The languages of a page, each as its code and its own name; an address that leads nowhere has all of them."""
    match = request.resolver_match
    is_public = match is None or match.namespace in _PUBLIC or match.view_name in _FOR_EVERYBODY
    return [(code, name) for code, name in settings.LANGUAGES if is_public or code in EVERYWHERE]


def wished(request: HttpRequest) -> str:
    """The language that somebody's browser wishes for first among the site's; Japanese where it wishes for none."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        base, dash, rest = code.partition("-")
        try:
            return get_supported_language_variant(_NAMED_OTHERWISE.get(base, base) + dash + rest)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
