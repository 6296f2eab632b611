"""That who works where a support is given says how many it can take, and that what is full is offered to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import page, post, refused
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditHead, AuditRow
from tsunagi.cases.models import Case
from tsunagi.cases.queries.offers import full_services, is_offered
from tsunagi.directory.actions.records import set_capacity
from tsunagi.directory.models import Capacity, Service


def test_a_worker_says_that_it_is_full_and_it_is_offered_no_more(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    slug, count = npo.organisation.slug, f"{place.pk}-0"
    client.force_login(npo.worker)
    assert reverse("cases:room", args=[slug]) in page(client, "desk")
    assert "まだ知らされていません。" in page(client, "room", slug)
    post(client, "room", slug, said={count: ""})
    assert not Capacity.objects.exists(), "nothing said is nothing known"
    head = AuditHead.objects.get()
    public = head.place - head.casework
    post(client, "room", slug, said={count: "0"})
    head.refresh_from_db()
    assert head.place - head.casework == public + 1, "public pages that show the number are made anew"
    row = AuditRow.objects.latest("place")
    assert (row.action, row.by, row.after["available"]) == ("directory.capacity", npo.worker, 0)
    assert list(full_services()) == [place] and not is_offered(place)
    Capacity.objects.update(updated_at=timezone.now() - timedelta(days=40))
    post(client, "room", slug, said={count: "3"})
    assert is_offered(place) and Capacity.objects.get().updated_at > timezone.now() - timedelta(minutes=1)
    with pytest.raises(Refused):
        set_capacity(by=town.worker, service=place, unit="人", available=0)


def test_a_number_that_cannot_be_is_a_sentence_and_changes_nothing(client: Client, npo: House, place: Service) -> None:
    Capacity.objects.create(service=place, available=2, maximum=5, updated_at=timezone.now())
    second = samples.service_of(None, "居場所ひなた")
    Service.objects.filter(pk=second.pk).update(provider=place.provider)
    client.force_login(npo.supervisor)
    slug = npo.organisation.slug
    for wrong in ("6", "-1", "たくさん"):
        refused(client, "room", slug, said={f"{place.pk}-0": wrong, f"{second.pk}-0": "1"}, words="いま受けられる数")
    assert Capacity.objects.get().available == 2


def test_nobody_speaks_for_another_body(client: Client, town: House, npo: House, place: Service) -> None:
    client.force_login(town.supervisor)
    assert client.get(reverse("cases:room", args=[npo.organisation.slug])).status_code == 403
    said = {f"{place.pk}-0": "0"}
    assert client.post(reverse("cases:room", args=[npo.organisation.slug]), said).status_code == 403
    assert "まだ決まっていません" in page(client, "room", town.organisation.slug)
    assert not Capacity.objects.exists()
