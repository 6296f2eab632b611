"""Plans and their editions, measures and what each edition says of them, figures, imports, and the yearly round."""

from tsunagi.register.models.edition import Edition, Plan, Section, Tally
from tsunagi.register.models.entry import Entry, EntryGroup, EntryMinistry, EntrySection, TargetGroup
from tsunagi.register.models.figures import Answer, Indicator, Observation, Target, VerdictNote
from tsunagi.register.models.imports import ChangeSet, Proposal, SourceDocument
from tsunagi.register.models.measure import Derivation, Measure, MeasureLink, Succession
from tsunagi.register.models.round import Assignment, Round

__all__ = [
    "Answer",
    "Assignment",
    "ChangeSet",
    "Derivation",
    "Edition",
    "Entry",
    "EntryGroup",
    "EntryMinistry",
    "EntrySection",
    "Indicator",
    "Measure",
    "MeasureLink",
    "Observation",
    "Plan",
    "Proposal",
    "Round",
    "Section",
    "SourceDocument",
    "Succession",
    "Tally",
    "Target",
    "TargetGroup",
    "VerdictNote",
]
