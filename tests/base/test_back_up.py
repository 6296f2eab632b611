"""The drill: a site with records of every kind is backed up while it runs, lost, put back elsewhere, and compared."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps

from tests.sites import Site, site
from tsunagi.base.queries import rows

#: A case with a referral on its way, a published plan with the document it was read from, somebody who signs in, and a
#: row that is gone, whose number nobody shall get again.
FILL = """
from pathlib import Path
from tests.cases import samples
from tests.register.samples import fill
from tsunagi.base.actions.accounts import add_member, add_operator
from tsunagi.base.models import Organisation, Role, User
from tsunagi.register.actions.editions import found_plan, publish, start_edition
from tsunagi.register.actions.imports import receive
from tsunagi.register.models import Plan
with everything():
    body = Organisation.objects.create(slug="hidamari", kind="npo", name="見本の会")
    member = add_member(by=None, organisation=body, email="worker@example.jp", name="見本 支援子",
                        role=Role.objects.get(code="case_worker"), password="見本のことば12345")
    case = samples.case(member.user, body)
    samples.sent(member.user, case, samples.service_of(None, "外の窓口"))
    cabinet = Organisation.objects.get(slug="cabinet-office")
    plan = found_plan(by=None, organisation=cabinet, slug="sample", title="見本の計画")
    edition = start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本の実施状況")
    fill(edition)
    receive(by=None, plan=plan, name="見本.txt", content=Path("examples/follow-up.txt").read_bytes())
    publish(by=None, edition=edition)
    gone = Organisation.objects.create(slug="gone", kind="npo", name="無くなる会")
    print(gone.pk)
    gone.delete()
"""
OPEN = """
from tsunagi.cases.models import Person
with everything():
    print(Person.objects.get().name)
"""
HAS_ROWS = "from tsunagi.base.queries.rows import has_rows\nprint(has_rows())"
#: Backs up, and writes something from another connection when the first row has been read.
WHILE_IT_RUNS = """
import sys, threading
from pathlib import Path
from django.db import connection
from django.utils import timezone
from tsunagi.base.actions import accounts
from tsunagi.base.actions.backing_up import back_up
from tsunagi.base.models import Organisation
written = []
def write():
    made = accounts.add_organisation(by=None, organisation=Organisation(slug="meanwhile", kind="npo", name="その間の会"))
    written.append(made.slug)
    connection.close()
def meanwhile(done, total):
    if done == 1:
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
back_up(path=Path({path!r}), recipients=[{public!r}], with_keys=False, at=timezone.now(), progress=meanwhile)
print(*written)
"""


@dataclass
class Drill:
    """A site that was filled, its back-up, and what opens that."""

    site: Site
    folder: Path
    number_gone: int
    contents: str

    @property
    def file(self) -> Path:
        return self.folder / "site.age"

    @property
    def key(self) -> Path:
        return self.folder / "key"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on which nobody has done anything yet."""
    with site(tmp_path_factory.mktemp("empty"), "empty") as made:
        made.done("set-up")
        yield made


@pytest.fixture(scope="module")
def drill(empty: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    folder = tmp_path_factory.mktemp("drill")
    with site(folder, "lost", like=empty) as lost:
        number = int(lost.python(FILL))
        public = lost.done("back-up-key", folder / "key").strip()
        contents = lost.done("back-up", folder / "site.age", TSUNAGI_BACK_UP_TO=public)
        lost.more["TSUNAGI_BACK_UP_TO"] = public
        yield Drill(lost, folder, number, contents)


@pytest.fixture
def fresh(drill: Drill, empty: Site, tmp_path: Path) -> Iterator[Site]:
    """An empty site elsewhere, with the keys that were kept apart."""
    with site(tmp_path, "fresh", like=empty) as made:
        for name in ("keys", "audit-key", "secret-key"):
            shutil.copy(drill.site.home / name, made.home / name)
        yield made


def numbers(printed: str) -> dict[str, tuple[str, str]]:
    """Rows and sum by table."""
    found = {}
    for line in printed.splitlines():
        name, count, total = line.split("\t")
        found[name] = (count, total)
    return found


def test_a_site_comes_back_as_it_was(drill: Drill, fresh: Site) -> None:
    restored = fresh.done("restore", drill.file, "--key", drill.key)
    assert restored == drill.contents
    assert int(numbers(restored)["cases.referral"][0]) == int(numbers(restored)["register.sourcedocument"][0]) == 1
    assert fresh.python(OPEN) == "見本 𠮷子"
    assert fresh.run("audit", "verify").returncode == 0
    again = numbers(fresh.done("back-up", fresh.home / "again.age", "--to", drill.site.more["TSUNAGI_BACK_UP_TO"]))
    before = numbers(drill.contents)
    assert {name for name in before if before[name] != again[name]} == {"base.auditrow", "base.audithead"}
    made = "from tsunagi.base.models import Organisation\n"
    made += "print(Organisation.objects.create(slug='new', kind='npo', name='新しい会').pk)"
    assert int(fresh.python(made)) > drill.number_gone
    refused = fresh.run("restore", drill.file, "--key", drill.key)
    assert refused.returncode == 2 and "空のサイト" in refused.stderr
    frozen = "from tsunagi.register.models import Entry\nEntry.objects.all().delete()"
    with pytest.raises(AssertionError, match="IntegrityError"):
        fresh.python(frozen)  # what refuses changes to what was published is there again


def test_records_of_people_do_not_open_without_their_keys(drill: Drill, fresh: Site) -> None:
    (fresh.home / "keys").unlink()
    refused = fresh.run("restore", drill.file, "--key", drill.key)
    assert refused.returncode == 2 and "個人の記録を開く鍵" in refused.stderr
    assert not (fresh.home / "keys").exists(), "no ring was made in the place of the lost one"
    fresh.python("from tsunagi.base.keys import ring\nring()")  # another ring, with a key of the same number
    assert "個人の記録を開く鍵" in fresh.run("restore", drill.file, "--key", drill.key).stderr
    fresh.done("restore", drill.file, "--key", drill.key, "--without-keys")
    with pytest.raises(AssertionError, match="Unopenable"):
        fresh.python(OPEN)
    shutil.copy(drill.site.home / "keys", fresh.home / "keys")
    assert fresh.python(OPEN) == "見本 𠮷子"


def test_the_chain_is_proven_with_its_own_key_only(drill: Drill, fresh: Site) -> None:
    (fresh.home / "audit-key").write_text("another key")
    refused = fresh.run("restore", drill.file, "--key", drill.key)
    assert refused.returncode == 2 and "audit-key" in refused.stderr
    assert fresh.python(HAS_ROWS) == "False"


def test_keys_are_in_the_file_only_where_they_were_asked_for(drill: Drill, tmp_path: Path) -> None:
    whole = tmp_path / "whole.age"
    drill.site.done("back-up", whole, "--with-keys")
    with site(tmp_path, "elsewhere") as elsewhere:
        assert elsewhere.run("restore", drill.file, "--key", drill.key).returncode == 2
        elsewhere.done("restore", whole, "--key", drill.key)
        for name in ("keys", "audit-key", "secret-key"):
            assert (elsewhere.home / name).read_text() == (drill.site.home / name).read_text()
            assert (elsewhere.home / name).stat().st_mode & 0o777 == 0o600
        assert elsewhere.python(OPEN) == "見本 𠮷子"
        assert elsewhere.run("audit", "verify").returncode == 0


def test_others_write_while_a_back_up_is_made_and_it_holds_one_moment(
    drill: Drill, fresh: Site, tmp_path: Path
) -> None:
    path = tmp_path / "while.age"
    public = drill.site.more["TSUNAGI_BACK_UP_TO"]
    assert drill.site.python(WHILE_IT_RUNS.format(path=str(path), public=public)) == "meanwhile"
    held = numbers(fresh.done("restore", path, "--key", drill.key))
    assert held["base.organisation"] == numbers(drill.contents)["base.organisation"]


def test_what_is_wrong_is_a_sentence_and_nothing_is_written(drill: Drill, fresh: Site, tmp_path: Path) -> None:
    data = drill.file.read_bytes()
    middle = len(data) // 2
    spoilt = {
        "cut": data[:middle],
        "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "empty": b"",
        "other": b"PK\x03\x04 something else",
    }
    fresh.done("back-up-key", tmp_path / "other-key")
    commands = [["restore", drill.file, "--key", tmp_path / "other-key"], ["restore", drill.file, "--key", drill.file]]
    commands += [
        ["restore", tmp_path / "none", "--key", drill.key],
        ["restore", drill.file, "--key", tmp_path / "none"],
    ]
    for name, content in spoilt.items():
        (tmp_path / name).write_bytes(content)
        commands.append(["restore", tmp_path / name, "--key", drill.key])
        commands.append(["restore", tmp_path / name, "--key", drill.key, "--check"])
    for command in commands:
        refused = fresh.run(*command)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
        assert " / " in refused.stderr and "TSUNAGI_DEBUG" not in refused.stderr
    assert fresh.python(HAS_ROWS) == "False"


def test_a_back_up_is_refused_with_a_sentence(drill: Drill, fresh: Site, tmp_path: Path) -> None:
    for command in (
        ["back-up", tmp_path / "x.age"],
        ["back-up", tmp_path / "x.age", "--to", "見本"],
        ["back-up", drill.file, "--to", drill.site.more["TSUNAGI_BACK_UP_TO"]],
        ["back-up-key", drill.key],
        ["back-up-key", tmp_path / "none" / "key"],
    ):
        refused = fresh.run(*command)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
    with site(tmp_path, "without-tables") as bare:
        assert "set-up" in bare.run("back-up", tmp_path / "x.age", "--to", drill.site.more["TSUNAGI_BACK_UP_TO"]).stderr
    assert not (tmp_path / "x.age").exists()


def test_a_file_of_an_older_version_is_brought_up_to_this_one(drill: Drill, fresh: Site, tmp_path: Path) -> None:
    """Into a database with the tables of this version it does not go; into one without tables it does."""
    path = tmp_path / "older.age"
    back = "from django.core.management import call_command\n"
    back += "from tsunagi.base.actions import backing_up\n"
    back += "from tsunagi.base.queries.rows import applied\n"
    back += "from pathlib import Path\nfrom django.utils import timezone\n"
    # One step back that changes no table, so that this version's models still fit.
    back += "call_command('migrate', 'navigator', '0002', verbosity=0)\n"
    back += "backing_up.known = applied\n"
    back += f"backing_up.back_up(path=Path({str(path)!r}), recipients=[{drill.site.more['TSUNAGI_BACK_UP_TO']!r}],"
    back += " with_keys=False, at=timezone.now())\n"
    back += "call_command('migrate', verbosity=0)\n"
    drill.site.python(back)
    assert "空のデータベース" in fresh.run("restore", path, "--key", drill.key).stderr
    last = "from tsunagi.base.queries.rows import applied\nprint(('navigator', '0003_readers') in applied())"
    with site(tmp_path, "bare") as bare:
        for name in ("keys", "audit-key"):
            shutil.copy(drill.site.home / name, bare.home / name)
        bare.done("restore", path, "--key", drill.key)
        assert bare.python(OPEN) == "見本 𠮷子"
        assert bare.python(last) == "True"


def test_an_empty_site_counts_as_empty_and_a_filled_one_does_not(drill: Drill, fresh: Site) -> None:
    assert (fresh.python(HAS_ROWS), drill.site.python(HAS_ROWS)) == ("False", "True")


def test_nothing_that_is_copied_points_to_what_is_left_out() -> None:
    copied = set(rows.tables())
    for model in copied:
        for field in model._meta.concrete_fields:
            assert field.related_model is None or field.related_model in copied, f"{model.__name__}.{field.name}"
    assert {model for model in apps.get_models() if model._meta.app_label == "cases"} <= copied
