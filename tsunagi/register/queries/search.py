"""Measures by words, in the newest editions that somebody may see."""

from __future__ import annotations

import unicodedata

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from tsunagi.base.models import User
from tsunagi.register.models import Entry
from tsunagi.register.queries.editions import latest, visible

COLUMNS = ("title", "summary", "summary_en", "overview", "goal", "status", "review")
MOST_WORDS = 10


def search(user: User | AnonymousUser, words: str) -> QuerySet[Entry]:
    """Entries in which every word stands somewhere, the national ones first, then newest first."""
    found = Entry.objects.filter(edition__in=latest(visible(user)))
    for word in unicodedata.normalize("NFKC", words).split()[:MOST_WORDS]:
        anywhere = Q(charges__organisation__name__icontains=word)
        for column in COLUMNS:
            anywhere |= Q(**{f"{column}__icontains": word})
        found = found.filter(pk__in=Entry.objects.filter(anywhere).values("pk"))
    return found.order_by("edition__plan__organisation__kind", "-edition__fiscal_year", "order", "pk")
