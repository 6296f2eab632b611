"""Staff pages in English name an edition in English, with its Japanese title marked as such."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.register.test_imports import document, take
from tests.repo.translations import catalogue
from tsunagi.base.models import Job
from tsunagi.register.actions import editions, lineage
from tsunagi.register.actions.round import open_round
from tsunagi.register.models import Edition, Plan

pytestmark = pytest.mark.django_db

TITLE = "翌年の見本"
NAME = "Sample plan: Fiscal 2025 (令和7) follow-up"


@pytest.fixture
def draft(published: Edition) -> Edition:
    Plan.objects.filter(pk=published.plan_id).update(title_en="Sample plan")
    plan = Plan.objects.get(pk=published.plan_id)
    return editions.start_edition(
        by=None, plan=plan, fiscal_year=2025, kind="follow_up", title=TITLE, like=published
    )


def test_no_staff_page_in_english_shows_a_title_alone(
    client: Client, draft: Edition, published: Edition, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    publisher, checker, officer = member("publisher"), member("checker"), member("editor", "mhlw")
    made = take(draft, document(["1,電話相談の窓口,電話で相談を受ける。,目標。,,,厚生労働省"]))
    entry = draft.entries.get(number=1)
    lineage.follow(by=publisher, measure=entry.measure, edition=draft, relation="renamed", because="改めた")
    pages: list[tuple[Any, str, list[Any], bool]] = [
        (publisher, "open_round", [draft.pk], True),
        (publisher, "publish", [draft.pk], True),
        (publisher, "upload", ["sample"], True),
        (publisher, "change_set", [made.pk], True),
        (publisher, "amend", [entry.pk], True),
        (publisher, "sections", [draft.pk], True),
        (publisher, "relate", [entry.measure_id], True),
        (publisher, "start", ["sample"], True),
        (publisher, "proposal", [made.proposals.get(number=1).pk], False),
        (publisher, "rematch", [made.proposals.get(number=1).pk], False),
    ]
    for who, name, key, is_of_the_draft in pages:
        client.force_login(who)
        page = client.get(f"/en{reverse(f'register:{name}', args=key)}").content.decode()
        assert (NAME in page) == is_of_the_draft, name
        assert "Sample plan: Fiscal 2024" in page or is_of_the_draft, name
        for title in (TITLE, published.title):
            assert page.count(title) == page.count(f'lang="ja">{title}</span>'), (name, "nowhere alone")
    opened = open_round(by=publisher, edition=draft, due=date(2026, 6, 30))
    one = opened.assignments.get(entry__number=1)
    for who, name, key in [(publisher, "round", opened.pk), (checker, "check", one.pk), (officer, "fill", one.pk)]:
        client.force_login(who)
        page = client.get(f"/en{reverse(f'register:{name}', args=[key])}").content.decode()
        assert NAME in page or "Sample plan: Fiscal 2024" in page, name
        for title in (TITLE, published.title):
            assert page.count(title) == page.count(f'lang="ja">{title}</span>'), (name, "nowhere alone")


def test_an_edition_begun_on_an_english_page_has_a_japanese_title(
    client: Client, plan: Plan, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    said = {"file": SimpleUploadedFile("plan.csv", document()), "fiscal_year": 2028, "kind": "plan"}
    assert client.post(f"/en{reverse('register:upload', args=['sample'])}", said).status_code == 302
    assert Job.objects.get().arguments["title"] == "令和10年度(2028年度) 計画"


def test_counts_in_english_are_right_with_any_number(client: Client, published: Edition) -> None:
    """The catalogues have no plural forms: a number stands after its word, or as a label's own."""
    page = client.get(f"/en{reverse('register:edition', args=['sample', 2024, 'follow_up'])}").content.decode()
    assert "<dt>Targets</dt>" in page and "<dt>Measures</dt>" in page
    assert '<th role="columnheader" scope="col">Measure</th>' in page
    said = [str(message.string) for message in catalogue("register") if message.id]
    assert not [one for one in said if re.match(r"%\((count|total|missing|certain)\)s [a-z]{2,}s\b", one)]
