"""Two halves of one installation: what everybody may see goes out, counts and reports come in, nothing else crosses."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from tests.sites import Site, site

#: Inside: a public support with a place, one that is not public, a place that is kept secret, a case, a published plan.
FILL = """
from tests.cases import samples as people
from datetime import UTC, date, datetime
from tests.consultations import samples as windows
from tests.directory import samples
from tests.figures import samples as counts
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
#: Inside: a window that takes what is written, under an entrance for everybody; one for staff alone; figures.
MORE = """
from datetime import date
from tests.consultations import samples as windows
from tests.directory import samples
from tests.figures import samples as counts
from tsunagi.base.actions.accounts import add_member
from tsunagi.base.models import Organisation, Role
with everything():
    body = Organisation.objects.get(slug="hidamari")
    staff = {code: add_member(by=None, organisation=body, email=f"{code}@example.jp", name=f"見本 {code}子",
                              role=Role.objects.get(code=code), password="見本のことば12345").user
             for code in ("editor", "checker", "counsellor")}
    window = windows.window(body, "見本の窓口", service=samples.service("出さない窓口", is_public=False))
    windows.entrance(window)
    windows.entrance(windows.window(body, "奥の窓口"), slug="staff", is_public=False)
    for need, number in (("housing", 40), ("money", 3), ("work", 52)):
        counts.needs(202511, **{need: number})
    for code, period in (("unmet", "2025-11"), ("kept", "2025-10")):
        found = counts.definition(body, staff["editor"], code=code)
        if code == "unmet":
            print(counts.published(staff["editor"], staff["checker"], found, period).pk)
        else:
            counts.prepare(by=staff["editor"], definition=found, period=period, day=counts.DAY)
"""
#: Outside, somebody writes; what they are shown, and the code.
WRITE = """
import re, uuid
from django.test import Client
client = Client(HTTP_HOST="localhost")
said = {{"words": "{words}", "reply": "mail", "reach": "hana@example.jp", "age": "30_39", "key": "{key}"}}
shown = client.post("/write/sample/form/", said).content.decode()
print(re.search("([0-9A-Z]{{4}}-){{2}}[0-9A-Z]{{4}}", shown)[0])
"""
#: Outside: what the code says, which letters are kept, and whether one is there still.
ASK = """
import re
from django.test import Client
from tsunagi.consultations.models import Contact, Letter
client = Client(HTTP_HOST="localhost")
shown = client.post("/write/sample/receipt/", {{"code": "{code}"}}).content.decode()
print(re.search('role="status"[^>]*>([^<]*)', shown)[1], sorted(bool(one.parcel) for one in Letter.objects.all()),
      Contact.objects.count())
"""
ARRIVED = """
from tsunagi.consultations.models import Contact, Message
with everything():
    print(*[(one.words, one.contact.reach, one.contact.window.name, one.contact.way, one.danger)
            for one in Message.objects.order_by("at")], sep="\\n")
"""
TAKE = """
from tsunagi.base.models import User
from tsunagi.consultations.actions.contacts import take
from tsunagi.consultations.models import Contact
with everything():
    take(by=User.objects.get(email="counsellor@example.jp"), contact=Contact.objects.earliest("arrived_at"))
"""
SHOWN = """
import re
from django.test import Client
client = Client(HTTP_HOST="localhost")
for path in ("/write/", "/write/sample/", "/write/staff/", "/figures/", "/figures/of/hidamari/",
             "/figures/of/hidamari/unmet/", "/figures/of/hidamari/kept/", "/figures/of/hidamari/unmet/data/json/",
             "/figures/tables/{key}/", "/figures/catalogue.jsonld", "/figures/keep/hidamari/", "/consultations/"):
    answer = client.get(path)
    print(path, answer.status_code, *re.findall(r"[0-9]+(?=</a></td>)|チャット|奥の", answer.content.decode()))
"""
PEOPLE = """
from tsunagi.base.models import User
print(*User.objects.order_by("pk").values_list("email", "is_active"))
"""
PARCELS = """
from tsunagi.consultations.models import Letter
print(*[bytes(one.parcel) for one in Letter.objects.all()])
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
    names = (
        "from django.urls import get_resolver\nprint({name: sorted(key for key in found.reverse_dict if isinstance("
        "key, str)) for name, (_at, found) in get_resolver().namespace_dict.items()})"
    )
    known = eval(outside.python(names))
    assert not {"cases", "talk"} & set(known)
    assert known["consultations"] == ["entrance", "entrances", "felt", "receipt", "write"]
    assert known["figures"] == ["body", "catalogue", "data", "definition", "figure", "home", "publication"]
    assert {"cases", "talk"} <= set(eval(inside.python(names)))
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


def test_letters_and_figures_cross(halves: Halves) -> None:
    inside, outside = halves.inside, halves.outside
    table = inside.python(MORE)
    outside.done("carry", "in", halves.out(inside, "first"))
    # Figures that were signed off, and nothing of who did; the form, and no chat.
    assert outside.python(SHOWN.format(key=table)).splitlines() == [
        "/write/ 200",
        "/write/sample/ 200",
        "/write/staff/ 404",
        "/figures/ 200",
        "/figures/of/hidamari/ 200",
        "/figures/of/hidamari/unmet/ 200 95 52",
        "/figures/of/hidamari/kept/ 404",
        "/figures/of/hidamari/unmet/data/json/ 200",
        f"/figures/tables/{table}/ 200 95 52",
        "/figures/catalogue.jsonld 200",
        "/figures/keep/hidamari/ 404",
        "/consultations/ 404",
    ]
    assert outside.python(PEOPLE) == "('prepared@inside.invalid', False) ('signed@inside.invalid', False)"
    # What somebody writes is sealed for the inside at once.
    key = "0d3c7e57-3a1e-4f46-8f4b-3a8f2f1f0001"
    code = outside.python(WRITE.format(words="家賃が払えません", key=key))
    assert outside.python(WRITE.format(words="家賃が払えません", key=key)) == code, "the same page sent twice"
    kept = outside.python(PARCELS)
    assert "hana" not in kept and "age-encryption.org" in kept
    assert outside.python(ASK.format(code=code)) == "届いています。まだ読まれていません。 [True] 0"
    # Lost, carried twice, out of order: once inside, whatever happens on the way.
    lost, one = halves.out(outside, "lost"), halves.out(outside, "one")
    inside.done("carry", "in", one)
    arrived = "('家賃が払えません', 'hana@example.jp', '見本の窓口', 'form', '')"
    assert inside.python(ARRIVED) == arrived
    refused(inside, lost, "より新しい")
    inside.done("carry", "in", one)
    inside.done("carry", "in", halves.out(outside, "again, not acknowledged yet"))
    assert inside.python(ARRIVED) == arrived
    # One that was written before the answer came stays until it is inside itself.
    inside.python(TAKE)
    answer = halves.out(inside, "answer")
    later = outside.python(WRITE.format(words="職場のことも聞いてほしいです", key=key.replace("0001", "0002")))
    outside.done("carry", "in", answer)
    assert outside.python(ASK.format(code=code)) == "窓口の人が読んで、対応しています。 [False, True] 0"
    inside.python("from tsunagi.consultations.models import Window\nWindow.objects.update(in_use=False)")
    inside.done("carry", "in", halves.out(outside, "two"))
    assert inside.python(ARRIVED).splitlines() == [arrived, arrived.replace("家賃が払えません", "職場のことも聞いてほしいです")]
    outside.done("carry", "in", halves.out(inside, "answer to two"))
    assert outside.python(ASK.format(code=later)) == "届いています。まだ読まれていません。 [False, False] 0"
    assert inside.run("audit", "verify").returncode == outside.run("audit", "verify").returncode == 0


def test_an_outside_that_was_made_anew_goes_on(halves: Halves, tmp_path: Path) -> None:
    inside, outside = halves.inside, halves.outside
    outside.done("carry", "in", halves.out(inside, "first"))
    outside.python(SAY.format(pages=7, sentence="時間が違う"))
    inside.done("carry", "in", halves.out(outside, "one"))
    answer = halves.out(inside, "answer to the former")
    waiting = halves.out(outside, "on its way when it broke")
    with site(tmp_path, "made anew") as fresh:
        fresh.more = outside.more | fresh.more
        (fresh.home / "half-key").write_bytes((outside.home / "half-key").read_bytes())
        fresh.done("set-up")
        fresh.done("carry", "in", answer)
        # Its first report and its counts have the numbers that the former one's had.
        fresh.python(SAY.format(pages=3, sentence="場所も違う"))
        inside.done("carry", "in", halves.out(fresh, "its first"))
        assert inside.python(HEARD) == "10 2 ['時間が違う', '場所も違う']"
        refused(inside, waiting, "より新しい")
        refused(inside, halves.out(outside, "the former one again"), "より新しい")
        fresh.python(SAY.format(pages=2, sentence="電話も違う"))
        inside.done("carry", "in", halves.out(fresh, "its second"))
        assert inside.python(HEARD) == "12 3 ['時間が違う', '場所も違う', '電話も違う']"
        # An answer to reports of the former one lets none of its own go.
        fresh.python(SAY.format(pages=1, sentence="もうない"))
        fresh.done("carry", "in", halves.out(inside, "answer to the fresh one"))
        assert fresh.python(HEARD).endswith(" ['もうない']")


def test_an_outside_that_was_restored_goes_on(halves: Halves, tmp_path: Path) -> None:
    inside, outside = halves.inside, halves.outside
    outside.done("carry", "in", halves.out(inside, "first"))
    outside.python(SAY.format(pages=7, sentence="時間が違う"))
    inside.done("carry", "in", halves.out(outside, "one"))
    with site(tmp_path, "as it was that day", like=outside) as restored:
        restored.more = outside.more | restored.more
        outside.python(SAY.format(pages=1, sentence="場所も違う"))
        halves.out(outside, "two")
        inside.done("carry", "in", halves.out(outside, "three"))
        # The next report gets the number of one that came in, and its file that of an older one.
        restored.python(SAY.format(pages=5, sentence="電話も違う"))
        inside.done("carry", "in", halves.out(restored, "after it was restored"))
    # Of what it counts, the first that it counts again is not told from what it had counted and lost.
    assert inside.python(HEARD) == "12 2 ['時間が違う', '場所も違う', '電話も違う']"


def test_an_inside_that_was_restored_takes_what_came_since_then_in_again(halves: Halves, tmp_path: Path) -> None:
    outside, key = halves.outside, "0d3c7e57-3a1e-4f46-8f4b-3a8f2f1f0001"
    halves.inside.python(MORE)
    outside.done("carry", "in", halves.out(halves.inside, "first"))
    with site(tmp_path, "as it was that day", like=halves.inside) as restored:
        restored.more = halves.inside.more | restored.more
        code = outside.python(WRITE.format(words="家賃が払えません", key=key))
        one = halves.out(outside, "one")
        halves.inside.done("carry", "in", one)
        outside.done("carry", "in", halves.out(halves.inside, "answer to one"))
        assert outside.python(ASK.format(code=code)).endswith(" [False] 0"), "the outside has it no more"
        outside.python(WRITE.format(words="職場のことも聞いてほしいです", key=key.replace("0001", "0002")))
        two = halves.out(outside, "two")
        halves.inside.done("carry", "in", two)
        night = ("back-up", tmp_path / "night.age", "--to", Identity.generate().to_public())
        assert "half-key" in halves.inside.run(*night).stderr, "no back-up holds it: somebody has to be told"
        # The inside is lost. The file alone holds the first letter; a newer one in before it would shut it out.
        restored.done("carry", "in", one)
        restored.done("carry", "in", two)
        restored.done("carry", "in", halves.out(outside, "the next"))
        came = [line.split("'")[1] for line in restored.python(ARRIVED).splitlines()]
        assert came == ["家賃が払えません", "職場のことも聞いてほしいです"]
        outside.done("carry", "in", halves.out(restored, "answer"))
        assert outside.python(PARCELS).strip() in ("", "b'' b''")
