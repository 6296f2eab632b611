"""Where services are given, and for which areas."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.directory.models.provider import Provider
from tsunagi.directory.models.service import Service


class Location(models.Model):
    """A place. A confidential one (a shelter) is known to exist, but where it is never leaves the provider's people."""

    class Kind(models.TextChoices):
        """HSDS's location_type."""

        PHYSICAL = "physical", _("場所")
        POSTAL = "postal", _("郵便の宛先")
        VIRTUAL = "virtual", _("オンライン")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, related_name="locations")
    kind = models.CharField(_("種類"), max_length=10, choices=Kind.choices, default=Kind.PHYSICAL)
    name = models.CharField(_("名称"), max_length=300, blank=True)
    name_kana = models.CharField(_("名称(かな)"), max_length=300, blank=True)
    name_en = models.CharField(_("名称(英語)"), max_length=300, blank=True)
    alternate_name = models.CharField(_("別の名称"), max_length=300, blank=True)
    description = models.TextField(pgettext_lazy("description", "説明"), blank=True)
    transportation = models.TextField(_("行き方"), blank=True)
    url = models.URLField(_("ページ"), max_length=500, blank=True)
    latitude = models.DecimalField(_("緯度"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("経度"), max_digits=9, decimal_places=6, null=True, blank=True)
    is_confidential = models.BooleanField(_("場所を知らせない"), default=False)
    hours = models.TextField(_("開いている時間"), blank=True)
    modified_at = models.DateTimeField(auto_now=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="location_point_is_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            )
        ]
        indexes = [models.Index(fields=["latitude", "longitude"])]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """A location's address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=Location.Kind.choices, default=Location.Kind.PHYSICAL)
    attention = models.CharField(_("宛名"), max_length=200, blank=True)
    postal_code = models.CharField(_("郵便番号"), max_length=20, blank=True)
    area = models.CharField(_("全国地方公共団体コード"), max_length=6, blank=True)
    prefecture = models.CharField(_("都道府県"), max_length=100, blank=True)
    city = models.CharField(_("市区町村"), max_length=100, blank=True)
    region = models.CharField(_("地域"), max_length=100, blank=True)
    address_1 = models.CharField(_("町名・番地"), max_length=300, blank=True)
    address_2 = models.CharField(_("建物など"), max_length=300, blank=True)
    country = models.CharField(_("国"), max_length=2, default="JP")
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area"]), models.Index(fields=["postal_code"])]

    def __str__(self) -> str:
        # Names the row only: a confidential address must not come out by being printed somewhere.
        return f"#{self.pk}"


class Accessibility(models.Model):
    """What a place has for people with disabilities."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="accessibility")
    description = models.TextField(_("設備や手助け"), blank=True)
    details = models.TextField(_("くわしく"), blank=True)
    url = models.URLField(max_length=500, blank=True)
    more = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.description


class ServiceAtLocation(models.Model):
    """A service as it is given at a place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="services_here")
    description = models.TextField(_("ここでの説明"), blank=True)
    hours = models.TextField(_("ここでの受付時間"), blank=True)
    modified_at = models.DateTimeField(auto_now=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("service", "location", name="service_at_location_once")]

    def __str__(self) -> str:
        return f"{self.service_id} @ {self.location_id}"


class ServiceArea(models.Model):
    """An area whose people may use a service.

    code: "00" the whole country, two digits a prefecture, six a municipality; empty for an area that another system
    gave in words or as a shape.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(_("地域のコード"), max_length=6, blank=True)
    name = models.CharField(_("地域"), max_length=200, blank=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("service", "code", name="service_area_once", condition=~Q(code="")),
            models.CheckConstraint(name="service_area_code_is_one", condition=Q(code__regex=r"^([0-9]{2}|[0-9]{6})?$")),
        ]
        indexes = [models.Index(fields=["code", "service"])]

    def __str__(self) -> str:
        return self.code or self.name
