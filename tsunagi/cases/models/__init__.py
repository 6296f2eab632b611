"""People, their cases, what they agreed to, and how they are handed on.

Every row of a person names the organisation that it belongs to, by which queries and the database itself cut.
"""

from tsunagi.cases.models.case import Began, Case, Consent, Sheet, Step
from tsunagi.cases.models.conference import Brought, Conference, Decision, Seat
from tsunagi.cases.models.emergency import Emergency
from tsunagi.cases.models.person import Household, Likeness, Person, PersonToken
from tsunagi.cases.models.referral import Move, Referral
from tsunagi.cases.models.retention import Hold, Retention

__all__ = [
    "Began",
    "Brought",
    "Case",
    "Conference",
    "Consent",
    "Decision",
    "Emergency",
    "Hold",
    "Household",
    "Likeness",
    "Move",
    "Person",
    "PersonToken",
    "Referral",
    "Retention",
    "Seat",
    "Sheet",
    "Step",
]
