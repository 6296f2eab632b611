"""Which pages speak which languages, how somebody changes to another one, and how a machine's words are marked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from tsunagi.base.tongues import EVERYWHERE

PUBLIC = [code for code, _name in settings.LANGUAGES if code not in EVERYWHERE]
BY_MACHINE = "by-machine"


@pytest.mark.django_db
@pytest.mark.parametrize("language", PUBLIC)
@pytest.mark.parametrize("page", ["", "supports/", "code/", "danger/suicide/"])
def test_public_pages_say_that_a_machine_translated_them(client: Client, language: str, page: str) -> None:
    shown = client.get(f"/{language}/{page}").content.decode()
    assert f'<html lang="{language}">' in shown
    assert BY_MACHINE in shown and f'<a href="/{page}" lang="ja" hreflang="ja">日本語</a>' in shown


@pytest.mark.django_db
@pytest.mark.parametrize("language", PUBLIC)
def test_an_address_that_leads_nowhere_is_told_in_its_language(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/nowhere/")
    shown = answer.content.decode()
    assert answer.status_code == 404 and f'<html lang="{language}">' in shown and BY_MACHINE in shown


@pytest.mark.django_db
@pytest.mark.parametrize("language", PUBLIC)
def test_a_language_that_a_person_has_read_does_not_say_so(client: Client, settings: Any, language: str) -> None:
    settings.READ_BY_A_PERSON = {*EVERYWHERE, language}
    for page in ("", "danger/suicide/"):
        assert BY_MACHINE not in client.get(f"/{language}/{page}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "supports/", "danger/suicide/"])
def test_japanese_and_english_pages_were_written_by_people(client: Client, page: str) -> None:
    for language in ("", "ja-easy/", "en/"):
        assert BY_MACHINE not in client.get(f"/{language}{page}").content.decode()


@pytest.mark.django_db
def test_each_public_page_leads_to_itself_in_every_language(client: Client) -> None:
    for page in ("supports/", "danger/any/"):
        shown = client.get(f"/en/{page}").content.decode()
        for language in PUBLIC:
            assert f'href="/{language}/{page}"' in shown


@pytest.mark.django_db
@pytest.mark.parametrize("language", PUBLIC)
@pytest.mark.parametrize("page", ["plans/?page=2", "accounts/login/?next=/desk/"])
def test_other_pages_are_read_in_english(client: Client, language: str, page: str) -> None:
    answer = client.get(f"/{language}/{page}")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/{page}")
    assert f"/{language}/" not in client.get(f"/en/{page}").content.decode()


@pytest.mark.parametrize("language", PUBLIC)
def test_what_django_says_itself_is_in_the_page_s_language(language: str) -> None:
    """Nothing of it falls back to Japanese: what a form wants, and the day."""
    with override(language):
        said = [gettext("This field is required."), date_format(date(2026, 12, 3), "DATE_FORMAT")]
    with override("ja"):
        assert gettext("This field is required.") not in said
    assert language.startswith("zh") or not set("".join(said)) & set("年月日")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wish", "code"),
    [("vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("pt", "pt-br"), ("zh-TW", "zh-hant"), ("zh-CN,zh;q=0.9", "zh-hans"),
     ("fil-PH", "tl"), ("fr-FR,fr;q=0.9,en;q=0.5", "en"), ("en;q=0.3,ko;q=0.9", "ko")],
)  # fmt: skip
def test_whoever_chose_no_language_is_offered_the_browser_s(client: Client, wish: str, code: str) -> None:
    shown = client.get("/supports/", headers={"Accept-Language": wish}).content.decode()
    assert '<html lang="ja">' in shown
    assert f'<a class="offered" href="/{code}/supports/" lang="{code}" hreflang="{code}">' in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "wish"),
    [("/", ""), ("/", "ja,en;q=0.5"), ("/", "ja-JP"), ("/", "*"), ("/", "th"), ("/", ";;q=,x"), ("/ja-easy/", "vi"),
     ("/en/", "vi"), ("/plans/", "vi")],
)  # fmt: skip
def test_nothing_is_offered_to_whoever_reads_japanese_or_chose(client: Client, page: str, wish: str) -> None:
    answer = client.get(page, headers={"Accept-Language": wish})
    assert answer.status_code == 200 and 'class="offered"' not in answer.content.decode()
