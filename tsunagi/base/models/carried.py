"""Files that were carried between the two halves of an installation."""

from __future__ import annotations

from django.db import models


class Carried(models.Model):
    """A file that this half made, or took in from the other one."""

    class Way(models.TextChoices):
        """Which way it went."""

        OUT = "out"
        IN = "in"

    way = models.CharField(max_length=3, choices=Way.choices)
    number = models.PositiveIntegerField()
    """The how-manieth file of the half that made it: 1, 2, 3 …; from 1 again where that half was made anew."""
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    """When this half made it, or took it in."""
    made_at = models.DateTimeField()
    """When it was made, by the clock of the half that made it."""
    begun_at = models.DateTimeField(null=True)
    """When that half made the first file that it knows of: a later one tells that it was made anew. None where the file
    did not tell."""
    state = models.JSONField(default=dict)
    """Of a file that was taken in: what it told of, so that the next one adds what is new only."""

    class Meta:
        constraints = [
            models.UniqueConstraint("way", "sha256", name="carried_once"),
            models.UniqueConstraint("number", condition=models.Q(way="out"), name="carried_out_in_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.number}"
