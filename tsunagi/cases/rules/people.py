"""What a person's record may say, and by which tokens it is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tsunagi.base.rules.folding import fold_name, fold_number, prefixes
from tsunagi.base.rules.sealing import KeyRing
from tsunagi.base.rules.sentences import Wrong, __

#: What is asked of a person, in the order of the national form.
FIELDS: Final = ("name", "kana", "other_names", "born", "sex", "address", "telephone", "email", "relation")
#: Which of them say where somebody is to be found.
WHEREABOUTS: Final = frozenset({"address", "telephone"})
#: By which kind of data (rules/gates.py) a field is shared; what is missing here is never shared.
KIND_OF: Final[Mapping[str, str]] = {
    "name": "basic",
    "kana": "basic",
    "other_names": "basic",
    "born": "basic",
    "sex": "basic",
    "address": "contact",
    "telephone": "contact",
    "email": "contact",
}
SHORTEST_NUMBER: Final = 4
#: What stands in the place of a name that nobody knows; it is never shared.
UNNAMED: Final = "不明"


def check_person(said: Mapping[str, str]) -> None:
    """Raise Wrong where the record cannot be kept as it is."""
    if not said.get("name", "").strip():
        raise Wrong(__("氏名を入れてください。分からなければ「不明」と書けます。"))
    born = said.get("born", "")
    if born:
        try:
            date.fromisoformat(born)
        except ValueError:
            raise Wrong(__("生年月日は、1980-04-01 のように年月日で入れてください。")) from None


def tokens_of(ring: KeyRing, said: Mapping[str, str], is_shielded: bool) -> set[str]:
    """Tokens by which a record is found: beginnings of the names, the whole number and its last four digits.

    A telephone number under a protective measure is not found by.
    """
    found = set()
    for field in ("name", "kana", "other_names"):
        for part in names_in(said.get(field, "")):
            found |= {ring.token("name", one) for one in prefixes(part)}
    number = fold_number(said.get("telephone", ""))
    if len(number) >= SHORTEST_NUMBER and not is_shielded:
        found |= {ring.token("number", number), ring.token("number", number[-SHORTEST_NUMBER:])}
    return found


def names_in(name: str) -> set[str]:
    """The whole name folded, and each of its parts, so that it is found by the given name alone too."""
    parts = {fold_name(part) for part in name.replace("\u3000", " ").split(" ")}
    return {part for part in {fold_name(name), *parts} if part}


def asked_tokens(ring: KeyRing, asked: str) -> list[str]:
    """The tokens that a record must all have to be found by what somebody typed; none where they typed nothing."""
    number = fold_number(asked)
    if len(number) >= SHORTEST_NUMBER and not fold_name(asked).strip("0123456789+()"):
        return [ring.token("number", number)]
    parts = asked.replace("\u3000", " ").split(" ")
    return [ring.token("name", fold_name(part)[:8]) for part in parts if fold_name(part)]


def likeness_of(ring: KeyRing, said: Mapping[str, str], is_shielded: bool) -> str:
    """One token of reading and day of birth together; empty where one is missing, or a protective measure holds."""
    name, born = fold_name(said.get("kana", "")), said.get("born", "")
    return "" if is_shielded or not name or not born else ring.token("likeness", f"{name}\0{born}")
