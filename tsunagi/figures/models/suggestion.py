"""What a person concludes from the counts for a measure's review."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.register.models import Measure


class Suggestion(models.Model):
    """A proposal for the review column of a measure, with the figures that it rests on as they stood then."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="suggestions")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="suggestions")
    text = models.TextField(_("見直しの案"))
    figures = models.JSONField(_("もとにした数"), default=list)
    """Lines in words, as the page showed them; hidden ones say so."""
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(name="suggestion_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="suggestion_rests_on_figures", condition=~Q(figures=[])),
        ]
