"""How many the supports of an organisation can take now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tsunagi.directory.models import Capacity, Service


class RoomForm(forms.Form):
    """A number for each thing that is counted of each support; left empty where nothing is known."""

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counts: dict[str, Capacity] = {}
        for service in services:
            for place, one in enumerate(service.capacities.all() or [Capacity(service=service)]):
                name = f"{service.pk}-{place}"
                self.counts[name] = one
                self.fields[name] = forms.IntegerField(
                    label=_("%(service)sがいま受けられる数(%(unit)s)") % {"service": service, "unit": one.unit},
                    min_value=0,
                    max_value=one.maximum,
                    required=False,
                    initial=one.available,
                    help_text=_since(one),
                )

    def said(self) -> Iterator[tuple[Capacity, int]]:
        """What was counted, and how many."""
        for name, one in self.counts.items():
            if self.cleaned_data[name] is not None:
                yield one, self.cleaned_data[name]


def _since(one: Capacity) -> str:
    if one.updated_at is None:
        return _("まだ知らされていません。")
    return _("%(day)sの時点の数です。") % {"day": date_format(timezone.localdate(one.updated_at))}
