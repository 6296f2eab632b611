"""The national pack goes in once, is brought up to date, and leaves alone what people here have changed."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

import pytest

from tsunagi.base.models import AuditRow
from tsunagi.directory.actions.pack import load_pack
from tsunagi.directory.models import Service, TaxonomyTerm, Way
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.codes import TERMS
from tsunagi.directory.rules.pack import Pack, read_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack that comes with the program."""
    return read_pack(resources.files("tsunagi.directory") / "pack")


def test_every_record_of_the_pack_becomes_a_public_service(pack: Pack) -> None:
    done = load_pack(by=None, pack=pack)
    assert (done.new, done.updated, done.left) == (len(pack.services), 0, 0)
    assert set(public_services().values_list("slug", flat=True)) == {one.slug for one in pack.services}
    assert Way.objects.count() == sum(len(one.ways) for one in pack.services)
    assert TaxonomyTerm.objects.count() == sum(len(terms) for terms in TERMS.values())
    assert AuditRow.objects.get(action="directory.load_pack").after["new"] == done.new


def test_ages_of_the_pack_are_kept(pack: Pack) -> None:
    load_pack(by=None, pack=pack)
    kept = {slug: (low, high) for slug, low, high in Service.objects.values_list("slug", "minimum_age", "maximum_age")}
    assert kept == {one.slug: (one.minimum_age, one.maximum_age) for one in pack.services}


def test_loading_twice_changes_nothing(pack: Pack) -> None:
    load_pack(by=None, pack=pack)
    before = list(Service.objects.order_by("pk").values_list("pk", "modified_at"))
    done = load_pack(by=None, pack=pack)
    assert (done.new, done.updated, done.left) == (0, 0, 0)
    assert list(Service.objects.order_by("pk").values_list("pk", "modified_at")) == before
    assert AuditRow.objects.filter(action="directory.load_pack").count() == 1


def test_a_record_that_the_pack_says_anew_is_brought_up_to_date_under_the_same_key(pack: Pack) -> None:
    load_pack(by=None, pack=pack)
    first, *rest = pack.services
    key = Service.objects.get(slug=first.slug).pk
    done = load_pack(by=None, pack=Pack(pack.providers, (replace(first, summary="新しい説明です。"), *rest)))
    assert (done.new, done.updated, done.left) == (0, 1, 0)
    held = Service.objects.get(slug=first.slug)
    assert (held.pk, held.summary, held.ways.count()) == (key, "新しい説明です。", len(first.ways))


def test_a_record_that_somebody_here_changed_stays(pack: Pack) -> None:
    load_pack(by=None, pack=pack)
    first, *rest = pack.services
    Service.objects.filter(slug=first.slug).update(summary="町で直した説明です。", more={})
    done = load_pack(by=None, pack=Pack(pack.providers, (replace(first, summary="新しい説明です。"), *rest)))
    assert (done.new, done.updated, done.left) == (0, 0, 1)
    assert Service.objects.get(slug=first.slug).summary == "町で直した説明です。"
