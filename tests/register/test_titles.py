"""A title of which the document lost a part is never shown as if it were the measure's whole name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.register import samples
from tests.register.test_imports import document, take
from tsunagi.base.access import Refused
from tsunagi.reading.document import read
from tsunagi.register.actions import editions, lineage
from tsunagi.register.actions.facts import load_facts
from tsunagi.register.actions.round import open_round
from tsunagi.register.models import Edition, Entry, Observation
from tsunagi.register.queries.overview import with_titles
from tsunagi.register.queries.readings import readings
from tsunagi.register.rules.readings import Reading, cell, measure_of

pytestmark = pytest.mark.django_db

CUT, SAID = "ない支援", "ない支援(施策名の一部)"
TEXT_OF_THE_DOCUMENT = f"<dd><p>{CUT}</p>"
"""Where a page shows the column itself, a sentence below it says that a part is lost."""


def damaged(state: str = "cut", title: str = CUT, **more: Any) -> list[Reading]:
    """Three measures, the second of which has a damaged title."""
    said = samples.readings()
    said[1]["cells"]["title"] = cell(title, state) | more
    return said


@pytest.fixture
def cut(plan: Any) -> Edition:
    made = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="令和6年度")
    samples.fill(made, damaged())
    return editions.publish(by=None, edition=made)


def named(edition: Edition) -> Entry:
    return edition.entries.get(number=2)


def shows_it_as_cut(page: str) -> None:
    """Whether the title stands on a page, and nowhere bare."""
    assert SAID in page
    assert not re.search(f"{CUT}(?!{re.escape(SAID[len(CUT) :])})", page.replace(TEXT_OF_THE_DOCUMENT, ""))


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("edition", []),
        ("section", ["1-2"]),
        ("ministry", ["cfa"]),
        ("group", ["children"]),
        ("verdict", ["not_met"]),
    ],
)
def test_every_list_shows_it_as_cut(client: Client, cut: Edition, name: str, rest: list[str]) -> None:
    where = ["sample", 2024, "follow_up", *rest]
    shows_it_as_cut(client.get(reverse(f"register:{name}", args=where)).content.decode())


def test_a_search_a_comparison_and_the_measures_own_pages_show_it_as_cut(
    client: Client, cut: Edition, plan: Any
) -> None:
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="翌年", like=cut)
    editions.publish(by=None, edition=later)
    entry = named(cut)
    shows_it_as_cut(client.post(reverse("register:search"), {"words": CUT}).content.decode().replace(f'"{CUT}"', ""))
    for name, key in [
        ("compare", [cut.pk, later.pk]),
        ("measure", [entry.measure_id]),
        ("texts", [entry.measure_id]),
        ("evidence", ["observation", Observation.objects.get(entry=entry).pk]),
    ]:
        shows_it_as_cut(client.get(reverse(f"register:{name}", args=key)).content.decode())


def test_who_fills_in_and_checks_sees_it_as_cut(
    client: Client, cut: Edition, plan: Any, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    publisher, checker, officer = member("publisher"), member("checker"), member("editor", "cfa")
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="翌年", like=cut)
    opened = open_round(by=publisher, edition=draft, due=date(2026, 6, 30))
    one = opened.assignments.get(entry__number=2)
    pages = [
        (publisher, "round", [opened.pk]),
        (checker, "check", [one.pk]),
        (officer, "fill", [one.pk]),
        (officer, "my_measures", []),
    ]
    for who, name, key in pages:
        client.force_login(who)
        shows_it_as_cut(client.get(reverse(f"register:{name}", args=key)).content.decode())


def test_the_review_of_a_document_shows_it_as_cut(
    client: Client, plan: Any, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本")
    row = f"2,{SAID},居場所をつくる。,令和6年度までに50か所以上。,令和6年度は41か所。,箇所を増やす。,こども家庭庁"
    made = take(draft, document([row]))
    one = made.proposals.get(number=2)
    assert one.after is not None and one.after["cells"]["title"]["text"] == CUT
    for address in (reverse("register:change_set", args=[made.pk]), reverse("register:proposal", args=[one.pk])):
        assert f"2. {SAID}" in client.get(address).content.decode()


def test_a_measure_that_a_document_no_longer_has_is_named_as_cut(
    client: Client, cut: Edition, plan: Any, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="翌年", like=cut)
    made = take(draft, document(["1,電話相談の窓口,電話相談の窓口を行う。,目標。,,,厚生労働省"]))
    one = made.proposals.get(kind="gone", measure=named(cut).measure)
    for address in (reverse("register:change_set", args=[made.pk]), reverse("register:proposal", args=[one.pk])):
        shows_it_as_cut(client.get(address).content.decode())


def test_a_whole_title_is_borrowed_and_a_cut_one_is_not(client: Client, cut: Edition, plan: Any) -> None:
    """The name that another edition has says more than a part does; a part from elsewhere says nothing."""
    entry = named(cut)
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="翌年", like=cut)
    other = named(later)
    assert str(with_titles([named(cut)])[0]) == f"2. {SAID}"
    Entry.objects.filter(pk=other.pk).update(title="", marks={"title": {"state": "lost"}})
    editions.publish(by=None, edition=later)
    assert str(with_titles([named(later)])[0]) == "2. (施策名は失われている)"
    last = editions.start_edition(by=None, plan=plan, fiscal_year=2026, kind="follow_up", title="翌々年", like=cut)
    Entry.objects.filter(edition=last, number=2).update(title="切れ目のない支援", marks={})
    editions.publish(by=None, edition=last)
    for edition in (cut, later):
        assert str(with_titles([named(edition)])[0]) == "2. (別の年度の版から)切れ目のない支援"
    page = client.get(reverse("register:section", args=["sample", 2024, "follow_up", "1-2"])).content.decode()
    assert "(別の年度の版から)切れ目のない支援" in page and entry.title == CUT


def test_a_cut_title_is_not_taken_into_a_draft(cut: Edition, plan: Any, member: Callable[..., Any]) -> None:
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="翌年", like=cut)
    with pytest.raises(Refused, match="名称が残っている版"):
        lineage.borrow_title(by=member("publisher"), entry=named(draft), source=named(cut))


@pytest.mark.parametrize(
    ("state", "title", "more", "said"),
    [
        ("whole", "居場所", {}, "2. 居場所"),
        ("cut", CUT, {}, f"2. {SAID}"),
        ("noise", "・・所", {}, "2. ・・所(判読できない施策名)"),
        ("lost", "", {}, "2. (施策名は失われている)"),
        ("cut", "切れ目のない支援", {"from": "翌年", "own": CUT}, "2. 切れ目のない支援"),
    ],
)
def test_each_state_has_its_words(edition: Edition, state: str, title: str, more: Any, said: str) -> None:
    (entry,) = samples.fill(edition, damaged(state, title, **more)[1:2])
    assert str(entry) == said


def test_the_words_are_those_of_the_pages_language(cut: Edition) -> None:
    with translation.override("en"):
        assert str(named(cut)) == f"2. {CUT} (part of the title)"


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf", "csv"])
@pytest.mark.parametrize(("state", "title", "sign"), [("cut", CUT, "(施策名の一部)"), ("noise", "・所", "(判読できない施策名)")])
def test_a_report_says_it_and_reads_back_equal(
    client: Client, plan: Any, tmp_path: Path, kind: str, state: str, title: str, sign: str
) -> None:
    edition = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="令和6年度")
    samples.fill(edition, damaged(state, title))
    editions.publish(by=None, edition=edition)
    path = tmp_path / f"file.{kind}"
    path.write_bytes(client.get(reverse("register:download", args=["sample", 2024, "follow_up", kind])).content)
    if kind == "csv":
        assert f"{title}{sign}" in path.read_text(encoding="utf-8-sig")
    back = read(path)
    told = [(one.cells["title"].text, one.cells["title"].state) for one in back.measures]
    assert told == [("電話相談の窓口", "whole"), (title, state), ("実態の調査", "whole")]
    for said, measure in zip(readings(edition).values(), back.measures, strict=True):
        assert said["cells"]["title"]["text"] == measure.cells["title"].text


def test_a_title_that_was_taken_from_elsewhere_is_written_as_the_name_that_it_is() -> None:
    (one,) = damaged("cut", "切れ目のない支援", **{"from": "翌年", "own": CUT})[1:2]
    assert measure_of(one).cells["title"].state == "whole"


def test_what_the_interface_for_programs_says_of_a_title(client: Client, cut: Edition) -> None:
    said = client.get("/api/v1/measures?plan=sample&year=2024&kind=follow_up").json()["items"]
    assert [one["title_is_whole"] for one in said] == [True, False, True]


def test_no_title_that_the_follow_up_of_2024_lost_a_part_of_stands_bare(client: Client, db: None) -> None:
    edition = load_facts(by=None)[0]
    parts = [one for one in edition.entries.all() if one.marks["title"]["state"] == "cut"]
    assert parts
    names = {f"{one.number}. {one.title}" for one in parts}
    for section in edition.sections.all():
        page = client.get(reverse("register:section", args=["national", 2024, "follow_up", section.code]))
        shown = re.findall(r'<h2 class="entry-title"><a [^>]*>([^<]*)</a>', page.content.decode())
        assert shown and not names & set(shown)
