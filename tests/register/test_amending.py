"""A draft's measure is mended by hand; and what a mended form keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register import samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.register.actions import editions
from tsunagi.register.actions.amending import amend
from tsunagi.register.forms.imports import ActualForms, TargetForms, initial, mended
from tsunagi.register.models import Edition, Target
from tsunagi.register.queries.readings import reading_of
from tsunagi.register.rules.readings import differences
from tsunagi.register.rules.seal import seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


def posted(page_of: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What a browser sends of a reading's form."""
    texts, targets, actuals = initial(page_of)
    said: dict[str, Any] = {key: "" if value is None else value for key, value in texts.items()}
    for prefix, rows in (("targets", targets), ("actuals", actuals)):
        said |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for place, row in enumerate(rows):
            said |= {f"{prefix}-{place}-{key}": value for key, value in row.items() if value not in (None, False)}
    return {**said, "seen": seal(page_of), **changed}


def test_a_correction_is_mended_on_the_measures_page_and_published(
    client: Client, published: Edition, member: Callable[..., Any]
) -> None:
    by = member("publisher")
    draft = editions.correct(by=by, edition=published, reason="件数の誤りを直しました。")
    entry = draft.entries.get(number=2)
    address = reverse("register:amend", args=[entry.pk])
    client.force_login(by)
    assert address in client.get(reverse("register:measure", args=[entry.measure_id])).content.decode()
    assert 'value="41"' in client.get(address).content.decode()
    answer = client.post(address, posted(reading_of(entry), **{"actuals-0-value": "51", "review": "続ける。"}))
    assert answer.status_code == 302, answer.content.decode()
    assert "「2. 居場所づくり」を直しました。" in client.get(answer["Location"]).content.decode()
    assert Target.objects.get(entry=entry).verdict == "met"
    entry.refresh_from_db()
    assert entry.review == "続ける。"
    row = AuditRow.objects.latest("place")
    assert (row.action, row.by) == ("register.amend", by)
    assert editions.publish(by=by, edition=draft).is_published
    assert address not in client.get(reverse("register:measure", args=[entry.measure_id])).content.decode()
    assert client.get(address).status_code == 403


def test_a_wrong_field_and_a_change_meanwhile_keep_what_was_typed(
    client: Client, edition: Edition, member: Callable[..., Any]
) -> None:
    by, entry = member("publisher"), edition.entries.get(number=1)
    first = reading_of(entry)
    address = reverse("register:amend", args=[entry.pk])
    client.force_login(by)
    wrong = client.post(address, posted(first, **{"actuals-0-as_of": "いつか"}))
    assert wrong.status_code == 422
    summary = wrong.content.decode().partition('class="error-summary"')[2].partition("</div>")[0]
    assert 'href="#id_actuals-0-as_of">実績1 ' in summary and "「いつか」は日付として読めません" in summary
    amend(by=by, entry=entry, seen=seal(first), reading={**first, "urls": ["https://www.example.go.jp/new"]})
    late = client.post(address, posted(first, review="後から。"))
    assert late.status_code == 422
    assert "別の人が保存" in late.content.decode() and "後から。" in late.content.decode()
    entry.refresh_from_db()
    assert entry.review == "" and entry.urls == ["https://www.example.go.jp/new"]


def test_only_who_may_change_the_draft_mends_it(edition: Edition, member: Callable[..., Any]) -> None:
    entry = edition.entries.get(number=1)
    reading = reading_of(entry)
    for by in (member("editor", at="mhlw"), member("checker"), member("publisher", at="digital")):
        with pytest.raises(Refused, match="権限"):
            amend(by=by, entry=entry, seen=seal(reading), reading=reading)


def test_a_figure_of_which_no_document_says_what_it_is_stays() -> None:
    told = samples.reading(
        1,
        "窓口",
        targets=[samples.target("", due=None)],
        actuals=[samples.actual("", 120), samples.actual("件数", 3, None)],
    )
    said = posted(told)
    targets, actuals = TargetForms(said, prefix="targets"), ActualForms(said, prefix="actuals")
    assert targets.is_valid() and actuals.is_valid(), (targets.errors, actuals.errors)
    texts = {**initial(told)[0], "sections": told["sections"], "ministries": told["ministries"], "urls": []}
    after = mended(told, texts, targets.cleaned_data, actuals.cleaned_data)
    assert not differences(told, after)
    emptied = posted(told, **{"targets-0-value": "", "targets-0-unit": ""})
    targets = TargetForms(emptied, prefix="targets")
    assert targets.is_valid()
    assert mended(told, texts, targets.cleaned_data, actuals.cleaned_data)["targets"] == []
