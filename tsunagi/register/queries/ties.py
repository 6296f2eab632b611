"""How a measure hangs together with others, as whoever keeps the plan may take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from tsunagi.base.access import Answer
from tsunagi.base.models import User
from tsunagi.register.access import Tie, can_untie
from tsunagi.register.models import Derivation, Measure, MeasureLink, Succession
from tsunagi.register.queries.choosing import last_called
from tsunagi.register.queries.editions import latest, visible


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie of a measure. `key` names it among the measure's; `other` is what the other measure is called."""

    key: str
    tie: Tie
    kind: str
    other: str
    can: Answer


def ties(user: User, measure: Measure) -> list[Tied]:
    """What a measure rests on, what it is linked with, and what became of it in the editions that this person sees."""
    keys = [measure.pk, *measure.merged.values_list("pk", flat=True)]
    derived = Derivation.objects.filter(measure__in=keys).select_related("measure__plan__organisation", "source")
    links = MeasureLink.objects.filter(Q(one__in=keys) | Q(other__in=keys)).select_related(
        "one__plan__organisation", "other__plan__organisation"
    )
    either = Q(earlier__in=keys) | Q(later__in=keys)
    story = Succession.objects.filter(either, edition__in=latest(visible(user))).select_related(
        "edition__plan__organisation", "earlier", "later"
    )
    found: list[Tie] = [*derived, *links, *story.order_by("-edition__fiscal_year", "pk")]
    others = {(one._meta.model_name, one.pk): _other(one, keys) for one in found}
    names = dict(last_called([one for one in others.values() if one is not None]))
    made = []
    for one in found:
        kind = str(one._meta.model_name)
        other = others[kind, one.pk]
        made.append(Tied(f"{kind}-{one.pk}", one, kind, names.get(other.pk, "") if other else "", can_untie(user, one)))
    return made


def _other(tie: Tie, keys: Sequence[int]) -> Measure | None:
    """The measure at the other end, if there is one."""
    if isinstance(tie, Derivation):
        return tie.source
    ends = (tie.earlier, tie.later) if isinstance(tie, Succession) else (tie.one, tie.other)
    return next((one for one in ends if one is not None and one.pk not in keys), None)
