"""Supports on other pages: search engines' data, the sitemap, frames of other sites, plain files, the map."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.directory import samples
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.models import Address, Location, Service, ServiceAtLocation, Way
from tsunagi.directory.queries.filters import Filters
from tsunagi.directory.rules.maps import MARGIN, drawn
from tsunagi.directory.views.embedding import write_page
from tsunagi.directory.views.sitemap import SupportsSitemap

pytestmark = pytest.mark.django_db


def _at(name: str, north: float, east: float, **more: Any) -> Service:
    made = samples.service(name)
    place = Location.objects.create(
        name=f"{name}の部屋", latitude=north, longitude=east, hours="月-金 9:00-17:00", **more
    )
    Address.objects.create(location=place, prefecture="東京都", city="千代田区", address_1=f"{name}町1")
    ServiceAtLocation.objects.create(service=made, location=place)
    index_services([made.pk])
    return made


def _data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_search_engines_read_number_hours_and_place(client: Client) -> None:
    made = _at("見本の窓口", 35.69, 139.75)
    Way.objects.create(service=made, kind="telephone", number="0120279338", hours="毎日 24時間")
    said = _data(client.get(reverse("directory:service", args=[made.pk])).content.decode())
    assert (said["@type"], said["name"]) == ("Service", "見本の窓口")
    assert said["areaServed"] == [{"@type": "Country", "name": "日本"}]
    phone, place = said["availableChannel"]
    assert phone["servicePhone"]["telephone"] == "0120-279-338"
    assert phone["servicePhone"]["hoursAvailable"][0]["opens"] == "00:00"
    assert place["serviceLocation"]["geo"] == {"@type": "GeoCoordinates", "latitude": 35.69, "longitude": 139.75}
    assert place["serviceLocation"]["openingHoursSpecification"]


def test_nothing_in_a_record_ends_the_block_of_data(client: Client) -> None:
    made = samples.service("</script><script>alert(1)</script>", summary="<!-- & 'x'")
    page = client.get(reverse("directory:service", args=[made.pk])).content.decode()
    assert "<script>alert" not in page
    assert _data(page)["name"] == "</script><script>alert(1)</script>"


def test_a_draft_has_no_data_for_search_engines(client: Client, member: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("editor"))
    made = samples.service("下書きの窓口", is_public=False)
    assert "ld+json" not in client.get(reverse("directory:service", args=[made.pk])).content.decode()


def test_where_a_shelter_is_stands_in_none_of_them(client: Client, tmp_path: Path) -> None:
    made = _at("避難の支援", 35.123456, 139.654321, is_confidential=True)
    pages = [
        client.get(address).content.decode()
        for address in (
            reverse("directory:service", args=[made.pk]),
            "/supports/map/",
            "/embed/supports/",
            "/sitemap-supports.xml",
        )
    ]
    write_page(tmp_path, Filters(), "ja")
    for said in (*pages, (tmp_path / "index.html").read_text(encoding="utf-8")):
        for secret in ("35.123", "139.654", "の部屋", "避難の支援町1"):
            assert secret not in said
    # A point on the map would tell it too, without a figure; also where the service has an open place beside it.
    assert 'class="map-mark"' not in pages[1]
    office = Location.objects.create(name="受付", latitude=35.7, longitude=139.8)
    ServiceAtLocation.objects.create(service=made, location=office)
    assert client.get("/supports/map/").content.decode().count('class="map-mark"') == 1


def test_the_sitemap_leads_to_public_supports_only(client: Client) -> None:
    shown, draft = samples.service("公開の窓口"), samples.service("下書きの窓口", is_public=False)
    index = client.get("/sitemap.xml")
    assert index.status_code == 200 and "/sitemap-supports.xml" in index.content.decode()
    said = client.get("/sitemap-supports.xml").content.decode()
    assert f"/supports/{shown.pk}/" in said and f"/en/supports/{shown.pk}/" in said and str(draft.pk) not in said
    assert client.get("/sitemap-x.xml").status_code == 404


def test_the_sitemap_is_cut_into_files_and_reads_no_more_than_a_file_holds(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(SupportsSitemap, "limit", 17)  # a support's pages in twelve languages are cut apart
    made = [samples.service(f"窓口{number}") for number in range(4)]
    with django_assert_num_queries(2):
        index = client.get("/sitemap.xml").content.decode()
    files = re.findall(r"<loc>http://[^/]+(/sitemap-supports.xml[^<]*)</loc>", index)
    assert len(files) == 3 and "<lastmod>" in index
    found: list[str] = []
    for file in files:
        with django_assert_num_queries(2):
            found += re.findall(r"<loc>http://[^/]+(/[^<]*)</loc>", client.get(file).content.decode())
    assert len(found) == len(set(found)) == 4 * len(settings.LANGUAGES)
    assert {address for address in found if "/en/" in address} == {f"/en/supports/{one.pk}/" for one in made}


def test_a_page_for_frames_may_stand_anywhere_and_keeps_nothing(client: Client) -> None:
    samples.service("町の窓口", areas=("131016",))
    samples.service("大阪の窓口", areas=("271004",))
    answer = client.get("/embed/supports/", {"area": "131016"})
    shown = answer.content.decode()
    assert "町の窓口" in shown and "大阪の窓口" not in shown
    assert "X-Frame-Options" not in answer and "frame-ancestors *" in answer["Content-Security-Policy"]
    assert not answer.cookies and "<script" not in shown and "<form" not in shown
    assert 'target="_blank"' in shown and "?area=131016" in shown
    assert client.get("/embed/supports/", {"area": "x", "need": "'"}).status_code == 422
    other = client.get("/supports/")
    assert other["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_the_page_as_files_needs_nothing_else(tmp_path: Path, settings: Any) -> None:
    settings.SITE = "https://plan.example.jp"
    made = samples.service("町の窓口", areas=("131016",))
    Way.objects.create(service=made, kind="telephone", number="0120279338", hours="毎日 24時間")
    samples.service("大阪の窓口", areas=("271004",))
    assert write_page(tmp_path / "new", Filters(area="131016"), "ja") == 1
    page = (tmp_path / "new" / "index.html").read_text(encoding="utf-8")
    assert f'href="https://plan.example.jp/supports/{made.pk}/"' in page and 'href="supports.css"' in page
    assert "大阪の窓口" not in page
    assert "毎日 24時間" in page and "受付中" not in page and "受付時間外" not in page and "way-open" not in page
    assert ".support" in (tmp_path / "new" / "supports.css").read_text(encoding="utf-8")


def test_places_are_numbered_on_the_map_and_listed_beside_it(client: Client) -> None:
    _at("一の窓口", 35.69, 139.75)
    _at("二の窓口", 35.70, 139.80)
    _at("三の窓口", 35.70, 139.80)
    samples.service("場所のない窓口")
    shown = client.get("/supports/map/").content.decode()
    assert shown.count('class="map-mark"') == 2 and "2か所あります" in shown
    (west, south), (east, north) = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', shown)
    assert float(west) < float(east) and float(south) > float(north), "the second lies in the north-east of the first"
    for name in ("一の窓口", "二の窓口", "三の窓口"):
        assert f"{name}</a>" in shown
    assert "場所のない窓口" not in shown
    assert "見つかりませんでした" in client.get("/supports/map/", {"area": "131016", "need": "debt"}).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow_with_the_places(client: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        _at(f"窓口{number}", 35 + number / 100, 139.7)
    with django_assert_num_queries(13):
        client.get("/supports/map/")
    with django_assert_num_queries(14):
        client.get("/embed/supports/")


@given(st.lists(st.tuples(st.floats(24, 46), st.floats(123, 146)), min_size=1, max_size=20))
def test_every_place_lies_inside_the_drawing(places: list[tuple[float, float]]) -> None:
    made = drawn(places, 640, 480)
    assert len(made.points) == len(places)
    for x, y in made.points:
        assert MARGIN - 1e-6 <= x <= 640 - MARGIN + 1e-6 and MARGIN - 1e-6 <= y <= 480 - MARGIN + 1e-6
    assert 0 < made.bar <= 640 and made.bar_km > 0


def test_north_is_above_and_east_is_right() -> None:
    (south_west, north_east) = drawn([(35.0, 139.0), (36.0, 140.0)], 640, 480).points
    assert south_west[0] < north_east[0] and south_west[1] > north_east[1]
    assert drawn([], 640, 480).points == []
