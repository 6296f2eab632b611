"""What all processes of a site have to know for a while (base/shared.py)."""

from __future__ import annotations

from django.db import models


class Shared(models.Model):
    """A value under the seal of its key, until it ends."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.until}"
