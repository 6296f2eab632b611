"""What somebody wrote by the public form outside, in an installation of two halves, until the inside has it."""

from __future__ import annotations

import uuid

from django.db import models

from tsunagi.consultations.models.contact import Contact


class Letter(models.Model):
    """Only the outside has such rows. What was written is packed for the inside: the outside cannot open it either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """The key of the contact that it becomes inside: carried twice it is one."""
    ticket = models.CharField(max_length=64, unique=True)
    """SHA-256 of the code with which whoever wrote asks what became of it."""
    parcel = models.BinaryField()
    """Empty once the inside has said to have it."""
    state = models.CharField(max_length=8, choices=Contact.State.choices, default=Contact.State.WAITING)
    """Where it stands inside, as the last file from there said."""

    def __str__(self) -> str:
        return f"letter {self.pk}"
