"""Supports of another system are handed in, looked at and taken on the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Organisation
from tsunagi.directory.actions.hsds_import import accept_hsds_file, receive_hsds
from tsunagi.directory.models import HsdsFile, Service

pytestmark = pytest.mark.django_db

KEYS = [f"7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1b0{number}" for number in range(4)]


def _file(*names: str, **more: Any) -> bytes:
    run = {"id": KEYS[3], "name": "見本の団体", "description": "説明"}
    records = [
        {"id": key, "name": name, "status": "active", "organization": run, **more}
        for key, name in zip(KEYS, names, strict=False)
    ]
    return json.dumps(records, ensure_ascii=False).encode()


@pytest.fixture
def town(organisation: Callable[..., Any]) -> Organisation:
    made: Organisation = organisation("mihon", name="見本市")
    return made


@pytest.fixture
def editor(client: Client, town: Organisation, member: Callable[..., Any], settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    user = member("editor", at="mihon")
    client.force_login(user)
    return user


def test_a_file_is_handed_in_looked_at_and_taken_in_part_and_then_whole(
    client: Client, editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    upload = SimpleUploadedFile("theirs.json", _file("一の窓口", "二の窓口", ""), "application/json")
    with django_capture_on_commit_callbacks(execute=True):
        job = client.post("/keep/mihon/hsds/", {"file": upload})["Location"]
    shown = client.get(job, follow=True).content.decode()
    assert "一の窓口" in shown and "2件をすべて採用" in shown and "nameとstatusが要ります" in shown
    assert not Service.objects.exists()
    file = HsdsFile.objects.get()
    address = reverse("directory:hsds_file", args=[file.pk])
    assert "theirs.json" in client.get("/keep/mihon/hsds/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"take": [KEYS[1]]})
    assert [one.name for one in Service.objects.all()] == ["二の窓口"]
    assert "1件をすべて採用" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"all": "1"})
    assert {one.name for one in Service.objects.all()} == {"一の窓口", "二の窓口"}
    assert not Service.objects.filter(is_public=True).exists()
    assert "すべて採用" not in client.get(address).content.decode()
    assert AuditRow.objects.filter(action="directory.accept_hsds", by=editor).count() == 2


@pytest.mark.parametrize("taken", [{}, {"take": "x"}, {"take": ""}])
def test_nothing_chosen_is_said(client: Client, editor: Any, town: Organisation, taken: dict[str, str]) -> None:
    file = receive_hsds(by=editor, organisation=town, name="a.json", content=_file("一の窓口"))
    answer = client.post(reverse("directory:hsds_file", args=[file.pk]), taken)
    assert answer.status_code == 403 and "一つ以上選んで" in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"PK\x03\x04", b"\xff"])
def test_what_is_no_hsds_is_refused_in_a_sentence_and_not_kept(editor: Any, town: Organisation, content: bytes) -> None:
    with pytest.raises(Refused, match=r"HSDS|ZIP|CSV"):
        receive_hsds(by=editor, organisation=town, name="a.json", content=content)
    assert not HsdsFile.objects.exists()


def test_the_same_file_again_is_the_same_file_compared_anew(editor: Any, town: Organisation) -> None:
    first = receive_hsds(by=editor, organisation=town, name="a.json", content=_file("一の窓口"))
    assert accept_hsds_file(by=editor, file=first) == 1
    again = receive_hsds(by=editor, organisation=town, name="b.json", content=_file("一の窓口"))
    assert again.pk == first.pk and [one[0] for one in again.changes] == ["unchanged"]
    other = receive_hsds(by=editor, organisation=town, name="c.json", content=_file("一の窓口", description="変えた"))
    assert other.changes == [["changed", KEYS[0], "一の窓口", ["description"]]]


@pytest.mark.parametrize("page", ["/keep/mihon/hsds/", "/keep/mihon/lists/"])
def test_who_handed_in_what_is_none_gets_back_to_where_another_is_chosen(
    client: Client, editor: Any, django_capture_on_commit_callbacks: Any, page: str
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = client.post(page, {"file": SimpleUploadedFile("none.csv", b"{")})["Location"]
    said = client.get(job, follow=True).content.decode()
    assert 'role="alert"' in said and f'<a href="{page}">' in said


def test_what_could_not_be_used_of_what_was_taken_is_told(client: Client, editor: Any, town: Organisation) -> None:
    phones = [{"id": "p", "number": "12"}]
    file = receive_hsds(by=editor, organisation=town, name="a.json", content=_file("一の窓口", phones=phones))
    assert accept_hsds_file(by=editor, file=file) == 1
    said = client.get(reverse("directory:hsds_file", args=[file.pk])).content.decode()
    assert "電話番号「12」は元のまま預かり、窓口には示しません。" in said


def test_only_keepers_hand_in_and_take(editor: Any, town: Organisation, member: Callable[..., Any]) -> None:
    file = receive_hsds(by=editor, organisation=town, name="a.json", content=_file("一の窓口"))
    for by in (member("viewer", at="mihon"), member("editor", at="mhlw")):
        with pytest.raises(Refused, match="権限"):
            receive_hsds(by=by, organisation=town, name="b.json", content=_file("二の窓口"))
        with pytest.raises(Refused, match="権限"):
            accept_hsds_file(by=by, file=file)
    assert not Service.objects.exists()
