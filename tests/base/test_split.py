"""Two halves of one installation: what everybody may see goes out, counts and reports come in, nothing else crosses."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sites import Site, site

#: Inside: a public support with a place, one that is not public, a place that is kept secret, a case, a published plan.
FILL = """
from tests.cases import samples as people
from tests.directory import samples
from tests.register.samples import fill
from tsunagi.base.actions.accounts import add_member
from tsunagi.base.models import Organisation, Role
from tsunagi.directory.models import Address, Location, ServiceAtLocation
from tsunagi.register.actions.editions import found_plan, publish, start_edition
with everything():
    body = Organisation.objects.create(slug="hidamari", kind="npo", name="見本の会")
    worker = add_member(by=None, organisation=body, email="worker@example.jp", name="見本 支援子",
                        role=Role.objects.get(code="case_worker"), password="見本のことば12345").user
    people.case(worker, body)
    shown = samples.service("居場所ひだまり", assurer_email="assurer@example.jp")
    samples.service("まだ出さない支援", is_public=False)
    for name, street, is_confidential in (("広場", "見本通り1", False), ("シェルター", "ひみつ通り9", True)):
        place = Location.objects.create(name=name, provider=shown.provider, is_confidential=is_confidential)
        Address.objects.create(location=place, address_1=street)
        ServiceAtLocation.objects.create(service=shown, location=place)
    cabinet = Organisation.objects.get(slug="cabinet-office")
    plan = found_plan(by=None, organisation=cabinet, slug="sample", title="見本の計画")
    edition = start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本の実施状況")
    fill(edition)
    publish(by=None, edition=edition)
    start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="公表前の実施状況")
    print(shown.pk)
"""
HELD = """
from tsunagi.directory.models import Service, Location
from tsunagi.register.models import Edition, Entry
print(sorted(Service.objects.values_list("name", flat=True)), sorted(Location.objects.values_list("name", flat=True)),
      sorted(Edition.objects.values_list("title", flat=True)), Entry.objects.count())
"""
PAGES = """
from django.test import Client
client = Client(HTTP_HOST="localhost")
for path in ("/", "/supports/", f"/supports/{key}/", "/plans/sample/", "/casework/", "/accounts/login/"):
    print(path, client.get(path).status_code)
print("ひだまり" in client.post("/find/", {{"words": "居場所ひだまり"}}).content.decode())
"""
HEARD = """
from django.db.models import Sum
from tsunagi.directory.models import Report
from tsunagi.navigator.models import PageCount, UnmetNeed
print(PageCount.objects.filter(page="register:home").aggregate(Sum("count"))["count__sum"],
      UnmetNeed.objects.aggregate(Sum("count"))["count__sum"], [*Report.objects.values_list("sentence", flat=True)])
"""
SAY = """
from tsunagi.directory.actions.reports import report
from tsunagi.directory.models import Service
from tsunagi.navigator.actions.counting import add_pages, add_unmet
add_pages(counts={{("register:home", 202611): {pages}}})
add_unmet(counts={{("housing", "", 202611): 1}})
report(service=Service.objects.get(), what="hours", right="", sentence="{sentence}", mail="somebody@example.jp")
"""
SECRETS = ("まだ出さない", "シェルター", "ひみつ", "公表前", "worker@example", "assurer@example", "見本 支援子")


@dataclass
class Halves:
    """Both, and the key of the support that is shown."""

    inside: Site
    outside: Site
    folder: Path
    key: str

    def out(self, half: Site, name: str) -> Path:
        """A file that a half makes."""
        path = self.folder / name
        half.done("carry", "out", path)
        return path


@pytest.fixture
def halves(tmp_path: Path) -> Iterator[Halves]:
    with site(tmp_path, "inside") as inside:
        inside.done("set-up")
        with site(tmp_path, "outside", like=inside) as outside:
            outside.done("set-up")
            inside.more |= {"TSUNAGI_HALF": "inside", "TSUNAGI_OTHER_HALF": outside.done("carry", "key").strip()}
            outside.more |= {"TSUNAGI_HALF": "outside", "TSUNAGI_OTHER_HALF": inside.done("carry", "key").strip()}
            yield Halves(inside, outside, tmp_path, inside.python(FILL))


def refused(half: Site, path: Path, words: str) -> None:
    """The file is not taken in, with a sentence."""
    ended = half.run("carry", "in", path)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1) and words in ended.stderr, ended.stderr


def test_the_halves_know_what_they_may(halves: Halves) -> None:
    inside, outside = halves.inside, halves.outside
    # Out: what everybody may see, and nothing else.
    first = halves.out(inside, "first")
    with zipfile.ZipFile(first) as archive:
        listed = {one["name"]: one["rows"] for one in json.loads(archive.read("list.json"))["parts"]}
    assert (listed["directory.service"], listed["directory.address"], listed["register.edition"]) == (1, 1, 1)
    outside.done("carry", "in", first)
    assert outside.python(HELD) == "['居場所ひだまり'] ['広場'] ['見本の実施状況'] 3"
    everything = outside.python(
        "from tsunagi.carrying.tables import crossing\nfrom tsunagi.base.queries.rows import plain_rows\n"
        "for model in crossing():\n    print(*plain_rows(model))"
    )
    assert "見本通り1" in everything and not [word for word in SECRETS if word in everything]
    pages = outside.python(PAGES.format(key=halves.key)).splitlines()
    assert [one.split()[1] for one in pages[:-1]] == ["200", "200", "200", "200", "404", "200"], pages
    assert pages[-1] == "True"
    names = "from django.urls import get_resolver\nprint(sorted(get_resolver().namespace_dict))"
    assert not {"cases", "consultations", "figures"} & set(eval(outside.python(names)))
    assert {"cases", "consultations", "figures"} <= set(eval(inside.python(names)))
    # In: counts and reports, each once.
    outside.python(SAY.format(pages=7, sentence="時間が違う"))
    one = halves.out(outside, "one")
    inside.done("carry", "in", one)
    assert inside.python(HEARD) == "7 1 ['時間が違う']"
    assert "すでに取り込んだ" in inside.run("carry", "in", one).stderr
    assert inside.python(HEARD) == "7 1 ['時間が違う']"
    outside.python(SAY.format(pages=2, sentence="場所も違う"))
    lost, two = halves.out(outside, "lost"), halves.out(outside, "two")
    inside.done("carry", "in", two)
    assert inside.python(HEARD) == "9 2 ['時間が違う', '場所も違う']", "a file that was lost loses nothing"
    refused(inside, lost, "より新しい")
    refused(inside, first, "署名が相手のものではない")
    # What is gone inside goes outside, once its reports have come in.
    outside.python(SAY.format(pages=1, sentence="もうない"))
    inside.python("from tsunagi.directory.models import Service\nService.objects.update(is_public=False)")
    second = halves.out(inside, "second")
    refused(outside, second, "まだ内側に届いていません")
    assert outside.python(HELD).startswith("['居場所ひだまり']")
    inside.done("carry", "in", halves.out(outside, "three"))
    outside.done("carry", "in", halves.out(inside, "third"))
    assert outside.python(HELD).startswith("[] []")
    assert outside.python(HEARD) == "10 3 []"
    refused(outside, second, "より新しい")
    for half in (inside, outside):
        assert half.run("audit", "verify").returncode == 0
        assert (half.home / "half-key").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_carried_is_a_sentence(halves: Halves, tmp_path: Path) -> None:
    inside, outside = halves.inside, halves.outside
    path = halves.out(inside, "file")
    (tmp_path / "other").write_bytes(b"something else")
    for half, arguments, more in (
        (inside, ["out", path], {}),
        (inside, ["out"], {}),
        (inside, ["out", tmp_path / "x"], {"TSUNAGI_HALF": ""}),
        (inside, ["out", tmp_path / "x"], {"TSUNAGI_OTHER_HALF": ""}),
        (outside, ["in", tmp_path / "none"], {}),
        (outside, ["in", tmp_path / "other"], {}),
        (outside, ["in", path], {"TSUNAGI_OTHER_HALF": "見本"}),
        (outside, ["in", path], {"TSUNAGI_HALF": "inside"}),
    ):
        ended = half.run("carry", *arguments, **more)
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
        assert "TSUNAGI_DEBUG" not in ended.stderr
    assert not (tmp_path / "x").exists()
