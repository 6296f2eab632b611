"""Who runs supports. HSDS calls it an organization; here that word is taken by the bodies that have accounts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation


class Provider(models.Model):
    """A ministry, town, council of social welfare, NPO or company that people can turn to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("アドレスに使う名前"), max_length=80, blank=True)
    """Set for records of the national pack, by which they are found again; empty for others."""
    kept_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kept_providers")
    """Whose people may change it, and what belongs to it."""
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="provider"
    )
    """The same body where it works here itself."""
    name = models.CharField(_("名称"), max_length=300)
    name_kana = models.CharField(_("名称(かな)"), max_length=300, blank=True)
    name_en = models.CharField(_("名称(英語)"), max_length=300, blank=True)
    alternate_name = models.CharField(_("別の名称"), max_length=300, blank=True)
    description = models.TextField(pgettext_lazy("description", "説明"), blank=True)
    description_en = models.TextField(_("説明(英語)"), blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    website = models.URLField(_("ウェブサイト"), max_length=500, blank=True)
    corporate_number = models.CharField(_("法人番号"), max_length=13, blank=True)
    area = models.CharField(_("全国地方公共団体コード"), max_length=6, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    modified_at = models.DateTimeField(auto_now=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("slug", name="provider_slug_once", condition=~Q(slug="")),
            models.CheckConstraint(name="provider_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]
        indexes = [models.Index(fields=["name"]), models.Index(fields=["corporate_number"])]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name
