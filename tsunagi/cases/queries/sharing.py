"""What could be shared of a case, field by field, as it is now. A protective measure keeps the whereabouts back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import get_language, override

from tsunagi.cases.access import has_pledged
from tsunagi.cases.models import Case, Consent, Person, Referral, Sheet
from tsunagi.cases.rules.gates import GATES, Terms, kind_of, why_not_covered, why_not_through
from tsunagi.cases.rules.people import KIND_OF, UNNAMED
from tsunagi.cases.rules.sheets import form, says_where, shown, versions

#: Forms whose answers can be shared, each of which is a kind of data that a consent names.
SHARED_FORMS: Final = ("intake", "assessment", "plan")


@dataclass(frozen=True, slots=True)
class Offer:
    """One field that could be shared: its code, its label in Japanese, as it is handed over, and what it says."""

    code: str
    label: str
    value: str

    @property
    def said(self) -> str:
        """Its label in the reader's language."""
        return said_label(self.code, self.label)


def shareable(case: Case) -> list[Offer]:
    """Everything of a case that can be chosen."""
    with override("ja"):
        found = [
            Offer(f"person.{field}", label_of(field), getattr(case.person, field))
            for field in KIND_OF
            if getattr(case.person, field) not in ("", UNNAMED)
        ]
    for sheet in newest_sheets(case):
        asked = form(sheet.form, sheet.form_version)
        found += [
            Offer(f"{sheet.form}.{field.code}", field.label, shown(field, sheet.answers[field.code], "ja"))
            for field in asked.fields
            if sheet.answers.get(field.code) not in (None, "", [])
        ]
    return [one for one in found if not (case.person.is_shielded and says_where(one.code))]


def handed_over(referral: Referral) -> list[tuple[str, str]]:
    """What a referral handed over, as it was then, under labels in the reader's language."""
    return [(said_label(code, one["label"]), one["value"]) for code, one in (referral.shared or {}).items()]


def said_label(code: str, label: str) -> str:
    """What a field is called in the reader's language; one of a form by the version that had its Japanese label."""
    part, _dot, name = code.partition(".")
    if part == "person":
        return label_of(name)
    if get_language() != "en":
        return label
    asked = [field for one in versions(part).values() for field in one.fields]
    return next((field.label_en for field in asked if (field.code, field.label) == (name, label)), label)


def why_not_shared(referral: Referral, day: date) -> str:
    """Why what a referral names may not be handed over on this day, unmarked for the reader's language; empty where it
    may."""
    has_ground, has_conference = bool(referral.ground), _sits_there(referral)
    why_not = why_not_through(referral.gate, has_ground=has_ground, has_conference=has_conference)
    if why_not or not GATES[referral.gate].needs_consent:
        return why_not
    kinds = {kind_of(code) for code in referral.fields}
    return why_not_covered(_terms(referral.consent), receiver=referral.receiver_id, kinds=kinds, day=day)


def _sits_there(held: Referral) -> bool:
    """Whether the case was brought before a conference of this gate's kind whose pledge the receiver has given."""
    conference = held.brought.conference if held.brought else None
    if conference is None or held.receiver is None or conference.kind != held.gate:
        return False
    return has_pledged(conference, held.receiver)


def _terms(consent: Consent | None) -> Terms | None:
    if consent is None:
        return None
    return Terms(
        kinds=consent.kinds,
        receiver=consent.receiver_id,
        since=consent.given_on,
        until=consent.until,
        is_withdrawn=consent.withdrawn_on is not None,
    )


def label_of(field: str) -> str:
    """What a field of a person is called in the reader's language."""
    return str(Person._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def newest_sheets(case: Case) -> list[Sheet]:
    """The form as last filed, of each kind that can be shared."""
    found: dict[str, Sheet] = {}
    for sheet in case.standing_sheets().filter(form__in=SHARED_FORMS).order_by("filed_at"):
        found[sheet.form] = sheet
    return [found[code] for code in SHARED_FORMS if code in found]
