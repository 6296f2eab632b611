"""Access in an emergency to a case that is somebody else's."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.fields import SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.cases.models.case import Case


class Emergency(models.Model):
    """A worker's access to a colleague's case, for a reason, for some hours. The supervisors are told at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergencies")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = SealedText(_("理由"), sensitivity=Sensitivity.SPECIAL)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="emergency_ends", condition=Q(until__gt=F("since")))]
        indexes = [models.Index(fields=["user", "until"])]
