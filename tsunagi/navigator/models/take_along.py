"""Supports under a code, for a few days."""

from __future__ import annotations

from django.db import models

from tsunagi.directory.models import Service


class TakeAlong(models.Model):
    """Some supports that a counter can open by a code. Who took them along, and why, is not known."""

    code = models.CharField(max_length=8, primary_key=True)
    """As rules/slips makes it; read aloud and typed by people."""
    expires_at = models.DateTimeField(db_index=True)
    """From then on it opens nothing, and is deleted at the next occasion."""
    services = models.ManyToManyField(Service, through="navigator.TakenService", related_name="+")

    def __str__(self) -> str:
        return self.code


class TakenService(models.Model):
    """One of the supports, in the order in which they were shown."""

    take_along = models.ForeignKey(TakeAlong, on_delete=models.CASCADE, related_name="taken")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint("take_along", "service", name="taken_service_once"),
            models.UniqueConstraint("take_along", "order", name="taken_service_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.take_along_id} {self.order}"
