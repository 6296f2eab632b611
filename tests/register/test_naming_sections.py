"""Sections are called as the document calls them, and as somebody says in a draft; one without a name says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tests.register.test_imports import accept, document, take
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.reading.sections import unnumbered
from tsunagi.register.actions import editions
from tsunagi.register.models import Edition

pytestmark = pytest.mark.django_db
NAMED = [
    "(1) 声を上げやすくする,,,,,,",
    "①実態の把握,,,,,,",
    "1,電話相談の窓口,電話で相談を受ける。,,,,厚生労働省",
    "②情報の発信,,,,,,",
    "2,居場所づくり,居場所をつくる。,,,,こども家庭庁",
]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("①実態の把握", "実態の把握"),
        ("(1)声を上げる", "声を上げる"),
        ("第1章 総論", "総論"),
        ("居場所づくり", "居場所づくり"),
        ("①", "①"),
    ],
)
def test_a_heading_is_told_without_its_number(heading: str, name: str) -> None:
    assert unnumbered(heading) == name


def test_a_section_is_called_as_the_document_calls_it(draft: Edition) -> None:
    accept(take(draft, document(NAMED)))
    assert [str(one) for one in draft.sections.all()] == ["1-1 実態の把握", "1-2 情報の発信"]


def test_what_a_section_is_called_already_stays(draft: Edition) -> None:
    draft.sections.create(code="1-1", heading="前からの名称", order=101)
    accept(take(draft, document(NAMED)))
    assert [one.heading for one in draft.sections.all()] == ["前からの名称", "情報の発信"]


def test_a_section_without_a_name_says_so_and_is_named_in_a_draft(
    client: Client, draft: Edition, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    samples.fill(draft)
    client.force_login(by := member("publisher"))
    shown = reverse("register:edition", args=["sample", 2024, "follow_up"])
    page = client.get(shown).content.decode()
    address = reverse("register:sections", args=[draft.pk])
    assert "1-1(名称なし)" in page and address in page
    first, second = draft.sections.all()
    said = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "form-0-id": first.pk, "form-1-id": second.pk}
    said |= {"form-0-heading": "実態の把握", "form-0-heading_en": "Knowing", "form-1-heading": ""}
    assert client.post(address, said).status_code == 302
    page = client.get(shown).content.decode()
    assert "1-1 実態の把握" in page and "1-2(名称なし)" in page
    row = AuditRow.objects.latest("place")
    assert (row.action, row.by, row.after["headings"][0]) == ("register.name_sections", by, "1-1 実態の把握 / Knowing")
    editions.publish(by=by, edition=draft)
    assert client.post(address, said).status_code == 403
    with pytest.raises(Refused, match="訂正の版"):
        editions.name_sections(by=by, edition=draft, names={first.pk: ("別", "")})


def test_what_another_year_calls_a_section_is_offered_and_recorded_only_when_confirmed(
    client: Client, draft: Edition, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    accept(take(draft, document(NAMED)))
    later = editions.start_edition(by=None, plan=draft.plan, fiscal_year=2025, kind="follow_up", title="翌年")
    later.sections.create(code="1-1", order=101)
    later.sections.create(code="1-2", heading="翌年の名称", order=102)
    later.sections.create(code="9-9", order=909)
    client.force_login(member("publisher"))
    address = reverse("register:sections", args=[later.pk])
    page = client.get(address).content.decode()
    assert page.count('value="実態の把握"') == 1 and 'value="翌年の名称"' in page and "情報の発信" not in page
    assert "「見本」での名称を入れてあります" in page
    assert later.sections.get(code="1-1").heading == ""
    ids = later.sections.values_list("pk", flat=True)
    said = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3} | {f"form-{at}-id": pk for at, pk in enumerate(ids)}
    assert client.post(address, {**said, "form-0-heading": "実態の把握"}).status_code == 302
    assert later.sections.get(code="1-1").heading == "実態の把握"
