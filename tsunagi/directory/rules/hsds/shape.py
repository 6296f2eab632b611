"""What HSDS 3.0 and 3.1 have: each table with its fields, in their order. A test holds it against the official ones.

Human Services Data Specification, an Open Referral resource (https://openreferral.org/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast

from tsunagi.directory.rules.hours import OWN_KEY

Version = Literal["3.0", "3.1"]
Kind = Literal["text", "number", "uri", "email", "date-time", "choice", "one", "many"]

VERSIONS: Final[tuple[Version, ...]] = ("3.0", "3.1")

# A table, its file, and its fields: "!" required, "+" since 3.1, ":" kind, "=" one of, "[x]" many and "{x}" one of x.
_TABLES: Final = """
organization organizations.csv
    id! name! alternate_name description! email:email website:uri +additional_websites[url] tax_status tax_id
    year_incorporated:number legal_status logo uri:uri parent_organization_id funding[funding] contacts[contact]
    phones[phone] locations[location] programs[program] organization_identifiers[organization_identifier]
    attributes[attribute] metadata[metadata] services[service]
program programs.csv
    id! organization_id name! alternate_name description! attributes[attribute] metadata[metadata]
service services.csv
    id! organization_id program_id name! alternate_name description url:uri +additional_urls[url] email:email
    status!=active|inactive|defunct|temporarily_closed interpretation_services application_process fees_description
    wait_time fees accreditations eligibility_description minimum_age:number maximum_age:number assured_date
    assurer_email:email licenses alert last_modified:date-time phones[phone] schedules[schedule]
    service_areas[service_area] service_at_locations[service_at_location] languages[language]
    organization{organization} funding[funding] cost_options[cost_option] program{program}
    required_documents[required_document] contacts[contact] +capacities[service_capacity] attributes[attribute]
    metadata[metadata]
attribute attributes.csv
    id! link_id taxonomy_term_id link_type link_entity value taxonomy_term{taxonomy_term} metadata[metadata] +label
service_at_location service_at_location.csv
    id! service_id location_id description +service_areas[service_area] contacts[contact] phones[phone]
    schedules[schedule] location{location} attributes[attribute] metadata[metadata] service{service}
location locations.csv
    id! location_type!=physical|postal|virtual url:uri organization_id name alternate_name description transportation
    latitude:number longitude:number external_identifier external_identifier_type languages[language]
    addresses[address] contacts[contact] accessibility[accessibility] phones[phone] schedules[schedule]
    attributes[attribute] metadata[metadata]
phone phones.csv
    id! location_id service_id organization_id contact_id service_at_location_id number! extension:number type
    description languages[language] attributes[attribute] metadata[metadata]
contact contacts.csv
    id! organization_id service_id service_at_location_id location_id name title department email:email phones[phone]
    attributes[attribute] metadata[metadata]
address addresses.csv
    id! location_id attention address_1! address_2 city! region state_province! postal_code! country!
    address_type!=physical|postal|virtual attributes[attribute] metadata[metadata]
schedule schedules.csv
    id! service_id location_id service_at_location_id valid_from valid_to dtstart timezone:number until count:number
    wkst=MO|TU|WE|TH|FR|SA|SU freq=WEEKLY|MONTHLY interval:number byday byweekno bymonthday byyearday description
    opens_at closes_at schedule_link:uri attending_type notes attributes[attribute] metadata[metadata]
funding funding.csv
    id! organization_id service_id source attributes[attribute] metadata[metadata]
service_area service_areas.csv
    id! service_id +service_at_location_id name description extent extent_type uri attributes[attribute]
    metadata[metadata]
required_document required_documents.csv
    id! service_id document uri:uri attributes[attribute] metadata[metadata]
language languages.csv
    id! service_id location_id phone_id name code note attributes[attribute] metadata[metadata]
accessibility accessibility.csv
    id! location_id description details url:uri attributes[attribute] metadata[metadata]
taxonomy_term taxonomy_terms.csv
    id! code name! description! parent_id taxonomy taxonomy_detail{taxonomy} language taxonomy_id term_uri:uri
    metadata[metadata]
metadata metadata.csv
    id! resource_id resource_type last_action_date! last_action_type! field_name! previous_value! replacement_value!
    updated_by!
meta_table_description meta_table_descriptions.csv
    id! name language character_set attributes[attribute] metadata[metadata]
cost_option cost_options.csv
    id! service_id valid_from valid_to option currency amount:number amount_description attributes[attribute]
    metadata[metadata]
organization_identifier organization_identifiers.csv
    id! organization_id identifier_scheme identifier_type! identifier! attributes[attribute] metadata[metadata]
taxonomy taxonomies.csv
    id! name! description! uri:uri version metadata[metadata]
service_capacity service_capacity.csv
    +id! +service_id +unit!{unit} +unit_id +available!:number +maximum:number +description +updated!:date-time
    +attributes[attribute] +metadata[metadata]
unit units.csv
    +id! +name! +scheme +identifier +uri:uri +attributes[attribute] +metadata[metadata]
url url.csv
    +id! +label +url!:uri +organization_id +service_id +attributes[attribute] +metadata[metadata]
"""

_FIELD: Final = re.compile(r"(\+?)([a-z_0-9]+)(!?)(?::([a-z-]+)|=(\S+)|\[([a-z_]+)\]|\{([a-z_]+)\})?")


@dataclass(frozen=True, slots=True)
class Field:
    """A field. of: the table of what is nested in it. choices: the values it may have, where these are closed."""

    name: str
    kind: Kind
    required: bool
    since: Version
    of: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of record, and its file in the tabular form."""

    name: str
    file: str
    fields: dict[str, Field]

    def columns(self, version: Version) -> list[Field]:
        """The fields that its file has."""
        return [one for one in self.fields.values() if not one.of and one.since <= version]


@cache
def tables() -> dict[str, Table]:
    """All tables by their names."""
    found: dict[str, Table] = {}
    fields: dict[str, Field] = {}
    for line in _TABLES.strip().splitlines():
        if not line.startswith(" "):
            name, file = line.split()
            found[name] = Table(name, file, fields := {})
            continue
        for word in line.split():
            match = _FIELD.fullmatch(word)
            assert match, word
            since, name, required, kind, choices, many, one = match.groups()
            fields[name] = Field(
                name=name,
                kind=cast(Kind, "many" if many else "one" if one else "choice" if choices else kind or "text"),
                required=bool(required),
                since="3.1" if since else "3.0",
                of=many or one or "",
                choices=tuple((choices or "").replace("_", " ").split("|")) if choices else (),
            )
    return found


def fitted(table: str, record: dict[str, Any], version: Version) -> dict[str, Any]:
    """A record without the fields that a version does not have, all the way down.

    Of ours only what its hours would say the contrary without: that they are closed, and when.
    """
    fields = tables()[table].fields
    kept = {}
    for name, value in record.items():
        field = fields.get(name)
        if name == OWN_KEY and isinstance(value, dict):
            kept[name] = value
        if field is None or field.since > version:
            continue
        if field.kind == "many":
            value = [fitted(field.of, one, version) for one in value]
        elif field.kind == "one":
            value = fitted(field.of, value, version)
        kept[name] = value
    return kept
