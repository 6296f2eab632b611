"""Who lives together; and for which supports an organisation receives."""

from __future__ import annotations

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import page, post
from tests.directory import samples as directory
from tsunagi.base.access import Refused
from tsunagi.base.fields import SealedField
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.cases.actions.households import join_household
from tsunagi.cases.actions.receiving import receive_for
from tsunagi.cases.models import Case, Person
from tsunagi.cases.models import __all__ as MODELS
from tsunagi.cases.queries.offers import receiver_of
from tsunagi.cases.rules.people import WHEREABOUTS


def test_people_of_one_household_are_shown_together(client: Client, town: House, held: Case) -> None:
    child = samples.case(town.worker, town.organisation, said={"name": "見本 こども", "kana": "みほん こども"})
    client.force_login(town.worker)
    found = client.post(reverse("cases:household", args=[held.person_id]), {"asked": "みほん"}).content.decode()
    assert "見本 こども" in found
    post(client, "household", held.person_id, said={"other": str(child.person_id)})
    assert "見本 こども" in page(client, "person", held.person_id)
    assert "見本 𠮷子" in page(client, "person", child.person_id)
    post(client, "leave_household", child.person_id)
    assert "見本 こども" not in page(client, "person", held.person_id)


def test_a_household_gives_nobody_away(town: House, npo: House, held: Case) -> None:
    hidden = samples.case(town.worker, town.organisation, is_shielded=True)
    with pytest.raises(Refused, match="支援措置"):
        join_household(by=town.worker, person=held.person, other=hidden.person)
    theirs = samples.case(npo.worker, npo.organisation)
    with pytest.raises(Refused, match="見つかりません"):
        join_household(by=town.worker, person=held.person, other=theirs.person)
    assert not Person.objects.filter(household__isnull=False).exists()


def test_an_organisation_receives_for_the_provider_that_it_is(client: Client, town: House, npo: House) -> None:
    own = directory.provider("ひだまりの会", kept_by=npo.organisation)
    place = directory.service("居場所ひだまり", provider=own)
    assert receiver_of(place) is None
    with pytest.raises(Refused, match="別の組織が管理"):
        receive_for(by=town.supervisor, organisation=town.organisation, provider=own)
    with pytest.raises(Refused):
        receive_for(by=npo.worker, organisation=npo.organisation, provider=own)
    client.force_login(npo.supervisor)
    post(client, "receiving", npo.organisation.slug, said={"provider": own.pk})
    assert "ひだまりの会" in page(client, "receiving", npo.organisation.slug)
    place.provider.refresh_from_db()
    assert receiver_of(place) == npo.organisation


#: Text that is kept as it is: codes, states and names of bodies, none of which says anything of a person.
PLAIN = {
    "Case.began", "Referral.began",
    "PersonToken.token", "Likeness.token", "Case.state", "Case.ground", "Case.outcome", "Sheet.form", "Step.state",
    "Consent.kinds", "Consent.how", "Referral.state", "Referral.gate", "Referral.fields", "Referral.reason",
    "Referral.outcome", "Move.deed", "Move.state", "Conference.kind", "Conference.name", "Retention.kind",
}  # fmt: skip


def _fields(held: type) -> list[models.Field[object, object]]:
    """Of a model its columns; what is named beside the models, as choices are, has none."""
    return list(held._meta.concrete_fields) if issubclass(held, models.Model) else []


def test_every_text_about_people_is_sealed_and_says_how_sensitive_it_is() -> None:
    from tsunagi.cases import models as ours

    plain, sealed = set(), {}
    for name in MODELS:
        for field in _fields(getattr(ours, name)):
            if isinstance(field, SealedField):
                sealed[f"{name}.{field.name}"] = field.sensitivity
            elif isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField):
                plain.add(f"{name}.{field.name}")
    assert plain == PLAIN, "seal it, or say here that it holds nothing about a person"
    places = {f"Person.{field}" for field in WHEREABOUTS}
    assert {name for name, level in sealed.items() if level == Sensitivity.WHEREABOUTS} == places
    assert sealed["Sheet.answers"] == sealed["Referral.shared"] == Sensitivity.SPECIAL
