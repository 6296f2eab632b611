"""Where a shelter is, and when it is open, stands in nothing that leaves: no page, file, paper, mail or log."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.core import mail
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from tests.directory import hsds_samples, samples
from tsunagi.base.models import AuditRow
from tsunagi.directory.actions.asking import ask_bodies
from tsunagi.directory.actions.index import index_missing, index_services
from tsunagi.directory.models import KeptRecord, Location, Opening, SearchEntry, Service
from tsunagi.directory.queries.cards import cards
from tsunagi.directory.queries.filters import Filters, narrowed
from tsunagi.directory.queries.gif import write_gif
from tsunagi.directory.queries.hsds.bulk import write_json, write_package
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.queries.search import listed
from tsunagi.directory.views.embedding import write_page

TOKYO = ZoneInfo("Asia/Tokyo")
LANGUAGES = ("", "/en", "/ja-easy", "/vi")
API = "services organizations service_at_locations".split()


@pytest.fixture
def shelter(organisation: Callable[..., Any], settings: Any) -> Service:
    """A service at an open place and at a secret one, which another body keeps."""
    settings.SITE = "https://plan.example.jp"
    settings.SECOND_FACTOR = False
    made = hsds_samples.full_service()
    theirs = samples.provider("避難の会", kept_by=organisation("mhlw"))
    Location.objects.filter(is_confidential=True).update(provider=theirs)
    return made


def _pages(client: Client, key: str) -> dict[str, str]:
    addresses = [
        *("/supports/", f"/supports/{key}/", "/supports/map/", f"/supports/{key}/report/", "/embed/supports/"),
        *("/supports/?open=on", "/supports/map/?way=telephone", "/embed/supports/?area=131016"),
    ]
    wanted = [language + address for language in LANGUAGES for address in addresses]
    wanted += ["/sitemap.xml", "/sitemap-supports.xml", "/api/hsds/3.1/services?format=ndjson"]
    for version in ("3.0", "3.1"):
        wanted += [f"/api/hsds/{version}/{kind}{full}" for kind in API for full in ("", "?full=true")]
        wanted += [f"/api/hsds/{version}/services/{key}"]
    return {address: client.get(address).getvalue().decode() for address in wanted}


def _on_paper(client: Client, key: str) -> dict[str, str]:
    page = client.post("/take-along/", {"service": [key]}).content.decode()
    code = re.search(r'class="slip-code">([^<]+)<', page)
    assert code is not None
    at_the_counter = client.post("/code/", {"code": code[1]}).content.decode()
    pdf = client.post("/code/", {"code": code[1], "pdf": "1"}).content
    text = "".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(pdf))
    return {"slip": page, "counter": at_the_counter, "PDF": text}


def _in_files(folder: Path) -> dict[str, str]:
    (folder / "package").mkdir()
    write_package(folder / "package", Scope())
    write_json(folder / "all.json", Scope())
    write_gif(folder / "gif.json")
    write_page(folder / "embedded", Filters(), "ja")
    written = [one for one in folder.rglob("*") if one.is_file() and one.suffix != ".css"]
    return {one.name: one.read_text(encoding="utf-8") for one in written}


def _by_mail(client: Client, service: Service) -> dict[str, str]:
    report = {"what": "number", "right": "03-5253-2111", "sentence": "番号が変わりました", "mail": "shirase@example.jp"}
    assert client.post(f"/supports/{service.pk}/report/", report).status_code == 302
    Service.objects.filter(pk=service.pk).update(checked_on=date(2020, 1, 1))
    ask_bodies(day=date(2026, 11, 26))
    asked = "\n".join(f"{one.subject}{one.body}" for one in mail.outbox)
    [link] = re.findall(r"https://plan.example.jp(/still-right/\S+)", asked)
    return {"mails": asked, "still right": client.get(link).content.decode()}


def _to_other_staff(client: Client, service: Service, by: Any) -> dict[str, str]:
    client.force_login(by)
    pages = [f"/keep/service/{service.pk}/{page}" for page in ("", "history/")]
    pages += [f"/keep/cabinet-office/{page}" for page in ("", "check/", "reports/", "duplicates/")]
    return {page: client.get(page).content.decode() for page in pages}


@pytest.mark.parametrize("here", ["", "木 4:07-4:37"], ids=["hours of the place", "hours of the service there"])
def test_where_a_shelter_is_and_when_it_is_open_stands_in_nothing_that_leaves(
    client: Client,
    shelter: Service,
    member: Callable[..., Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    here: str,
) -> None:
    shelter.at_locations.filter(location__is_confidential=True).update(hours=here)
    index_services([shelter.pk])
    caplog.set_level(logging.DEBUG)
    said = _pages(client, str(shelter.pk)) | _on_paper(client, str(shelter.pk)) | _in_files(tmp_path)
    said |= _by_mail(client, shelter)
    for name, text in said.items():
        assert text.strip(), name
    telling = [name for name, text in said.items() if "見本の居場所" in text or "A sample place" in text]
    assert {"slip", "counter", "PDF", "all.json", "gif.json", "index.html", "services.csv", "mails"} <= set(telling)
    said |= _to_other_staff(client, shelter, member("editor"))
    said["index"] = "".join(KeptRecord.objects.values_list("text", flat=True))
    said["audit"] = json.dumps([[row.before, row.after] for row in AuditRow.objects.all()], ensure_ascii=False)
    said["log"] = caplog.text + "".join(capfd.readouterr())
    found = {name: [one for one in hsds_samples.SECRETS if one in text] for name, text in said.items()}
    assert {name: secrets for name, secrets in found.items() if secrets} == {}
    assert {said[f"{language}/supports/map/"].count('class="map-mark"') for language in LANGUAGES} == {1}


@pytest.mark.parametrize("here", ["", "木 4:07-4:37"], ids=["hours of the place", "hours of the service there"])
def test_asking_again_and_again_what_is_open_now_finds_no_hours_of_a_shelter(shelter: Service, here: str) -> None:
    places = shelter.at_locations.filter(location__is_confidential=True)
    places.update(hours=here)
    day = 26 if here else 25
    moment = datetime(2026, 11, day, 4, 20, tzinfo=TOKYO)

    def found() -> list[bool]:
        index_services([shelter.pk])
        filters = Filters(open_at=moment)
        [card] = cards([Service.objects.get(pk=shelter.pk)], language="ja", at=moment)
        told = [listed(filters=filters).services, narrowed(public_services(), filters)]
        return [*(shelter in one for one in told), card.is_open, card.opens_next == moment.replace(hour=9, minute=0)]

    assert found() == [False, False, False, True]
    assert not Opening.objects.filter(texts__contains="4:07").exists()
    Location.objects.update(is_confidential=False)
    assert found() == [True, True, True, False], "of an open place it is told"


def test_an_upgrade_takes_the_hours_of_shelters_out_of_the_index(shelter: Service) -> None:
    other = samples.service("ほかの支援", hours="月 9:00-10:00")
    Location.objects.filter(is_confidential=True).update(is_confidential=False)
    index_services([shelter.pk, other.pk])  # as an older version did of any place
    Location.objects.filter(name="ひみつ荘").update(is_confidential=True)
    assert Opening.objects.filter(texts__contains="4:07").exists()
    migration = import_module("tsunagi.directory.migrations.0014_hours_of_shelters")
    apps = MigrationExecutor(connection).loader.project_state().apps
    migration.forget(apps, connection.SchemaEditorClass(connection))
    assert set(SearchEntry.objects.values_list("service", flat=True)) == {other.pk}
    index_missing()
    assert set(SearchEntry.objects.values_list("service", flat=True)) == {other.pk, shelter.pk}
    assert not Opening.objects.filter(texts__contains="4:07").exists() and Opening.objects.count() == 2


def test_hours_of_the_service_itself_are_told_where_no_way_and_no_open_place_tells_them(
    client: Client, shelter: Service
) -> None:
    def facts() -> str:
        page = " ".join(client.get(f"/supports/{shelter.pk}/").content.decode().split())
        return page.partition('id="facts"')[2]

    assert "受付時間" not in facts(), "its telephone tells them"
    shelter.ways.all().delete()
    shelter.at_locations.filter(location__is_confidential=False).delete()
    told = facts()
    assert "<dt>受付時間</dt><dd>月曜〜金曜 9:00〜17:00" in told and "4:07" not in told
