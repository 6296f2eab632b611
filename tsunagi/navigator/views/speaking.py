"""In which language somebody is answered who wrote words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from tsunagi.navigator.rules.answering import plain_language


def language_for(words: str, *, chosen: str = "", heard: str = "") -> str:
    """The language in force; that of the words where nobody chose one and it is plain.

    chosen: whoever went back to Japanese is not led away from it again. heard: what tells the language besides.
    """
    in_force = get_language() or settings.LANGUAGE_CODE
    if in_force != settings.LANGUAGE_CODE or chosen == in_force:
        return in_force
    guess = plain_language(words) or heard
    spoken = [code for code, _name in settings.LANGUAGES]
    return next((code for code in spoken if guess in (code, code.partition("-")[0])), in_force)
