"""What public services are searched by."""

from __future__ import annotations

from django.db import models

from tsunagi.directory.models.service import Service


class SearchEntry(models.Model):
    """A public service in the index, which queries/index.py writes; its key is the index's row."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="search_entry")

    def __str__(self) -> str:
        return str(self.service_id)
