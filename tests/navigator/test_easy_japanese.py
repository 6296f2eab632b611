"""The public pages in やさしい日本語."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.translation import override

from tests.directory import samples
from tests.repo import translations
from tsunagi.directory.models import Way

#: The share of kanji in a sentence.
MOST_KANJI = 0.42


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/ja-easy/", "こまって いる ことを、あなたの ことばで 書いて ください"),
        ("/ja-easy/supports/", "たすけて くれる ところ"),
        ("/ja-easy/danger/suicide/", "しにたいくらい つらい とき、いま 話せる 人が います。"),
        ("/ja-easy/code/", "メモの 番号を ひらく"),
    ],
)
def test_public_pages_speak_it_and_are_japanese_to_a_browser(client: Client, address: str, said: str) -> None:
    shown = client.get(address).content.decode()
    assert said in shown
    assert '<html lang="ja">' in shown and "ja-easy" not in shown.replace("/ja-easy/", "")


@pytest.mark.django_db
def test_each_page_leads_to_itself_in_the_other_languages(client: Client) -> None:
    shown = client.get("/supports/").content.decode()
    assert 'href="/ja-easy/supports/"' in shown and 'href="/en/supports/"' in shown


@pytest.mark.django_db
def test_a_support_is_told_in_it_where_there_are_words(client: Client) -> None:
    made = samples.service("相談窓口", name_easy="そうだんする ところ", summary="相談を受けます。")
    Way.objects.create(service=made, kind="telephone", number="0312345678", hours="月-金 9:00-17:00")
    shown = client.get(f"/ja-easy/supports/{made.pk}/").content.decode()
    assert "そうだんする ところ" in shown
    # What has no easy words yet is said in plain Japanese, not left out.
    assert "相談を受けます。" in shown


@pytest.mark.django_db
def test_staff_pages_are_plain_japanese(client: Client) -> None:
    assert client.get("/ja-easy/plans/").status_code == 200


@pytest.mark.parametrize("app", list(translations.PUBLIC))
def test_sentences_are_short_and_have_few_kanji(app: str) -> None:
    for one in translations.catalogue(app, "ja-easy"):
        for sentence in re.sub(r"%\(\w+\)s|「[^」]*」", "", str(one.string) if one.id else "").split("。"):
            signs = [sign for sign in sentence if sign != " "]
            kanji = [sign for sign in signs if "\u4e00" <= sign <= "\u9fff"]
            assert len(signs) <= 60, sentence
            assert len(signs) < 15 or len(kanji) <= MOST_KANJI * len(signs), sentence


def test_times_and_days_are_said_as_in_japanese() -> None:
    from datetime import date

    from django.utils.formats import date_format

    with override("ja-easy"):
        assert date_format(date(2026, 11, 26), "DATE_FORMAT") == "2026年11月26日"
