"""What services are about: needs, audiences, groups of people, and other systems' own classifications."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tsunagi.directory.models.service import Service


class Taxonomy(models.Model):
    """A set of terms. tsunagi's own have the codes "need", "audience" and "group"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=40, blank=True)
    name = models.CharField(_("分類"), max_length=200)
    name_en = models.CharField(_("分類(英語)"), max_length=200, blank=True)
    description = models.TextField(blank=True)
    uri = models.URLField(max_length=500, blank=True)
    version = models.CharField(max_length=40, blank=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("code", name="taxonomy_code_once", condition=~Q(code=""))]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name


class TaxonomyTerm(models.Model):
    """One of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE, null=True, related_name="terms")
    code = models.CharField(max_length=100, blank=True)
    name = models.CharField(pgettext_lazy("vocabulary", "ことば"), max_length=200)
    name_easy = models.CharField(_("ことば(やさしい日本語)"), max_length=200, blank=True)
    name_en = models.CharField(_("ことば(英語)"), max_length=200, blank=True)
    description = models.TextField(blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    term_uri = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=8, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("taxonomy", "code", name="term_code_once", condition=~Q(code="")),
            models.CheckConstraint(name="term_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name


class Attribute(models.Model):
    """A term that applies to a service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="attributes")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, related_name="attributes")
    link_type = models.CharField(max_length=100, blank=True)
    value = models.TextField(blank=True)
    label = models.CharField(max_length=200, blank=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["term", "service"])]

    def __str__(self) -> str:
        return f"{self.term or self.label} {self.value}".strip()
