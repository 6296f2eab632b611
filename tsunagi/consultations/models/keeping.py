"""How long what is known of contacts is kept, and to which organisation one went that was passed on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation
from tsunagi.consultations.models.window import Entrance


class Retention(models.Model):
    """After how many years one body erases what it knows, counted from the day on which the contact ended.

    Without such a row nothing is erased. Chats of people without a name go after two days, whatever stands here.
    """

    class Kind(models.TextChoices):
        """By what came of it."""

        LED_ON = "led_on", _("支援につながった相談(継続・ほかの機関・緊急)")
        HEARD = "heard", _("その場で終わった相談")
        NONE = "none", _("相談ではなかった連絡、応対の前に去った連絡")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contact_retentions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    years = models.PositiveSmallIntegerField(_("終わった日から何年"))

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "kind", name="contact_retention_once"),
            models.CheckConstraint(name="contact_retention_at_least_a_year", condition=Q(years__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind} {self.years}"


class Moved(models.Model):
    """Where a contact went that was passed on to another organisation, so that whoever got in touch finds it again.

    It tells of nobody and is not sealed off: without it a browser's ticket would be asked of an organisation that has
    the contact no more, and a connection is shown nothing of one that it does not name.
    """

    contact = models.UUIDField()
    entrance = models.ForeignKey(Entrance, on_delete=models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["contact", "at"])]

    def __str__(self) -> str:
        return f"{self.contact} {self.organisation}"
