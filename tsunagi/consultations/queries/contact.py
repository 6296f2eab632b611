"""A contact as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tsunagi.consultations.models import Contact, Message
from tsunagi.directory.queries.crisis import crisis_services
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.texts import tongue
from tsunagi.navigator.rules.contacts import Contacts, contacts


@dataclass(frozen=True, slots=True)
class ContactPage:
    """What was written in it, whence it was passed on, and by which names its codes go."""

    messages: list[Message]
    passed: list[dict[str, Any]]
    needs: list[str]
    area: str
    reply: dict[str, str]


def contact_page(contact: Contact, language: str) -> ContactPage:
    """Everything of a contact that may be opened."""
    more = contact.more or {}
    known = area(contact.area) if contact.area else None
    codes = [code for code in (contact.need, *contact.needs) if code]
    return ContactPage(
        messages=list(Message.objects.filter(contact=contact).select_related("by").order_by("place")),
        passed=[{**one, "at": datetime.fromisoformat(one["at"])} for one in more.get("passed", [])],
        needs=[need_name(code, language) for code in dict.fromkeys(codes)],
        area=known.full_name if known else contact.area,
        reply=more.get("reply", {}),
    )


def need_name(code: str, language: str) -> str:
    """A need in the reader's language; its code where it is no need any more."""
    names = TERMS["need"].get(code)
    return names[("ja", "easy", "en").index(tongue(language))] if names else code


def lines_for(kind: str, *, at: datetime, language: str, area: str = "") -> Contacts:
    """Whom to call where there is danger, or where no window is open."""
    return contacts(kind, crisis_services(), at=at, language=language, area=area)
