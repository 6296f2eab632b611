"""How something is reached."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.directory.models.details import Contact
from tsunagi.directory.models.owners import exactly_one
from tsunagi.directory.models.place import Location, ServiceAtLocation
from tsunagi.directory.models.provider import Provider
from tsunagi.directory.models.service import Service, YesNo

#: Ways that have a number; the others have an address of a page or a mailbox, or neither.
NUMBERED = ("telephone", "fax", "sms")


class Way(models.Model):
    """One telephone number, chat, form, mailbox or door."""

    class Kind(models.TextChoices):
        """What sort of way it is."""

        TELEPHONE = "telephone", _("電話")
        FAX = "fax", _("ファックス")
        SMS = "sms", _("ショートメッセージ")
        LINE = "line", _("LINE")
        CHAT = "chat", _("チャット")
        FORM = "form", _("入力フォーム")
        MAIL = "mail", _("メール")
        IN_PERSON = "in_person", _("窓口で会う")
        VISIT = "visit", _("来てもらう")
        APP = "app", _("アプリ")
        WEB = "web", _("案内のページ")

    class Cost(models.TextChoices):
        """What reaching it costs."""

        FREE = "free", _("無料")
        CALL_CHARGE = "call_charge", _("通話料・通信料がかかる")
        NAVI = "navi", _("ナビダイヤルの通話料がかかる")
        UNKNOWN = "unknown", _("料金は分からない")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="ways")
    service_at_location = models.ForeignKey(ServiceAtLocation, on_delete=models.CASCADE, null=True, related_name="ways")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="ways")
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, null=True, related_name="ways")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, related_name="ways")

    kind = models.CharField(_("方法"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("番号"), max_length=40, blank=True)
    """As rules/phones stores it; shown, spoken and dialled by it too."""
    extension = models.CharField(_("内線"), max_length=20, blank=True)
    address = models.CharField(_("アドレス"), max_length=500, blank=True)
    """A page or a mailbox."""
    name = models.CharField(_("名称"), max_length=200, blank=True)
    """Which of several it is."""
    name_en = models.CharField(_("名称(英語)"), max_length=200, blank=True)
    note = models.TextField(_("説明"), blank=True)
    note_en = models.TextField(_("説明(英語)"), blank=True)
    hours = models.TextField(_("受付時間"), blank=True)
    """In the notation of rules/hours; empty = the owner's own, if that has any."""
    cost = models.CharField(_("料金"), max_length=12, choices=Cost.choices, default=Cost.UNKNOWN)
    relay = models.CharField(_("電話リレーサービスで使える"), max_length=8, choices=YesNo, default=YesNo.UNKNOWN)
    sign_language = models.CharField(_("手話で話せる"), max_length=8, choices=YesNo, default=YesNo.UNKNOWN)
    is_crisis = models.BooleanField(_("危険が迫る人に示す"), default=False)
    source = models.CharField(_("出典"), max_length=500, blank=True)
    checked_on = models.DateField(_("確かめた日"), null=True, blank=True)
    confirmed = models.BooleanField(_("出典で確かめた"), default=False)
    order = models.PositiveSmallIntegerField(default=0)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            exactly_one("way_belongs_to_one", "service", "service_at_location", "location", "provider", "contact"),
            models.CheckConstraint(
                name="way_has_what_its_kind_needs",
                condition=(Q(kind__in=NUMBERED) & ~Q(number="")) | (~Q(kind__in=NUMBERED) & Q(number="")),
            ),
            models.CheckConstraint(
                name="way_confirmed_says_where_and_when",
                condition=Q(confirmed=False) | (Q(checked_on__isnull=False) & ~Q(source="")),
            ),
            models.CheckConstraint(name="way_crisis_is_confirmed", condition=Q(is_crisis=False) | Q(confirmed=True)),
        ]
        indexes = [
            models.Index(fields=["number"]),
            models.Index(fields=["kind", "service"]),
            # The few lines for people in danger among all others: looked for after every change of a record.
            models.Index(fields=["service"], name="way_crisis", condition=Q(is_crisis=True)),
        ]

    def __str__(self) -> str:
        name = (self.name_en or self.name) if get_language() == "en" else self.name
        return f"{name} {self.number or self.address}".strip()
