"""Consent on the pages: taken back before something is sent, and recorded anew from where it is needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import DUE, TODAY, page, post, refused
from tsunagi.base.access import Refused
from tsunagi.cases.actions.conferences import bring, decide, found_conference, give_seat, pledge
from tsunagi.cases.actions.consents import withdraw_consent
from tsunagi.cases.actions.referrals import send
from tsunagi.cases.models import Case, Conference, Consent
from tsunagi.cases.queries.desk import desk
from tsunagi.cases.rules.gates import Terms, why_not_covered
from tsunagi.directory.models import Service

DAY = timezone.localdate()
TERMS = Terms(kinds=["basic"], receiver=None, since=DAY, until=samples.days(9), is_withdrawn=False)


def test_a_draft_whose_consent_was_taken_back_says_so_and_leads_on_to_another(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    draft = samples.drafted(town.worker, held, place)
    client.force_login(town.worker)
    assert "取り下げています" not in page(client, "referral", draft.pk)
    post(client, "withdraw_consent", Consent.objects.get().pk)
    told = page(client, "referral", draft.pk)
    assert "本人は同意を取り下げています" in told
    change = reverse("cases:change_referral", args=[draft.pk])
    query = urlencode({"then": change, "to": npo.organisation.pk})
    there = f"{reverse('cases:give_consent', args=[held.person_id])}?{query}"
    assert escape(there) in told
    assert f'<option value="{npo.organisation.pk}" selected>' in client.get(there).content.decode()
    again = {"kinds": ["basic", "intake"], "purpose": "居場所", "how": "spoken", "given_on": TODAY, "until": DUE}
    assert client.post(there, again).headers["Location"] == change
    given = Consent.objects.get(withdrawn_on=None)
    assert f'<option value="{given.pk}" selected>' in client.get(change).content.decode()
    elsewhere = there.replace(urlencode({"then": change}), "then=https://example.com/")
    assert client.post(elsewhere, again).headers["Location"] == reverse("cases:person", args=[held.person_id])


def conferences(member: Callable[..., Any], *houses: House) -> dict[str, Conference]:
    """One that needs a consent and one that needs none, in which these bodies sit and have pledged secrecy."""
    by = member("coordinator", at="city", name="見本 調整")
    made = {}
    for kind in ("layered_conference", "support_conference"):
        found = found_conference(by=by, organisation=by.memberships.get().organisation, kind=kind, name=kind, day=DAY)
        for house in houses:
            seat = give_seat(by=by, conference=found, organisation=house.organisation)
            pledge(by=house.supervisor, seat=seat, day=DAY)
        made[kind] = found
    return made


def test_what_was_brought_by_consent_is_seen_by_other_members_until_it_is_taken_back(
    client: Client, member: Callable[..., Any], town: House, npo: House, held: Case
) -> None:
    made = conferences(member, town, npo)
    said: dict[str, Any] = {"by": town.worker, "case": held, "on": DAY, "ground": "必要", "told": "だれとも会っていない"}
    with pytest.raises(Refused, match="同意が必要"):
        bring(conference=made["layered_conference"], **said)
    one, other = samples.consent(town.worker, held), samples.consent(town.worker, held)
    brought = bring(conference=made["layered_conference"], **said)
    bring(conference=made["support_conference"], **said)
    decide(by=town.worker, brought=brought, organisation=npo.organisation, what="家を訪ねる", due=samples.days(3))
    client.force_login(npo.worker)
    shown = page(client, "conference", made["layered_conference"].pk)
    assert "だれとも会っていない" in shown and "家を訪ねる" in shown
    withdraw_consent(by=town.worker, consent=one, day=DAY)
    assert "だれとも会っていない" in page(client, "conference", made["layered_conference"].pk), "another one stands"
    withdraw_consent(by=town.worker, consent=other, day=DAY)
    shown = page(client, "conference", made["layered_conference"].pk)
    assert "同意を取り下げました" in shown
    assert not [word for word in ("だれとも会っていない", "家を訪ねる") if word in shown]
    closed = client.get(reverse("cases:decide", args=[brought.pk]))
    assert closed.status_code == 403 and "だれとも会っていない" not in closed.content.decode()
    (task,) = desk(npo.worker).decided
    post(client, "carry_out", task.pk)
    assert "だれとも会っていない" in page(client, "conference", made["support_conference"].pk), "it needs no consent"
    client.force_login(town.worker)
    shown = page(client, "conference", made["layered_conference"].pk)
    assert "だれとも会っていない" in shown and "家を訪ねる" in shown, "who brought it keeps what they wrote"
    end = {"what": "また訪ねる", "due": DUE}
    post(client, "decide", brought.pk, said={**end, "organisation": town.organisation.pk})
    refused(client, "decide", brought.pk, said={**end, "organisation": npo.organisation.pk}, words="取り下げました")


def test_what_was_brought_by_consent_is_shown_to_other_members_only_while_a_consent_lasts(
    client: Client, member: Callable[..., Any], town: House, npo: House, held: Case
) -> None:
    made = conferences(member, town, npo)
    said: dict[str, Any] = {"by": town.worker, "case": held, "on": DAY, "ground": "必要", "told": "だれとも会っていない"}
    samples.consent(town.worker, held)
    brought = bring(conference=made["layered_conference"], **said)
    bring(conference=made["support_conference"], **said)
    decide(by=town.worker, brought=brought, organisation=npo.organisation, what="家を訪ねる", due=samples.days(3))
    Consent.objects.update(given_on=samples.days(-9), until=DAY)
    client.force_login(npo.worker)
    assert "だれとも会っていない" in page(client, "conference", brought.conference_id), "its last day"
    Consent.objects.update(until=samples.days(-1))
    shown = page(client, "conference", brought.conference_id)
    assert "同意の期限が過ぎました" in shown
    assert not [word for word in ("だれとも会っていない", "家を訪ねる") if word in shown]
    closed = client.get(reverse("cases:decide", args=[brought.pk]))
    assert closed.status_code == 403 and "だれとも会っていない" not in closed.content.decode()
    assert "だれとも会っていない" in page(client, "conference", made["support_conference"].pk), "it needs no consent"
    client.force_login(town.worker)
    shown = page(client, "conference", brought.conference_id)
    assert "だれとも会っていない" in shown and "家を訪ねる" in shown and "同意の期限が過ぎました" in shown
    end = {"what": "また訪ねる", "due": DUE, "organisation": npo.organisation.pk}
    refused(client, "decide", brought.pk, said=end, words="期限が過ぎました")
    samples.consent(town.worker, held)
    post(client, "decide", brought.pk, said=end)
    client.force_login(npo.worker)
    assert "また訪ねる" in page(client, "conference", brought.conference_id), "they agreed anew"


def test_what_rests_on_a_consent_is_held_as_it_is_chosen_to_be_taken_back(
    town: House, npo: House, held: Case, place: Service
) -> None:
    """Chosen first and held later, one that the receiver took at that moment was taken back, case and all."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one after the other")
    sent = samples.sent(town.worker, held, place)
    assert sent.consent is not None
    with CaptureQueriesContext(connection) as asked:
        withdraw_consent(by=town.worker, consent=sent.consent, day=timezone.localdate())
    chosen = [one["sql"] for one in asked if re.search(r'"consent_id" = .*"state" IN', one["sql"])]
    assert len(chosen) == 2 and all("FOR UPDATE" in one for one in chosen)


@pytest.mark.parametrize(
    ("terms", "receiver", "kinds", "day", "why"),
    [
        (TERMS, 1, ["basic"], DAY, ""),
        (TERMS, 1, ["basic"], samples.days(9), ""),
        (None, 1, [], DAY, "同意が選ばれていません"),
        (TERMS, 1, ["basic"], samples.days(-1), "まだ来ていません"),
        (TERMS, 1, ["basic"], samples.days(10), "期限"),
        (TERMS, 1, ["basic", "plan"], DAY, "含まれていない"),
        (replace(TERMS, receiver=2), 1, ["basic"], DAY, "別の組織"),
        (replace(TERMS, receiver=2), None, ["basic"], DAY, "別の組織"),
        (replace(TERMS, is_withdrawn=True), 1, ["basic"], DAY, "取り下げ"),
    ],
)
def test_what_a_consent_covers(terms: Terms | None, receiver: int | None, kinds: list[str], day: Any, why: str) -> None:
    said = why_not_covered(terms, receiver=receiver, kinds=kinds, day=day)
    assert why in said and bool(said) == bool(why)


def test_a_consent_that_lies_ahead_is_refused_and_one_that_was_kept_covers_nothing_yet(
    client: Client, town: House, held: Case, place: Service
) -> None:
    client.force_login(town.worker)
    said = {"kinds": ["basic"], "purpose": "居場所を使うため", "how": "spoken", "until": samples.days(90).isoformat()}
    path = reverse("cases:give_consent", args=[held.person_id])
    answer = client.post(path, {**said, "given_on": samples.days(1).isoformat()})
    assert "先の日は入れられません" in answer.content.decode() and not Consent.objects.exists()
    made = samples.drafted(town.worker, held, place)
    Consent.objects.update(given_on=samples.days(1))
    with pytest.raises(Refused, match="まだ来ていません"):
        send(by=town.worker, referral=made, version=made.version)
