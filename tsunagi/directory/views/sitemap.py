"""The addresses of all public supports, for search engines."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from tsunagi.directory.models import Service
from tsunagi.directory.queries.public import public_services


class SupportsSitemap(Sitemap[Service]):
    """Each with its page in every language. A file holds 10,000; the index leads to all of them."""

    limit = 10_000
    i18n = True
    alternates = True

    def items(self) -> QuerySet[Service]:
        """The supports, in an order that stays."""
        return public_services().order_by("pk")

    def location(self, item: Service) -> str:
        """The page's address."""
        return reverse("directory:service", args=[item.pk])

    def lastmod(self, item: Service) -> datetime:
        """When the record last changed."""
        return item.modified_at
