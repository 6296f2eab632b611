"""By which mail address or LINE account a window is reached, and what came in by it already."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.fields import SealedText
from tsunagi.base.models import Organisation
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.consultations.models.window import Window


class Channel(models.Model):
    """A mail address or a LINE account of a window. What it is opened with is sealed."""

    class Kind(models.TextChoices):
        """Of which of the two ways."""

        MAIL = "mail", _("メール")
        LINE = "line", _("LINE")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(_("方法"), max_length=4, choices=Kind.choices)
    address = models.CharField(_("アドレス"), max_length=254)
    """Of mail: the address, in small letters. Of LINE: the account's name, for people to tell it from others."""
    secret = SealedText(_("署名の鍵"), sensitivity=Sensitivity.SPECIAL)
    """What the one who hands in signs with: LINE's channel secret, or one that was made here for a mail gateway."""
    token = SealedText(_("送るための鍵"), blank=True, sensitivity=Sensitivity.SPECIAL)
    """LINE's channel access token; empty for mail, which goes out by the site's own server."""
    in_use = models.BooleanField(_("使う"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "address", name="channel_address_once", condition=Q(in_use=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address}"


class Receipt(models.Model):
    """Something that was handed in by a channel: the same again is taken for what it is. Kept for a few days."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="receipts")
    key = models.CharField(max_length=64)
    """SHA-256 of the signature or of the event's own name."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("channel", "key", name="receipt_once")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.at}"
