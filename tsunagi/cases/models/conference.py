"""Conferences in which bodies talk about a person together: members, pledge of secrecy, cases, decisions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.fields import SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.cases.models.case import Case, Step


class Conference(models.Model):
    """A conference that one body holds, again and again, with the same members. Names nobody who seeks help."""

    class Kind(models.TextChoices):
        """Which one it is; each is a gate of rules/gates.py."""

        SUPPORT = "support_conference", _("支援会議(社会福祉法第106条の6)")
        REGIONAL = "regional_council", _("孤独・孤立対策地域協議会")
        LAYERED = "layered_conference", _("重層的支援会議")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="conferences")
    """Who holds it."""
    kind = models.CharField(_("種類"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=200)
    founded_on = models.DateField()

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A body's place in a conference. Nothing is seen from it before the pledge of secrecy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    pledged_on = models.DateField(null=True, blank=True)
    pledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("conference", "organisation", name="seat_once", condition=Q(ended_on__isnull=True)),
            models.CheckConstraint(
                name="seat_pledged_by_somebody",
                condition=Q(pledged_on__isnull=True, pledged_by__isnull=True)
                | Q(pledged_on__isnull=False, pledged_by__isnull=False),
            ),
        ]


class Brought(models.Model):
    """A case that was brought before a conference: by which ground, and what its members are told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="brought")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="brought")
    on = models.DateField(_("会議の日"))
    ground = SealedText(_("会議に出す必要と根拠"), sensitivity=Sensitivity.SPECIAL)
    told = SealedText(_("構成員に伝えること"), sensitivity=Sensitivity.SPECIAL)
    brought_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)
    taken_back_on = models.DateField(null=True, blank=True)
    """When the consent that it needed was taken back: from then on other members see that it was brought, no more."""

    class Meta:
        indexes = [models.Index(fields=["conference", "on"])]


class Decision(models.Model):
    """What was decided: who does what by when. For the body that brought the case it is a step of that case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brought = models.ForeignKey(Brought, on_delete=models.CASCADE, related_name="decisions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="decisions")
    """Who does it."""
    what = SealedText(_("決まったこと"), sensitivity=Sensitivity.SPECIAL)
    due = models.DateField(_("いつまでに"))
    step = models.OneToOneField(Step, on_delete=models.SET_NULL, null=True, blank=True, related_name="decision")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["organisation", "done_at", "due"])]
