"""The page of deeds: who did what when and what it changed, in words, for who may read it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse, translate_url
from django.utils import timezone

from tests.repo import tree
from tsunagi.base.actions.accounts import add_member
from tsunagi.base.audit import record
from tsunagi.base.models import AuditRow, Organisation, Role, User
from tsunagi.base.queries.deeds import deed_names, told
from tsunagi.base.rules.changes import differences
from tsunagi.register.actions import editions
from tsunagi.register.actions import round as round_

pytestmark = pytest.mark.django_db

ADDRESS = {"slug": "cabinet-office"}


@pytest.fixture
def reader(member: Callable[..., User], client: Client, settings: Any) -> Client:
    """Somebody who may read what was done in the Cabinet Office."""
    settings.SECOND_FACTOR = False
    client.force_login(member("administrator", name="見本 管理子"))
    return client


def page(client: Client, **asked: Any) -> str:
    answer = client.get(reverse("base:deeds", kwargs=ADDRESS), asked)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def _recorded() -> Iterator[str]:
    """Every name of a deed that the code writes out; those that it puts together, tests/conftest.py looks at."""
    for path in tree.ROOT.glob("tsunagi/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record"):
                named = [one.value for one in node.keywords if one.arg == "action"]
                parts = [part for one in named for part in ast.walk(one)]
                yield from (
                    part.value for part in parts if isinstance(part, ast.Constant) and "." in str(part.value)[1:-1]
                )


def test_every_deed_in_the_code_has_words() -> None:
    found = {name for name in _recorded() if not name.startswith("demo.")}
    assert len(found) > 90
    assert not {name for name in found if name not in deed_names() and not name.endswith("_")}


def test_a_deed_says_what_was_before_and_after(reader: Client, published: Any, member: Callable[..., User]) -> None:
    by = member("publisher", name="見本 公表子")
    draft = editions.correct(by=by, edition=published, reason="件数の写し間違い")
    said = page(reader)
    assert "見本 公表子 公表した版の訂正を始めた 版「見本の実施状況」" in said
    assert "理由: 件数の写し間違い" in said
    assert draft.pk and "register." not in said and "base." not in said


def test_states_are_said_as_pages_say_them(edition: Any, member: Callable[..., User]) -> None:
    opened = round_.open_round(by=member("publisher"), edition=edition, due=timezone.localdate())
    held = opened.assignments.get(entry__number=1)
    filler = member("editor", at="mhlw")
    held = round_.fill(
        by=filler, assignment=held, version=held.version, status="120件だった。", review="", figures=[], hand_in=True,
        reason="集計中",
    )  # fmt: skip
    round_.send_back(by=member("checker"), assignment=held, version=held.version, remark="数値を入れてください")
    sent_back, handed_in = told(AuditRow.objects.filter(action__in=["register.sent_back", "register.hand_in"])[::-1])
    assert ("状態", "確認待ち", "差し戻し") in {(one.label, one.before, one.after) for one in sent_back.changes}
    assert ("目標の達成状況", "", "120件だった。") in {
        (one.label, one.before, one.after) for one in handed_in.changes
    }


def test_of_casework_no_value_is_told(reader: Client, organisation: Callable[..., Organisation]) -> None:
    body = organisation("cabinet-office")
    before, after = {"state": "open", "outcome": ""}, {"state": "closed", "outcome": "見本の結末"}
    record(by=None, action="cases.close_case", subject="cases.case:7", organisation=body, before=before, after=after)
    said = page(reader)
    assert "この設備の命令 支援を終えた 支援 (7) 状態 結果" in said
    assert "見本の結末" not in said and "closed" not in said


def test_deeds_are_sifted_by_kind_person_and_day(reader: Client, member: Callable[..., User]) -> None:
    by = member("administrator", name="見本 採用子")
    body = Organisation.objects.get(slug="cabinet-office")
    add_member(by=by, organisation=body, email="new@example.jp", name="見本 新人", role=Role.objects.get(code="viewer"))
    record(by=None, action="figures.set_limit", subject="figures.threshold:1", organisation=body, after={"limit": 10})
    today = timezone.localdate()
    there, gone = "職員に役割を与えた 職員の役割", "隠す小さな数の境を決めた 隠す数の境"
    assert there in page(reader) and gone in page(reader)
    assert there in page(reader, action="base.add_member") and gone not in page(reader, action="base.add_member")
    assert there in page(reader, by=by.pk) and gone not in page(reader, by=by.pk)
    assert there in page(reader, since=today, until=today)
    assert "あてはまる記録はありません。" in page(reader, since=today + timedelta(days=1))
    assert "あてはまる記録はありません。" in page(reader, until=today - timedelta(days=1))


def test_a_wrong_day_is_said(reader: Client) -> None:
    answer = reader.get(reverse("base:deeds", kwargs=ADDRESS), {"since": "昨日"})
    assert answer.status_code == 422
    assert "いつから" in answer.content.decode()


def test_the_page_takes_as_many_queries_however_many_deeds_it_tells(
    reader: Client, published: Any, django_assert_max_num_queries: Any
) -> None:
    body = published.plan.organisation
    for number in range(60):
        record(by=None, action="register.publish", subject=published, organisation=body, after={"revision": number})
    with django_assert_max_num_queries(14):
        assert page(reader).count("版を公表した") > 60


def test_the_page_speaks_english(reader: Client, published: Any) -> None:
    answer = reader.get(translate_url(reverse("base:deeds", kwargs=ADDRESS), "en"))
    said = answer.content.decode()
    assert "Published an edition" in said and "What changed" in said


def test_differences_are_found_however_deep() -> None:
    before = {"a": 1, "b": {"c": [1, 2], "d": "同じ"}, "e": [{"f": 1}, {"f": 2}]}
    after = {"a": 1, "b": {"c": [1], "d": "同じ"}, "e": [{"f": 1}, {"f": 3}, {"f": 4}], "g": ""}
    assert list(differences(before, after)) == [
        (("b", "c"), [1, 2], [1]),
        (("e", 2, "f"), 2, 3),
        (("e", 3, "f"), None, 4),
    ]
    assert list(differences(None, {"a": "x"})) == [(("a",), None, "x")]
    assert not list(differences(None, None))
