"""An indicator's number can be one cell of a table; a hidden one is nobody's number. What queues say to the plan."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cases.conftest import House
from tests.consultations import samples as windows
from tests.directory import samples as directory
from tests.figures import samples
from tests.figures.conftest import Desk
from tests.figures.walking import page, post, refused
from tsunagi.base.access import Refused
from tsunagi.base.models import Job, Organisation, User
from tsunagi.consultations.models import Contact, Window
from tsunagi.directory.models import Service, ServiceMeasure
from tsunagi.figures.actions import publishing
from tsunagi.figures.actions.handing import hand_over
from tsunagi.figures.actions.publishing import prepare, sign
from tsunagi.figures.models import Definition, Figure, Publication, Tally
from tsunagi.figures.queries import counting, tables
from tsunagi.register.actions.editions import publish
from tsunagi.register.models import Edition, Indicator, Observation

MAY = timezone.make_aware(datetime(2025, 5, 10, 12))


@pytest.fixture
def window(town: House) -> Window:
    """The town's window, open day and night."""
    return windows.window(town.organisation)


@pytest.fixture
def draft(body: Desk) -> Edition:
    """The body's own follow-up of fiscal 2025, whose one measure is to answer 30 chats."""
    return samples.follow_up(body.organisation, "チャットの相談", "チャット相談")


def came(window: Window, number: int, way: str = "chat", **more: Any) -> None:
    """So many contacts of May 2025 that were answered at once, unless said otherwise."""
    worker = User.objects.filter(memberships__organisation=window.organisation).first()
    plain: dict[str, Any] = {
        "state": "ended", "met_at": MAY, "ended_at": MAY + timedelta(hours=1), "worker": worker, "outcome": "listened",
    }  # fmt: skip
    Contact.objects.bulk_create(
        Contact(organisation=window.organisation, window=window, way=way, arrived_at=MAY, **{**plain, **more})
        for _at in range(number)
    )


def by_way(body: Desk, cell: str, **more: Any) -> Definition:
    """Contacts by way, of which one way's number is the indicator's."""
    plain: dict[str, Any] = {
        "code": "by-way", "name": "方法ごとの相談", "unit": "件", "source": "contact", "counted": ["spoken", "written"],
        "by": "way", "grain": "year", "feeds": [(Indicator.objects.get(name="チャットの相談"), cell)],
    }  # fmt: skip
    return samples.definition(body.organisation, body.counter, **{**plain, **more})


def test_one_cell_of_a_table_becomes_the_indicators_number(
    client: Client, body: Desk, planner: User, draft: Edition, window: Window
) -> None:
    came(window, 12, "chat")
    came(window, 40, "telephone")
    table = samples.published(body.counter, body.signer, by_way(body, "chat"), "FY2025")
    handed = hand_over(by=planner, edition=draft)
    assert (len(handed.entries), handed.withheld) == (1, "")
    seen = Observation.objects.get()
    assert (seen.value, seen.as_of) == (12, "FY2025")
    assert seen.figure == table.figures.get(value="chat").pk
    assert "チャット" in seen.note
    chat = table.figures.get(value="chat").pk
    where = [("figure", [chat]), ("publication", [table.pk]), ("definition", [body.organisation.slug, "by-way"])]
    told = client.get(f"/figures/of/{body.organisation.slug}/by-way/data/json/")
    assert told.json()["definition"]["feeds"] == [], "nobody learns here what a plan will say"
    for name, arguments in where:
        assert "チャットの相談" not in page(client, name, *arguments)
    client.force_login(body.signer)
    for name, arguments in where:
        assert "チャットの相談" in page(client, name, *arguments), "whoever signs it off knows it"
    client.logout()
    publish(by=planner, edition=draft)
    for name, arguments in where:
        (found,) = re.findall(r'href="(/measures/\d+/)">チャットの相談', page(client, name, *arguments))
        assert client.get(found).status_code == 200
    for other in (table.figures.get(value="telephone"), table.figures.get(is_whole=True)):
        assert "計画の指標" not in page(client, "figure", other.pk)


def test_one_count_is_the_number_of_several_indicators(
    client: Client, body: Desk, planner: User, draft: Edition, window: Window
) -> None:
    """The whole is one measure's figure, and so is one way's of it; each figure leads to the count, and back."""
    measure = Indicator.objects.get(name="チャットの相談").measure
    both = Indicator.objects.create(measure=measure, name="相談", unit="件")
    letters = Indicator.objects.create(measure=measure, name="手紙", unit="件")
    client.force_login(body.counter)
    said = {
        "name": "方法ごとの相談", "code": "by-way", "kind": "count", "unit": "件", "by": "way", "grain": "year",
        "counted": ["spoken", "written"], "indicator_1": Indicator.objects.get(name="チャットの相談").pk,
        "cell_1": "way:chat", "indicator_2": both.pk, "indicator_3": both.pk,
    }  # fmt: skip
    refused(client, "define", body.organisation.slug, "contact", said=said, words="同じ指標を二度選んで")
    said |= {"indicator_3": letters.pk, "cell_3": "way:letter"}
    post(client, "define", body.organisation.slug, "contact", said=said)
    refused(client, "define", body.organisation.slug, "contact", said=said, words="いまの定義と同じです")
    form = page(client, "define", body.organisation.slug, "contact", code="by-way")
    assert form.count("selected>チャット<") == 1 and 'name="indicator_6"' in form, "there is room for more"
    kept = page(client, "keep", body.organisation.slug)
    assert "指標「相談」(全体)" in kept and "指標「手紙」(手紙)" in kept
    came(window, 12, "chat")
    came(window, 40, "telephone")
    table = samples.published(body.counter, body.signer, Definition.objects.get(), "FY2025")
    handed = hand_over(by=planner, edition=draft)
    assert {one.indicator.name: one.value for one in Observation.objects.all()} == {
        "チャットの相談": 12, "相談": 52, "手紙": 0,
    }  # fmt: skip
    assert handed.withheld == ""
    publish(by=planner, edition=draft)
    for one in Observation.objects.all():
        assert one.figure is not None and f"/measures/{measure.pk}/" in page(client, "figure", one.figure)
        assert f"/figures/numbers/{one.figure}/" in client.get(f"/evidence/observation/{one.pk}/").content.decode()
    told = client.get(f"/figures/of/{body.organisation.slug}/by-way/data/json/").json()["definition"]
    assert [one["cell"] for one in told["feeds"]] == ["chat", "", "letter"]
    assert page(client, "publication", table.pk).count("計画の指標") == 3


def test_a_hidden_cell_is_nobodys_number_and_a_sentence_says_so(
    client: Client, body: Desk, planner: User, draft: Edition, window: Window
) -> None:
    came(window, 4, "chat")
    came(window, 40, "telephone")
    came(window, 40, "form")
    table = samples.published(body.counter, body.signer, by_way(body, "chat"), "FY2025")
    assert samples.shown(table)["chat"] is None
    with pytest.raises(Refused, match="「方法ごとの相談 チャット」は、少ない数か"):
        hand_over(by=planner, edition=draft)
    assert not Observation.objects.exists()
    client.force_login(body.signer)
    assert "指標の実績になりません" in page(client, "publication", table.pk)
    client.force_login(planner)
    refused(client, "hand_over", draft.pk, said={}, words="隠した数は計画の実績にできません", status=403)


def test_a_cell_that_a_large_one_hides_beside_is_no_number_either(
    body: Desk, planner: User, draft: Edition, window: Window
) -> None:
    """The chats are many, and hidden only because the letters are few: as an actual they would give those away."""
    came(window, 40, "chat")
    came(window, 4, "letter")
    table = samples.published(body.counter, body.signer, by_way(body, "chat"), "FY2025")
    assert samples.shown(table) == {"": 44, "chat": None, "letter": None}
    with pytest.raises(Refused, match="引き算で分かる"):
        hand_over(by=planner, edition=draft)


def test_a_cell_in_which_nobody_is_says_none(body: Desk, planner: User, draft: Edition, window: Window) -> None:
    came(window, 40, "telephone")
    table = samples.published(body.counter, body.signer, by_way(body, "chat"), "FY2025")
    assert samples.shown(table) == {"": 40, "telephone": 40, "chat": 0}
    hand_over(by=planner, edition=draft)
    assert Observation.objects.get().value == 0


def test_what_is_hidden_is_told_beside_what_was_filled_in(
    client: Client, body: Desk, planner: User, draft: Edition, window: Window
) -> None:
    other = draft.entries.get().targets.get().indicator
    second = Indicator.objects.create(measure=other.measure, name="相談", unit="件")
    came(window, 4, "chat")
    came(window, 40, "telephone")
    came(window, 40, "form")
    of = by_way(body, "chat")
    samples.published(body.counter, body.signer, of, "FY2025")
    whole = by_way(body, "", code="all", name="すべての相談", by="", feeds=[(second, "")])
    samples.published(body.counter, body.signer, whole, "FY2025")
    client.force_login(planner)
    answer = client.post(f"/figures/editions/{draft.pk}/fill/", follow=True).content.decode()
    assert "1つの施策に" in answer and "「方法ごとの相談 チャット」は、少ない数か" in answer
    assert [one.value for one in Observation.objects.all()] == [84]


def test_a_definition_names_a_cell_of_its_own_breakdown(client: Client, body: Desk, draft: Edition) -> None:
    slug = body.organisation.slug
    client.force_login(body.counter)
    said = {
        "name": "チャットの相談", "code": "chats", "kind": "count", "unit": "件", "by": "way", "grain": "year",
        "counted": ["spoken", "written"], "cell_1": "way:chat", "indicator_1": Indicator.objects.get().pk,
    }  # fmt: skip
    assert "チャット" in page(client, "define", slug, "contact")
    refused(client, "define", slug, "contact", said={**said, "by": "age"}, words="選んだ内訳の値ではありません")
    refused(client, "define", slug, "contact", said={**said, "by": ""}, words="選んだ内訳の値ではありません")
    refused(client, "define", slug, "contact", said={**said, "cell_1": "way:pigeon"}, words="選択")
    refused(client, "define", slug, "contact", said={**said, "indicator_1": ""}, words="計画の指標も選んで")
    post(client, "define", slug, "contact", said=said)
    of = Definition.objects.get()
    assert (of.by, [one.cell for one in of.feeds.all()]) == ("way", ["chat"])
    assert 'value="way:chat" selected' in page(client, "define", slug, "contact", code="chats")
    assert "(チャット)" in page(client, "keep", slug)


@pytest.mark.parametrize(
    ("source", "dimension", "value"),
    [
        ("referral", "area", "011002"),
        ("need", "need", "money"),
        ("case", "age", "40-49"),
        ("page", "page", "register:home"),
    ],
)
def test_every_breakdown_offers_its_values(client: Client, body: Desk, source: str, dimension: str, value: str) -> None:
    client.force_login(body.counter)
    assert f'value="{dimension}:{value}"' in page(client, "define", body.organisation.slug, source)


def test_referrals_and_cases_are_told_by_where_the_window_is(
    client: Client, body: Desk, town: House, place: Service
) -> None:
    city = Organisation.objects.create(kind="municipality", slug="city", name="見本市", code="011002")
    Organisation.objects.filter(pk=town.organisation.pk).update(parent=city)
    for _number in range(12):
        samples.referral_of(town.worker, town.organisation, place, date(2025, 5, 10))
    found = counting.count("referral", town.organisation, [202505])
    assert found[202505, "area", "011002", "waiting"] == 12
    assert counting.count("case", town.organisation, [202505])[202505, "area", "011002", "new_unplanned"] == 12
    of = samples.definition(
        body.organisation, body.counter, source="referral", counted=["waiting"], by="area", grain="year", code="sent"
    )
    made = samples.published(body.counter, body.signer, of, "FY2025").figures.get(value="011002")
    client.force_login(town.supervisor)
    assert page(client, "records", made.pk).count("つなぎを見る") == 12


def test_months_that_were_counted_before_a_breakdown_was_known_are_counted_anew(body: Desk, window: Window) -> None:
    came(window, 40, "chat")
    plain = samples.definition(
        body.organisation, body.counter, source="contact", counted=["spoken"], by="", grain="year", code="plain"
    )
    kept = Tally.objects.bulk_create

    def without_ways(rows: Any) -> Any:
        return kept([one for one in rows if one.dimension != "way"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tally.objects, "bulk_create", without_ways)
        table = samples.published(body.counter, body.signer, plain, "FY2025")
    of = samples.definition(
        body.organisation, body.counter, source="contact", counted=["spoken"], by="way", grain="year", code="way"
    )
    with pytest.raises(Refused, match="この内訳がまだない時に数えられています"):
        prepare(by=body.counter, definition=of, period="FY2025", day=samples.DAY)
    later = prepare(by=body.counter, definition=plain, period="FY2025", day=samples.DAY, reason="内訳を加える")
    sign(by=body.signer, publication=later)
    assert samples.shown(samples.published(body.counter, body.signer, of, "FY2025")) == {"": 40, "chat": 40}
    assert table.state == "published"


# --- a sign-off in the background ---


def test_a_wide_table_is_signed_off_in_the_background(
    client: Client, body: Desk, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    samples.needs(202512, rent=40, food=3, talk=20)
    of = samples.definition(body.organisation, body.counter)
    made = prepare(by=body.counter, definition=of, period="2025-12", day=samples.DAY)
    monkeypatch.setattr(tables, "WIDE", Figure.objects.count() - 1)
    client.force_login(body.counter)
    refused(client, "sign", made.pk, said={}, words="別の確認者", status=403)
    assert not Job.objects.exists(), "who may not sign off starts nothing"
    client.force_login(body.signer)
    with django_capture_on_commit_callbacks(execute=True):
        started = post(client, "sign", made.pk)
    job = Job.objects.get()
    assert (job.kind, job.state, job.message) == ("figures.sign", "done", "")
    assert job.total >= job.done > 0, "it said how far it was"
    assert client.get(started["Location"]).headers["Location"].endswith(f"/figures/tables/{made.pk}/")
    made.refresh_from_db()
    assert (made.state, made.signed_by) == ("published", body.signer)


def test_what_is_published_while_the_audit_runs_is_looked_at_too(body: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    samples.needs(202510, rent=5)
    samples.needs(202511, rent=4)
    samples.needs(202512, rent=40)
    months = samples.definition(body.organisation, body.counter, by="")
    quarters = samples.definition(body.organisation, body.counter, by="", code="quarters", grain="quarter")
    for period in ("2025-10", "2025-11"):
        samples.published(body.counter, body.signer, months, period)
    third = prepare(by=body.counter, definition=months, period="2025-12", day=samples.DAY)
    quarter = prepare(by=body.counter, definition=quarters, period="2025-10/2025-12", day=samples.DAY)
    audit, looks = publishing.leak_among, []

    def slow(*arguments: Any) -> Any:
        looks.append(1)
        found = audit(*arguments)
        if len(looks) == 1:
            sign(by=body.signer, publication=quarter)
        return found

    monkeypatch.setattr(publishing, "leak_among", slow)
    with pytest.raises(Refused, match=r"令和7年1[01]月 全体"):
        sign(by=body.signer, publication=third)
    assert len(looks) == 3, "its own look, the quarter's, and its own again"
    assert Publication.objects.get(pk=third.pk).state == "prepared"


def test_the_solver_prints_nothing() -> None:
    told = (
        "from tsunagi.figures.rules.audit import *\n"
        "one, all_ = (Block(frozenset({(1, 0)}), frozenset('x'), *cell) for cell in [('by', 'a'), ()])\n"
        "assert leak([Told(all_, 3)], [Kept(one, 3, 10, True)], [('by', 'a')]) == one"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")


# --- queues ---


def test_a_missed_target_stands_beside_the_queues_of_its_windows(
    client: Client, body: Desk, planner: User, draft: Edition, window: Window, town: House
) -> None:
    service = directory.service("混んだ相談")
    ServiceMeasure.objects.create(service=service, plan="town", fiscal_year=2025, number=1)
    Window.objects.filter(pk=window.pk).update(service=service)
    night = windows.window(town.organisation, "夜の窓口")
    entrance = windows.entrance(window, night)
    came(window, 12, "chat")
    came(window, 15, "chat", state="left", met_at=None, worker=None, outcome="")
    came(window, 14, "mail", met_at=MAY + timedelta(days=5), ended_at=MAY + timedelta(days=6))
    came(night, 11, "chat", entrance=entrance)
    samples.published(body.counter, body.signer, by_way(body, "chat"), "FY2025")
    hand_over(by=planner, edition=draft)
    publish(by=planner, edition=draft)
    client.force_login(body.counter)
    shown = page(client, "learning")
    assert "混んだ相談" in shown and "チャットの相談" in shown
    assert "41件のうち" in shown
    for said in ("目安より遅れて応対した 14", "応対の前に去った 15", "ほかの窓口に回った 11"):
        assert said in shown, said
    form = page(client, "suggestions", Indicator.objects.get().measure.pk)
    assert "混んだ相談 応対の前に去った: 15" in form


def test_few_who_left_are_not_told(
    client: Client, body: Desk, planner: User, draft: Edition, window: Window
) -> None:
    service = directory.service("静かな相談")
    ServiceMeasure.objects.create(service=service, plan="town", fiscal_year=2025, number=1)
    Window.objects.filter(pk=window.pk).update(service=service)
    came(window, 12, "chat")
    came(window, 3, "chat", state="left", met_at=None, worker=None, outcome="")
    samples.published(body.counter, body.signer, by_way(body, "chat"), "FY2025")
    hand_over(by=planner, edition=draft)
    publish(by=planner, edition=draft)
    client.force_login(body.counter)
    assert "目標が未達成で" in page(client, "learning")
    assert "件のうち" not in page(client, "learning")


def test_only_a_window_that_was_open_counts_as_passed_by(window: Window, town: House) -> None:
    service = directory.service("昼の相談")
    Window.objects.filter(pk=window.pk).update(service=service, hours="毎日 0:00-9:00")
    night = windows.window(town.organisation, "夜の窓口")
    came(night, 11, "chat", entrance=windows.entrance(window, night))
    found = counting.count("contact", town.organisation, [202505])
    assert not [value for (_month, held, value, _part) in found if held == "queue" and "led_on" in value]
