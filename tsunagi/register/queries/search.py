"""Measures by words, in the newest editions that somebody may see."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.base.models import Organisation, User
from tsunagi.register.models import Entry, EntryMinistry
from tsunagi.register.queries.editions import latest, visible
from tsunagi.register.queries.overview import listed

COLUMNS = ("title", "summary", "summary_en", "overview", "goal", "status", "review")
MOST_WORDS = 10
_NAMED = ("plan", "kind", "pk", "plan__organisation__kind")


@dataclass(frozen=True, slots=True)
class Found:
    """How many entries have all the words, and the first of them as lists show them."""

    total: int
    entries: list[Entry]


def search(user: User | AnonymousUser, words: str, most: int) -> Found:
    """Entries in which every word stands somewhere: the national ones first, then the newest first; at most so many.

    Looked through are each plan's newest plan and newest follow-up: what was before them stands on a measure's page.
    """
    shown = latest(visible(user)).order_by("fiscal_year")
    newest = {(plan, kind): (key, of) for plan, kind, key, of in shown.values_list(*_NAMED)}
    national = [key for key, of in newest.values() if of == Organisation.Kind.MINISTRY]
    local = [key for key, of in newest.values() if of != Organisation.Kind.MINISTRY]
    total = 0
    entries: list[Entry] = []
    for editions in (national, local):
        found = _with_words(editions, words)
        total += found.count()
        entries += listed(found.order_by("-edition", "order", "pk")[: most - len(entries)])
    return Found(total, entries)


def _with_words(editions: Sequence[int], words: str) -> QuerySet[Entry]:
    found = Entry.objects.filter(edition__in=editions)
    for word in unicodedata.normalize("NFKC", words).split()[:MOST_WORDS]:
        bodies = list(Organisation.objects.filter(name__icontains=word).values_list("pk", flat=True))
        anywhere = Q(Exists(EntryMinistry.objects.filter(entry=OuterRef("pk"), organisation__in=bodies)))
        if word.isdecimal() and len(word) < 5:
            anywhere |= Q(number=int(word))
        for column in COLUMNS:
            anywhere |= Q(**{f"{column}__icontains": word})
        found = found.filter(anywhere)
    return found
