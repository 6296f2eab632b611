"""The yearly round: its states, what each action does and refuses, and its pages."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.repo import tree
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.register.actions import editions
from tsunagi.register.actions import round as actions
from tsunagi.register.models import Assignment, Edition, Round, Target
from tsunagi.register.rules import round as rules

STATES = st.sampled_from(sorted(rules.NEXT))
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def test_the_states_are_those_of_the_model() -> None:
    assert set(rules.NEXT) == set(Assignment.State.values)
    assert {state for after in rules.NEXT.values() for state in after} <= set(rules.NEXT)


@given(st.lists(STATES, max_size=8))
def test_nothing_is_approved_that_was_not_handed_in(path: list[str]) -> None:
    state, handed_in = "waiting", False
    for wanted in path:
        if rules.may_follow(state, wanted):
            state = wanted
            handed_in = handed_in or state == "filled"
    assert state != "approved" or handed_in


@given(STATES, DAYS, DAYS)
def test_only_what_is_open_is_late(state: str, due: date, day: date) -> None:
    assert rules.is_late(state, due, day) == (state in ("waiting", "sent_back") and day > due)
    if rules.is_late(state, due, day):
        assert rules.is_to_be_reminded(state, due, day, None)
        assert not rules.is_to_be_reminded(state, due, day, day)


def test_the_diagram_in_the_docs_is_that_of_the_table() -> None:
    page = tree.ROOT / "docs" / "reference" / "round.md"
    names = {"waiting": "記入待ち", "filled": "確認待ち", "sent_back": "差し戻し", "approved": "承認済み"}
    rows = "\n".join(
        f"| {names[state]} `{state}` | {'、'.join(f'{names[one]} `{one}`' for one in after)} |"
        for state, after in rules.NEXT.items()
    )
    wanted = f"| now | may become |\n| --- | --- |\n{rows}\n"
    head = page.read_text(encoding="utf-8").split("| now |")[0]
    if os.environ.get("DOCS") == "write":
        page.write_text(head + wanted, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == head + wanted


@pytest.fixture
def year(published: Edition, plan: Any) -> Edition:
    return editions.start_edition(
        by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="次の年", like=published
    )


@pytest.fixture
def publisher(member: Callable[..., Any], settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    return member("publisher")


@pytest.fixture
def begun(year: Edition, publisher: Any) -> Round:
    return actions.open_round(by=publisher, edition=year, due=date(2026, 6, 30))


def of(begun: Round, number: int) -> Assignment:
    return begun.assignments.get(entry__number=number)


def figure(value: float, at: int = 0) -> dict[str, Any]:
    return {"what": "件数", "target": at, "value": value, "unit": "件", "approx": False, "as_of": "FY2025", "note": ""}


def filled(begun: Round, by: Any, number: int = 1) -> Assignment:
    one = of(begun, number)
    return actions.fill(
        by=by,
        assignment=one,
        version=one.version,
        status="行った。",
        review="続ける。",
        figures=[figure(130)],
        hand_in=True,
    )


def test_each_measure_goes_to_who_leads_it_with_last_years_beside(begun: Round, published: Edition) -> None:
    assert [one.organisation.slug for one in begun.assignments.order_by("entry__number")] == [
        "mhlw",
        "cfa",
        "cabinet-office",
    ]
    assert of(begun, 1).previous == published.entries.get(number=1)
    assert AuditRow.objects.latest("place").action == "register.open_round"


def test_a_round_is_opened_once_by_a_publisher_for_a_draft(
    begun: Round, publisher: Any, published: Edition, member: Callable[..., Any]
) -> None:
    with pytest.raises(Refused, match="すでに"):
        actions.open_round(by=publisher, edition=begun.edition, due=date(2026, 6, 30))
    with pytest.raises(Refused, match="公表した版"):
        actions.open_round(by=publisher, edition=published, due=date(2026, 6, 30))
    with pytest.raises(Refused, match="権限"):
        actions.open_round(by=member("checker"), edition=begun.edition, due=date(2026, 6, 30))


def test_what_is_filled_in_is_judged_and_says_who(begun: Round, member: Callable[..., Any]) -> None:
    by = member("editor", at="mhlw")
    done = filled(begun, by)
    assert done.state == "filled"
    target = Target.objects.get(entry=done.entry)
    assert target.verdict == "met"
    observation = done.entry.observations.get()
    assert (observation.origin, observation.entered_by, observation.value) == ("person", by, 130)


def test_who_is_not_in_charge_fills_nothing_in(begun: Round, member: Callable[..., Any], publisher: Any) -> None:
    for by in (member("editor", at="moj"), member("viewer", at="mhlw"), publisher):
        with pytest.raises(Refused, match="権限"):
            filled(begun, by)


def test_a_target_without_a_figure_needs_a_reason_to_be_handed_in(begun: Round, member: Callable[..., Any]) -> None:
    by, one = member("editor", at="mhlw"), of(begun, 1)
    said: dict[str, Any] = {
        "by": by,
        "assignment": one,
        "version": 1,
        "status": "行った。",
        "review": "",
        "figures": [],
    }
    with pytest.raises(Refused, match="1件"):
        actions.fill(**said, hand_in=True)
    with pytest.raises(Refused, match="達成状況"):
        actions.fill(**{**said, "status": " "}, hand_in=True, reason="集計中")
    done = actions.fill(**said, hand_in=True, reason="集計中のため")
    assert done.entry.marks["status"]["without_figures"] == "集計中のため"
    assert Target.objects.get(entry=done.entry).verdict == "no_actual"


def test_saving_over_somebody_elses_work_is_refused(begun: Round, member: Callable[..., Any]) -> None:
    one = of(begun, 1)
    said: dict[str, Any] = {"assignment": one, "version": one.version, "review": "", "figures": []}
    actions.fill(by=member("editor", at="mhlw"), status="先に保存", **said)
    with pytest.raises(Refused, match="別の人が保存"):
        actions.fill(by=member("editor", at="mhlw"), status="後から保存", **said)
    assert of(begun, 1).entry.status == "先に保存"


def test_a_checker_approves_or_sends_back(begun: Round, member: Callable[..., Any]) -> None:
    editor, checker = member("editor", at="mhlw"), member("checker")
    one = filled(begun, editor)
    with pytest.raises(Refused, match="何を"):
        actions.send_back(by=checker, assignment=one, version=one.version, remark=" ")
    back = actions.send_back(by=checker, assignment=one, version=one.version, remark="時点を確かめてください")
    assert back.state == "sent_back"
    again = filled(begun, editor)
    done = actions.approve(by=checker, assignment=again, version=again.version)
    assert (done.state, done.checked_by) == ("approved", checker)
    with pytest.raises(Refused, match="承認済み"):
        filled(begun, editor)
    with pytest.raises(Refused, match="権限"):
        actions.approve(by=editor, assignment=of(begun, 2), version=1)
    with pytest.raises(Refused, match="にはできません"):
        actions.approve(by=checker, assignment=of(begun, 2), version=1)


def test_nobody_checks_what_they_filled_in(begun: Round, member: Callable[..., Any]) -> None:
    from django.utils import timezone

    from tsunagi.base.models import Membership, Role

    both = member("editor", at="cabinet-office")
    organisation = both.memberships.get().organisation
    Membership.objects.create(
        user=both, organisation=organisation, role=Role.objects.get(code="checker"), since=timezone.now()
    )
    one = of(begun, 3)
    done = actions.fill(
        by=both, assignment=one, version=1, status="行った。", review="", figures=[], hand_in=True, reason="集計中"
    )
    with pytest.raises(Refused, match="自分が記入"):
        actions.approve(by=both, assignment=done, version=done.version)


def test_an_edition_is_published_when_all_is_approved(begun: Round, publisher: Any, member: Callable[..., Any]) -> None:
    with pytest.raises(Refused, match="3件"):
        editions.publish(by=publisher, edition=begun.edition)
    checker = member("checker")
    for number, at in ((1, "mhlw"), (2, "cfa"), (3, "cabinet-office")):
        one = filled(begun, member("editor", at=at), number)
        actions.approve(by=checker, assignment=one, version=one.version)
    assert editions.publish(by=publisher, edition=begun.edition).is_published


def test_reminders_go_once_a_day_to_who_is_late(begun: Round, publisher: Any, member: Callable[..., Any]) -> None:
    editor = member("editor", at="mhlw", name="見本 記入")
    begun.message = "数値には時点を書いてください。"
    assert actions.remind(by=publisher, round=begun, day=begun.due - timedelta(days=30)) == 0
    assert actions.remind(by=publisher, round=begun, day=begun.due + timedelta(days=400)) == 1
    (letter,) = mail.outbox
    assert letter.subject == "【つなぎ】実施状況の記入のお願い(締切 2026年6月30日)"
    assert letter.to == [editor.email]
    assert "電話相談の窓口" in letter.body and "居場所" not in letter.body and "見本 記入 様" in letter.body
    assert begun.message in letter.body and reverse("register:my_measures") in letter.body
    assert actions.remind(by=publisher, round=begun, day=timezone.localdate()) == 0


def test_an_officer_is_appointed_from_the_body_in_charge(
    begun: Round, publisher: Any, member: Callable[..., Any]
) -> None:
    editor, other = member("editor", at="mhlw"), member("editor", at="moj")
    checker = member("checker")
    with pytest.raises(Refused, match="記入者ではありません"):
        actions.appoint(by=checker, assignment=of(begun, 1), officer=other)
    with pytest.raises(Refused, match="権限"):
        actions.appoint(by=other, assignment=of(begun, 1), officer=editor)
    assert actions.appoint(by=checker, assignment=of(begun, 1), officer=editor).officer == editor


# --- pages ---


def test_who_appointed_goes_back_to_where_more_measures_wait(
    client: Client, begun: Round, member: Callable[..., Any]
) -> None:
    editor, checker = member("editor", at="mhlw"), member("checker")
    for who, way in [(checker, reverse("register:round", args=[begun.pk])), (editor, reverse("register:my_measures"))]:
        client.force_login(who)
        answer = client.post(reverse("register:appoint", args=[of(begun, 1).pk]), {"officer": editor.pk})
        assert answer.headers["Location"] == way


def test_the_round_goes_from_page_to_page(
    client: Client, year: Edition, publisher: Any, member: Callable[..., Any]
) -> None:
    client.force_login(publisher)
    asked = {"due": timezone.localdate().isoformat(), "message": "時点も書いてください。"}
    answer = client.post(reverse("register:open_round", args=[year.pk]), asked)
    assert answer.status_code == 302
    begun = Round.objects.get()
    editor = member("editor", at="mhlw", name="見本 記入")
    client.force_login(editor)
    listed = client.get(reverse("register:my_measures")).content.decode()
    assert "電話相談の窓口" in listed and "居場所づくり" not in listed
    address = reverse("register:fill", args=[of(begun, 1).pk])
    page = client.get(address).content.decode()
    assert "120件" in page and "数値のない目標が1件" in page and asked["message"] in page
    assert 'value="令和7年度"' in page and 'value="FY2025"' not in page
    said = {"version": 1, "status": "行った。", "review": "続ける。", "deed": "hand_in", "reason": ""}
    refused = client.post(address, said)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "行った。" in shown and "数値のない目標が1件あります。数値を入れるか" in shown
    for typed in ("abc", "11,30"):
        wrong = client.post(address, {**said, "target-0-value": typed})
        assert wrong.status_code == 422 and typed in wrong.content.decode()
        summary = wrong.content.decode().partition('class="error-summary"')[2].partition("</div>")[0]
        assert '"#id_target-0-value">' in summary and f"{of(begun, 1).entry.targets.get().what} 値: " in summary
    figure = {"target-0-value": "1，１３０", "target-0-unit": "件", "target-0-as_of": "令和7年度"}
    assert client.post(address, {**said, **figure}).status_code == 302
    checker = member("checker")
    client.force_login(checker)
    address = reverse("register:check", args=[of(begun, 1).pk])
    listed = client.get(reverse("register:my_measures")).content.decode()
    assert address in listed and "記入するもの" not in listed, "a checker fills nothing in"
    assert "1,130件" in client.get(address).content.decode()
    assert client.post(address, {"version": of(begun, 1).version, "deed": "send_back"}).status_code == 422
    assert client.post(address, {"version": of(begun, 1).version, "deed": "approve"}).status_code == 302
    assert of(begun, 1).state == "approved"
    assert of(begun, 1).entry.observations.get().as_of == "FY2025"
    assert "承認しました。" in client.get(reverse("register:my_measures")).content.decode()
    again = client.get(address).content.decode()
    assert 'value="approve"' not in again and 'value="send_back"' in again
    client.force_login(publisher)
    page = client.get(reverse("register:round", args=[begun.pk])).content.decode()
    assert "承認済み" in page
    assert client.post(reverse("register:remind", args=[begun.pk])).status_code == 302
    client.force_login(checker)
    address = reverse("register:appoint", args=[of(begun, 1).pk])
    assert "見本 記入" in client.get(address).content.decode()
    assert client.post(address, {"officer": editor.pk}).status_code == 302


def test_a_round_is_not_opened_for_a_day_that_is_past(client: Client, year: Edition, publisher: Any) -> None:
    client.force_login(publisher)
    past = timezone.localdate() - timedelta(days=1)
    answer = client.post(reverse("register:open_round", args=[year.pk]), {"due": past.isoformat()})
    assert answer.status_code == 422 and "今日より後の日" in answer.content.decode()
    assert not Round.objects.filter(edition=year).exists()


def test_the_page_of_publishing_says_why_it_is_too_early(client: Client, begun: Round, publisher: Any) -> None:
    client.force_login(publisher)
    page = client.get(reverse("register:publish", args=[begun.edition.pk])).content.decode()
    assert "承認されていない施策が3件あります" in page and 'aria-disabled="true"' in page and "<form" not in page
    assert reverse("register:round", args=[begun.pk]) in page
    at = begun.opened_at
    done = {"filled_by": publisher, "filled_at": at, "checked_by": publisher, "checked_at": at}
    begun.assignments.update(state="approved", **done)
    page = client.get(reverse("register:publish", args=[begun.edition.pk])).content.decode()
    assert "承認されていない" not in page and "<form" in page


def test_a_reason_given_once_is_there_again_after_it_was_sent_back(
    client: Client, begun: Round, member: Callable[..., Any]
) -> None:
    editor, checker = member("editor", at="mhlw"), member("checker")
    address = reverse("register:check", args=[of(begun, 1).pk])
    client.force_login(checker)
    waiting = client.get(address).content.decode()
    assert "提出すると" in waiting and 'value="approve"' not in waiting and 'value="send_back"' not in waiting
    said = {"status": "行った。", "review": "", "figures": [], "reason": "集計中のため。", "hand_in": True}
    actions.fill(by=editor, assignment=of(begun, 1), version=of(begun, 1).version, **said)
    actions.send_back(by=checker, assignment=of(begun, 1), version=of(begun, 1).version, remark="時点を。")
    client.force_login(editor)
    page = client.get(reverse("register:fill", args=[of(begun, 1).pk])).content.decode()
    assert "集計中のため。</textarea>" in page and "時点を。" in page


@pytest.mark.parametrize("role", ["anonymous", "stranger", "viewer", "editor", "checker", "publisher", "administrator"])
def test_who_gets_which_page(
    client: Client, begun: Round, publisher: Any, member: Callable[..., Any], role: str
) -> None:
    allowed = {
        "round": {"viewer", "editor", "checker", "publisher", "administrator"},
        "my_measures": {"stranger", "viewer", "editor", "checker", "publisher", "administrator"},
        "fill": set(),
        "check": {"checker"},
        "appoint": {"checker"},
        "open_round": {"publisher"},
    }
    if role != "anonymous":
        client.force_login(member("publisher", at="digital") if role == "stranger" else member(role))
    arguments = {"round": [begun.pk], "my_measures": [], "open_round": [begun.edition.pk]}
    for name, roles in allowed.items():
        answer = client.get(reverse(f"register:{name}", args=arguments.get(name, [of(begun, 1).pk])))
        if role == "anonymous":
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        elif name == "open_round":
            assert answer.status_code == 302 or role not in roles
        else:
            assert answer.status_code == (200 if role in roles else 403), (name, role)
