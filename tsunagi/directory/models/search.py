"""What public services are searched by."""

from __future__ import annotations

from django.db import models

from tsunagi.directory.models.service import Service


class Opening(models.Model):
    """All hours of a service, of its ways and of its places; many services share few. Its key is made of its texts."""

    id = models.BigIntegerField(primary_key=True)
    texts = models.TextField()
    """In the notation of rules/hours, one a line; open when one of them is."""
    number = models.PositiveIntegerField(null=True, unique=True)
    """By which rows of SQLite's index name it (queries/index.py)."""

    class Meta:
        # As many as such a row has room for: one too many is refused.
        constraints = [models.CheckConstraint(condition=models.Q(number__lt=1 << 20), name="opening_fits_in_rows")]

    def __str__(self) -> str:
        return self.texts


class SearchEntry(models.Model):
    """A public service in the index, which queries/index.py writes; its key is the index's row."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="search_entry")
    reading = models.BinaryField(null=True, editable=True)
    """Of its name, by which lists are in order; empty until an update has worked it out."""
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, null=True, related_name="entries")

    class Meta:
        indexes = [models.Index(fields=["reading", "service"], name="entry_by_reading")]

    def __str__(self) -> str:
        return str(self.service_id)


class KeptRecord(models.Model):
    """What lists of HSDS say of a public service, ready to be given out (queries/hsds/kept.py)."""

    entry = models.OneToOneField(SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="kept_record")
    service_at = models.DateTimeField()
    provider_at = models.DateTimeField()
    """When both were saved, as the text has them."""
    code = models.CharField(max_length=16)
    """Of the code that said it."""
    text = models.TextField()

    def __str__(self) -> str:
        return self.text
