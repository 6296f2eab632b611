"""The addresses of all public supports, for search engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse

from tsunagi.directory.models import Service
from tsunagi.directory.queries.public import public_services


class SupportsSitemap(Sitemap[Service]):
    """Each with its page in every language. A file holds 1,200 pages; the index leads to all files.

    Only what a file holds is read, and of the rest only how much it is: anybody may ask, among however many supports.
    """

    limit = 1_200
    i18n = True
    alternates = True

    @property
    def paginator(self) -> Paginator[Any]:
        """The pages of the supports, by files."""
        pages: Any = InEveryLanguage(self.items())  # a paginator counts and cuts, and asks no more of it
        return Paginator(pages, self.limit)

    def items(self) -> QuerySet[Service]:
        """The supports, in an order that stays."""
        return public_services().order_by("pk").only("pk", "modified_at")

    def location(self, item: Service) -> str:
        """The page's address."""
        return reverse("directory:service", args=[item.pk])

    def lastmod(self, item: Service) -> datetime:
        """When the record last changed."""
        return item.modified_at

    def get_latest_lastmod(self) -> datetime | None:
        """When any of them last changed; None where there is none."""
        latest: datetime | None = public_services().aggregate(latest=Max("modified_at"))["latest"]
        return latest


class InEveryLanguage:
    """Services one after the other, each once with every language: counted and cut without reading them all."""

    def __init__(self, services: QuerySet[Service]) -> None:
        self.services = services
        self.languages = [code for code, _name in settings.LANGUAGES]

    def __len__(self) -> int:
        return self.services.count() * len(self.languages)

    def __getitem__(self, piece: slice) -> list[tuple[Service, str]]:
        first, last = piece.start // len(self.languages), -(-piece.stop // len(self.languages))
        pairs = [(one, language) for one in self.services[first:last] for language in self.languages]
        skipped = first * len(self.languages)
        return pairs[piece.start - skipped : piece.stop - skipped]
