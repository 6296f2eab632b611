"""Where a shelter is stands in nothing that leaves: no page, file, paper, mail or log."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core import mail
from django.test import Client

from tests.directory import hsds_samples, samples
from tsunagi.base.models import AuditRow
from tsunagi.directory.actions.asking import ask_bodies
from tsunagi.directory.models import KeptRecord, Location, Service
from tsunagi.directory.queries.filters import Filters
from tsunagi.directory.queries.gif import write_gif
from tsunagi.directory.queries.hsds.bulk import write_json, write_package
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.views.embedding import write_page

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


def test_where_a_shelter_is_stands_in_nothing_that_leaves(
    client: Client,
    shelter: Service,
    member: Callable[..., Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
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
