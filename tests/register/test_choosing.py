"""Which measures are offered where two are tied together, and that they are chosen as people know them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tsunagi.register.actions import editions, lineage
from tsunagi.register.models import Derivation, Edition, Measure

pytestmark = pytest.mark.django_db
TOWN = "machi"


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def ours(published: Edition, organisation: Callable[..., Any]) -> Edition:
    """A town's draft beside the published national edition."""
    town = organisation(TOWN, name="見本町", kind="municipality", code="132098")
    plan = editions.found_plan(by=None, organisation=town, slug=TOWN, title="見本町の計画")
    made = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本町の実施状況")
    samples.fill(made)
    return made


def page_of(client: Client, edition: Edition, words: str = "") -> str:
    measure = edition.entries.get(number=1).measure_id
    address = reverse("register:relate", args=[measure])
    return (client.post(address, {"words": words}) if words else client.get(address)).content.decode()


def offered(page: str, field: str) -> dict[str, list[str]]:
    """By plan, what a field offers."""
    (select,) = re.findall(rf'<select name="{field}".*?</select>', page, re.DOTALL)
    groups = re.findall(r'<optgroup label="(.*?)">(.*?)</optgroup>', select, re.DOTALL)
    return {plan: re.findall(r"<option[^>]*>(.*?)</option>", these) for plan, these in groups}


def test_own_measures_and_national_ones_are_offered_by_number_and_name(
    client: Client, ours: Edition, published: Edition, member: Callable[..., Any]
) -> None:
    client.force_login(member("publisher", at=TOWN))
    page = page_of(client, ours)
    mine = {"見本町の計画": ["2. 居場所づくり", "3. 実態の調査"]}
    national = {"見本の計画": ["1. 電話相談の窓口", "2. 居場所づくり", "3. 実態の調査"]}
    assert offered(page, "merge-other") == mine
    assert offered(page, "derive-source") == national
    assert offered(page, "link-other") == mine | national


def test_words_and_numbers_find_measures_of_every_plan(
    client: Client, ours: Edition, published: Edition, member: Callable[..., Any]
) -> None:
    editions.publish(by=None, edition=ours)
    client.force_login(member("publisher"))
    assert not offered(page_of(client, published), "derive-source")
    page = page_of(client, published, "居場所")
    assert offered(page, "derive-source") == {"見本町の計画": ["2. 居場所づくり"]}
    assert "2件を" in page
    assert offered(page_of(client, published, "3"), "merge-other") == {"見本の計画": ["3. 実態の調査"]}


def test_what_was_found_is_tied(
    client: Client, ours: Edition, published: Edition, member: Callable[..., Any]
) -> None:
    client.force_login(member("publisher", at=TOWN))
    source = published.entries.get(number=2).measure_id
    address = reverse("register:relate", args=[ours.entries.get(number=1).measure_id])
    said = {"deed": "derive", "derive-source": source, "derive-change": "narrowed", "derive-note": ""}
    again = client.post(address, {**said, "words": "居場所", "derive-change": ""})
    assert again.status_code == 422 and f'value="{source}" selected' in again.content.decode(), "as it was chosen"
    assert client.post(address, {**said, "words": "何もない"}).status_code == 302
    assert Derivation.objects.get().source_id == source


def test_a_draft_that_somebody_may_not_see_is_neither_offered_nor_taken(
    client: Client, ours: Edition, published: Edition, member: Callable[..., Any]
) -> None:
    client.force_login(member("publisher"))
    assert "見本町" not in page_of(client, published, "居場所")
    hidden = ours.entries.get(number=2).measure_id
    address = reverse("register:relate", args=[published.entries.get(number=1).measure_id])
    answer = client.post(address, {"deed": "link", "link-other": hidden, "link-because": "同じ人"})
    assert answer.status_code == 422 and "この施策は選べません" in answer.content.decode()


def test_merged_measures_are_parted_by_their_name(
    client: Client, published: Edition, member: Callable[..., Any]
) -> None:
    by = member("publisher")
    keep, drop = (Measure.objects.get(entries__edition=published, entries__number=number) for number in (1, 2))
    lineage.merge(by=by, keep=keep, drop=drop)
    client.force_login(by)
    page = page_of(client, published)
    assert "「2. 居場所づくり」を分けて戻す" in page
    assert offered(page, "merge-other") == {"見本の計画": ["3. 実態の調査"]}
    address = reverse("register:relate", args=[keep.pk])
    assert client.post(address, {"deed": "part", "part-other": drop.pk}).status_code == 302
    drop.refresh_from_db()
    assert drop.merged_into is None
