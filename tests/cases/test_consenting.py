"""Consent on the pages: taken back before something is sent, and recorded anew from where it is needed."""

from __future__ import annotations

import re
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
from tests.cases.walking import DUE, TODAY, page, post
from tsunagi.cases.actions.consents import withdraw_consent
from tsunagi.cases.models import Case, Consent
from tsunagi.directory.models import Service


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
