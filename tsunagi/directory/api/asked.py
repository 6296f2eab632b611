"""What may be asked of the API. Every parameter is one of HSDS's, or one of ours (docs/reference/hsds.md)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from django.utils import timezone as clock
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tsunagi.directory.queries.filters import Filters
from tsunagi.directory.queries.hsds.lists import Wanted
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import TERMS, WAYS

#: How many things a page may have; and how many where each is but a key.
MOST: Final = 500
MOST_MINIMAL: Final = 10_000

_JAPAN: Final = timezone(timedelta(hours=9))


def _plain(words: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", words):
        raise ValueError("no control characters, please.")
    return words


def _in_japan(moment: datetime) -> datetime:
    """The moment; one without its zone is Japan's."""
    if not 1900 <= moment.year <= 2200:
        raise ValueError("a day from 1900 to 2200.")
    return moment if moment.tzinfo else moment.replace(tzinfo=_JAPAN)


Words = Annotated[str, Field(max_length=200), AfterValidator(_plain)]
Code = Annotated[str, Field(max_length=40)]
Moment = Annotated[datetime, AfterValidator(_in_japan)]


class AskedNothing(BaseModel):
    """An address without parameters."""

    model_config = ConfigDict(extra="forbid")


class AskedOrganization(AskedNothing):
    """One organization."""

    full_service: bool = False


class Paged(AskedNothing):
    """A page of a list. search is better sent by POST, so that it stands in no address and no log of one."""

    search: Words = ""
    page: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_MINIMAL)] = 50
    format: Literal["json", "ndjson"] = "json"

    def most(self) -> int:
        """How many things a page may have."""
        return MOST

    @model_validator(mode="after")
    def no_more_than_allowed(self) -> Self:
        """Pages stay small enough to be made at once."""
        if self.per_page > self.most():
            raise ValueError(f"per_page: at most {self.most()} on a page.")
        return self


class AskedTerms(Paged):
    """Taxonomy terms."""

    taxonomy_id: UUID | None = None
    top_only: bool = False
    parent_id: UUID | None = None


class AskedOrganizations(Paged):
    """Organizations; the terms are those of their services."""

    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    full: bool = False
    full_service: bool = False

    def wanted(self) -> Wanted:
        """As the query takes it."""
        return Wanted(search=self.search, taxonomy_term_id=self.taxonomy_term_id, taxonomy_id=self.taxonomy_id)


class Narrowing(Paged):
    """What services are narrowed down by; all of it holds together."""

    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: Moment | None = None
    full: bool = False
    need: Code = ""
    audience: Code = ""
    group: Code = ""
    area: Code = ""
    way: Code = ""
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")] = ""
    open_now: bool = False

    @model_validator(mode="after")
    def codes_are_known(self) -> Self:
        """A code that nobody knows would find nothing, and be taken for an answer."""
        for taxonomy in ("need", "audience", "group"):
            code = getattr(self, taxonomy)
            if code and code not in TERMS[taxonomy]:
                raise ValueError(f"{taxonomy}: there is no code {code!r}; see /taxonomy_terms.")
        if self.way and self.way not in WAYS:
            raise ValueError(f"way: one of {', '.join(sorted(WAYS))}.")
        if self.area and self.area != "00" and area(self.area) is None:
            raise ValueError("area: two digits of a prefecture or six of a municipality, as in 13 or 131016.")
        return self

    def wanted(self) -> Wanted:
        """As the query takes it."""
        return Wanted(
            search=self.search,
            taxonomy_term_id=self.taxonomy_term_id,
            taxonomy_id=self.taxonomy_id,
            organization_id=self.organization_id,
            modified_after=self.modified_after,
            filters=Filters(
                need=self.need,
                audience=self.audience,
                group=self.group,
                area=self.area,
                way=self.way,
                language=self.language,
                open_at=clock.localtime() if self.open_now else None,
            ),
        )


class AskedServices(Narrowing):
    """Services. minimal gives id, name, status and last_modified only, and longer pages."""

    minimal: bool = False

    def most(self) -> int:
        """How many things a page may have."""
        return MOST_MINIMAL if self.minimal else MOST


class AskedAtLocations(Narrowing):
    """Services at their places; proximity is in metres from the point, or from the middle of the postal code."""

    postcode: Annotated[str, Field(pattern=r"^([0-9]{3}-?[0-9]{4})?$")] = ""
    proximity: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None

    @model_validator(mode="after")
    def the_point_is_whole(self) -> Self:
        """A distance needs a point."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude: give both.")
        if self.latitude is not None and self.proximity is None:
            raise ValueError("proximity: say how many metres from the point.")
        if self.proximity is not None and self.latitude is None and not self.postcode:
            raise ValueError("proximity: give postcode, or latitude and longitude, as well.")
        return self
