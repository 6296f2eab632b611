"""What else is to be known of a service or its place."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.directory.models.owners import exactly_one
from tsunagi.directory.models.place import Location, ServiceAtLocation
from tsunagi.directory.models.provider import Provider
from tsunagi.directory.models.service import Service


class Contact(models.Model):
    """A section or an office-holder to ask for. Not shown to the public unless marked so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, null=True, related_name="contacts")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="contacts")
    service_at_location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, null=True, related_name="contacts"
    )
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="contacts")
    name = models.CharField(_("名前"), max_length=200, blank=True)
    title = models.CharField(_("役職"), max_length=200, blank=True)
    department = models.CharField(_("部署"), max_length=200, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    is_public = models.BooleanField(_("公開する"), default=False)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [exactly_one("contact_belongs_to_one", "provider", "service", "service_at_location", "location")]

    def __str__(self) -> str:
        return self.department or self.title or self.name


class Language(models.Model):
    """A language in which a service is given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="languages")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="languages")
    way = models.ForeignKey("directory.Way", on_delete=models.CASCADE, null=True, related_name="languages")
    code = models.CharField(_("言語"), max_length=8, blank=True)
    """ISO 639-1, or 639-3 where that has none."""
    name = models.CharField(_("言語の名前"), max_length=100, blank=True)
    note = models.TextField(_("説明"), blank=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [exactly_one("language_belongs_to_one", "service", "location", "way")]
        indexes = [models.Index(fields=["code", "service"])]

    def __str__(self) -> str:
        return self.code or self.name


class CostOption(models.Model):
    """One price."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    option = models.CharField(_("条件"), max_length=300, blank=True)
    currency = models.CharField(_("通貨"), max_length=3, blank=True, default="JPY")
    amount = models.DecimalField(_("金額"), max_digits=12, decimal_places=2, null=True, blank=True)
    amount_description = models.TextField(_("金額の説明"), blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cost_not_below_nothing", condition=Q(amount__isnull=True) | Q(amount__gte=0))
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class RequiredDocument(models.Model):
    """Something to bring."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="required_documents")
    document = models.CharField(_("持ち物"), max_length=300)
    uri = models.URLField(max_length=500, blank=True)
    more = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.document


class Funding(models.Model):
    """Where the money comes from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, null=True, related_name="funding")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="funding")
    source = models.CharField(_("財源"), max_length=300, blank=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [exactly_one("funding_belongs_to_one", "provider", "service")]

    def __str__(self) -> str:
        return self.source


class Capacity(models.Model):
    """How many people a service can take now, as last said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="capacities")
    unit = models.CharField(pgettext_lazy("unit", "数えるもの"), max_length=100, default="人")
    available = models.PositiveIntegerField(_("いま受けられる数"))
    maximum = models.PositiveIntegerField(_("全体の数"), null=True, blank=True)
    description = models.TextField(pgettext_lazy("description", "説明"), blank=True)
    updated_at = models.DateTimeField(_("いつの時点か"))
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("service", "unit", name="capacity_once_a_unit"),
            models.CheckConstraint(
                name="capacity_no_more_than_all", condition=Q(maximum__isnull=True) | Q(available__lte=F("maximum"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.available} {self.unit}"
