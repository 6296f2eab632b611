"""What one site writes, another takes in: every column of every row, whatever it is called, and in whichever form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import models as fields

from tests.directory import hsds_samples
from tests.directory.test_hsds_import import _take
from tsunagi.directory import models
from tsunagi.directory.models import Attribute, Location, Provider, Service, Taxonomy, TaxonomyTerm
from tsunagi.directory.queries.hsds import trees
from tsunagi.directory.queries.hsds.bulk import write_json, write_zip
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.rules.hsds import read
from tsunagi.directory.rules.hsds.clean import Faults

#: What hangs on a service, and it.
TABLES: Final[tuple[type[fields.Model], ...]] = (
    *(models.Accessibility, models.Address, models.Attribute, models.Capacity, models.Contact, models.CostOption),
    *(models.Funding, models.Language, Location, Provider, models.RequiredDocument, Service, models.ServiceArea),
    *(models.ServiceAtLocation, models.ServiceMeasure, Taxonomy, TaxonomyTerm, models.Way),
)
#: What hangs on rows of several kinds.
HANGING: Final[tuple[type[fields.Model], ...]] = (models.Contact, models.Funding, models.Language, models.Way)
#: What no file can say, or what is this site's own: the docs tell it.
OWN: Final = {
    *("id", "more", "modified_at", "created_at", "slug", "kept_by", "organisation", "is_public", "order", "reading"),
    *("confirmed", "is_crisis", "merged_into", "name_short"),
    *("way.checked_on", "attribute.link_entity", "taxonomy.code"),
}
#: Values that are none of the made-up ones: what a column wants, or what must fit to another column.
SAID: Final[dict[str, Any]] = {
    "postal_code": "100-0001", "currency": "JPY", "country": "JP",
    "area": "131016", "code": "ja", "region": "見本郡", "number": "", "extension": "", "address": "",
    "language": "ja", "service_area.code": "", "hours": "月-金 9:00-17:00; 祝日 休み", "taxonomy_term.code": "mihon",
}


def _columns(model: type[fields.Model]) -> list[Any]:
    name = model._meta.model_name
    own = [one for one in model._meta.concrete_fields if not one.is_relation]
    return [one for one in own if one.name not in OWN and f"{name}.{one.name}" not in OWN]


def _value(model: type[fields.Model], column: Any) -> Any:
    """Something for a column of which nothing was said."""
    for name in (f"{model._meta.model_name}.{column.name}", column.name):
        if name in SAID:
            return SAID[name]
    if column.choices:
        return column.choices[0][0]
    made = {
        fields.URLField: f"https://example.jp/{column.name}",
        fields.EmailField: f"{column.name}@example.jp",
        fields.DateField: date(2026, 11, 2),
        fields.DecimalField: Decimal("35.123456"),
        fields.PositiveIntegerField: 11,
        fields.PositiveSmallIntegerField: 11,
        fields.JSONField: [],
    }
    return next((one for kind, one in made.items() if isinstance(column, kind)), f"見本の{column.name}")


def _owners(model: type[fields.Model]) -> list[Any]:
    """What each row hangs on one of."""
    owners = ("provider", "service", "service_at_location", "location", "way", "contact")
    return [one for one in model._meta.concrete_fields if one.null and one.name in owners]


def _said() -> dict[str, list[str]]:
    """Of every column what its rows hold, and on what they hang."""
    hanging = {
        f"{model.__name__} of {owner.name}": [repr(model._default_manager.exclude(**{owner.name: None}).count())]
        for model in HANGING
        for owner in _owners(model)
    }
    return hanging | {
        f"{model.__name__}.{column.name}": sorted(
            repr(one) for one in model._default_manager.values_list(column.name, flat=True)
        )
        for model in TABLES
        for column in _columns(model)
    }


def _full(scope: Scope) -> None:
    """One service of which every column says something, with a term of another system's."""
    service = hsds_samples.full_service()
    Location.objects.filter(is_confidential=True).delete()
    Provider.objects.update(corporate_number="7000012050002")  # the sample's is none
    theirs = Taxonomy.objects.create(name="よその分類")
    Attribute.objects.create(service=service, term=TaxonomyTerm.objects.create(taxonomy=theirs, name="よそのことば"))
    for model in HANGING:
        for owner in _owners(model):
            if not model._default_manager.exclude(**{owner.name: None}).exists():
                number = {"kind": "telephone", "number": "0352532119"} if model is models.Way else {}
                first = owner.related_model._default_manager.order_by("pk")[0]
                model._default_manager.create(**{owner.name: first}, **number)
    for model in TABLES:
        rows = model._default_manager.all()
        if model in (Taxonomy, TaxonomyTerm):
            rows = rows.filter(**{"pk" if model is Taxonomy else "taxonomy": theirs.pk})
        for row in rows:
            for column in _columns(model):
                if getattr(row, column.name) in ("", None, "unknown"):
                    setattr(row, column.name, _value(model, column))
            row.save()


@pytest.mark.parametrize("form", ["package.zip", "all.json"])
def test_every_column_comes_in_as_it_went_out(organisation: Callable[..., Any], tmp_path: Path, form: str) -> None:
    keeper = organisation("sample-keeper", name="見本の会")
    scope = Scope(keeper=organisation("cabinet-office"))
    _full(scope)
    went = _said()
    empty = [name for name, rows in went.items() if not [one for one in rows if one not in ("''", "None", "0")]]
    assert empty == [], "a column of which nothing is said could be lost"
    if form.endswith("zip"):
        with (tmp_path / form).open("wb") as file:
            write_zip(file, scope)
    else:
        write_json(tmp_path / form, scope)
    for model in (Service, Location, Provider):
        model._default_manager.all().delete()
    Taxonomy.objects.filter(code="").delete()
    proposal = _take(keeper, (tmp_path / form).read_bytes(), form)
    assert (proposal.counts(), proposal.faults.found) == ({"new": 1}, [])
    came = _said()
    lost = {name: (went[name], came[name]) for name in came if came[name] != went[name]}
    assert lost == {}
    [said] = trees.full_services(Service.objects.all(), Scope(keeper=keeper))
    assert read.hours(said, Faults()) == Service.objects.get().hours, "and goes out again as it came"
