"""What became of what somebody wrote, for who has the code."""

from __future__ import annotations

from tsunagi.base.scope import scope_of
from tsunagi.consultations.models import Branch, Contact, Entrance, Letter, Moved
from tsunagi.consultations.rules.receipt import kept


def contact_under(entrance: Entrance, code: str) -> Contact | None:
    """The contact with a code that came by an entrance, without anything that was said in it; None if there is none."""
    held = set(Branch.objects.filter(entrance=entrance).values_list("window__organisation", flat=True))
    held |= set(Moved.objects.filter(entrance=entrance).values_list("organisation", flat=True))
    with scope_of({entrance.organisation_id, *held}):
        return (
            Contact.objects.filter(entrance=entrance, ticket=kept(code))
            .defer("name", "reach", "notes", "more")
            .select_related("window")
            .first()
        )


def letter_under(code: str) -> Letter | None:
    """The same on the outside of an installation of two halves, which has no contacts."""
    return Letter.objects.filter(ticket=kept(code)).defer("parcel").first()
