"""Where a figure comes from: the quote in its document, the person who entered it, or the count behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from tsunagi.base.models import User
from tsunagi.register.models import ChangeSet, Edition, Observation, SourceDocument, Target
from tsunagi.register.queries.editions import visible
from tsunagi.register.rules.quoting import Passage, passage

Figure = Target | Observation


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure, the edition that says it, and the source it stands in, where there is one."""

    figure: Figure
    edition: Edition
    document: SourceDocument | None
    passage: Passage | None


def evidence(user: User | AnonymousUser, kind: str, key: int) -> Evidence | None:
    """The evidence for a target or an observation; None where there is no such figure that this person may see."""
    model = Target if kind == "target" else Observation
    figure = (
        model.objects.filter(pk=key, entry__edition__in=visible(user))
        .select_related("entry__edition__plan__organisation", "indicator")
        .first()
    )
    if figure is None:
        return None
    edition = figure.entry.edition
    document = _document(edition, figure)
    shown = None
    if document is not None and document.text and figure.span:
        shown = passage(document.text, [tuple(figure.span)])
    return Evidence(figure, edition, document, shown)


def _document(edition: Edition, figure: Figure) -> SourceDocument | None:
    """The document that the figure was read from: the latest one taken into the edition, or into the one it
    corrects."""
    if not figure.quote or figure.span is None:
        return None
    editions = [edition.pk]
    while edition.corrects is not None:
        edition = edition.corrects
        editions.append(edition.pk)
    taken = ChangeSet.objects.filter(edition__in=editions, proposals__measure=figure.entry.measure_id).exclude(
        proposals__decision__in=["open", "refused"]
    )
    change_set = taken.select_related("document").defer("document__content").order_by("-made_at").first()
    return change_set.document if change_set else None
