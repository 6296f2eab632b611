"""A form changes: what was filled in stays whole as it was asked, beside what is filled in anew."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.test_printing import text_of
from tests.cases.test_protecting import shield
from tests.cases.walking import TODAY, page, post, refused
from tsunagi.base.access import Refused
from tsunagi.cases.actions.sheets import file_sheet
from tsunagi.cases.models import Case, Referral, Sheet
from tsunagi.cases.queries.sharing import said_label, shareable
from tsunagi.cases.rules import sheets
from tsunagi.directory.models import Service

#: As the first version of 相談受付・申込票 asks it: one that the second renames, two that it has no more, one that stays.
OLD = {
    "received_on": TODAY,
    "visitor": "見本 母",
    "visitor_telephone": "090-0000-7777",
    "most": "家賃のこと",
    "wishes": "静かに暮らす",
}
#: As the second does, with one that is new.
NEW = {"received_on": TODAY, "who_came": "見本 祖母", "wishes": "外に出る", "hurry": "today"}
SECOND = """
title = "相談受付・申込票(改訂)"
title_en = "Intake and application (revised)"
[[section]]
title = "受付"
title_en = "Reception"
[[section.field]]
code = "received_on"
label = "初回相談受付日"
label_en = "Day of the first contact"
kind = "date"
required = true
[[section.field]]
code = "who_came"
label = "同行者の氏名"
label_en = "Who came along"
kind = "text"
[[section.field]]
code = "wishes"
label = "ご希望"
label_en = "Wishes"
kind = "long"
whereabouts = true
[[section.field]]
code = "hurry"
label = "急ぐか"
label_en = "How urgent"
kind = "choice"
required = true
[section.field.options]
today = ["今日のうちに", "Today"]
later = ["あとでよい", "Later"]
"""


@pytest.fixture
def old(town: House, held: Case) -> Sheet:
    """A record in the first version."""
    return file_sheet(by=town.worker, case=held, form="intake", answers=OLD)


@pytest.fixture
def changed(old: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The second version comes after that."""
    for one in (resources.files("tsunagi.cases") / "sheets").iterdir():
        (tmp_path / one.name).write_bytes(one.read_bytes())
    (tmp_path / "intake.2.toml").write_text(SECOND, encoding="utf-8")
    monkeypatch.setattr(sheets, "HELD", tmp_path)
    sheets.versions.cache_clear()
    yield
    sheets.versions.cache_clear()


def test_an_old_record_is_read_corrected_and_printed_whole_beside_a_new_one(
    client: Client, town: House, held: Case, old: Sheet, changed: None
) -> None:
    client.force_login(town.worker)
    asked = page(client, "fill_sheet", held.pk, "intake")
    assert "急ぐか" in asked and "来談者の電話" not in asked
    post(client, "fill_sheet", held.pk, "intake", said=NEW)
    new = held.sheets.get(form_version=2)
    corrects = page(client, "correct_sheet", old.pk)
    assert all(text in corrects for text in ("来談者の電話", *list(OLD.values())[1:])) and "急ぐか" not in corrects
    post(client, "correct_sheet", old.pk, said={**OLD, "most": "家賃と借金"})
    corrected = old.corrected_by
    assert (corrected.form_version, corrected.answers) == (1, {**OLD, "most": "家賃と借金"})
    assert "相談受付・申込票(改訂)" in page(client, "case", held.pk)
    shown = page(client, "sheet", corrected.pk)
    english = client.get(f"/en{reverse('cases:sheet', args=[new.pk])}").content.decode()
    assert "来談者の電話" in shown and "090-0000-7777" in shown and "Who came along" in english and "Today" in english
    printed, _pages = text_of(
        client.post(reverse("cases:file", args=[held.pk]), {"parts": [corrected.pk, new.pk], "pdf": "1"}).content
    )
    for text in (
        "来談者の電話", "090-0000-7777", "一番お困りのこと", "家賃と借金", "見本母", "静かに暮らす",
        "同行者の氏名", "見本祖母", "外に出る", "今日のうちに",
    ):  # fmt: skip
        assert text in printed, text


def test_each_version_refuses_what_only_the_other_asks(
    client: Client, town: House, held: Case, old: Sheet, changed: None
) -> None:
    client.force_login(town.worker)
    refused(client, "fill_sheet", held.pk, "intake", said={**NEW, "hurry": ""}, words="急ぐか")
    with pytest.raises(Refused, match="この様式にない項目"):
        file_sheet(by=town.worker, case=held, form="intake", answers={**NEW, "visitor": "見本 母"})
    with pytest.raises(Refused, match="この様式にない項目"):
        file_sheet(by=town.worker, case=held, form="intake", answers=NEW, corrects=old)
    assert held.sheets.get() == old


def test_a_page_that_was_opened_before_the_form_changed_loses_nothing(
    client: Client, town: House, held: Case, changed: None
) -> None:
    client.force_login(town.worker)
    assert 'name="form_version" value="2"' in page(client, "fill_sheet", held.pk, "intake")
    post(client, "fill_sheet", held.pk, "intake", said={**OLD, "form_version": "1"})
    filed = held.sheets.order_by("filed_at").last()
    assert filed is not None and (filed.form_version, filed.answers) == (1, OLD)
    for unknown in ("3", "x", "-1"):
        refused(client, "fill_sheet", held.pk, "intake", said={**OLD, "form_version": unknown}, words="急ぐか")


def test_a_protective_measure_hides_what_any_version_takes_for_whereabouts(
    client: Client, town: House, held: Case, place: Service, old: Sheet, changed: None
) -> None:
    def offered() -> dict[str, Any]:
        return {one.code: one.value for one in shareable(Case.objects.get(pk=held.pk))}

    assert offered()["intake.visitor_telephone"] == "090-0000-7777" and "intake.wishes" in offered()
    shield(town.worker, held.person)
    kept = {code for code in offered() if code.startswith("intake.")}
    assert kept == {"intake.received_on", "intake.visitor", "intake.most"}
    client.force_login(town.worker)
    shown = page(client, "sheet", old.pk)
    assert "見本 母" in shown and "090-0000-7777" not in shown and "静かに暮らす" not in shown
    post(client, "correct_sheet", old.pk, said={"received_on": TODAY, "visitor": "見本 祖母"})
    corrected = old.corrected_by.answers
    assert {code: corrected[code] for code in ("visitor_telephone", "wishes")} == {
        code: OLD[code] for code in ("visitor_telephone", "wishes")
    }, "it is hidden, and not lost"


def test_what_was_handed_over_is_named_in_the_readers_language_as_it_was_asked_then(
    client: Client, town: House, npo: House, held: Case, place: Service, old: Sheet, changed: None
) -> None:
    def english(name: str, *place: Any) -> str:
        return client.get(f"/en{reverse(f'cases:{name}', args=place)}").content.decode()

    drafted = samples.drafted(town.worker, held, place, fields=["person.name", "intake.wishes", "intake.most"])
    client.force_login(town.worker)
    wishes = "In their own words, and what they wish for"
    asked = english("change_referral", drafted.pk)
    assert f"{wishes}: 静かに暮らす" in asked and "Name: 見本 𠮷子" in asked
    assert f"<dt>{wishes}</dt>" in english("referral", drafted.pk)
    sent = client.post(f"/en{reverse('cases:deed', args=[drafted.pk, 'send'])}", {"version": drafted.version})
    assert sent.status_code == 302
    shared = Referral.objects.get(pk=drafted.pk).shared
    assert [one["label"] for one in shared.values()] == ["氏名", "一番お困りのこと", "ご相談されたいこと、ご希望を具体的に"]
    client.force_login(npo.worker)
    shown, japanese = english("referral", drafted.pk), page(client, "referral", drafted.pk)
    for label, said, text in (
        ("Name", "氏名", "見本 𠮷子"), ("The greatest trouble", "一番お困りのこと", "家賃のこと"),
        (wishes, "ご相談されたいこと、ご希望を具体的に", "静かに暮らす"),
    ):  # fmt: skip
        assert f"<dt>{label}</dt><dd>{text}</dd>" in shown and f"<dt>{said}</dt><dd>{text}</dd>" in japanese
    client.force_login(town.worker)
    file = client.post(f"/en{reverse('cases:file', args=[held.pk])}", {"parts": "referrals"}).content.decode()
    assert "The greatest trouble: 家賃のこと" in file


def test_a_label_that_no_version_has_stays_as_it_was_kept() -> None:
    with override("en"):
        assert said_label("intake.wishes", "昔の呼び名") == said_label("gone.wishes", "昔の呼び名") == "昔の呼び名"
        assert said_label("person.kana", "ふりがな") == said_label("person.kana", "Reading") != "ふりがな"
