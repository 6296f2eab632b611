"""Attacks on hidden numbers by who keeps everything that a site publishes: corrections, other bodies, files.

Each was tried on what the site publishes; each test says what the attacker has, and that it does not suffice.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import House
from tests.figures import samples
from tests.figures.conftest import Desk
from tsunagi.base.access import Refused
from tsunagi.base.models import Organisation, User
from tsunagi.directory.models import Service
from tsunagi.figures.actions.definitions import define, set_limit
from tsunagi.figures.actions.handing import hand_over
from tsunagi.figures.actions.publishing import prepare
from tsunagi.figures.models import Publication
from tsunagi.figures.rules.definitions import standard
from tsunagi.register.actions.editions import publish
from tsunagi.register.models import Edition, Indicator

# --- corrections ---


def test_what_an_older_version_told_does_not_give_away_what_is_published_later(body: Desk) -> None:
    """Version 1 told December's rents, which version 2 hides under a stricter limit. A year told beside the hidden
    number alone would leave November's open; who kept version 1 subtracts it."""
    samples.needs(202512, rent=22, talk=40)
    months = samples.definition(body.organisation, body.counter)
    first = samples.published(body.counter, body.signer, months, "2025-12")
    assert samples.shown(first) == {"": 62, "rent": 22, "talk": 40}
    set_limit(by=body.counter, organisation=body.organisation, limit=30)
    second = samples.published(body.counter, body.signer, months, "2025-12", reason="数え直した")
    assert samples.shown(second) == {"": 62, "rent": None, "talk": None}
    samples.needs(202511, rent=13, talk=40)
    year = samples.definition(body.organisation, body.counter, code="year", grain="year")
    made = prepare(by=body.counter, definition=year, period="FY2025", day=samples.DAY)
    assert samples.shown(made) == {"": 115}, "35 in the year less 22 in December is November"


def test_a_correction_does_not_hide_by_numbers_that_the_older_version_tells(body: Desk) -> None:
    """Food falls from 12 to 8. Hidden with one other beside it, it would be the new total less what version 1 says of
    that one, who did not change."""
    samples.needs(202512, food=12, rent=15, talk=40)
    of = samples.definition(body.organisation, body.counter)
    first = samples.published(body.counter, body.signer, of, "2025-12")
    assert samples.shown(first) == {"": 67, "food": 12, "rent": 15, "talk": 40}
    samples.needs(202512, food=8)
    second = samples.published(body.counter, body.signer, of, "2025-12", reason="数え直した")
    assert samples.shown(second) == {"": None}, "the total would tell it to who has version 1"


def test_two_versions_of_a_sum_do_not_narrow_what_both_hide(body: Desk) -> None:
    """Of December food is hidden, 3 and then 6. A year that says 23 and then 26 tells that it is 3 more: where it is
    known to be small too, it would be 4 at least."""
    samples.needs(202511, food=20, rent=40)
    samples.needs(202512, food=3, rent=40, talk=40)
    months = samples.definition(body.organisation, body.counter)
    year = samples.definition(body.organisation, body.counter, code="year", grain="year")
    samples.published(body.counter, body.signer, months, "2025-12")
    first = samples.published(body.counter, body.signer, year, "FY2025")
    assert samples.shown(first)["food"] == 23
    samples.needs(202512, food=6, rent=40, talk=40)
    december = samples.published(body.counter, body.signer, months, "2025-12", reason="数え漏れ")
    second = Publication.objects.get(definition=year, version=2)
    assert (second.state, samples.shown(second)["food"], samples.shown(december)) == ("published", 26, {"": 86})


# --- other bodies ---


SENT = next(one for one in standard() if one.source == "referral" and one.grain == "year" and one.kind == "share")


@pytest.fixture
def above(organisation: Callable[..., Any], member: Callable[..., Any]) -> Desk:
    """A body to which nobody belongs so far."""
    return Desk(organisation("shore"), member("editor", at="shore"), member("checker", at="shore"))


def test_who_joins_later_is_not_counted_twice(above: Desk, body: Desk, town: House, place: Service) -> None:
    """Each publishes by itself; then the town joins, and the prefecture's sum less the town's would be the others'."""
    for _number in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10), state="accepted")
    own = define(by=body.counter, organisation=body.organisation, said=SENT)
    sum_ = define(by=above.counter, organisation=above.organisation, said=SENT)
    samples.published(body.counter, body.signer, own, "FY2025")
    Organisation.objects.filter(pk=body.organisation.pk).update(parent=above.organisation)
    with pytest.raises(Refused, match="すでに「見本団体town-window」が数えて公表しています"):
        prepare(by=above.counter, definition=sum_, period="FY2025", day=samples.DAY)


def test_who_leaves_does_not_publish_what_was_counted_with_them(
    above: Desk, body: Desk, town: House, place: Service
) -> None:
    for _number in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10), state="accepted")
    Organisation.objects.filter(pk=body.organisation.pk).update(parent=above.organisation)
    sum_ = define(by=above.counter, organisation=above.organisation, said=SENT)
    samples.published(above.counter, above.signer, sum_, "FY2025")
    Organisation.objects.filter(pk=body.organisation.pk).update(parent=None)
    own = define(by=body.counter, organisation=body.organisation, said=SENT)
    with pytest.raises(Refused, match="すでに「見本団体shore」が数えて公表しています"):
        prepare(by=body.counter, definition=own, period="FY2025", day=samples.DAY)
    later = samples.published(body.counter, body.signer, own, "FY2024")
    assert later.state == "published", "of a year that nobody counted with them"


# --- files ---


def everything(client: Client, *starts: str) -> dict[str, str]:
    """Whatever public addresses answer, pages and files, as text: what is packed is unpacked."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address)
        if answer.status_code != 200:
            found[address] = ""
            continue
        held = b"".join(answer) if answer.streaming else answer.content
        if held[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(held)) as packed:
                held = b"\n".join(packed.read(name) for name in packed.namelist())
        found[address] = held.decode(errors="replace")
        if "html" in answer.headers["Content-Type"]:
            links = re.findall(r'href="(/[^"#]*)', found[address])
            links = [one for one in links if re.match(r"/(figures|plans|measures|evidence)/", one)]
            waiting += [one.replace("&amp;", "&") for one in links]
    return found


def test_a_hidden_number_stands_in_no_page_file_or_drawing(
    client: Client, body: Desk, planner: User, draft: Edition, town: House, place: Service
) -> None:
    """The large number that is hidden beside a small one is one that stands nowhere else: whatever says it, leaks."""
    samples.needs(202512, food=4, rent=7919, talk=6007)
    of = samples.definition(
        body.organisation, body.counter, grain="year", feeds=[(Indicator.objects.get(), "rent")], unit="件"
    )
    table = samples.published(body.counter, body.signer, of, "FY2025")
    assert samples.shown(table) == {"": 13930, "food": None, "rent": None, "talk": 6007}
    with pytest.raises(Refused, match="隠した数"):
        hand_over(by=planner, edition=draft)
    publish(by=planner, edition=draft)
    client.logout()
    found = everything(
        client, reverse("figures:home"), reverse("figures:catalogue"), reverse("register:home"), "/api/catalogue.jsonld"
    )
    kinds = {address.rstrip("/").rsplit("/", 1)[-1] for address in found}
    assert {"csv", "json", "xlsx"} <= kinds and len([one for one in found.values() if one]) > 20
    assert any("6007" in one for one in found.values()) and any("13,930" in one for one in found.values())
    leaks = [address for address, text in found.items() if re.search("7,?919|7923|7,923", text)]
    assert not leaks
