"""What pages tell of a plan's years together: what there is, what changed, what is said once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tsunagi.register.actions.editions import start_edition
from tsunagi.register.models import Edition, Entry
from tsunagi.register.templatetags.register import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(published: Edition, plan: Any, member: Callable[..., Any], settings: Any) -> Edition:
    """The draft of the next year: the first measure stayed, the third one has ended."""
    settings.SECOND_FACTOR = False
    made = start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="次の年", like=published)
    gone = made.entries.get(number=3)
    made.successions.create(relation="ended", earlier=gone.measure, because="後の版にない。 / Not there.")
    gone.delete()
    return made


def test_a_comparison_shows_only_what_is_asked_for(
    client: Client, published: Edition, later: Edition, member: Callable[..., Any]
) -> None:
    client.force_login(member("publisher"))
    address = reverse("register:compare", args=[published.pk, later.pk])
    page = client.get(address).content.decode()
    assert page.count("<dt>") == 5 and 'href="?relation=ended"' in page and 'href="?"' not in page
    page = client.get(f"{address}?relation=ended").content.decode()
    assert page.count("<dt>") == 1 and 'href="?relation=ended" aria-current="true"' in page
    assert "すべて: 3" in page and '<p class="quiet">後の版にない。</p>' in page
    assert client.get(f"{address}?relation=made-up").content.decode().count("<dt>") == 5


def test_a_comparison_begins_with_what_changed_and_folds_what_stayed(
    client: Client, published: Edition, later: Edition, member: Callable[..., Any]
) -> None:
    client.force_login(member("publisher"))
    address = reverse("register:compare", args=[published.pk, later.pk])
    page = client.get(address).content.decode()
    changed, stayed = page.index("<h2>終わった: 1</h2>"), page.index("<details><summary>続いている: 2</summary>")
    assert changed < page.index("<details open><summary>3. 実態の調査</summary>") < stayed
    assert stayed < page.index("<details><summary>1. 電話相談の窓口</summary>")
    assert page.index('href="?relation=ended"') < page.index('href="?relation=same"')
    page = client.get(f"{address}?relation=same").content.decode()
    assert "<h2>続いている: 2</h2>" in page and "<summary>続いている" not in page, "what was asked for is not folded"


def test_a_measures_story_says_the_year_as_the_page_does(
    client: Client, later: Edition, published: Edition, member: Callable[..., Any]
) -> None:
    client.force_login(member("publisher"))
    gone = published.entries.get(number=3).measure_id
    page = client.get(reverse("register:measure", args=[gone])).content.decode()
    assert "<li>令和7年度(2025年度) 計画: 終わった" in page


def test_who_may_import_comes_to_it_from_the_plan_even_before_its_first_edition(
    client: Client, plan: Any, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    address, way = reverse("register:plan", args=[plan.slug]), reverse("register:upload", args=[plan.slug])
    assert client.get(address).status_code == 404
    client.force_login(member("viewer"))
    assert client.get(address).status_code == 404
    client.force_login(member("publisher"))
    page = client.get(address).content.decode()
    assert way in page and reverse("register:start", args=[plan.slug]) in page and "版はまだありません。" in page


def test_nobody_else_is_led_from_a_plan_to_its_import(
    client: Client, published: Edition, member: Callable[..., Any]
) -> None:
    address, way = f"/plans/{published.plan.slug}/", reverse("register:upload", args=[published.plan.slug])
    assert way not in client.get(address).content.decode()
    client.force_login(member("viewer"))
    assert way not in client.get(address).content.decode()


def test_columns_of_which_the_same_is_to_tell_tell_it_once() -> None:
    lost = {"state": "lost", "reason": "文章を収めていない / It is not kept"}
    entry = Entry(title="窓口", goal="目標。")
    entry.marks = {"overview": lost, "status": lost, "review": lost}
    shown = texts(entry)
    assert shown.count("文章を収めていない") == 2  # the goal, of which there is a text, stands between them
    assert "<dt>目標の達成状況、見直し方針</dt>" in shown and "<dt>施策の概要</dt>" in shown
    entry.goal, entry.marks["goal"] = "", lost
    assert texts(entry).count("文章を収めていない") == 1
    entry.marks["review"] = {"state": "lost"}
    assert "<dt>見直し方針</dt>" in texts(entry)
