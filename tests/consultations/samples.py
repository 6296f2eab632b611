"""Made-up windows and contacts."""

from __future__ import annotations

from typing import Any

from tsunagi.base.models import Organisation, User
from tsunagi.consultations.actions import contacts
from tsunagi.consultations.models import Branch, Contact, Entrance, Window

NAME = "見本 花"
REACH = "090-0000-5678"
WAYS = ["telephone", "chat", "form", "mail", "line", "in_person", "letter"]


def window(organisation: Organisation, name: str = "見本相談窓口", **more: Any) -> Window:
    """A window that is open day and night, by every way."""
    plain: dict[str, Any] = {"ways": WAYS, "hours": "毎日 0:00-24:00"}
    return Window.objects.create(organisation=organisation, name=name, **{**plain, **more})


def waiting(at: Window, way: str = "chat", **more: Any) -> Contact:
    """Somebody who waits to be met."""
    return contacts.arrive(window=at, way=way, **{"name": NAME, "reach": REACH, **more})


def live(by: User, at: Window, way: str = "chat", **more: Any) -> Contact:
    """Somebody who is talked with."""
    return contacts.take(by=by, contact=waiting(at, way, **more))


def entrance(*windows: Window, slug: str = "sample", **more: Any) -> Entrance:
    """A public entrance under which windows stand, in that order."""
    plain: dict[str, Any] = {"name": "見本の相談", "ways": WAYS, "is_public": True}
    made = Entrance.objects.create(organisation=windows[0].organisation, slug=slug, **{**plain, **more})
    for place, one in enumerate(windows, 1):
        Branch.objects.create(entrance=made, window=one, place=place)
    return made
