"""HSDS from elsewhere: what a file would change, taken in on acceptance, and handed on as it came."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.directory import hsds_samples
from tests.shared import shared_path
from tsunagi.base.models import AuditRow, Organisation
from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.actions.hsds_import import accept_hsds
from tsunagi.directory.models import Location, Service, Way
from tsunagi.directory.queries.hsds import trees
from tsunagi.directory.queries.hsds.proposal import Proposal, propose
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.queries.search import search
from tsunagi.directory.rules.hsds.files import read_file

EXAMPLES = ("hsds/3.0/examples", "hsds/3.1-dev/examples")


@pytest.fixture
def keeper(organisation: Any) -> Organisation:
    """The body that takes records in."""
    made: Organisation = organisation("sample-keeper", name="見本の会")
    return made


def _take(keeper: Organisation, content: bytes, name: str = "file.json") -> Proposal:
    proposal = propose(keeper, read_file(name, content, whose=keeper.slug))
    accept_hsds(by=None, proposal=proposal)
    return proposal


def _sample(**more: Any) -> dict[str, Any]:
    return {
        "id": "7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a01",
        "name": "見本の食堂",
        "status": "active",
        "organization": {"id": "7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a02", "name": "見本の団体", "description": "説明"},
        "phones": [{"id": "7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a03", "number": "03-5253-2111"}],
        **more,
    }


def _json(*records: dict[str, Any]) -> bytes:
    return json.dumps(list(records), ensure_ascii=False).encode()


def _plain(said: Any) -> Any:
    """As data: lists have no order, and what is added to each record (docs/reference/hsds.md) is left out."""
    if isinstance(said, list):
        return sorted((_plain(one) for one in said), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(said, dict):
        return {
            name: _plain(value)
            for name, value in said.items()
            if not name.startswith("tsunagi_") and name not in ("last_modified", "organization_id")
        }
    return said


@pytest.mark.parametrize("folder", EXAMPLES)
def test_the_official_service_goes_out_as_it_came(keeper: Organisation, folder: str) -> None:
    content = shared_path(f"{folder}/service_full.json").read_bytes()
    proposal = _take(keeper, content)
    assert proposal.counts() == {"new": 1}
    came = json.loads(content)
    places = came["organization"].pop("locations")
    scope = Scope("3.0" if "3.0" in folder else "3.1", keeper)
    [said] = trees.full_services(Service.objects.filter(kept_by=keeper), scope)
    assert _plain(said) == _plain(came)
    [organization] = trees.full_organizations([Service.objects.get(kept_by=keeper).provider], scope)
    assert _plain(organization["locations"]) == _plain(places)


@pytest.mark.parametrize("folder", EXAMPLES)
@pytest.mark.parametrize("name", ["organization_full", "service_at_location_full"])
def test_the_other_official_records_go_out_as_they_came(keeper: Organisation, folder: str, name: str) -> None:
    content = shared_path(f"{folder}/{name}.json").read_bytes()
    _take(keeper, content)
    came = json.loads(content)
    scope = Scope("3.0" if "3.0" in folder else "3.1", keeper)
    service = Service.objects.get(kept_by=keeper)
    if name == "organization_full":
        [said] = trees.full_organizations([service.provider], scope, full_service=True)
        for one in came["services"]:
            one.pop("organization", None)
    else:
        [said] = trees.full_at_locations(service.at_locations.all(), scope)
        came["service"]["organization"] = {
            field: value for field, value in came["service"]["organization"].items() if not isinstance(value, list)
        }
        came["service"].pop("service_at_locations", None)
        said = {field: value for field, value in said.items() if field not in ("service_id", "location_id")}
    assert _plain(said) == _plain(came)


def test_a_proposal_writes_nothing(keeper: Organisation) -> None:
    proposal = propose(keeper, read_file("file.json", _json(_sample()), whose="x"))
    assert [(one.kind, one.name) for one in proposal.changes] == [("new", "見本の食堂")]
    assert not Service.objects.filter(kept_by=keeper).exists()


def test_what_came_in_is_kept_but_not_public(keeper: Organisation, client: Client) -> None:
    _take(keeper, _json(_sample(contacts=[{"id": "c", "name": "見本の人"}])))
    [service] = Service.objects.filter(kept_by=keeper)
    assert not service.is_public
    assert not service.confirmed
    assert not service.contacts.get().is_public
    assert search("食堂").total == 0
    assert client.get(f"/api/hsds/3.1/services/{service.pk}").status_code == 404
    row = AuditRow.objects.order_by("-place")[0]
    assert (row.action, row.organisation, row.after["new"]) == ("directory.accept_hsds", keeper, 1)


def test_who_changed_a_record_elsewhere_is_not_told_to_the_public(keeper: Organisation, client: Client) -> None:
    _take(keeper, shared_path("hsds/3.1-dev/examples/service_full.json").read_bytes())
    service = Service.objects.get(kept_by=keeper)
    Service.objects.filter(pk=service.pk).update(is_public=True)
    [inside] = trees.full_services([service], Scope(keeper=keeper))
    assert inside["metadata"][0]["updated_by"] == "Ann Persona"
    said = client.get(f"/api/hsds/3.1/services/{service.pk}").content.decode()
    said += client.get(f"/api/hsds/3.1/organizations/{service.provider_id}?full_service=true").content.decode()
    assert "Community Counselling" in said
    assert "Ann Persona" not in said


def test_again_it_is_unchanged_then_changed_then_gone(keeper: Organisation) -> None:
    _take(keeper, _json(_sample()))
    assert _take(keeper, _json(_sample())).counts() == {"unchanged": 1}
    changed = _take(keeper, _json(_sample(name="見本の食堂改", alert="休みます")))
    assert [(one.kind, one.fields) for one in changed.changes] == [("changed", ("alert", "name"))]
    other = _take(keeper, _json(_sample(id="7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a09", name="別の食堂")))
    assert other.counts() == {"new": 1, "gone": 1}
    assert Service.objects.filter(name="見本の食堂改").exists()


def test_what_was_confirmed_here_stays_while_the_number_does(keeper: Organisation) -> None:
    _take(keeper, _json(_sample()))
    Service.objects.filter(kept_by=keeper).update(is_public=True)
    told = {"source": "https://example.jp/", "checked_on": "2026-11-01", "confirmed": True, "is_crisis": True}
    Way.objects.filter(service__kept_by=keeper).update(**told)
    _take(keeper, _json(_sample(alert="休みます")))
    assert Way.objects.get(service__kept_by=keeper).is_crisis
    assert Service.objects.get(kept_by=keeper).is_public
    phone = {"id": "7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a03", "number": "03-5253-2119"}
    _take(keeper, _json(_sample(phones=[phone])))
    way = Way.objects.get(service__kept_by=keeper)
    assert (way.number, way.is_crisis, way.confirmed) == ("0352532119", False, False)


def test_nobody_says_of_himself_that_he_is_a_crisis_line(keeper: Organisation) -> None:
    own = {"crisis": True, "confirmed": True, "source": "https://example.jp/", "hours": "毎日 24時間", "relay": "yes"}
    phone = {"id": "p", "number": "0120-279-338", "tsunagi_way": own}
    way = {"id": "w", "kind": "chat", "address": "https://example.jp/chat", "crisis": True, "languages": ["en"]}
    _take(keeper, _json(_sample(phones=[phone], tsunagi_ways=[way])))
    found = Way.objects.filter(service__kept_by=keeper).order_by("order")
    assert [(one.kind, one.is_crisis, one.confirmed) for one in found] == [
        ("telephone", False, False),
        ("chat", False, False),
    ]
    assert (found[0].hours, found[0].relay) == ("毎日 24時間", "yes")


def test_a_place_that_is_secret_here_stays_so(keeper: Organisation) -> None:
    place = {"id": "7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a0b", "location_type": "physical", "name": "ひみつ荘"}
    _take(keeper, _json(_sample(service_at_locations=[{"id": "s", "location": place}])))
    Location.objects.update(is_confidential=True)
    _take(
        keeper, _json(_sample(alert="a", service_at_locations=[{"id": "s", "location": {**place, "name": "別の名"}}]))
    )
    assert Location.objects.get().is_confidential
    assert Location.objects.get().name == "ひみつ荘"
    [said] = trees.full_services(Service.objects.filter(kept_by=keeper), Scope(keeper=keeper))
    assert "ひみつ荘" not in json.dumps(said, ensure_ascii=False)
    secret = {"id": "7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a0c", "location_type": "physical", "tsunagi_confidential": True}
    _take(keeper, _json(_sample(alert="b", service_at_locations=[{"id": "t", "location": {**secret, "name": "X"}}])))
    assert Location.objects.get(pk=secret["id"]).name == ""


def test_records_of_another_body_are_not_touched(keeper: Organisation, db: None) -> None:
    theirs = hsds_samples.full_service()
    proposal = _take(keeper, _json(_sample(id=str(theirs.pk))))
    assert proposal.counts() == {"refused": 1}
    organization = {"id": str(theirs.provider_id), "name": "x", "description": "x"}
    assert _take(keeper, _json(_sample(organization=organization))).counts() == {"refused": 1}
    assert _take(keeper, _json(organization)).faults.found[0][1].startswith("取り込みません。")
    place = {"id": str(Location.objects.get(name="見本会館").pk), "location_type": "physical", "name": "x"}
    _take(keeper, _json(_sample(service_at_locations=[{"id": "s", "location": place}])))
    theirs.provider.refresh_from_db()
    assert theirs.provider.name == "見本の居場所の会"
    assert Location.objects.filter(name="見本会館").exists()
    assert not Service.objects.get(kept_by=keeper).at_locations.exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"url": "javascript:alert(1)"}, "urlは取り込みません。"),
        ({"organization": {"id": "o", "name": "x", "logo": "javascript:alert(1)"}}, "logoは取り込みません。"),
        ({"email": "nobody"}, "emailは取り込みません。"),
        ({"name": "あ" * 100_000}, "nameは取り込みません。"),
        ({"name": "あ" * 301}, "取り込みません。nameが300文字より長いです。"),
        ({"status": "open"}, "statusは取り込みません。"),
        ({"colour": "red"}, "serviceの「colour」はHSDSにない項目なので、取り込みません。"),
        ({"phones": "03-5253-2111"}, "phonesは取り込みません。並びで書いてください。"),
        ({"phones": [{"id": "p", "number": "12"}]}, "電話番号「12」は元のまま預かり、窓口には示しません。"),
        ({"phones": [7]}, "phoneは、名前と値の組で書いてください。"),
        ({"languages": [{"code": "ja"}]}, "languageは取り込みません。idがありません。"),
        ({"minimum_age": "six"}, "minimum_ageは取り込みません。数で書いてください。"),
        ({"minimum_age": 20, "maximum_age": 10}, "minimum_ageがmaximum_ageより大きい"),
        ({"minimum_age": -1}, "minimum_age: 0から32767までの整数ではない"),
        ({"assured_date": "2026-13-01"}, "assured_date: 日付として読めない"),
        (
            {"schedules": [{"id": "s", "freq": "WEEKLY", "byday": "XX", "opens_at": "9:00", "closes_at": "1:00"}]},
            "schedulesは元のまま",
        ),
        ({"cost_options": [{"id": "c", "amount": -5}]}, "amount: 金額として扱えない"),
        ({"organization": None}, "取り込みません。organizationとそのnameがありません。"),
    ],
)
def test_what_cannot_be_taken_is_told(keeper: Organisation, more: dict[str, Any], sentence: str) -> None:
    proposal = _take(keeper, _json(_sample(**more)))
    assert [said for _where, said in proposal.faults.found if said.startswith(sentence)], proposal.faults.found
    said = json.dumps(trees.full_services(Service.objects.filter(kept_by=keeper), Scope(keeper=keeper)))
    assert "javascript" not in said


def test_a_point_finer_than_needed_is_used_and_handed_on_as_it_came(keeper: Organisation) -> None:
    point = {"latitude": 51.50735091234, "longitude": -0.12775830001}
    place = {"id": "7b9c2f3e-2c3b-4a0d-8f0e-0d8f3d3c1a0b", "location_type": "physical", **point}
    proposal = _take(keeper, _json(_sample(service_at_locations=[{"id": "s", "location": place}])))
    assert proposal.faults.found == []
    held = Location.objects.get()
    assert (str(held.latitude), str(held.longitude)) == ("51.507351", "-0.127758")
    [said] = trees.full_services(Service.objects.filter(kept_by=keeper), Scope(keeper=keeper))
    gone_out = said["service_at_locations"][0]["location"]
    assert {name: gone_out[name] for name in point} == point


def test_a_measure_that_cannot_be_is_told(keeper: Organisation) -> None:
    good = {"plan": "national", "fiscal_year": 2024, "number": 7}
    wrong = [{**good, "number": "7"}, {**good, "plan": "../x"}, {**good, "number": 0}, {"plan": "national"}, 7]
    proposal = _take(keeper, _json(_sample(tsunagi_measures=[good, *wrong, good])))
    assert [said.split("。")[0] for _where, said in proposal.faults.found] == ["tsunagi_measuresは取り込みません"]
    service = Service.objects.get(kept_by=keeper)
    assert [str(one) for one in service.measures.all()] == ["national 2024 7"]
    _take(keeper, _json(_sample(alert="休みます")))
    assert service.measures.count() == 1, "a file that says nothing of measures takes none away"


def _package(code: str, name: str) -> dict[str, bytes]:
    files = {
        "organizations.csv": "id,name,description\no1,見本の団体,説明\n",
        "services.csv": f"id,organization_id,name,status,alert\ns1,o1,見本の食堂,active,{name}\n",
    }
    return {file: text.encode(code) for file, text in files.items()}


def _zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp932"])
@given(
    words=st.text(st.sampled_from("髙﨑①〜ソ表予ｱあ亜漢字纊鷗"), min_size=1),
    torn=st.sampled_from((b"", b"\xff", b"\xa0", b"\xf0\x40", b"\x80")),
)
def test_a_letter_comes_in_or_is_told(code: str, words: str, torn: bytes) -> None:
    """Whatever a package is written in; torn: bytes that are no letter, or one that no other machine knows."""
    words = words.encode(code, errors="ignore").decode(code)
    files = _package(code, f"[{words}]")
    if torn:
        place = files["services.csv"].index(b"[") + 1
        files["services.csv"] = files["services.csv"][:place] + torn + files["services.csv"][place:]
    found = read_file("package.zip", _zipped(files), whose="x")
    [service] = found.services
    assert service["name"] == "見本の食堂"
    if torn:
        assert "alert" not in service
        assert [said for _where, said in found.faults.found] == ["alertは取り込みません。壊れた文字か外字があります。ふつうの文字で入れ直してください。"]
    else:
        assert (service["alert"], found.faults.found) == (f"[{words}]", [])


def test_a_record_that_says_nothing_is_told_and_the_rest_is_taken(keeper: Organisation) -> None:
    proposal = _take(keeper, _json(_sample(), {"id": "x"}))
    assert proposal.counts() == {"new": 1}
    assert [where for where, said in proposal.faults.found if said.startswith("取り込みません。団体")] == ["file.json 2件目"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.json", b"{"),
        ("x.json", b"7"),
        ("x.json", b"[]"),
        ("x.json", b'{"contents": []}'),
        ("x.json", b"[" * 100_000),
        ("x.zip", b"PK\x03\x04broken"),
        ("x.json", b'{"services.csv": []}'),
        ("x.json", "あ".encode("cp932")),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(name: str, content: bytes) -> None:
    with pytest.raises(Wrong) as wrong:
        found = read_file(name, content, whose="x")
        raise Wrong(found.faults.found[0][1])
    assert str(wrong.value).endswith("。")


def test_lines_of_a_package_are_named(keeper: Organisation) -> None:
    files = {
        "organizations.csv": "id,name,description\no1,見本の団体,説明\n,名無し,説明\n",
        "services.csv": "id,organization_id,name,status\ns1,o1,見本の食堂,active\ns1,o1,二度目,active\ns2,o9,迷子,active\n",
        "phones.csv": "id,service_id,number\np1,s1,03-5253-2111\np2,s7,03-5253-2112\n",
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, text in files.items():
            package.writestr(f"folder/{name}", text.encode("cp932"))
    proposal = _take(keeper, held.getvalue(), "package.zip")
    assert proposal.counts() == {"new": 1, "refused": 1}
    told = dict(proposal.faults.found)
    assert told["organizations.csv 3行目"].startswith("idがない")
    assert told["services.csv 3行目"].startswith("idがない")
    assert told["services.csv 4行目"].startswith("organization_idが指す")
    assert told["phones.csv 3行目"].startswith("どの記録にも属していない")
    assert Way.objects.get(service__kept_by=keeper).number == "0352532111"


MOCKS = ("Default/service_full", "Default/service_list", "Default/service_at_location_full", "Test/service_full")


@pytest.mark.parametrize(
    "mock", [*MOCKS, "Test/service_list", "Warn/service_full", "Fail/service_full", "Fail/service_list"]
)
def test_open_referral_uk_is_read(keeper: Organisation, mock: str) -> None:
    content = shared_path(f"hsds/oruk-3.0/Mocks/V3.0-UK-{mock}.json").read_bytes()
    proposal = _take(keeper, content)
    said = json.loads(content)
    count = len(said["contents"]) if "contents" in said else 1
    assert sum(proposal.counts().values()) <= count
    for one in trees.full_services(Service.objects.filter(kept_by=keeper), Scope("3.0", keeper)):
        hsds_samples.check("3.0", "service", one)


def test_the_tabular_example_is_read(keeper: Organisation) -> None:
    content = shared_path("hsds/3.0/examples/tabular.json").read_bytes()
    proposal = _take(keeper, content, "tabular.json")
    assert proposal.counts() == {"new": 1}
    assert ("metadata.csv 1行目", "どの記録にも属していないので、取り込みません。") in proposal.faults.found
    service = Service.objects.get(kept_by=keeper)
    assert service.cost_options.get().amount == 35
    assert service.at_locations.get().location.addresses.get().city == "MyCity"
