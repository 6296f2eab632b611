"""Which records are given out, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.directory.models import Contact, Provider, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.hsds import Version


@dataclass(frozen=True, slots=True)
class Scope:
    """What everybody may have; with a keeper, all that this body keeps, published or not. Confidential places never."""

    version: Version = "3.1"
    keeper: Organisation | None = None

    @property
    def inside(self) -> bool:
        """Whether the records stay with the body that keeps them."""
        return self.keeper is not None

    def services(self) -> QuerySet[Service]:
        """The services."""
        if self.keeper is None:
            return public_services()
        return Service.objects.filter(kept_by=self.keeper, merged_into__isnull=True)

    def providers(self) -> QuerySet[Provider]:
        """The providers: to the public those that run a service which it may know."""
        if self.keeper is None:
            return Provider.objects.filter(Exists(public_services().filter(provider=OuterRef("pk"))))
        run = self.services().filter(provider=OuterRef("pk"))
        return Provider.objects.filter(Q(kept_by=self.keeper) | Exists(run))

    def at_locations(self) -> QuerySet[ServiceAtLocation]:
        """The services at their places."""
        return ServiceAtLocation.objects.filter(service__in=self.services())

    def contacts(self) -> QuerySet[Contact]:
        """The sections and office-holders who may be named."""
        found = Contact.objects.prefetch_related("ways__languages").order_by("pk")
        return found if self.inside else found.filter(is_public=True)

    def taxonomies(self) -> QuerySet[Taxonomy]:
        """The classifications that are used, and tsunagi's own."""
        return Taxonomy.objects.filter(~Q(code="") | Exists(self._used().filter(taxonomy=OuterRef("pk"))))

    def terms(self) -> QuerySet[TaxonomyTerm]:
        """The terms of these, and those that stand alone."""
        alone = Q(taxonomy__isnull=True) & Exists(self._used().filter(pk=OuterRef("pk")))
        return TaxonomyTerm.objects.filter(Q(taxonomy__in=self.taxonomies()) | alone).select_related("taxonomy")

    def _used(self) -> QuerySet[TaxonomyTerm]:
        return TaxonomyTerm.objects.filter(attributes__service__in=self.services())
