"""Made-up supports with everything that HSDS has a place for, and the official schemas."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import jsonschema

from tests.directory import samples
from tests.shared import shared_path
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.actions.pack import load_terms
from tsunagi.directory.models import (
    Accessibility,
    Address,
    Attribute,
    Capacity,
    Contact,
    CostOption,
    Funding,
    Language,
    Location,
    RequiredDocument,
    Service,
    ServiceAtLocation,
    ServiceMeasure,
    Way,
)
from tsunagi.directory.rules.hsds import OWN

FOLDERS = {"3.0": "hsds/3.0", "3.1": "hsds/3.1-dev"}
#: What stands on the rows of the shelter, and must stand nowhere else.
SECRETS = (
    "ひみつ荘",
    "隠れ町",
    "987-6543",
    "35.11",
    "139.22",
    "0312349999",
    "03-1234-9999",
    "裏口から",
    "secret@example.jp",
    "4:07",
    "4時7分",
    "4時07分",
)


def full_service(name: str = "見本の居場所") -> Service:
    """A service with everything, at a place that all may know and at one that nobody may."""
    terms = load_terms()
    by = samples.provider(
        f"{name}の会", name_en="Sample body", email="body@example.jp", corporate_number="1234567890123", area="131016"
    )
    made = samples.service(
        name,
        provider=by,
        areas=("13", "131016"),
        name_kana="みほんのいばしょ",
        name_easy="みほんの いばしょ",
        name_en="A sample place to be",
        summary="だれでも来られます。",
        happens="話を聞きます。",
        for_whom="だれでも。",
        where="窓口",
        minimum_age=6,
        cost="free",
        anonymous="yes",
        hours="月-金 9:00-17:00; 祝日 休み",
        url="https://example.jp/ibasho",
        aliases=["見本カフェ"],
        says={"ja": ["ひとりがつらい"], "en": ["lonely"]},
        source="https://example.jp/",
        checked_on=date(2026, 11, 1),
        confirmed=True,
        assured_by="見本市",
        assurer_email="assurer@example.jp",
    )
    Attribute.objects.create(service=made, term=terms["need", "loneliness"])
    Attribute.objects.create(service=made, term=terms["audience", "person"], label="見本の札")
    Language.objects.create(service=made, code="ja")
    Funding.objects.create(service=made, source="見本の補助金")
    CostOption.objects.create(service=made, option="大人", amount="500.50")
    RequiredDocument.objects.create(service=made, document="保険証")
    Capacity.objects.create(service=made, available=3, maximum=10, updated_at=datetime(2026, 11, 2, tzinfo=UTC))
    ServiceMeasure.objects.create(service=made, plan="national", fiscal_year=2024, number=7)
    way = Way.objects.create(
        service=made,
        kind="telephone",
        number="0352532111",
        extension="12",
        name="昼の電話",
        name_en="By day",
        note="混み合います",
        hours="毎日 9:00-翌1:00",
        cost="call_charge",
        relay="yes",
        source="https://example.jp/",
        checked_on=date(2026, 11, 1),
        confirmed=True,
        is_crisis=True,
    )
    Language.objects.create(way=way, code="en")
    Way.objects.create(service=made, kind="chat", address="https://example.jp/chat", name="チャット", order=1)
    Way.objects.create(service=made, kind="in_person", note="予約なしで", order=2)
    shown = Contact.objects.create(service=made, department="見本の課", is_public=True)
    Way.objects.create(contact=shown, kind="fax", number="0352532112")
    Contact.objects.create(service=made, name="見本の内部の人", email="inside@example.jp")
    _places(made)
    index_services([made.pk])
    return made


def _places(service: Service) -> None:
    place = Location.objects.create(
        provider=service.provider,
        name="見本会館",
        name_en="Sample hall",
        transportation="駅から5分",
        latitude="35.6895",
        longitude="139.6917",
        hours="火 13:00-16:00",
    )
    Address.objects.create(
        location=place,
        postal_code="163-8001",
        area="131041",
        prefecture="東京都",
        city="新宿区",
        address_1="西新宿2-8-1",
    )
    Accessibility.objects.create(location=place, description="スロープ")
    Language.objects.create(location=place, code="ja")
    here = ServiceAtLocation.objects.create(service=service, location=place, description="2階です")
    Way.objects.create(service_at_location=here, kind="telephone", number="0352532113")
    secret = Location.objects.create(
        provider=service.provider,
        name="ひみつ荘",
        alternate_name="裏口から",
        description="裏口から",
        transportation="裏口から",
        latitude="35.11",
        longitude="139.22",
        is_confidential=True,
        hours="水 4:07-4:37",
        more={"hsds": {"attributes": [None, [{"id": "x", "value": "裏口から"}]]}},
    )
    Address.objects.create(location=secret, postal_code="987-6543", prefecture="東京都", city="隠れ町", address_1="1-1")
    Accessibility.objects.create(location=secret, description="裏口から")
    Contact.objects.create(location=secret, department="裏口から", email="secret@example.jp", is_public=True)
    Way.objects.create(location=secret, kind="telephone", number="0312349999")
    there = ServiceAtLocation.objects.create(service=service, location=secret, description="裏口から")
    Way.objects.create(service_at_location=there, kind="telephone", number="0312349999")


@cache
def official(version: str, name: str) -> dict[str, Any]:
    """A compiled official schema."""
    path = shared_path(f"{FOLDERS[version]}/schema/compiled/{name}.json.gz")
    schema: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return schema


@cache
def strict(version: str, name: str) -> dict[str, Any]:
    """The same, with additional properties forbidden but our declared ones, all the way down."""
    schema: dict[str, Any] = json.loads(json.dumps(official(version, name)))
    close(schema)
    return schema


def check(version: str, name: str, record: dict[str, Any]) -> None:
    """A record against the official schema, as it is and with additional properties forbidden but ours."""
    for schema in (official(version, name), strict(version, name)):
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(record)


def close(schema: dict[str, Any]) -> None:
    for one in schema.get("properties", {}).values():
        close(one)
        close(one.get("items", {}))
    if "properties" in schema and "name" in schema:
        schema["properties"].update(OWN.get(schema["name"], {}))
        schema["additionalProperties"] = False
