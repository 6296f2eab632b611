"""Cases: their states, who is in charge, and what is refused."""

from __future__ import annotations

import os

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import page, post
from tests.repo import tree
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Membership, User
from tsunagi.cases.actions.cases import assign, close_case, reopen_case
from tsunagi.cases.models import Case
from tsunagi.cases.queries import desk as queries_of_desk
from tsunagi.cases.queries.cut import cases_for, nobodys_cases_for
from tsunagi.cases.rules import case as rules
from tsunagi.cases.rules.sheets import FORMS, newest
from tsunagi.directory.models import Service


def test_the_states_are_those_of_the_model_and_of_the_docs() -> None:
    assert set(rules.NEXT) == set(Case.State.values)
    labels = dict(Case.State.choices)
    rows = "\n".join(
        f"| {labels[state]} `{state}` | {'、'.join(f'{labels[one]} `{one}`' for one in after)} |"
        for state, after in rules.NEXT.items()
    )
    page = tree.ROOT / "docs" / "reference" / "cases.md"
    head = page.read_text(encoding="utf-8").split("| now |")[0]
    wanted = f"{head}| now | may become |\n| --- | --- |\n{rows}\n"
    if os.environ.get("DOCS") == "write":
        page.write_text(wanted, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == wanted


@pytest.mark.parametrize("code", FORMS)
def test_every_form_can_be_read_and_asks_each_thing_once(code: str) -> None:
    asked = newest(code)
    codes = [field.code for field in asked.fields]
    assert len(codes) == len(set(codes))
    assert all(field.label and field.label_en for field in asked.fields)
    assert all(bool(field.options) == (field.kind in ("choice", "many")) for field in asked.fields)


def test_a_supervisor_says_who_is_in_charge(client: Client, town: House, npo: House, held: Case) -> None:
    with pytest.raises(Refused):
        assign(by=town.other, case=held, worker=town.other)
    with pytest.raises(Refused, match="支援員ではありません"):
        assign(by=town.supervisor, case=held, worker=npo.worker)
    client.force_login(town.supervisor)
    post(client, "assign", held.pk, said={"worker": town.other.pk})
    assert AuditRow.objects.get(action="cases.assign").after == {"worker": f"base.user:{town.other.pk}"}
    client.force_login(town.worker)
    assert client.get(reverse("cases:case", args=[held.pk])).status_code == 404


def test_the_case_of_somebody_who_left_is_taken_by_a_colleague(client: Client, town: House, held: Case) -> None:
    client.force_login(town.other)
    assert "見本 𠮷子" not in page(client, "desk")
    Membership.objects.filter(user=town.worker).update(until=timezone.now())
    assert "担当のいない支援" in page(client, "desk")
    assert "見本 𠮷子" in page(client, "case", held.pk)


def test_opening_is_refused_to_strangers_and_without_a_ground(town: House, npo: House, held: Case) -> None:
    with pytest.raises(Refused, match="権限"):
        samples.case(npo.worker, town.organisation)
    with pytest.raises(Refused, match="必要と根拠"):
        samples.case(town.worker, town.organisation, ground="without")
    with pytest.raises(Refused, match="次にすること"):
        samples.case(town.worker, town.organisation, step=" ")
    with pytest.raises(Refused, match="見つかりません"):
        samples.case(npo.worker, npo.organisation, person=held.person)
    row = AuditRow.objects.get(action="cases.open_case")
    assert "見本" not in str(row.after)


def test_a_closed_case_shows_what_was_left_and_begins_again(client: Client, town: House, held: Case) -> None:
    day = timezone.localdate()
    with pytest.raises(Refused, match="様子とこれから"):
        close_case(by=town.worker, case=held, outcome="resolved", closing=" ", day=day)
    client.force_login(town.worker)
    assert "まだ済んでいないこと: 電話をかける。" in page(client, "close_case", held.pk)
    closed = close_case(by=town.worker, case=held, outcome="resolved", closing="落ち着いた", day=day)
    assert not closed.steps.filter(state="open").exists()
    shown = page(client, "case", held.pk)
    assert "終結のときに残っていたこと" in shown and "電話をかける" in shown
    assert "済んだこと" not in shown, "nobody did it"
    with pytest.raises(Refused, match="終結した支援"):
        close_case(by=town.worker, case=held, outcome="resolved", closing="もう一度", day=day)
    again = reopen_case(by=town.worker, case=held, step="電話", due=samples.days(2))
    assert (again.state, again.outcome, again.steps.filter(state="open").count()) == ("intake", "", 1)


def test_a_case_is_nobodys_where_who_was_in_charge_works_there_no_more(town: House, npo: House) -> None:
    """For whoever may open it, in both bodies in which they work; who still works in the other one is not in charge."""
    for house in (town, npo):
        samples.case(house.worker, house.organisation)
    ours, theirs, inactive = (samples.case(one.other, one.organisation) for one in (town, npo, town))
    Case.objects.filter(pk=theirs.pk).update(worker=town.other)  # who never worked at theirs
    User.objects.filter(pk=npo.other.pk).update(is_active=False)
    Case.objects.filter(pk=inactive.pk).update(worker=npo.other)
    role = Membership.objects.get(user=town.worker).role
    Membership.objects.create(user=town.worker, organisation=npo.organisation, role=role, since=timezone.now())
    in_both = User.objects.get(pk=town.worker.pk)
    assert set(nobodys_cases_for(in_both)) == {theirs, inactive}
    assert set(nobodys_cases_for(town.supervisor)) == {inactive}
    Membership.objects.filter(user=town.other).update(until=timezone.now())
    assert set(nobodys_cases_for(in_both)) == {theirs, inactive, ours}
    assert set(nobodys_cases_for(in_both)) < set(cases_for(in_both))
    assert not nobodys_cases_for(AnonymousUser())


def test_a_desk_says_how_much_it_does_not_show(
    client: Client, town: House, npo: House, held: Case, place: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.sent(town.worker, held, place)
    client.force_login(npo.worker)
    assert "ほかに" not in page(client, "desk")
    for _more in range(2):
        samples.sent(town.worker, samples.case(town.worker, town.organisation), place)
    monkeypatch.setattr(queries_of_desk, "A_LIST", 1)
    assert "ほかに2件あります" in page(client, "desk")
