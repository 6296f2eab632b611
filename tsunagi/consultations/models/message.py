"""What was written in a chat, a mail or on LINE."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.fields import SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.consultations.models.contact import Contact


class Message(models.Model):
    """One message. Its place in the contact is given once, so that a reader who names the last one misses none."""

    class Side(models.TextChoices):
        """Who wrote it."""

        PERSON = "person", _("相談した人")
        STAFF = "staff", _("相談員")
        SYSTEM = "system", _("自動のお知らせ")
        NOTE = "note", _("相談員どうしのメモ")

    class Delivery(models.TextChoices):
        """What became of one that has to be carried to another system (mail, LINE)."""

        HERE = "here", _("ここで読まれる")
        WAITING = "waiting", _("送るのを待っている")
        SENT = "sent", _("送った")
        FAILED = "failed", _("送れなかった")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Whoever writes brings it along: the same one sent twice stands once."""
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    side = models.CharField(max_length=6, choices=Side.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    words = SealedText(sensitivity=Sensitivity.SPECIAL)
    danger = models.CharField(max_length=16, choices=Contact.Danger.choices, blank=True)
    delivery = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.HERE)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True, blank=True)
    """When one that waits is carried next; empty: at once."""

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint("contact", "place", name="message_place_once"),
            models.CheckConstraint(
                name="message_of_staff_says_who",
                condition=Q(side__in=["staff", "note"], by__isnull=False)
                | (~Q(side__in=["staff", "note"]) & Q(by__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["delivery", "at"], name="message_to_send", condition=Q(delivery="waiting"))]

    def __str__(self) -> str:
        return f"message {self.contact_id} {self.place}"
