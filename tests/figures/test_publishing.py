"""Counting, preparing, signing off, correcting: what changes, what stays, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.cases.conftest import House
from tests.figures import samples
from tests.figures.conftest import Desk
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.cases.actions.retention import erase_due, set_retention
from tsunagi.cases.models import Case
from tsunagi.directory.models import Service
from tsunagi.figures.actions.publishing import drop, prepare, sign
from tsunagi.figures.models import Counting, Figure, Publication, Tally
from tsunagi.figures.queries.counting import count


def test_a_count_is_prepared_by_one_and_signed_off_by_another(body: Desk) -> None:
    samples.needs(202512, rent=40, food=3, talk=20)
    of = samples.definition(body.organisation, body.counter)
    made = prepare(by=body.counter, definition=of, period="2025-12", day=samples.DAY)
    assert samples.shown(made) == {"": 63, "food": None, "rent": None, "talk": 20}
    assert made.state == "prepared"
    with pytest.raises(Refused, match="別の確認者"):
        sign(by=body.counter, publication=made)
    sign(by=body.signer, publication=made)
    made.refresh_from_db()
    assert (made.state, made.signed_by) == ("published", body.signer)
    deeds = AuditRow.objects.filter(action__startswith="figures.").order_by("place")
    assert [(one.action, one.by) for one in deeds] == [
        ("figures.count", body.counter),
        ("figures.prepare", body.counter),
        ("figures.sign", body.signer),
    ]


def test_nobody_signs_off_what_they_prepared(body: Desk, member: Callable[..., Any]) -> None:
    samples.needs(202512, rent=40)
    both = member("publisher", at=body.organisation.slug)
    made = prepare(by=both, definition=samples.definition(body.organisation, both), period="2025-12", day=samples.DAY)
    with pytest.raises(Refused, match="別の確認者"):
        sign(by=both, publication=made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(state="published", signed_by=both, signed_at=made.prepared_at)


@pytest.mark.parametrize(
    ("period", "day", "words"),
    [
        ("2026-04", date(2026, 5, 7), "まだ数えられません"),
        ("FY2025", samples.DAY, "数えられる期間では"),
        ("2025-13", samples.DAY, "数えられる期間では"),
    ],
)
def test_a_period_that_cannot_be_counted_is_refused(body: Desk, period: str, day: date, words: str) -> None:
    of = samples.definition(body.organisation, body.counter)
    with pytest.raises(Refused, match=words):
        prepare(by=body.counter, definition=of, period=period, day=day)
    assert not Counting.objects.exists()


def test_who_has_no_right_counts_nothing(body: Desk, town: House) -> None:
    of = samples.definition(body.organisation, body.counter)
    with pytest.raises(Refused, match="権限"):
        prepare(by=town.worker, definition=of, period="2025-12", day=samples.DAY)


def test_what_is_published_never_changes(body: Desk) -> None:
    samples.needs(202512, rent=40)
    made = samples.published(body.counter, body.signer, samples.definition(body.organisation, body.counter), "2025-12")
    figure = made.figures.get(is_whole=True)
    for change in (
        lambda: Publication.objects.filter(pk=made.pk).update(period="2025-11"),
        lambda: Publication.objects.filter(pk=made.pk).update(state="dropped"),
        lambda: Figure.objects.filter(pk=figure.pk).update(number=1),
        lambda: Figure.objects.filter(pk=figure.pk).delete(),
        lambda: Figure.objects.create(publication=made, place=9, value="x"),
        lambda: made.countings.clear(),
        lambda: Counting.objects.update(month=202501),
        lambda: Tally.objects.update(number=1),
        lambda: Tally.objects.all().delete(),
        lambda: made.definition.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_figure_stands_when_the_people_behind_it_are_erased(body: Desk, town: House, place: Service) -> None:
    on = date(2025, 5, 10)
    for at in range(12):
        samples.referral_of(town.worker, town.organisation, place, on, **samples.met(on, at))
    of = samples.definition(
        body.organisation,
        body.counter,
        source="referral",
        kind="share",
        counted=["connected_week"],
        out_of=["connected_week", "connected_later"],
        by="",
        grain="year",
        code="week",
    )
    ages = samples.definition(
        body.organisation, body.counter, source="case", counted=["new_unplanned"], by="age", grain="year", code="ages"
    )
    hidden = samples.published(body.counter, body.signer, of, "FY2025")
    made = samples.published(body.counter, body.signer, ages, "FY2025")
    assert hidden.shows == "nothing", "four of twelve is a small number"
    assert samples.shown(made) == {"": 12, "40-49": 12}
    before = list(Figure.objects.values())
    counts = count("case", body.organisation, [202505])
    from tsunagi.cases.models import Referral

    Referral.objects.update(state="withdrawn", ended_at=made.signed_at, connected_on=None)
    Case.objects.update(state="closed", closed_on=date(2025, 6, 1), closed_by=town.worker, outcome="moved")
    set_retention(by=town.supervisor, organisation=body.organisation, kind="brief", years=1)
    gone = erase_due(by=town.supervisor, organisation=body.organisation, day=date(2027, 1, 1))
    assert len(gone.done) == 12 and not gone.failed
    assert list(Figure.objects.values()) == before
    after = count("case", body.organisation, [202505])
    assert {key: number for key, number in after.items() if key[1] == ""} == {
        key: number for key, number in counts.items() if key[1] == ""
    }, "who was erased is counted on; only the age is gone"
    assert after[202505, "age", "unknown", "new_unplanned"] == 12


def test_a_correction_is_a_new_version_of_every_table_of_its_months(body: Desk) -> None:
    samples.needs(202510, rent=40, food=20)
    samples.needs(202511, rent=30, food=30)
    samples.needs(202512, rent=20, food=50)
    months = samples.definition(body.organisation, body.counter)
    quarters = samples.definition(body.organisation, body.counter, code="quarters", grain="quarter")
    first = samples.published(body.counter, body.signer, months, "2025-12")
    samples.published(body.counter, body.signer, months, "2025-11")
    whole = samples.published(body.counter, body.signer, quarters, "2025-10/2025-12")
    with pytest.raises(Refused, match="すでに公表"):
        prepare(by=body.counter, definition=months, period="2025-12", day=samples.DAY)
    samples.needs(202512, rent=25, food=50)
    later = prepare(by=body.counter, definition=months, period="2025-12", day=samples.DAY, reason="数え漏れ")
    waiting = Publication.objects.filter(state="prepared")
    assert {(one.definition.code, one.period, one.version) for one in waiting} == {
        ("unmet", "2025-12", 2),
        ("quarters", "2025-10/2025-12", 2),
    }
    sign(by=body.signer, publication=later)
    assert samples.shown(first) == {"": 70, "rent": 20, "food": 50}, "the first version stays as it was"
    assert samples.shown(later) == {"": 75, "rent": 25, "food": 50}
    assert samples.shown(whole)[""] == 190
    assert samples.shown(Publication.objects.get(definition=quarters, version=2))[""] == 195
    assert Publication.objects.filter(version=2, reason="数え漏れ", state="published").count() == 2


def test_a_correction_shows_no_cell_that_was_hidden_before(body: Desk) -> None:
    samples.needs(202512, rent=40, food=9, talk=20)
    of = samples.definition(body.organisation, body.counter)
    samples.published(body.counter, body.signer, of, "2025-12")
    samples.needs(202512, rent=40, food=10, talk=20)
    made = samples.published(body.counter, body.signer, of, "2025-12", reason="数え漏れ")
    assert samples.shown(made) == {"": 70, "food": None, "rent": None, "talk": 20}


def test_what_is_dropped_can_be_prepared_again(body: Desk) -> None:
    samples.needs(202512, rent=40)
    of = samples.definition(body.organisation, body.counter)
    made = prepare(by=body.counter, definition=of, period="2025-12", day=samples.DAY)
    with pytest.raises(Refused, match="確認を待って"):
        prepare(by=body.counter, definition=of, period="2025-12", day=samples.DAY)
    drop(by=body.signer, publication=made)
    with pytest.raises(Refused, match="待っている公表では"):
        sign(by=body.signer, publication=made)
    samples.needs(202512, rent=41)
    again = prepare(by=body.counter, definition=of, period="2025-12", day=samples.DAY)
    assert (again.version, samples.shown(again)) == (1, {"": 41, "rent": 41}), (
        "nothing of it was published: counted anew"
    )


def test_what_another_publication_would_give_away_is_refused_with_the_cell(body: Desk) -> None:
    """Two months are hidden; the quarter less its third month would tell what the two are together."""
    samples.needs(202510, rent=5)
    samples.needs(202511, rent=4)
    samples.needs(202512, rent=40)
    months = samples.definition(body.organisation, body.counter, by="")
    quarters = samples.definition(body.organisation, body.counter, by="", code="quarters", grain="quarter")
    for period in ("2025-10", "2025-11", "2025-12"):
        samples.published(body.counter, body.signer, months, period)
    made = prepare(by=body.counter, definition=quarters, period="2025-10/2025-12", day=samples.DAY)
    assert made.shows == "nothing"


def test_what_was_published_meanwhile_is_asked_about_again(body: Desk) -> None:
    samples.needs(202510, rent=5)
    samples.needs(202511, rent=4)
    samples.needs(202512, rent=40)
    months = samples.definition(body.organisation, body.counter, by="")
    quarters = samples.definition(body.organisation, body.counter, by="", code="quarters", grain="quarter")
    for period in ("2025-10", "2025-11"):
        samples.published(body.counter, body.signer, months, period)
    third = prepare(by=body.counter, definition=months, period="2025-12", day=samples.DAY)
    quarter = prepare(by=body.counter, definition=quarters, period="2025-10/2025-12", day=samples.DAY)
    assert (third.shows, quarter.shows) == ("cells", "cells"), "each alone gives nothing away"
    sign(by=body.signer, publication=quarter)
    with pytest.raises(Refused, match=r"令和7年1[01]月 全体"):
        sign(by=body.signer, publication=third)
    assert Publication.objects.get(pk=third.pk).state == "prepared"


def test_what_was_counted_again_meanwhile_is_prepared_anew(body: Desk) -> None:
    samples.needs(202511, rent=40)
    samples.needs(202512, rent=40)
    months = samples.definition(body.organisation, body.counter)
    quarters = samples.definition(body.organisation, body.counter, code="quarters", grain="quarter")
    samples.published(body.counter, body.signer, months, "2025-12")
    waiting = prepare(by=body.counter, definition=quarters, period="2025-10/2025-12", day=samples.DAY)
    samples.needs(202512, rent=50)
    samples.published(body.counter, body.signer, months, "2025-12", reason="数え漏れ")
    with pytest.raises(Refused, match="数え直されて"):
        sign(by=body.signer, publication=waiting)
    drop(by=body.signer, publication=waiting)
    again = samples.published(body.counter, body.signer, quarters, "2025-10/2025-12")
    assert samples.shown(again)[""] == 90


# --- what is counted ---


def test_referrals_fall_into_their_parts(body: Desk, town: House, place: Service) -> None:
    on = date(2025, 5, 10)
    for more in (
        samples.met(on, 0), samples.met(on, 7), samples.met(on, 8), {"state": "accepted"}, {},
        {"state": "declined", "reason": "full", "ended_at": "2025-05-12T00:00Z"},
    ):  # fmt: skip
        samples.referral_of(town.worker, town.organisation, place, on, **more)
    samples.referral_of(town.worker, town.organisation, place, date(2025, 6, 1))
    found = count("referral", body.organisation, [202505])
    assert {part: number for (_month, held, _value, part), number in found.items() if not held} == {
        "connected_week": 2, "connected_later": 1, "accepted": 1, "waiting": 1, "declined": 1,
    }  # fmt: skip
    assert found[202505, "reason", "full", "declined"] == 1
    assert {(value, part) for _month, held, value, part in found if held == "length"} == {
        ("0", "connected_week"), ("7", "connected_week"), ("8", "connected_later"),
    }  # fmt: skip


def test_counting_takes_as_many_queries_however_much_there_is(
    body: Desk, town: House, place: Service, django_assert_num_queries: Any
) -> None:
    for _number in range(3):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10))
    for source, queries in {"referral": 7, "case": 6, "contact": 10, "impression": 3, "need": 2, "page": 2}.items():
        with django_assert_num_queries(queries):
            count(source, body.organisation, [202505])
