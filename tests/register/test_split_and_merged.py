"""What was split or merged between two years is proposed so, told so, and shown with the other measure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.register.test_imports import accept, document, take
from tsunagi.base.access import Refused
from tsunagi.register.actions import editions, imports
from tsunagi.register.actions.rematching import rematch
from tsunagi.register.models import ChangeSet, Edition, Measure, Plan, Proposal, Succession

pytestmark = pytest.mark.django_db
CALLS = "電話とチャットで昼夜を問わず相談を受け、必要な窓口に結ぶ。"
VISITS = "民生委員が一人暮らしの家を訪ねて、困りごとを聞き取る。"
APART = [f"1,電話相談の窓口,{CALLS},,,,厚生労働省", f"2,見守りの訪問,{VISITS},,,,厚生労働省"]
TOGETHER = [f"1,電話相談の窓口,{CALLS}{VISITS},,,,厚生労働省"]


@pytest.fixture(autouse=True)
def by(client: Client, member: Callable[..., Any], settings: Any) -> Any:
    settings.SECOND_FACTOR = False
    client.force_login(user := member("publisher"))
    return user


@pytest.fixture
def years(plan: Plan) -> Callable[[list[str], list[str]], ChangeSet]:
    """The first year accepted, the second one proposed."""

    def take_both(first: list[str], second: list[str]) -> ChangeSet:
        before = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="plan", title="前の年")
        accept(take(before, document(first)))
        after = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="後の年")
        return take(after, document(second))

    return take_both


def of(plan: Plan, year: int, number: int) -> Measure:
    return Measure.objects.get(entries__edition__fiscal_year=year, entries__edition__plan=plan, entries__number=number)


def story(edition: Edition) -> set[tuple[int | None, int | None, str]]:
    return set(Succession.objects.filter(edition=edition).values_list("earlier", "later", "relation"))


def shown(client: Client, one: Proposal) -> str:
    return client.get(reverse("register:proposal", args=[one.pk])).content.decode()


def test_a_merged_measure_is_proposed_as_gone_into_the_other(
    client: Client, plan: Plan, years: Callable[..., ChangeSet]
) -> None:
    made = years(APART, TOGETHER)
    one, two = of(plan, 2024, 1), of(plan, 2024, 2)
    gone = made.proposals.get(kind="gone")
    assert (gone.measure, gone.other, gone.relation, gone.certain) == (two, one, "merged", False)
    page = shown(client, gone)
    assert "一つになった先の施策:" in page and "1. 電話相談の窓口" in page and "一つになったものとする" in page
    review = client.get(reverse("register:change_set", args=[made.pk])).content.decode()
    assert "なぜ文書にないか" in review and "<div>どの施策に当たるか</div>" not in review
    accept(made)
    assert story(made.edition) == {(two.pk, one.pk, "merged")}
    for this, other in ((one, "2. 見守りの訪問"), (two, "1. 電話相談の窓口")):
        page = client.get(reverse("register:measure", args=[this.pk])).content.decode()
        assert "一つになった(<a" in page and f">{other}</a>)" in page
    gone.refresh_from_db()
    imports.decide(by=None, proposal=gone, decision="open", version=gone.version)
    assert story(made.edition) == set()


def test_what_a_measure_was_split_into_is_new_and_came_out_of_it(
    client: Client, plan: Plan, years: Callable[..., ChangeSet]
) -> None:
    made = years(TOGETHER, APART)
    whole = of(plan, 2024, 1)
    part = made.proposals.get(number=2)
    assert (part.kind, part.measure, part.other, part.relation, part.certain) == ("new", None, whole, "split", False)
    assert "分かれる前の施策:" in shown(client, part)
    accept(made)
    part.refresh_from_db()
    assert part.measure is not None and story(made.edition) == {(whole.pk, part.measure.pk, "split")}
    pair = client.get(reverse("register:compare", args=[made.compared_with_id, made.edition_id])).content.decode()
    assert "分かれた" in pair


def test_within_one_year_nothing_is_split_or_merged(plan: Plan) -> None:
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="plan", title="同じ年")
    accept(take(draft, document(APART)))
    gone = take(draft, document(TOGETHER)).proposals.get(kind="gone")
    assert (gone.relation, gone.other, bool(gone.because)) == ("", None, True)
    accept(gone.change_set)
    assert story(draft) == set() and draft.entries.count() == 1
    again = take(draft, document([*APART, "3,別の取組,別のことを行う。,,,,法務省"])).proposals.get(number=2)
    assert (again.relation, again.other) == ("new", None)


def test_a_second_document_of_a_year_tells_no_story(plan: Plan) -> None:
    """Neither the same edition's nor the year's other one: numbers and measures differ, and nothing happened."""
    before = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="plan", title="前の年")
    accept(take(before, document(APART[:1])))
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="計画")
    accept(take(draft, document(APART)))
    told = story(draft)
    assert {relation for *_ends, relation in told} == {"new"}
    moved = [APART[0], APART[1].replace("2,", "5,", 1), "6,別の取組,別のことを行う。,,,,法務省"]
    again = take(draft, document(moved))
    assert set(again.proposals.values_list("relation", flat=True)) == {"same", "moved", "new"}
    accept(again)
    assert story(draft) == told and draft.entries.count() == 3
    follow_up = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="実施状況")
    made = take(follow_up, document([*APART, "7,図書館の催し,本を読む会を開く。,,,,文部科学省"]))
    assert made.compared_with == draft
    assert {"moved", "new"} <= set(made.proposals.values_list("relation", flat=True))
    accept(made)
    assert {relation for *_ends, relation in story(follow_up)} == {"ended"}  # which somebody said


def test_what_went_into_a_measure_that_another_one_becomes_is_asked_anew(
    plan: Plan, years: Callable[..., ChangeSet], by: Any
) -> None:
    made = years([*APART, "3,調査,暮らしの実態を調べる。,,,,内閣府"], [*TOGETHER, "4,調査,暮らしの実態を調べる。,,,,内閣府"])
    first, gone = of(plan, 2024, 1), made.proposals.get(kind="gone", relation="merged")
    assert gone.other == first
    other = made.proposals.get(number=4)
    rematch(by=by, proposal=other, measure=first, version=other.version)
    gone.refresh_from_db()
    assert (gone.other, gone.relation, gone.version) == (None, "ended", 2)


def test_one_that_somebody_said_went_into_a_measure_holds_it(
    plan: Plan, years: Callable[..., ChangeSet], by: Any
) -> None:
    made = years(APART, TOGETHER)
    gone, one = made.proposals.get(kind="gone", relation="merged"), made.proposals.get(number=1, kind="new")
    gone = imports.decide(by=by, proposal=gone, decision="accepted", version=gone.version)
    with pytest.raises(Refused, match="先にその決定を取り消して"):
        rematch(by=by, proposal=one, measure=None, version=one.version)
    imports.decide(by=by, proposal=gone, decision="open", version=gone.version)
    assert rematch(by=by, proposal=one, measure=None, version=one.version).measure is None


def test_what_went_into_a_measure_goes_along_where_a_person_says_which_it_is(
    plan: Plan, years: Callable[..., ChangeSet], by: Any
) -> None:
    made = years([*APART, "3,調査,暮らしの実態を調べる。,,,,内閣府"], TOGETHER)
    third, gone = of(plan, 2024, 3), made.proposals.get(kind="gone", relation="merged")
    one = made.proposals.get(number=1, kind="new")
    one = rematch(by=by, proposal=one, measure=third, version=one.version)
    gone.refresh_from_db()
    assert (gone.other, gone.relation, gone.version) == (third, "merged", 2)
    rematch(by=by, proposal=one, measure=None, version=one.version)
    gone.refresh_from_db()
    assert (gone.other, gone.relation, gone.version) == (None, "ended", 3)
