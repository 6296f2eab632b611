"""What the site tells of itself, and that every page leads there."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import tsunagi
from tsunagi.consultations.rules.chat import ERASE_AFTER

pytestmark = pytest.mark.django_db


def test_it_says_who_runs_it_or_that_nobody_was_named(client: Client, settings: Any) -> None:
    settings.OPERATOR = "見本町 福祉課 <soudan@town.example.jp>"
    assert "見本町 福祉課 &lt;soudan@town.example.jp&gt;" in client.get("/about/").content.decode()
    settings.OPERATOR = ""
    assert "まだ書かれていません。" in client.get("/about/").content.decode()


def test_what_it_promises_is_what_the_program_does(client: Client) -> None:
    shown = client.get("/about/").content.decode()
    assert f"{ERASE_AFTER.total_seconds() / 3600:.0f}時間で消します" in shown
    assert tsunagi.__version__ in shown
    for address in ("/api/catalogue.jsonld", "/api/hsds/3.1/"):
        assert f'href="{address}"' in shown and client.get(address).status_code == 200


@pytest.mark.parametrize("page", ["/", "/supports/", "/plans/", "/accounts/login/", "/nowhere/"])
def test_every_page_leads_to_it(client: Client, page: str) -> None:
    assert '<a href="/about/">このサイトについて</a>' in client.get(page).content.decode()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "ja"])
def test_it_speaks_every_public_language(client: Client, language: str) -> None:
    shown = client.get(f"/{language}/about/").content.decode()
    assert f'href="/{language}/about/"' in shown and "だれもが使えるように" not in shown
