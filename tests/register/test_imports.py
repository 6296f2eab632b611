"""Taking in documents: proposals, decisions, and that nothing is overwritten without a trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.shared import shared_path
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.reading import document as document_
from tsunagi.reading.document import read
from tsunagi.reading.model import Unreadable
from tsunagi.register.actions import editions, imports, lineage
from tsunagi.register.models import (
    ChangeSet,
    Edition,
    Indicator,
    Measure,
    Plan,
    Proposal,
    SourceDocument,
    Succession,
)
from tsunagi.register.queries.export import write_table
from tsunagi.register.queries.readings import contents, readings

pytestmark = pytest.mark.django_db

HEADINGS = "番号,施策名,施策の概要,目標及び達成の期間,目標の達成状況,見直し方針,担当府省庁"
ROWS = [
    "1,電話相談の窓口,電話で相談を受ける。,令和6年度までに相談件数100件以上。,令和6年度の相談件数は120件。,引き続き行う。,厚生労働省",
    "2,居場所づくり,居場所をつくる。,令和6年度までに50か所以上。,令和6年度は41か所。,箇所を増やす。,こども家庭庁",
    "3,実態の調査,実態を調べる。,調査を1回以上行う。,調査の準備をした。,調査を行う。,内閣府",
]


def document(rows: list[str] | None = None) -> bytes:
    return "\n".join([HEADINGS, *(ROWS if rows is None else rows)]).encode()


def take(edition: Edition, content: bytes, name: str = "見本.csv", by: Any = None) -> ChangeSet:
    kept = imports.receive(by=by, plan=edition.plan, name=name, content=content)
    return imports.propose_changes(by=by, edition=edition, document=kept)


def accept(change_set: ChangeSet) -> None:
    for one in change_set.proposals.filter(decision="open").exclude(kind="unchanged"):
        imports.decide(by=None, proposal=one, decision="accepted", version=one.version)


def test_a_document_is_proposed_and_nothing_written_before_somebody_accepts(draft: Edition) -> None:
    made = take(draft, document())
    assert [(one.number, one.kind) for one in made.proposals.all()] == [(1, "new"), (2, "new"), (3, "new")]
    assert not draft.entries.exists()
    accept(made)
    titles = [one["cells"]["title"]["text"] for one in readings(draft).values()]
    assert titles == ["電話相談の窓口", "居場所づくり", "実態の調査"]
    verdicts = dict(draft.entries.values_list("targets__what", "targets__verdict"))
    assert set(verdicts.values()) >= {"met", "not_met"}


def test_the_same_file_twice_changes_nothing(draft: Edition) -> None:
    first = take(draft, document())
    accept(first)
    before, rows = contents(draft), AuditRow.objects.count()
    again = take(draft, document(), name="別の名前.csv")
    assert again == first
    assert SourceDocument.objects.count() == ChangeSet.objects.count() == 1
    assert (contents(draft), AuditRow.objects.count()) == (before, rows)


def test_a_later_file_proposes_only_what_differs(draft: Edition) -> None:
    accept(take(draft, document()))
    changed = [ROWS[0].replace("120件", "130件"), ROWS[1], "4,新しい施策,新しく行う。,,,,法務省"]
    made = take(draft, document(changed))
    kinds = {one.number: one.kind for one in made.proposals.all()}
    assert kinds[1] == "changed"
    assert kinds[2] == "unchanged"
    assert kinds[3] == "gone"
    assert kinds[4] == "new"


def test_a_measure_that_is_gone_leaves_only_when_somebody_says_so(draft: Edition) -> None:
    accept(take(draft, document()))
    made = take(draft, document(ROWS[:2]))
    gone = made.proposals.get(kind="gone")
    assert imports.accept_certain(by=None, change_set=made) == 0
    assert draft.entries.count() == 3
    imports.decide(by=None, proposal=gone, decision="accepted", version=gone.version)
    assert draft.entries.count() == 2


def test_a_decision_can_be_taken_back(draft: Edition) -> None:
    accept(take(draft, document()))
    before = readings(draft)
    made = take(draft, document([ROWS[0].replace("120件", "999件"), *ROWS[1:]]))
    one = made.proposals.get(number=1)
    done = imports.decide(by=None, proposal=one, decision="accepted", version=one.version)
    assert readings(draft) != before
    imports.decide(by=None, proposal=done, decision="refused", version=done.version)
    assert readings(draft) == before


def test_a_mended_reading_is_what_is_written(draft: Edition, member: Callable[..., Any]) -> None:
    by = member("publisher")
    one = take(draft, document()).proposals.get(number=2)
    after = json.loads(json.dumps(one.after))
    after["actuals"][0]["value"] = 60
    done = imports.decide(by=by, proposal=one, decision="mended", version=one.version, mended=after)
    assert done.entry is not None
    assert done.entry.targets.order_by("place")[0].verdict == "met"
    row = AuditRow.objects.latest("place")
    assert row.action == "register.proposal_mended"
    assert row.after["reading"]["actuals"][0]["value"] == 60 or row.after["reading"]["actuals"][0]["value"] == "60"


def test_two_people_deciding_at_once_do_not_lose_each_others_work(draft: Edition, member: Callable[..., Any]) -> None:
    one = take(draft, document()).proposals.get(number=1)
    first, second = member("publisher", name="見本 甲"), member("publisher", name="見本 乙")
    imports.decide(by=first, proposal=one, decision="refused", version=one.version)
    with pytest.raises(Refused, match="見本 甲"):
        imports.decide(by=second, proposal=one, decision="accepted", version=one.version)
    held = Proposal.objects.get(pk=one.pk)
    assert (held.decision, held.decided_by) == ("refused", first)


@pytest.mark.parametrize("role", ["viewer", "editor", "checker", "administrator"])
def test_only_who_may_import_does(draft: Edition, member: Callable[..., Any], role: str) -> None:
    for by in (member(role), member("publisher", at="mhlw")):
        with pytest.raises(Refused, match="権限"):
            take(draft, document(), by=by)
    made = take(draft, document())
    one = made.proposals.first()
    assert one is not None
    with pytest.raises(Refused, match="権限"):
        imports.decide(by=member(role), proposal=one, decision="accepted", version=one.version)
    with pytest.raises(Refused, match="権限"):
        imports.accept_certain(by=member(role), change_set=made)
    with pytest.raises(Refused, match="権限"):
        imports.accept_chosen(by=member(role), change_set=made, chosen={one.pk: one.version}, reason="照らした")


def test_what_is_published_takes_no_document(published: Edition) -> None:
    kept = imports.receive(by=None, plan=published.plan, name="見本.csv", content=document())
    with pytest.raises(Refused, match="訂正"):
        imports.propose_changes(by=None, edition=published, document=kept)


def test_a_pdf_is_read_once(published: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it takes longer than all the rest of an import."""
    path = tmp_path / "report.pdf"
    write_table(published, "pdf", path)
    opened = []
    first = document_.open_source
    for module in (document_, imports):
        monkeypatch.setattr(module, "open_source", lambda *said: opened.append(said) or first(*said))
    kept = imports.receive(by=None, plan=published.plan, name=path.name, content=path.read_bytes())
    assert (kept.kind, len(kept.reading["measures"]), kept.text, len(opened)) == ("pdf", 3, "", 1)


def test_a_file_that_is_no_plan_is_refused_and_not_kept(draft: Edition) -> None:
    with pytest.raises(Unreadable):
        imports.receive(by=None, plan=draft.plan, name="空.csv", content=b"")
    assert not SourceDocument.objects.exists()


def test_an_open_proposal_keeps_the_edition_from_being_published(draft: Edition) -> None:
    made = take(draft, document())
    first = made.proposals.get(number=1)
    imports.decide(by=None, proposal=first, decision="accepted", version=first.version)
    with pytest.raises(Refused, match="2件"):
        editions.publish(by=None, edition=draft)


def test_next_years_document_is_carried_over(draft: Edition, plan: Plan) -> None:
    accept(take(draft, document()))
    after = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="次の計画")
    made = take(
        after,
        document(
            [ROWS[1].replace("2,", "1,", 1), ROWS[0].replace("1,", "2,", 1), "3,全く別の取組,別のこと。,,,,法務省"]
        ),
    )
    accept(made)
    same = {entry.title: entry.measure_id for entry in draft.entries.all()}
    later = {entry.title: entry.measure_id for entry in after.entries.all()}
    assert later["居場所づくり"] == same["居場所づくり"]
    assert later["電話相談の窓口"] == same["電話相談の窓口"]
    assert later["全く別の取組"] not in same.values()
    told = {one.relation for one in Succession.objects.filter(edition=after)}
    assert {"moved", "new", "ended"} <= told


def test_a_draft_that_is_half_decided_is_not_what_the_next_document_is_matched_with(draft: Edition, plan: Plan) -> None:
    """Of a measure that waits there nothing would be found, and it would be called new."""
    accept(take(draft, document()))
    between = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="途中")
    begun = take(between, document([*ROWS, "4,新しい施策,始める。,目標。,,,内閣府"]), name="途中.csv")
    one = begun.proposals.get(number=1)
    imports.decide(by=None, proposal=one, decision="accepted", version=one.version)
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2026, kind="follow_up", title="その次")
    made = take(later, document(), name="その次.csv")
    assert made.compared_with == draft
    assert set(made.proposals.values_list("relation", flat=True)) == {"same"}
    accept(begun)
    other = editions.start_edition(by=None, plan=plan, fiscal_year=2027, kind="plan", title="さらに次")
    assert take(other, document(), name="さらに次.csv").compared_with == between


def test_a_title_that_was_lost_is_proposed_from_the_other_edition(draft: Edition, plan: Plan) -> None:
    lost = [ROWS[0].replace("電話相談の窓口", ""), *ROWS[1:]]
    accept(take(draft, document(lost)))
    assert draft.entries.get(number=1).title == ""
    after = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="plan", title="次の計画")
    accept(take(after, document()))
    again = editions.start_edition(by=None, plan=plan, fiscal_year=2026, kind="plan", title="その次の計画")
    one = take(again, document(lost)).proposals.get(number=1)
    assert one.after is not None
    title = one.after["cells"]["title"]
    assert (title["text"], title["from"], title["state"]) == ("電話相談の窓口", "次の計画", "lost")
    assert not one.certain


def test_the_real_documents_are_taken_in_and_matched(plan: Plan) -> None:
    texts = {2024: "source/000_e2656c87001df674.txt", 2025: "source/plan-r7-measures-143.pdf"}
    found = {}
    for year, name in texts.items():
        path = shared_path(name)
        edition = editions.start_edition(by=None, plan=plan, fiscal_year=year, kind="plan", title=str(year))
        accept(take(edition, path.read_bytes(), name=path.name))
        found[year] = {entry.number: entry.measure_id for entry in edition.entries.all()}
    assert len(found[2024]) == 141
    assert len(found[2025]) == 143
    assert len(set(found[2024].values()) & set(found[2025].values())) > 120


def test_bodies_in_charge_beyond_the_tenth_are_told_and_kept_in_words(
    draft: Edition, client: Any, tmp_path: Path
) -> None:
    named = "内閣官房、内閣府、警察庁、こども家庭庁、デジタル庁、復興庁、総務省、法務省、外務省、財務省、文部科学省、厚生労働省"
    bodies = named.split("、")
    rows = [f"1,電話相談の窓口,電話で相談を受ける。,令和6年度までに相談件数100件以上。,,,{named}", *ROWS[1:]]
    made = take(draft, document(rows))
    one = made.proposals.get(number=1)
    assert not one.certain and any("担当は10まで" in doubt and "文部科学省、厚生労働省" in doubt for doubt in one.doubts)
    accept(made)
    entry = draft.entries.get(number=1)
    assert [charge.organisation.name for charge in entry.charges.all()] == bodies[:10]
    assert entry.others == {"further_ministries": "文部科学省、厚生労働省"}
    again = take(draft, document([*rows, "4,新しい施策,新しく行う。,,,,法務省"]))
    assert again.proposals.get(number=1).kind == "unchanged"
    accept(again)
    editions.publish(by=None, edition=draft)
    page = client.get(reverse("register:measure", args=[entry.measure_id])).content.decode()
    assert "ほかの担当" in page and "文部科学省、厚生労働省" in page
    path = tmp_path / "report.csv"
    write_table(draft, "csv", path)
    assert list(read(path).measures[0].ministries) == bodies


def test_a_measure_that_an_accepted_proposal_began_goes_when_it_is_taken_back(draft: Edition) -> None:
    one = take(draft, document()).proposals.get(number=1)
    one = imports.decide(by=None, proposal=one, decision="accepted", version=one.version)
    assert one.measure is not None and one.measure.indicators.exists()
    one = imports.decide(by=None, proposal=one, decision="open", version=one.version)
    assert one.measure is None and not Measure.objects.exists() and not Indicator.objects.exists()
    one = imports.decide(by=None, proposal=one, decision="accepted", version=one.version)
    assert draft.entries.get().measure == one.measure == Measure.objects.get()


def test_a_measure_of_which_something_else_tells_stays(draft: Edition, member: Callable[..., Any]) -> None:
    first, second = take(draft, document()).proposals.filter(number__lt=3)
    first, second = (
        imports.decide(by=None, proposal=one, decision="accepted", version=one.version) for one in (first, second)
    )
    assert first.measure is not None and second.measure is not None
    lineage.link(by=member("publisher"), measure=first.measure, other=second.measure, because="同じ人が使う")
    done = imports.decide(by=None, proposal=first, decision="refused", version=first.version)
    assert done.measure == first.measure and done.measure.indicators.exists()
    again = imports.decide(by=None, proposal=done, decision="accepted", version=done.version)
    assert draft.entries.get(number=1).measure == first.measure == again.measure
