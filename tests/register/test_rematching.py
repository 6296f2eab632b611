"""A person says which measure a document's is: worked out anew, nothing lost, and never two of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.register.test_imports import ROWS, accept, document, take
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.register.actions import editions, imports, lineage
from tsunagi.register.actions.rematching import rematch
from tsunagi.register.models import ChangeSet, Edition, Measure, Plan, Proposal, Succession
from tsunagi.register.queries.imports import matched

pytestmark = pytest.mark.django_db
#: Next year's document, in which two measures bear each other's title.
SWAPPED = [
    "1,居場所づくり,電話で相談を受ける。,,,,厚生労働省",
    "2,電話相談の窓口,居場所をつくる。,,,,こども家庭庁",
    "3,実態の調査,実態を調べる。,,,,内閣府",
]


@pytest.fixture
def by(member: Callable[..., Any], settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    return member("publisher")


@pytest.fixture
def made(draft: Edition, plan: Plan) -> ChangeSet:
    """The proposals of next year's document beside this year's."""
    accept(take(draft, document()))
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="次の計画")
    return take(later, document(SWAPPED))


def measure(edition: Edition, number: int) -> Measure:
    return Measure.objects.get(entries__edition=edition, entries__number=number)


def at(made: ChangeSet, number: int) -> Proposal:
    return made.proposals.exclude(kind="gone").get(number=number)


def choose(made: ChangeSet, number: int, which: Measure | None, by: Any) -> Proposal:
    one = at(made, number)
    return rematch(by=by, proposal=one, measure=which, version=one.version)


def test_measures_that_were_mixed_up_are_put_right(made: ChangeSet, draft: Edition, by: Any) -> None:
    first, second = measure(draft, 1), measure(draft, 2)
    assert (at(made, 1).measure, at(made, 2).measure) == (second, first)
    done = choose(made, 1, first, by)
    assert (done.measure, done.relation, done.certain) == (first, "renamed", True)
    assert "担当者が選んだ" in done.because and by.name not in done.because
    other = at(made, 2)
    assert (other.measure, other.kind, other.relation, other.certain) == (None, "new", "new", False)
    assert "文書の別の施策" in other.because
    gone = made.proposals.get(kind="gone")
    assert (gone.measure, gone.relation, gone.number) == (second, "ended", 2)
    choose(made, 2, second, by)
    assert not made.proposals.filter(kind="gone").exists(), "it has a measure of the document again"
    accept(made)
    later = made.edition
    assert (measure(later, 1), measure(later, 2), measure(later, 3)) == (first, second, measure(draft, 3))
    told = Succession.objects.get(edition=later, later=first)
    assert (told.relation, told.because) == ("renamed", done.because)
    rows = [row for row in AuditRow.objects.order_by("place") if row.action == "register.proposal_rematched"]
    assert [(row.by, row.before["measure"], row.after["measure"]) for row in rows] == [
        (by, f"register.measure:{first.pk}", None),
        (by, f"register.measure:{second.pk}", f"register.measure:{first.pk}"),
        (by, None, f"register.measure:{second.pk}"),
    ]


def test_one_that_was_taken_for_another_is_said_to_be_new(made: ChangeSet, draft: Edition, by: Any) -> None:
    done = choose(made, 3, None, by)
    assert (done.measure, done.kind, done.relation) == (None, "new", "new")
    accept(made)
    assert not made.edition.entries.filter(measure=measure(draft, 3)).exists()
    assert Succession.objects.filter(edition=made.edition, relation="ended", earlier=measure(draft, 3)).exists()


def test_within_an_edition_it_is_compared_with_what_that_says_of_the_chosen_one(draft: Edition, by: Any) -> None:
    accept(take(draft, document()))
    made = take(draft, document([ROWS[0], "2,全く別の取組,別のこと。,,,,法務省"]))
    kinds = [(1, "unchanged"), (2, "gone"), (2, "new"), (3, "gone")]
    assert sorted(made.proposals.values_list("number", "kind")) == kinds
    second = measure(draft, 2)
    new = made.proposals.get(number=2, kind="new")
    done = rematch(by=by, proposal=new, measure=second, version=new.version)
    assert (done.kind, done.before["cells"]["title"]["text"]) == ("changed", "居場所づくり")
    assert [one.number for one in made.proposals.filter(kind="gone")] == [3]
    back = rematch(by=by, proposal=done, measure=None, version=done.version)
    gone = made.proposals.get(kind="gone", number=2)
    assert back.kind == "new" and gone.before == done.before and gone.relation == ""


def test_a_title_that_the_document_lost_comes_with_the_chosen_measure(draft: Edition, plan: Plan, by: Any) -> None:
    accept(take(draft, document()))
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="次の計画")
    made = take(later, document(["1,,別の文章。,,,,法務省"]))
    done = choose(made, 1, measure(draft, 3), by)
    assert done.after is not None
    assert (done.after["cells"]["title"]["text"], done.after["cells"]["title"]["from"]) == ("実態の調査", "見本")
    assert not done.certain, "a borrowed title is looked at"


def test_one_that_the_year_before_had_not_can_be_chosen_and_is_named(draft: Edition, plan: Plan, by: Any) -> None:
    accept(take(draft, document()))
    for year, rows in ((2025, ROWS[:2]), (2026, ROWS[:2])):
        later = editions.start_edition(by=None, plan=plan, fiscal_year=year, kind="follow_up", title=str(year))
        accept(take(later, document([*rows, f"{year},取組{year},別のこと{year}。,,,,法務省"])))
    after = editions.start_edition(by=None, plan=plan, fiscal_year=2027, kind="follow_up", title="その次")
    made = take(after, document([*ROWS[:2], "3,調べもの,全く違う文。,,,,総務省"]))
    done = choose(made, 3, measure(draft, 3), by)
    shown = matched(done)
    assert shown is not None and shown.edition == draft and done.relation == "renamed"


def test_what_is_decided_says_why_it_stays(made: ChangeSet, draft: Edition, by: Any) -> None:
    one, other = at(made, 1), at(made, 2)
    imports.decide(by=by, proposal=one, decision="accepted", version=one.version)
    with pytest.raises(Refused, match="「採用」に決まっています。決定を取り消すと"):
        choose(made, 1, None, by)
    with pytest.raises(Refused, match="同じ文書の1番の案で「採用」に決まっています"):
        rematch(by=by, proposal=other, measure=measure(draft, 2), version=other.version)
    choose(made, 3, None, by)
    gone = made.proposals.get(kind="gone")
    with pytest.raises(Refused, match="文書にない施策です"):
        rematch(by=by, proposal=gone, measure=None, version=gone.version)
    imports.decide(by=by, proposal=gone, decision="refused", version=gone.version)
    with pytest.raises(Refused, match="3番の案で「不採用」"):
        choose(made, 3, measure(draft, 3), by)


def test_who_reviews_at_once_loses_nothing(made: ChangeSet, draft: Edition, by: Any) -> None:
    one, other, third = at(made, 1), at(made, 2), at(made, 3)
    rematch(by=by, proposal=one, measure=measure(draft, 1), version=one.version)
    for stale in (one, other):
        with pytest.raises(Refused, match="その間に別の人が変えました"):
            imports.decide(by=by, proposal=stale, decision="accepted", version=stale.version)
    with pytest.raises(Refused, match="その間に別の人が変えました"):
        rematch(by=by, proposal=other, measure=None, version=other.version)
    assert not made.edition.entries.exists()
    gone = made.proposals.get(kind="gone")
    rematch(by=by, proposal=third, measure=measure(draft, 2), version=third.version)
    with pytest.raises(Refused, match="この案はなくなりました"):
        imports.decide(by=by, proposal=gone, decision="accepted", version=gone.version)


def test_neither_strangers_nor_strange_measures(
    made: ChangeSet, draft: Edition, by: Any, member: Callable[..., Any], organisation: Callable[..., Any]
) -> None:
    town = organisation("town", kind="municipality", code="131016", name="見本町")
    foreign = Measure.objects.create(plan=editions.found_plan(by=None, organisation=town, slug="town", title="町"))
    with pytest.raises(Refused, match="権限"):
        choose(made, 1, None, member("checker"))
    with pytest.raises(Refused, match="選べません"):
        choose(made, 1, foreign, by)
    lineage.merge(by=by, keep=measure(draft, 1), drop=measure(draft, 2))
    with pytest.raises(Refused, match="選べません"):
        choose(made, 3, Measure.objects.get(pk=measure(draft, 2).pk), by)


def test_the_database_holds_one_proposal_for_a_measure(made: ChangeSet) -> None:
    one = at(made, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(change_set=made, place=99, kind="gone", measure=one.measure)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3), st.booleans()), max_size=8))
def test_whatever_is_chosen_each_measure_stands_once_and_none_is_lost(
    steps: list[tuple[int, int, bool]], transactional: Any
) -> None:
    with transactional() as (made, draft, by):
        ours = {number: measure(draft, number) for number in (1, 2, 3)}
        for number, which, decide in steps:
            one = at(made, number)
            try:
                done = rematch(by=by, proposal=one, measure=ours.get(which), version=one.version)
            except Refused:
                assert one.decision == "accepted" or at_measure(made, ours[which]).decision == "accepted"
                continue
            if decide:
                imports.decide(by=by, proposal=done, decision="accepted", version=done.version)
        known = [one.measure for one in made.proposals.all() if one.measure is not None]
        assert len(known) == len(set(known)) and set(ours.values()) <= set(known)
        accept(made)
        assert made.edition.entries.count() == 3


def at_measure(made: ChangeSet, which: Measure) -> Proposal:
    return made.proposals.get(measure=which)


@pytest.fixture
def transactional(made: ChangeSet, draft: Edition, by: Any) -> Any:
    """What is done in it is undone: each example begins with the same proposals."""
    from contextlib import contextmanager

    @contextmanager
    def begin() -> Any:
        with transaction.atomic():
            yield made, draft, by
            transaction.set_rollback(True)

    return begin


def test_the_page_offers_the_plans_measures_and_takes_one(
    client: Client, made: ChangeSet, draft: Edition, by: Any
) -> None:
    client.force_login(by)
    one = at(made, 1)
    page = client.get(reverse("register:proposal", args=[one.pk])).content.decode()
    address = reverse("register:rematch", args=[one.pk])
    assert f'href="{address}"' in page
    page = client.get(address).content.decode()
    second = measure(draft, 2)
    assert f'<option value="{second.pk}" selected>2. 居場所づくり</option>' in page
    free, taken = page.index("文書のほかの施策に当たっていない"), page.index("文書のほかの施策に当たっている\"")
    assert free < page.index(">2. 居場所づくり</option>") < taken < page.index(">1. 電話相談の窓口</option>")
    said = {"measure": measure(draft, 1).pk, "version": one.version}
    answer = client.post(address, said, follow=True)
    assert "選び直しました" in answer.content.decode() and "担当者が選んだ。" in answer.content.decode()
    late = client.post(address, said)
    assert late.status_code == 422 and "その間に別の人が変えました" in late.content.decode()
    one.refresh_from_db()
    assert client.post(address, {"measure": "", "version": one.version}).status_code == 302
    one.refresh_from_db()
    assert one.measure is None
    imports.decide(by=by, proposal=one, decision="refused", version=one.version)
    for where in (address, reverse("register:proposal", args=[one.pk])):
        assert "「不採用」に決まっています" in client.get(where).content.decode()


def test_the_page_of_a_proposal_that_is_gone_says_so(
    client: Client, made: ChangeSet, draft: Edition, by: Any
) -> None:
    client.force_login(by)
    choose(made, 3, None, by)
    gone = made.proposals.get(kind="gone")
    address = reverse("register:proposal", args=[gone.pk])
    assert client.post(address, {"decision": "refused", "version": gone.version}).status_code == 302
    assert "決定を取り消す" in client.get(address).content.decode()
    gone.refresh_from_db()
    client.post(address, {"decision": "open", "version": gone.version})
    choose(made, 3, measure(draft, 3), by)
    answer = client.get(address)
    assert answer.status_code == 403 and "選び直されて、なくなった" in answer.content.decode()
