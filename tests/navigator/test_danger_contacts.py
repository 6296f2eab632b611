"""Whom the danger page names, and how it says their numbers."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from django.test import Client

from tsunagi.directory.queries.crisis import crisis_services
from tsunagi.navigator.rules.contacts import KINDS

CHOSEN = tomllib.loads((resources.files("tsunagi.navigator") / "danger_contacts.toml").read_text(encoding="utf-8"))


def test_every_line_named_is_one_that_the_pack_keeps_for_people_in_danger() -> None:
    known = {one.slug for one in crisis_services()}
    named = {slug for lists in CHOSEN.values() for slug in (*lists["emergency"], *lists["first"])}
    assert set(CHOSEN) == set(KINDS)
    assert not named - known


@pytest.mark.parametrize(
    ("address", "said", "once_too_often"),
    [("/danger/medical/", "</strong> 救急車・消防車</a>", "119番("),
     ("/ja-easy/danger/medical/", "</strong> きゅうきゅうしゃ", "119ばん("),
     ("/en/danger/medical/", "</strong> ambulance and fire brigade</a>", "</strong> 119")],
)  # fmt: skip
def test_a_number_is_said_once_beside_its_name(client: Client, address: str, said: str, once_too_often: str) -> None:
    page = client.get(address).content.decode()
    shown = page.partition('class="call"')[2].partition("</a>")[0] + "</a>"
    assert said in shown and once_too_often not in shown.partition("<strong>")[2]
