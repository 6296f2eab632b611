"""How it was: said of a window in a month, tied to no contact."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.fields import SealedText
from tsunagi.base.models import Organisation
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.consultations.models.contact import Contact
from tsunagi.consultations.models.window import Window


class Impression(models.Model):
    """An answer to the optional question after a contact. Nothing in it says whose it is, nor the day."""

    class Felt(models.IntegerChoices):
        """Whether it was good to have got in touch."""

        GOOD = 4, _("相談してよかった")
        RATHER_GOOD = 3, _("どちらかといえばよかった")
        RATHER_NOT = 2, _("あまりよくなかった")
        NOT_GOOD = 1, _("よくなかった")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="impressions")
    way = models.CharField(max_length=10, choices=Contact.Way.choices)
    month = models.PositiveIntegerField()
    """Year and month, as 202611."""
    felt = models.PositiveSmallIntegerField(choices=Felt.choices)
    words = SealedText(_("ひとこと"), blank=True, sensitivity=Sensitivity.SPECIAL)

    class Meta:
        constraints = [
            models.CheckConstraint(name="impression_is_one_of_four", condition=Q(felt__gte=1, felt__lte=4)),
            models.CheckConstraint(
                name="impression_no_finer_than_a_month", condition=Q(month__gte=2000_01, month__lte=2999_12)
            ),
        ]
        indexes = [models.Index(fields=["organisation", "month"])]

    def __str__(self) -> str:
        return f"{self.window} {self.month}"
