"""Which pages speak which of the site's languages: those for people who look for help all, the others three."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest

#: Languages of every page.
EVERYWHERE: Final = ("ja", "ja-easy", "en")
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
