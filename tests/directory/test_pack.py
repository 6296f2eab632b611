"""The format of the national pack, and the pack itself: every record is whole, and says where its facts were read."""

from __future__ import annotations

from importlib import import_module, resources
from pathlib import Path

import pytest

from tsunagi.directory.rules.hours import read_hours
from tsunagi.directory.rules.pack import FaultyPack, Pack, read_pack
from tsunagi.directory.rules.phones import read_number
from tsunagi.register.actions.facts import facts

PACK = read_pack(resources.files("tsunagi.directory") / "pack")
SEED = import_module("tsunagi.register.migrations.0003_ministries_and_groups")
SECTIONS = sorted({one["section"] for one in facts()})

RECORD = """
[[provider]]
slug = "a-town"
name = "ある町"
name_en = "A town"

[[service]]
slug = "a-line"
provider = "a-town"
measures = [7]
audience = ["person"]
needs = ["loneliness"]
groups = ["everyone"]
name = "ある電話"
kana = "あるでんわ"
name_easy = "ある でんわ"
name_en = "A line"
summary = "話を聞きます。"
summary_easy = "はなしを ききます。"
summary_en = "Listens."
for_whom = "だれでも。"
for_whom_easy = "だれでも。"
for_whom_en = "Everybody."
says = ["さみしい"]
says_en = ["lonely"]
areas = ["00"]
source = "https://example.jp/"
checked = 2026-11-26
confirmed = true

[[service.way]]
kind = "telephone"
number = "0120-000-000"
hours = ["毎日 24時間"]
crisis = true
source = "https://example.jp/"
checked = 2026-11-26
confirmed = true
"""


def _read(folder: Path, text: str) -> Pack:
    (folder / "one.toml").write_text(text, encoding="utf-8")
    return read_pack(folder)


def test_a_record_is_read_as_it_is_written(tmp_path: Path) -> None:
    pack = _read(tmp_path, RECORD)
    (service,) = pack.services
    (way,) = service.ways
    assert [one.slug for one in pack.providers] == ["a-town"]
    assert (service.slug, service.measures, service.anonymous) == ("a-line", (7,), "unknown")
    assert (way.number, way.hours, way.crisis, way.relay) == ("0120-000-000", ("毎日 24時間",), True, "unknown")


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ("areas", "area", "「area」という項目はありません"),
        ('name = "ある電話"', "", "「name」がありません"),
        ('needs = ["loneliness"]', 'needs = "loneliness"', "「needs」の値が正しい形ではありません"),
        ("checked = 2026-11-26", 'checked = "2026-11-26"', "「checked」の値が正しい形ではありません"),
        ('"loneliness"', '"sadness"', "needs に「sadness」という符号はありません"),
        ('"person"', '"martian"', "audience に「martian」という符号はありません"),
        ('kind = "telephone"', 'kind = "smoke"', "kind に「smoke」という符号はありません"),
        ('areas = ["00"]', 'areas = ["48"]', "「48」は地域の番号ではありません"),
        ('says = ["さみしい"]', "says = []", "「says」が空です"),
        ("measures = [7]", "measures = [7, 7]", "「measures」に同じものが二度あります"),
        ('slug = "a-line"', 'slug = "A line"', "slug「A line」は半角の小文字"),
        ('source = "https://example.jp/"', 'source = "my memory"', "「my memory」は出典ではありません"),
        ('number = "0120-000-000"', "", "番号がありません"),
        ('kind = "telephone"', 'kind = "web"', "アドレスがありません"),
        ('number = "0120-000-000"', 'number = "1"\naddress = "javascript:x"', "はページのアドレスではありません"),
        ("confirmed = true", "confirmed = false", "確かめていない窓口を緊急の窓口にはできません"),
        ('slug = "a-line"', "slug = ", "TOML として読めません"),
    ],
)
def test_a_fault_is_told_with_file_and_reason(tmp_path: Path, written: str, instead: str, sentence: str) -> None:
    assert written in RECORD
    with pytest.raises(FaultyPack, match=r"one\.toml") as told:
        _read(tmp_path, RECORD.replace(written, instead))
    assert any(sentence in complaint for complaint in told.value.complaints), told.value.complaints


def test_ages_are_read_and_must_be_in_order(tmp_path: Path) -> None:
    of_an_age = RECORD.replace('for_whom_en = "Everybody."', 'for_whom_en = "Young people."\nminimum_age = 15')
    (service,) = _read(tmp_path, of_an_age).services
    assert (service.minimum_age, service.maximum_age) == (15, None)
    with pytest.raises(FaultyPack, match="minimum_age is above maximum_age"):
        _read(tmp_path, of_an_age.replace("minimum_age = 15", "minimum_age = 15\nmaximum_age = 14"))
    with pytest.raises(FaultyPack, match="minimum_age has a value of the wrong form"):
        _read(tmp_path, of_an_age.replace("minimum_age = 15", "minimum_age = -1"))


def test_ages_of_the_pack_are_those_that_it_tells_in_words() -> None:
    """A number that stands in no sentence for people would have been made up."""
    with_ages = [one for one in PACK.services if (one.minimum_age, one.maximum_age) != (None, None)]
    assert with_ages
    for one in with_ages:
        for age in (one.minimum_age, one.maximum_age):
            assert age is None or str(age) in one.for_whom_en, one.slug


def test_a_number_without_its_source_is_refused(tmp_path: Path) -> None:
    start, way = RECORD.split("[[service.way]]")
    bare = way.replace('source = "https://example.jp/"', "").replace("crisis = true", "")
    with pytest.raises(FaultyPack, match="番号「0120-000-000」に出典と確かめた日がありません"):
        _read(tmp_path, f"{start}[[service.way]]{bare}")


def test_two_records_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyPack, match="slug「a-line」が二度あります"):
        _read(tmp_path, RECORD + RECORD[RECORD.index("[[service]]") :])


def test_a_record_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyPack, match="行き先がありません"):
        _read(tmp_path, RECORD.split("[[service.way]]")[0])


def test_every_record_is_run_by_a_body_that_is_known() -> None:
    known = {slug for _, _, slug in SEED.MINISTRIES} | {one.slug for one in PACK.providers}
    assert {one.provider for one in PACK.services} <= known


def test_every_record_is_for_groups_and_measures_that_the_register_has() -> None:
    groups, numbers = {code for code, _, _ in SEED.GROUPS}, {one["number"] for one in facts()}
    for one in PACK.services:
        assert set(one.groups) <= groups, one.slug
        assert set(one.measures) <= numbers, one.slug


#: The numbers that may stand on a danger page, written a second time by hand: one wrong digit can cost a life.
CRISIS = {
    "police-110": ["110"],
    "fire-119": ["119"],
    "coast-guard-118": ["118"],
    "yorisoi-hotline": ["0120-279-338", "0120-279-226"],
    "inochi-sos": ["0120-061-338"],
    "inochi-no-denwa": ["0120-783-556"],
    "child-sos-24h": ["0120-0-78310"],
    "childline": ["0120-99-7777"],
    "child-abuse-189": ["189"],
    "dv-soudan-plus": ["0120-279-889"],
    "dv-navi-8008": ["#8008"],
    "sexual-violence-8891": ["#8891"],
    "police-sexual-crime-8103": ["#8103"],
}


def test_no_digit_of_a_crisis_line_changes_unnoticed() -> None:
    held = {one.slug: [way.number for way in one.ways if way.crisis and way.number] for one in PACK.services}
    assert {slug: numbers for slug, numbers in held.items() if numbers} == CRISIS


def test_every_number_can_be_dialled_and_costs_what_it_says() -> None:
    for one in PACK.services:
        for way in one.ways:
            if way.number:
                told = read_number(way.number).cost
                assert way.kind != "telephone" or told in ("unknown", way.cost), (one.slug, way.number)


def test_all_hours_can_be_read() -> None:
    for one in PACK.services:
        for way in one.ways:
            assert not way.hours or read_hours("; ".join(way.hours)), one.slug


@pytest.mark.parametrize("section", SECTIONS)
def test_every_measure_of_a_section_leads_somewhere(section: str) -> None:
    led = {number for one in PACK.services for number in one.measures}
    assert not [one["number"] for one in facts() if one["section"] == section and one["number"] not in led]
