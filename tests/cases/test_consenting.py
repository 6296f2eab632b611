"""Consent on the pages: taken back before something is sent, and recorded anew from where it is needed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import DUE, TODAY, page, post
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
