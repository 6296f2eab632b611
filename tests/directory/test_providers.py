"""Who runs supports is written on a page of its own: checked, audited, found by it afterwards, nobody's work lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.directory import samples
from tsunagi.base.models import AuditRow
from tsunagi.directory.actions.providers import version_of_provider
from tsunagi.directory.models import Provider, Service
from tsunagi.directory.queries.search import search
from tsunagi.directory.rules.providers import Told, checked
from tsunagi.directory.rules.records import Faulty

NUMBER = "7000012050002"  # its check digit is right


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", " "),
        ("name", "あ" * 301),
        ("email", "a@b@c"),
        ("website", "javascript:alert(1)"),
        ("corporate_number", "1234567890123"),
        ("area", "131017"),
        ("area", "13"),
        ("description", "あ" * 4001),
        ("description", "a\x00b"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(field: str, wrong: str) -> None:
    with pytest.raises(Faulty) as faulty:
        checked(Told(**{"name": "見本の会", field: wrong}))
    assert [one.field for one in faulty.value.faults] == [field]


def test_numbers_are_kept_in_one_form() -> None:
    told = checked(Told(name=" 見本  の会 ", corporate_number="7000-0120-50002", area="131016"))
    assert (told.name, told.corporate_number, told.area) == ("見本 の会", NUMBER, "131016")


@pytest.fixture
def editor(client: Client, member: Callable[..., Any], settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    user = member("editor")
    client.force_login(user)
    return user


@pytest.fixture
def run(db: None) -> Service:
    return samples.service("見本の窓口")


def _typed(provider: Provider, **more: str) -> dict[str, str]:
    return {"name": provider.name, "version": version_of_provider(provider), **more}


@pytest.mark.django_db
def test_a_provider_is_changed_and_its_supports_are_found_by_it(client: Client, run: Service, editor: Any) -> None:
    address = reverse("directory:provider", args=[run.provider_id])
    edit = client.get(reverse("directory:edit", args=[run.pk])).content.decode()
    assert address in edit
    assert "見本の窓口" in client.get(address).content.decode()
    answer = client.post(address, _typed(run.provider, name="改名の会", corporate_number=NUMBER))
    assert answer.status_code == 302
    kept = Provider.objects.get(pk=run.provider_id)
    assert (kept.name, kept.corporate_number) == ("改名の会", NUMBER)
    assert [one.pk for one in search("改名").services] == [run.pk]
    row = AuditRow.objects.get(action="directory.save_provider")
    assert row.before == {"name": "見本の会", "corporate_number": ""}
    assert row.after == {"name": "改名の会", "corporate_number": NUMBER}
    # Saved once more without a change, it leaves no row.
    assert client.post(address, _typed(kept, corporate_number=NUMBER)).status_code == 302
    assert AuditRow.objects.filter(action="directory.save_provider").count() == 1


@pytest.mark.django_db
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(client: Client, run: Service, editor: Any) -> None:
    address = reverse("directory:provider", args=[run.provider_id])
    answer = client.post(address, _typed(run.provider, name="", website="javascript:alert(1)", description="残る説明"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "名称を入れてください" in page or "必須" in page
    assert "残る説明" in page and "javascript:alert(1)" in page
    assert Provider.objects.get(pk=run.provider_id).name == "見本の会"


@pytest.mark.django_db
def test_who_comes_later_sees_what_the_other_one_wrote(client: Client, run: Service, editor: Any) -> None:
    address = reverse("directory:provider", args=[run.provider_id])
    typed = _typed(run.provider, description="あとの人の説明")
    client.post(address, _typed(run.provider, description="先の人の説明"))
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "先の人の説明" in page and "あとの人の説明" in page and "違いを見て" in page
    assert Provider.objects.get(pk=run.provider_id).description == "先の人の説明"


@pytest.mark.django_db
def test_the_page_of_a_provider_that_another_body_keeps_is_refused(
    client: Client, run: Service, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher", at="digital"))
    address = reverse("directory:provider", args=[run.provider_id])
    for answer in (client.get(address), client.post(address, _typed(run.provider, name="よその名"))):
        assert answer.status_code == 403 and "見本の会" not in answer.content.decode()
    assert Provider.objects.get(pk=run.provider_id).name == "見本の会"
