"""Which rows leave the inside: what everybody may see on the pages, and nothing else. Refuse by default: a table that
is not named here stays inside, and so does a row that points to one that stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q

from tsunagi.base.queries import rows
from tsunagi.base.rules.rows import plain
from tsunagi.consultations.models import Branch, Entrance, Window
from tsunagi.directory.models import Location, Provider, Service, ServiceAtLocation
from tsunagi.directory.queries.public import public_services
from tsunagi.figures.models import Definition, Figure, Publication
from tsunagi.register.models import Edition, Entry, Measure, Plan

#: In an order in which each points only to those before it, or to itself. Notes and links that name the official who
#: wrote them stay inside, and drafts, documents, rounds, lists and reports do; and the counts behind figures.
NAMES: Final = """
base.organisation directory.provider directory.service directory.servicemeasure directory.location directory.address
directory.accessibility directory.serviceatlocation directory.servicearea directory.contact directory.way
directory.language directory.costoption directory.requireddocument directory.funding directory.capacity
directory.taxonomy directory.taxonomyterm directory.attribute
register.targetgroup register.plan register.edition register.section register.tally register.measure register.succession
register.entry register.entrysection register.entryministry register.entrygroup register.indicator
register.observation register.target register.answer
consultations.window consultations.entrance consultations.branch
figures.definition figures.feed figures.publication figures.figure
""".split()
#: Who defined, prepared and signed figures. Outside somebody without a name stands in for them: that whoever signed is
#: another one than whoever prepared is kept by the database there too.
OFFICIALS: Final = {"made_by_id": "prepared", "prepared_by_id": "prepared", "signed_by_id": "signed"}
#: Columns that leave empty: they name a person, or what stays inside.
EMPTY: Final = {"assurer_email": "", "published_by_id": None, "entered_by_id": None, **dict.fromkeys(OFFICIALS)}


def crossing() -> list[type[models.Model]]:
    """The tables, in their order."""
    return [apps.get_model(name) for name in NAMES]


def public_rows() -> Iterator[tuple[str, list[Any]]]:
    """Each table's name with its rows as plain values, the columns in the order of `rows.fields`."""
    kept: dict[type[models.Model], set[Any]] = {}
    for model in crossing():
        names = [field.attname for field in rows.fields(model)]
        found = [values for values in _public(model).order_by("pk").values(*names) if _may_leave(model, values, kept)]
        kept[model] = {values[str(model._meta.pk.attname)] for values in found}
        for values in found:
            values.update((name, None) for name in _to_itself(model) if values[name] not in kept[model])
            values.update((name, empty) for name, empty in EMPTY.items() if name in values)
            values.update((name, None) for name, to in _loose(model) if values[name] not in kept[to])
            if model is Entrance:
                values["ways"] = [way for way in values["ways"] if way != "chat"]  # there is none outside
        yield model._meta.label_lower, [[plain(values[name]) for name in names] for values in found]


def _public(model: type[models.Model]) -> models.QuerySet[Any]:
    """What of the table everybody may see, as far as its own columns say it."""
    published = Edition.objects.filter(state=Edition.State.PUBLISHED)
    places = ServiceAtLocation.objects.filter(service__in=public_services()).values("location")
    signed = Publication.objects.filter(state=Publication.State.PUBLISHED)
    shown = Location.objects.filter(is_confidential=False, pk__in=places)
    chosen: dict[type[models.Model], models.QuerySet[Any]] = {
        Service: public_services(),
        Provider: Provider.objects.filter(
            Q(pk__in=public_services().values("provider")) | Q(pk__in=shown.values("provider"))
        ),
        Location: shown,
        Plan: Plan.objects.filter(pk__in=published.values("plan")),
        Edition: published,
        Measure: Measure.objects.filter(pk__in=Entry.objects.filter(edition__in=published).values("measure")),
        Entrance: Entrance.objects.filter(is_public=True),
        Branch: Branch.objects.filter(entrance__is_public=True),
        Window: Window.objects.filter(pk__in=Branch.objects.filter(entrance__is_public=True).values("window")),
        Definition: Definition.objects.filter(pk__in=signed.values("definition")),
        Publication: signed,
        Figure: Figure.objects.filter(publication__in=signed),
    }
    return chosen.get(model, model._base_manager.all())


def _may_leave(model: type[models.Model], values: dict[str, Any], kept: dict[type[models.Model], set[Any]]) -> bool:
    """Whether all that a row points to leaves too."""
    loose = {name for name, _to in _loose(model)}
    return all(
        values[field.attname] is None or values[field.attname] in kept[field.related_model]
        for field in model._meta.concrete_fields
        if field.related_model not in (None, model) and field.attname not in EMPTY and field.attname not in loose
    )


def _loose(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """Columns that point to what may stay inside while their row leaves: (column, table) pairs."""
    return [("service_id", Service)] if model is Window else []


def _to_itself(model: type[models.Model]) -> list[str]:
    """Columns that point to another row of the same table."""
    return [field.attname for field in model._meta.concrete_fields if field.related_model is model]
