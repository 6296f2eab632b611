"""No sequence of imports, edits, merges and publications changes what was published."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.register import samples
from tsunagi.base.access import Refused
from tsunagi.base.audit import faults
from tsunagi.base.models import Membership, Organisation, Role, User
from tsunagi.register.actions import editions, imports, lineage, notes
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Edition, Measure, Proposal, Target
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import contents, readings
from tsunagi.register.rules.seal import seal

TITLES = st.sampled_from(["電話相談", "居場所", "調査", "研修", "見守り", "広報"])


class Register(RuleBasedStateMachine):
    """What a publisher may do to a plan, in any order; every published edition keeps its contents and its seal."""

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.kept: dict[int, Any] = {}

    @initialize()
    def found(self) -> None:
        """A plan and its publisher."""
        from django.utils import timezone

        organisation = Organisation.objects.get(slug="cabinet-office")
        self.by = User.objects.create_user(f"p{User.objects.count()}@example.jp", name="見本 公表")
        role = Role.objects.get(code="publisher")
        Membership.objects.create(user=self.by, organisation=organisation, role=role, since=timezone.now())
        slug = f"machine-{User.objects.count()}"
        self.plan = editions.found_plan(by=None, organisation=organisation, slug=slug, title="見本")
        self.years = (2020, 2020)

    def said(self, edition: Edition) -> Any:
        """All that the edition tells, how measures follow each other included."""
        story = edition.successions.order_by("pk").values_list("pk", "earlier", "later", "relation", "because")
        return contents(edition), list(story)

    def drafts(self) -> list[Edition]:
        return list(Edition.objects.filter(plan=self.plan, state="draft").order_by("pk"))

    @rule(titles=st.lists(TITLES, max_size=3, unique=True), copy=st.booleans(), later=st.booleans())
    def start(self, titles: list[str], copy: bool, later: bool) -> None:
        """The year after all others, or the one before them; without titles it waits for a document."""
        last = Edition.objects.filter(plan=self.plan).order_by("-pk").first()
        self.years = (self.years[0], self.years[1] + 1) if later else (self.years[0] - 1, self.years[1])
        year = self.years[1] if later else self.years[0]
        draft = editions.start_edition(
            by=self.by,
            plan=self.plan,
            fiscal_year=year,
            kind="follow_up",
            title=str(year),
            like=last if copy else None,
        )
        if titles and not draft.entries.exists():
            samples.fill(
                draft, [samples.reading(n, title, targets=[samples.target(title)]) for n, title in enumerate(titles, 1)]
            )

    @precondition(lambda self: self.drafts())
    @rule(value=st.integers(0, 200), data=st.data())
    def edit(self, value: int, data: st.DataObject) -> None:
        draft = data.draw(st.sampled_from(self.drafts()))
        entry = draft.entries.order_by("pk").first()
        if entry is None:
            return
        said = readings(draft)[entry.measure_id]
        said["actuals"] = [samples.actual("件数", value, 0 if said["targets"] else None)]
        write_entries(
            draft, [Telling(entry.measure, said)], origin=Origin.PERSON, by=self.by, keep={entry.measure_id: entry}
        )

    @precondition(lambda self: Edition.objects.filter(plan=self.plan).exists())
    @rule(titles=st.lists(TITLES, min_size=1, max_size=3), data=st.data())
    def take_a_document(self, titles: list[str], data: st.DataObject) -> None:
        edition = data.draw(st.sampled_from(list(Edition.objects.filter(plan=self.plan).order_by("pk"))))
        rows = [f"{n},{title},{title}を行う。,10件以上。,12件。,続ける。,内閣府" for n, title in enumerate(titles, 1)]
        head = "番号,施策名,施策の概要,目標及び達成の期間,目標の達成状況,見直し方針,担当府省庁"
        kept = imports.receive(by=self.by, plan=self.plan, name="見本.csv", content="\n".join([head, *rows]).encode())
        try:
            made = imports.propose_changes(by=self.by, edition=edition, document=kept)
            for one in made.proposals.filter(decision="open"):
                imports.decide(by=self.by, proposal=one, decision="accepted", version=one.version)
        except Refused:
            assert edition.is_published

    @precondition(lambda self: self.taken())
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """What was accepted for a draft, beside whatever was published since."""
        one = data.draw(st.sampled_from(self.taken()))
        imports.decide(by=self.by, proposal=one, decision="open", version=one.version)

    def taken(self) -> list[Proposal]:
        return list(Proposal.objects.filter(change_set__edition__in=self.drafts(), decision="accepted").order_by("pk"))

    @precondition(lambda self: Measure.objects.filter(plan=self.plan).exists())
    @rule(relation=st.sampled_from(["renamed", "new", "ended"]), data=st.data())
    def tell_a_story(self, relation: str, data: st.DataObject) -> None:
        edition = data.draw(st.sampled_from(list(Edition.objects.filter(plan=self.plan).order_by("pk"))))
        measure = Measure.objects.filter(plan=self.plan).order_by("pk").first()
        assert measure is not None
        try:
            lineage.follow(by=self.by, measure=measure, edition=edition, relation=relation)
        except Refused:
            assert edition.is_published or edition.successions.exists()

    @precondition(lambda self: self.drafts())
    @rule(data=st.data())
    def publish(self, data: st.DataObject) -> None:
        draft = data.draw(st.sampled_from(self.drafts()))
        try:
            done = editions.publish(by=self.by, edition=draft)
        except Refused:
            return
        self.kept[done.pk] = self.said(done)

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        edition = Edition.objects.get(pk=data.draw(st.sampled_from(sorted(self.kept))))
        try:
            editions.correct(by=self.by, edition=edition, reason="見本の訂正")
        except Refused:
            assert Edition.objects.filter(corrects=edition).exists()

    @precondition(lambda self: Measure.objects.filter(plan=self.plan, merged_into=None).count() > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        measures = list(Measure.objects.filter(plan=self.plan, merged_into=None).order_by("pk"))
        keep, drop = data.draw(st.permutations(measures))[:2]
        lineage.merge(by=self.by, keep=keep, drop=drop)

    @precondition(lambda self: Measure.objects.filter(plan=self.plan).exclude(merged_into=None).exists())
    @rule()
    def part(self) -> None:
        merged = Measure.objects.filter(plan=self.plan).exclude(merged_into=None).order_by("pk").first()
        assert merged is not None
        lineage.part(by=self.by, measure=merged)

    @precondition(lambda self: self.kept)
    @rule()
    def annotate(self) -> None:
        target = Target.objects.filter(entry__edition__in=self.kept).order_by("pk").first()
        if target is not None:
            with pytest.raises(Refused):
                notes.annotate(by=self.by, target=target, organisation=self.plan.organisation, text="見本の意見")

    @invariant()
    def what_was_published_is_what_it_was(self) -> None:
        for key, said in self.kept.items():
            edition = Edition.objects.get(pk=key)
            assert self.said(edition) == said
            assert seal(said[0]) == edition.seal

    def teardown(self) -> None:
        try:
            assert not list(faults())
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)


@pytest.mark.django_db
def test_what_was_published_never_changes() -> None:
    run_state_machine_as_test(Register, settings=settings(max_examples=12, stateful_step_count=12, deadline=None))
