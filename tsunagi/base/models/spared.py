"""How often an address, which is not in it, did something that anybody may do."""

from __future__ import annotations

from django.db import models


class Spared(models.Model):
    """A count under a seal (base/sparing.py), until it ends."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count}"
