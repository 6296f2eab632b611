"""Writing, publishing and correcting editions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.register import samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.register.actions import editions as actions
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import (
    Answer,
    Edition,
    Entry,
    EntryMinistry,
    EntrySection,
    Indicator,
    Observation,
    Section,
    Tally,
    Target,
)
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.overview import overview
from tsunagi.register.queries.readings import contents, reading_of, readings
from tsunagi.register.rules.readings import differences, judged
from tsunagi.register.rules.seal import seal

pytestmark = pytest.mark.django_db


def test_what_is_written_reads_back_equal(edition: Edition) -> None:
    back = list(readings(edition).values())
    for said, read in zip(samples.readings(), back, strict=True):
        assert not differences(said, read)
        assert read["targets"][0]["origin"] == Origin.DOCUMENT


def test_writing_again_what_was_read_changes_nothing(edition: Edition) -> None:
    before = contents(edition)
    entries = {entry.measure_id: entry for entry in edition.entries.select_related("measure")}
    tellings = [Telling(entries[key].measure, reading) for key, reading in readings(edition).items()]
    write_entries(edition, tellings, origin=Origin.PERSON, by=None, keep=entries)
    assert contents(edition) == before
    assert Indicator.objects.count() == 3


def test_verdicts_are_those_of_judging(edition: Edition) -> None:
    for target in Target.objects.filter(entry__edition=edition).select_related("entry"):
        expected = judged(reading_of(target.entry), edition.judged_on)[target.place]
        assert (target.verdict, target.because) == (expected.verdict, expected.because)
    found = {target.what: target.verdict for target in Target.objects.all()}
    assert found == {"相談件数": "met", "居場所の数": "not_met", "調査の回数": "no_actual"}


def test_publishing_seals_counts_and_records(edition: Edition, member: Callable[..., Any]) -> None:
    by = member("publisher")
    done = actions.publish(by=by, edition=edition)
    assert done.is_published
    assert done.seal == seal(contents(done))
    row = AuditRow.objects.latest("place")
    assert (row.action, row.by, row.after["seal"]) == ("register.publish", by, done.seal)


def test_tallies_equal_a_direct_count(published: Edition) -> None:
    targets = Target.objects.filter(entry__edition=published)
    for tally in Tally.objects.filter(edition=published):
        same = targets.filter(verdict=tally.verdict)
        if tally.over == "section":
            same = same.filter(entry__section__code=tally.key)
        if tally.over == "ministry":
            same = same.filter(entry__charges__organisation=int(tally.key))
        assert tally.count == same.count()
    assert sum(one.count for one in Tally.objects.filter(edition=published, over="all")) == targets.count() == 3


def test_every_figure_of_the_overview_equals_a_direct_count(published: Edition) -> None:
    seen = overview(published)
    targets = Target.objects.filter(entry__edition=published)
    assert seen.measures == Entry.objects.filter(edition=published).count() == 3
    assert seen.without_target == Entry.objects.filter(edition=published, targets__isnull=True).count()
    for verdict, count in seen.counts.parts():
        assert count == targets.filter(verdict=verdict).count()
    for line in seen.sections:
        for verdict, count in line.counts.parts():
            assert count == targets.filter(verdict=verdict, entry__section=line.of).count()
        assert line.measures == Entry.objects.filter(section=line.of).count()
    for line in seen.ministries:
        for verdict, count in line.counts.parts():
            assert count == targets.filter(verdict=verdict, entry__charges__organisation=line.of).count()
        assert line.measures == EntryMinistry.objects.filter(organisation=line.of).count()
    assert [one.what for one in seen.missed] == ["居場所の数"]
    assert [one.what for one in seen.untold] == ["調査の回数"]


@pytest.mark.parametrize("role", ["viewer", "editor", "checker", "administrator"])
def test_only_a_publisher_publishes(edition: Edition, member: Callable[..., Any], role: str) -> None:
    with pytest.raises(Refused, match="権限"):
        actions.publish(by=member(role), edition=edition)
    with pytest.raises(Refused, match="権限"):
        actions.publish(by=member("publisher", at="mhlw"), edition=edition)
    assert not Edition.objects.get(pk=edition.pk).is_published


def test_an_edition_without_measures_is_not_published(plan: Any) -> None:
    empty = actions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="空の版")
    with pytest.raises(Refused, match="一つも"):
        actions.publish(by=None, edition=empty)


def test_one_edition_a_year_and_kind(edition: Edition, plan: Any) -> None:
    with pytest.raises(Refused, match="すでにあります"):
        actions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="もう一つ")


def test_the_database_refuses_every_change_of_what_is_published(edition: Edition) -> None:
    story = edition.successions.create(relation="new", later=edition.entries.get(number=2).measure)
    published = actions.publish(by=None, edition=edition)
    entry = published.entries.get(number=2)
    section = published.sections.get(code="1-1")
    observation, target = entry.observations.get(), entry.targets.get()
    deeds: list[Callable[[], Any]] = [
        lambda: Edition.objects.filter(pk=published.pk).update(title="別の題"),
        lambda: Edition.objects.filter(pk=published.pk).update(state="draft", published_at=None, seal=""),
        lambda: Entry.objects.filter(pk=entry.pk).update(title="別の名"),
        lambda: Entry.objects.create(edition=published, measure=entry.measure.plan.measures.create()),
        lambda: Section.objects.filter(pk=section.pk).update(heading="別の見出し"),
        lambda: Section.objects.create(edition=published, code="9-9", order=1),
        lambda: Target.objects.filter(pk=target.pk).update(verdict="met"),
        lambda: Target.objects.filter(pk=target.pk).delete(),
        lambda: Observation.objects.filter(pk=observation.pk).update(value=50),
        lambda: Observation.objects.create(
            entry=entry, indicator=observation.indicator, place=9, what="x", value=1, origin="document"
        ),
        lambda: Answer.objects.filter(target=target).delete(),
        lambda: EntryMinistry.objects.filter(entry=entry).delete(),
        lambda: EntrySection.objects.filter(entry=entry).delete(),
        lambda: Tally.objects.filter(edition=published).update(count=99),
        lambda: published.successions.create(relation="ended", earlier=entry.measure),
        lambda: published.successions.update(relation="renamed", earlier=entry.measure),
        lambda: story.delete(),
    ]
    before = contents(published)
    for deed in deeds:
        with pytest.raises(IntegrityError, match="published edition"), transaction.atomic():
            deed()
    assert contents(published) == before
    assert list(published.successions.values_list("pk", "relation")) == [(story.pk, "new")]


def test_rows_cannot_be_moved_into_a_published_edition(published: Edition, plan: Any) -> None:
    draft = actions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="次の版")
    (entry,) = samples.fill(draft, [samples.reading(1, "別の施策")])
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(edition=published)


def test_a_correction_stands_beside_what_it_corrects(published: Edition, member: Callable[..., Any]) -> None:
    by = member("publisher")
    before = contents(published)
    draft = actions.correct(by=by, edition=published, reason="2番の実績に誤りがありました。")
    assert readings(draft) == readings(published)
    said = readings(draft)
    entry = draft.entries.get(number=2)
    said[entry.measure_id]["actuals"][0]["value"] = 51
    telling = Telling(entry.measure, said[entry.measure_id])
    write_entries(draft, [telling], origin=Origin.PERSON, by=by, keep={entry.measure_id: entry})
    done = actions.publish(by=by, edition=draft)
    assert done.revision == 1
    assert Target.objects.get(entry__edition=done, what="居場所の数").verdict == "met"
    assert contents(Edition.objects.get(pk=published.pk)) == before
    with pytest.raises(Refused, match="訂正はすでに"):
        actions.correct(by=by, edition=published, reason="もう一度")


def test_a_correction_that_changes_nothing_is_not_published(published: Edition, member: Callable[..., Any]) -> None:
    by = member("publisher")
    draft = actions.correct(by=by, edition=published, reason="誤りがあると聞きました。")
    with pytest.raises(Refused, match="まだ何も変わっていません"):
        actions.publish(by=by, edition=draft)
    draft.successions.create(relation="ended", earlier=published.entries.get(number=2).measure, because="終わった。")
    assert actions.publish(by=by, edition=draft).is_published, "how measures follow each other can be corrected too"


def test_a_correction_keeps_how_measures_followed_each_other(edition: Edition, member: Callable[..., Any]) -> None:
    first, second = (edition.entries.get(number=number).measure for number in (1, 2))
    told = {(first.pk, None, "ended", "終わった。"), (first.pk, second.pk, "renamed", "名称が変わった。")}
    for earlier, later, relation, because in told:
        edition.successions.create(earlier_id=earlier, later_id=later, relation=relation, because=because)
    published = actions.publish(by=None, edition=edition)
    draft = actions.correct(by=member("publisher"), edition=published, reason="2番に誤りがありました。")
    assert set(draft.successions.values_list("earlier", "later", "relation", "because")) == told


def test_a_correction_says_why(published: Edition, member: Callable[..., Any]) -> None:
    with pytest.raises(Refused, match="何を"):
        actions.correct(by=member("publisher"), edition=published, reason="  ")


def test_next_year_begins_with_the_measures_but_not_with_what_was_reached(published: Edition, plan: Any) -> None:
    draft = actions.start_edition(
        by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="次の年", like=published
    )
    for key, reading in readings(draft).items():
        last = readings(published)[key]
        assert reading["cells"]["title"]["text"] == last["cells"]["title"]["text"]
        assert reading["cells"]["status"]["text"] == ""
        assert not reading["actuals"]
        assert [one["what"] for one in reading["targets"]] == [one["what"] for one in last["targets"]]
    assert Indicator.objects.count() == 3


@pytest.mark.parametrize(
    ("published_on", "judged_on", "verdict"),
    [
        (date(2025, 12, 1), date(2025, 12, 1), "pending"),
        (date(2026, 3, 31), date(2026, 3, 31), "not_met"),
        (date(2026, 9, 1), date(2026, 3, 31), "not_met"),
    ],
)
def test_what_a_running_year_may_still_reach_is_not_called_missed(
    client: Client, plan: Any, member: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, settings: Any,
    published_on: date, judged_on: date, verdict: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(timezone, "localdate", lambda: date(2025, 6, 1))
    draft = actions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="始まったばかりの年")
    aims = [samples.target("相談件数", due="FY2025"), samples.target("延べ人数", due="FY2024")]
    figures = [samples.actual("相談件数", 41), samples.actual("延べ人数", 41, at=1)]
    samples.fill(draft, [samples.reading(1, "電話相談の窓口", targets=aims, actuals=figures)])
    found = Target.objects.filter(entry__edition=draft)
    assert dict(found.values_list("what", "verdict")) == {"相談件数": "pending", "延べ人数": "not_met"}

    monkeypatch.setattr(timezone, "localdate", lambda: published_on)
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    assert "2025年6月1日の時点の判断です" in client.get(reverse("register:publish", args=[draft.pk])).content.decode()
    done = actions.publish(by=None, edition=draft)
    assert (done.judged_on, found.get(what="相談件数").verdict) == (judged_on, verdict)
    assert found.get(what="相談件数").judged_by == Observation.objects.get(what="相談件数")
    counts = Tally.objects.filter(edition=done, over="all").values_list("verdict", "count")
    assert dict(counts) == ({"pending": 1, "not_met": 1} if verdict == "pending" else {"not_met": 2})


def test_a_correction_is_judged_as_of_the_day_of_what_it_corrects(
    plan: Any, member: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: date(2025, 6, 1))
    draft = actions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="始まったばかりの年")
    aim = samples.target("相談件数", due="FY2025")
    samples.fill(draft, [samples.reading(1, "電話相談の窓口", targets=[aim], actuals=[samples.actual("相談件数", 41)])])
    first = actions.publish(by=None, edition=draft)
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 9, 1))
    again = actions.correct(by=member("publisher"), edition=first, reason="名称に誤りがありました。")
    entry = again.entries.get()
    said = readings(again)[entry.measure_id]
    said["cells"]["title"]["text"] = "電話で相談できる窓口"
    write_entries(again, [Telling(entry.measure, said)], origin=Origin.PERSON, by=None, keep={entry.measure_id: entry})
    done = actions.publish(by=None, edition=again)
    assert done.judged_on == date(2025, 6, 1)
    assert Target.objects.get(entry__edition=done).verdict == "pending"
