"""The national pack and the terms that supports are sorted by, put into a directory."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import asdict, dataclass
from typing import Final

from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.models import Organisation, User
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.models import (
    Attribute,
    Language,
    Provider,
    Service,
    ServiceArea,
    ServiceMeasure,
    Taxonomy,
    TaxonomyTerm,
    Way,
)
from tsunagi.directory.rules import pack as rules
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.phones import Number, read_number

#: Whose people keep the national records, and the plan and year whose numbers they name.
KEEPER: Final = "cabinet-office"
PLAN: Final = "national"
FISCAL_YEAR: Final = 2024
TAXONOMIES: Final = {"need": ("困りごと", "Need"), "audience": ("だれが使うか", "Audience"), "group": ("対象", "Group")}

_SPACE: Final = uuid.UUID("7f0c9a52-95c4-5d0b-9a3e-6a1f0b8f2c11")


def key(name: str) -> uuid.UUID:
    """The same key for the same record on every installation, so that systems can speak of it to each other."""
    return uuid.uuid5(_SPACE, name)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many records came in new, were brought up to date, and were left because somebody here has changed them."""

    new: int
    updated: int
    left: int


@transaction.atomic
def load_pack(*, by: User | None, pack: rules.Pack | None = None) -> Loaded:
    """Put the pack's records in, and bring those up to date that nobody here has changed; the others stay."""
    pack = pack or rules.national_pack()
    keeper = Organisation.objects.get(slug=KEEPER)
    terms = load_terms()
    providers = _providers(pack, keeper)
    known = {one.slug: one for one in Service.objects.exclude(slug="")}
    new = updated = left = 0
    written = []
    for record in pack.services:
        stamp = hashlib.sha256(repr(asdict(record)).encode()).hexdigest()
        held = known.get(record.slug)
        if held is not None and "pack" not in held.more:
            left += 1
        elif held is None or held.more["pack"] != stamp:
            service = _service(record, providers[record.provider], keeper, stamp)
            service.save(force_insert=held is None, force_update=held is not None)
            _write_details(service, record, terms)
            written.append(service.pk)
            new, updated = new + (held is None), updated + (held is not None)
    index_services(written)
    if new or updated:
        after = {"new": new, "updated": updated, "left": left}
        audit.record(by=by, action="directory.load_pack", subject="directory", organisation=keeper, after=after)
    return Loaded(new, updated, left)


def load_terms() -> dict[tuple[str, str], TaxonomyTerm]:
    """Bring the taxonomies up to terms.toml; the terms by taxonomy and code."""
    found = {}
    for taxonomy, (name, name_en) in TAXONOMIES.items():
        kind, _made = Taxonomy.objects.update_or_create(
            code=taxonomy,
            defaults={"name": name, "name_en": name_en},
            create_defaults={"id": key(f"taxonomy/{taxonomy}"), "name": name, "name_en": name_en},
        )
        held = {term.code: term for term in kind.terms.all()}
        wanted = []
        for order, (code, (japanese, easy, english)) in enumerate(TERMS[taxonomy].items()):
            term = held.get(code) or TaxonomyTerm(id=key(f"term/{taxonomy}/{code}"), taxonomy=kind, code=code)
            term.name, term.name_easy, term.name_en, term.order = japanese, easy, english, order
            wanted.append(term)
            found[taxonomy, code] = term
        TaxonomyTerm.objects.bulk_create(
            wanted,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["name", "name_easy", "name_en", "order"],
        )
    return found


def _providers(pack: rules.Pack, keeper: Organisation) -> dict[str, Provider]:
    """The pack's providers and the ministries, by their slugs."""
    wanted = [
        Provider(
            id=key(f"provider/{one.slug}"),
            slug=one.slug,
            kept_by=keeper,
            name=one.name,
            name_en=one.name_en,
            website=one.website,
        )
        for one in pack.providers
    ]
    wanted += [
        Provider(
            id=key(f"provider/{one.slug}"),
            slug=one.slug,
            kept_by=one,
            organisation=one,
            name=one.name,
            name_en=one.name_en,
        )
        for one in Organisation.objects.filter(kind=Organisation.Kind.MINISTRY)
    ]
    held = {one.slug: one for one in Provider.objects.exclude(slug="")}
    Provider.objects.bulk_create([one for one in wanted if one.slug not in held])
    return {one.slug: held.get(one.slug, one) for one in wanted}


def _service(record: rules.Service, provider: Provider, keeper: Organisation, stamp: str) -> Service:
    return Service(
        id=key(f"service/{record.slug}"),
        slug=record.slug,
        provider=provider,
        kept_by=keeper,
        name=record.name,
        name_kana=record.kana,
        name_easy=record.name_easy,
        name_en=record.name_en,
        summary=record.summary,
        summary_easy=record.summary_easy,
        summary_en=record.summary_en,
        happens=record.happens,
        happens_easy=record.happens_easy,
        happens_en=record.happens_en,
        for_whom=record.for_whom,
        for_whom_easy=record.for_whom_easy,
        for_whom_en=record.for_whom_en,
        minimum_age=record.minimum_age,
        maximum_age=record.maximum_age,
        where=record.where,
        where_easy=record.where_easy,
        where_en=record.where_en,
        cost=record.cost,
        cost_note=record.cost_note,
        cost_note_en=record.cost_note_en,
        anonymous=record.anonymous,
        url=next((way.address for way in record.ways if way.kind == "web"), ""),
        aliases=list(record.aliases),
        says={"ja": list(record.says), "en": list(record.says_en)},
        is_public=True,
        source=record.source,
        checked_on=record.checked,
        confirmed=record.confirmed,
        more={"pack": stamp},
    )


def _write_details(service: Service, record: rules.Service, terms: dict[tuple[str, str], TaxonomyTerm]) -> None:
    """Write what hangs on the record, in place of what hung there before."""
    for related in (service.areas, service.measures, service.attributes, service.languages, service.ways):
        related.all().delete()
    ServiceArea.objects.bulk_create(
        ServiceArea(id=key(f"{service.pk}/area/{code}"), service=service, code=code) for code in record.areas
    )
    ServiceMeasure.objects.bulk_create(
        ServiceMeasure(service=service, plan=PLAN, fiscal_year=FISCAL_YEAR, number=number, order=order)
        for order, number in enumerate(record.measures)
    )
    labels = {"need": record.needs, "audience": record.audience, "group": record.groups}
    Attribute.objects.bulk_create(
        Attribute(id=key(f"{service.pk}/{taxonomy}/{code}"), service=service, term=terms[taxonomy, code])
        for taxonomy, codes in labels.items()
        for code in codes
    )
    Language.objects.bulk_create(
        Language(id=key(f"{service.pk}/language/{code}"), service=service, code=code) for code in record.languages
    )
    for order, way in enumerate(record.ways):
        _write_way(service, order, way)


def _write_way(service: Service, order: int, way: rules.Way) -> None:
    number = read_number(way.number) if way.number else Number("")
    made = Way.objects.create(
        id=key(f"{service.pk}/way/{order}"),
        service=service,
        kind=way.kind,
        number=number.stored,
        extension=number.extension,
        address=way.address,
        name=way.name,
        name_en=way.name_en,
        cost=way.cost,
        hours="; ".join(way.hours),
        relay=way.relay,
        is_crisis=way.crisis,
        source=way.source,
        checked_on=way.checked,
        confirmed=way.confirmed,
        order=order,
    )
    Language.objects.bulk_create(
        Language(id=key(f"{made.pk}/language/{code}"), way=made, code=code) for code in way.languages
    )
