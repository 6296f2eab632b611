"""The list of what a document would change: doubts first, a page at a time, several decided at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register.test_imports import ROWS, accept, document, take
from tests.register.test_review_pages import posted
from tsunagi.base.models import AuditRow
from tsunagi.register.actions import editions, imports
from tsunagi.register.models import Edition, Plan, Proposal

pytestmark = pytest.mark.django_db


def test_a_document_of_another_year_is_told_from_one_of_this(
    client: Client, draft: Edition, plan: Plan, reviewer: Any
) -> None:
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="翌年の版")
    pages = [
        client.get(reverse("register:change_set", args=[take(edition, document()).pk])).content.decode()
        for edition in (draft, later)
    ]
    warning = "文書は令和6年度(2024年度)のものと読めますが、取り込む先は「翌年の版」です。"
    assert "のものと読めますが" not in pages[0] and warning in pages[1]


def test_all_without_doubt_are_accepted_by_one_button(client: Client, draft: Edition, reviewer: Any) -> None:
    made = take(draft, document())
    page, done = reverse("register:change_set", args=[made.pk]), "決めることは残っていません"
    edition = reverse("register:edition", args=[draft.plan.slug, draft.fiscal_year, draft.kind])
    assert done not in client.get(page).content.decode()
    answer = client.post(reverse("register:accept_all", args=[made.pk]), follow=True)
    assert "採用しました" in answer.content.decode()
    accept(made)
    assert f'<a href="{edition}">' in client.get(page).content.decode().partition(done)[2]
    assert draft.entries.count() == made.proposals.filter(decision="accepted").count()


def test_ticked_ones_are_accepted_at_once_for_a_reason_and_only_as_they_were_seen(
    client: Client, draft: Edition, reviewer: Any
) -> None:
    accept(take(draft, document()))
    made = take(draft, document([ROWS[0].replace("120件", "999件"), ROWS[1].replace("41か所", "42か所")]))
    made.proposals.update(certain=False)
    first, second, gone = made.proposals.order_by("number")
    client.force_login(reviewer)
    way = reverse("register:change_set", args=[made.pk])
    page = client.get(way).content.decode()
    assert page.count('name="chosen"') == 2 and "checked" not in page
    assert client.get(way + "?tick=1").content.decode().count(" checked>") == 2
    chosen = [f"{one.pk}-{one.version}" for one in (first, second)]
    for wrong in (
        {"reason": "照らした"}, {"chosen": chosen}, {"chosen": [*chosen, f"{gone.pk}-{gone.version}"], "reason": "照らした"},
        {"chosen": ["x-1", "²-1", f"{first.pk}-99"], "reason": "照らした"},
    ):  # fmt: skip
        answer = client.post(way, wrong)
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
        assert not made.proposals.exclude(decision="open").exists()
    assert client.post(way, {"chosen": chosen}).content.decode().count(" checked>") == 2
    sent = client.post(way + "?tick=1", {"chosen": chosen[:1]}).content.decode()
    assert sent.count(" checked>") == 1, "as it was sent"
    answer = client.post(way, {"chosen": chosen, "reason": "数値は照らした"}, follow=True)
    assert "選んだ2件を採用しました。" in answer.content.decode()
    assert set(made.proposals.values_list("number", "decision")) == {(1, "accepted"), (2, "accepted"), (3, "open")}
    row = AuditRow.objects.latest("place")
    assert (row.action, row.after["reason"]) == ("register.accept_chosen", "数値は照らした")
    ways = f"{way}?show=decided", reverse("register:proposal", args=[first.pk])
    assert all("数値は照らした" in client.get(way).content.decode() for way in ways)  # for whoever looks later
    first.refresh_from_db()
    client.post(ways[1], {"decision": "open", "version": first.version})
    assert list(made.proposals.exclude(reason="").values_list("number", flat=True)) == [2]


def listed(page: str) -> list[int]:
    """The proposals that stand in the list of a review page."""
    return [int(key) for key in re.findall(r'<tr role="row" id="proposal-(\d+)">', page)]


def test_doubts_are_shown_first_and_all_else_is_one_way_off(client: Client, draft: Edition, reviewer: Any) -> None:
    made = take(draft, document())
    doubtful, decided, certain = made.proposals.order_by("place")
    made.proposals.filter(pk=doubtful.pk).update(certain=False)
    imports.decide(by=None, proposal=decided, decision="accepted", version=decided.version)
    way = reverse("register:change_set", args=[made.pk])
    page = client.get(way).content.decode()
    ways = dict(re.findall(r'<a href="(\?show=\w+)#piles"[^>]*>(.*?)</a>', page))
    assert ways == {
        "?show=doubtful": "疑わしい施策: 1", "?show=certain": "疑いのない施策: 1", "?show=decided": "決定した施策: 1",
    }  # fmt: skip
    assert listed(page) == [doubtful.pk]
    shown = [listed(client.get(way + one).content.decode()) for one in ways]
    assert shown == [[doubtful.pk], [certain.pk], [decided.pk]]
    for one in (doubtful, certain):
        imports.decide(by=None, proposal=one, decision="accepted", version=one.version)
    page = client.get(f"{way}?show=doubtful").content.decode()
    assert listed(page) == [doubtful.pk, decided.pk, certain.pk], "of what nothing is left, something else is shown"
    again = take(draft, document([*ROWS, "4,新しい施策,始める。,目標。,,,内閣府"]), name="次.csv")
    page = client.get(reverse("register:change_set", args=[again.pk]) + "?show=unchanged").content.decode()
    assert "変わらない施策: 3" in page and len(listed(page)) == 3


def test_very_many_doubts_are_shown_a_page_at_a_time_and_a_decision_leads_on_from_where_one_was(
    client: Client, draft: Edition, reviewer: Any
) -> None:
    made = take(draft, document([f"{n},施策{n},する。,目標。,,,内閣府" for n in range(1, 26)]))
    made.proposals.update(certain=False)
    keys = list(made.proposals.order_by("place").values_list("pk", flat=True))
    way = reverse("register:change_set", args=[made.pk])
    assert listed(client.get(way).content.decode()) == keys[:10]
    second = client.get(f"{way}?page=2").content.decode()
    assert listed(second) == keys[10:20] and 'href="?page=3"' in second
    assert len(listed(client.get(f"{way}?show=doubtful&all=1").content.decode())) == 25
    assert second.count(" checked>") == 0
    assert client.get(f"{way}?page=2&tick=2").content.decode().count(" checked>") == 10
    assert client.get(f"{way}?page=3&tick=2").content.decode().count(" checked>") == 0, "only where somebody said so"

    # One of the second page is decided: on to the one after it, and from there back to the page on which that stands.
    one = Proposal.objects.get(pk=keys[12])
    answer = client.post(reverse("register:proposal", args=[one.pk]), posted(one, decision="accepted"))
    assert answer["Location"] == reverse("register:proposal", args=[keys[13]])
    back = f"{way}?show=doubtful&amp;page=2#proposal-{keys[13]}"
    assert back in client.get(answer["Location"]).content.decode()
    decided = client.get(reverse("register:proposal", args=[one.pk])).content.decode()
    assert f"{way}?show=decided&amp;page=1#proposal-{one.pk}" in decided
    # After the last come those that were left behind.
    last = Proposal.objects.get(pk=keys[-1])
    answer = client.post(reverse("register:proposal", args=[last.pk]), posted(last, decision="accepted"))
    assert answer["Location"] == reverse("register:proposal", args=[keys[0]])

    # What is ticked on a page leads back to that page, which shows what moved up.
    chosen = [f"{key}-1" for key in keys[10:12]]
    asked = f"{way}?show=doubtful&page=2&tick=2"
    answer = client.post(asked, {"chosen": chosen, "reason": "照らした"})
    assert answer["Location"] == f"{way}?show=doubtful&page=2"
    assert listed(client.get(answer["Location"]).content.decode()) == [*keys[13:23]]
