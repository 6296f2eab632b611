"""Conferences, and what nobody of another organisation ever sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House, as_the_site
from tests.cases.walking import DUE, TODAY, deed, page, post
from tests.consultations import samples as consultations
from tsunagi.base.models import AuditRow
from tsunagi.cases.actions import conferences
from tsunagi.cases.actions.cases import close_case, end_step
from tsunagi.cases.actions.retention import hold_back
from tsunagi.cases.actions.sheets import file_sheet
from tsunagi.cases.models import Brought, Case, Consent, Decision, Emergency, Referral, Seat
from tsunagi.cases.urls import urlpatterns
from tsunagi.directory.models import Service

# --- conferences ---


@pytest.fixture
def council(member: Callable[..., Any], town: House, npo: House) -> Any:
    """A conference of the town with the other body; both have pledged secrecy."""
    by = member("coordinator", at=town.organisation.slug, name="見本 調整")
    made = conferences.found_conference(
        by=by, organisation=town.organisation, kind="support_conference", name="見本支援会議", day=timezone.localdate()
    )
    conferences.give_seat(by=by, conference=made, organisation=npo.organisation)
    for house in (town, npo):
        seat = Seat.objects.get(conference=made, organisation=house.organisation)
        conferences.pledge(by=house.supervisor, seat=seat, day=timezone.localdate())
    return made


def test_a_conference_goes_from_page_to_page(
    client: Client, member: Callable[..., Any], town: House, npo: House, held: Case, place: Service
) -> None:
    client.force_login(member("coordinator", at=town.organisation.slug))
    said = {"organisation": town.organisation.pk, "kind": "support_conference", "name": "見本支援会議"}
    post(client, "conferences", said=said)
    made = town.organisation.conferences.get()
    assert f'<option value="{npo.organisation.pk}">' in page(client, "give_seat", made.pk)
    post(client, "give_seat", made.pk, said={"organisation": npo.organisation.pk})
    assert f'<option value="{npo.organisation.pk}">' not in page(client, "give_seat", made.pk), "it has its seat"
    seats = {seat.organisation_id: seat for seat in made.seats.all()}
    client.force_login(npo.supervisor)
    assert "誓約した組織の人だけ" in page(client, "conference", made.pk)
    assert "守秘の誓約を待っている会議" in client.get(reverse("base:desk")).content.decode()
    post(client, "pledge", seats[npo.organisation.pk].pk)
    assert "守秘の誓約を待っている会議" not in client.get(reverse("base:desk")).content.decode()
    client.force_login(town.worker)
    told = {"conference": made.pk, "on": TODAY, "ground": "孤立の恐れ", "told": "三か月、だれとも会っていない"}
    assert "誓約した会議がありません" in client.post(reverse("cases:bring", args=[held.pk]), told).content.decode()
    client.force_login(town.supervisor)
    post(client, "pledge", seats[town.organisation.pk].pk)
    client.force_login(town.worker)
    assert reverse("cases:bring", args=[held.pk]) in page(client, "case", held.pk)
    post(client, "bring", held.pk, said=told)
    brought = Brought.objects.get()
    there = f'{reverse("cases:conference", args=[made.pk])}#brought-{brought.pk}'
    assert there in page(client, "case", held.pk)
    client.force_login(npo.worker)
    shown = page(client, "conference", made.pk)
    assert "三か月" in shown and "見本 𠮷子" not in shown
    said = {"organisation": npo.organisation.pk, "what": "訪ねる", "due": DUE}
    post(client, "decide", brought.pk, said=said)
    post(client, "carry_out", brought.decisions.get().pk)
    client.force_login(town.worker)
    post(client, "decide", brought.pk, said={**said, "organisation": town.organisation.pk, "what": "手紙を書く"})
    assert "手紙を書く" in page(client, "case", held.pk)
    # By this gate, and no other, something may now be shared without consent.
    sent = samples.drafted(
        town.worker, held, place, gate="support_conference", consent=None, ground="必要", brought=brought
    )
    deed(client, sent, "send")
    assert Referral.objects.get().state == "sent"


def test_what_a_conference_decided_stands_on_the_desk_of_who_does_it(
    client: Client, town: House, npo: House, held: Case, council: Any
) -> None:
    today = timezone.localdate()
    brought = conferences.bring(by=town.worker, conference=council, case=held, on=today, ground="恐れ", told="三か月")
    said = {"by": town.worker, "brought": brought, "due": samples.days(3)}
    visit = conferences.decide(organisation=npo.organisation, what="訪ねる", **said)
    letter = conferences.decide(organisation=town.organisation, what="手紙を書く", **said)
    call = conferences.decide(organisation=town.organisation, what="電話をする", **said)
    client.force_login(npo.worker)
    shown = page(client, "desk")
    assert reverse("cases:conference", args=[council.pk]) in shown and "訪ねる" not in shown
    post(client, "carry_out", visit.pk)
    assert "会議で決まった" not in page(client, "desk")
    client.force_login(town.worker)
    assert "会議で決まった" not in page(client, "desk"), "it is a step of a case there"
    end_step(by=town.worker, step=Decision.objects.get(pk=letter.pk).step)
    end_step(by=town.worker, step=Decision.objects.get(pk=call.pk).step, dropped=True)
    assert Decision.objects.get(pk=letter.pk).done_by == town.worker
    assert page(client, "conference", council.pk).count("済んだことにする") == 1, "what was dropped is open there"
    assert "会議で決まった" in page(client, "desk")
    post(client, "carry_out", call.pk)
    assert "会議で決まった" not in page(client, "desk")


def test_a_decision_outlives_the_case_that_ends_before_it(town: House, npo: House, held: Case, council: Any) -> None:
    today = timezone.localdate()
    brought = conferences.bring(by=town.worker, conference=council, case=held, on=today, ground="恐れ", told="三か月")
    made = conferences.decide(
        by=town.worker, brought=brought, organisation=town.organisation, what="手紙", due=samples.days(3)
    )
    close_case(by=town.worker, case=held, outcome="other", closing="転居", day=today)
    made.refresh_from_db()
    assert made.step is None and made.done_at is None


def test_who_leaves_a_conference_sees_nothing_of_it(
    client: Client, town: House, npo: House, held: Case, council: Any
) -> None:
    conferences.bring(
        by=town.worker, conference=council, case=held, on=timezone.localdate(), ground="恐れ", told="三か月"
    )
    client.force_login(npo.worker)
    assert "三か月" in page(client, "conference", council.pk)
    council.seats.filter(organisation=npo.organisation).update(ended_on=timezone.localdate())
    assert client.get(reverse("cases:conference", args=[council.pk])).status_code == 404


# --- sealed off ---

SECRETS = (
    "見本 𠮷子",
    "みほん よしこ",
    "ひみつ市",
    "090-0000-1234",
    "三か月",
    "家賃",
    "電話をかける",
    "居場所を使うため",
)


@pytest.fixture
def everything_of_town(town: House, held: Case, council: Any) -> dict[str, Any]:
    """For each name in an address what the first organisation has."""
    sheet = file_sheet(by=town.worker, case=held, form="assessment", answers={"summary": "家賃", "course": "continue"})
    outside = samples.service_of(None, "外の窓口")
    referral = samples.sent(town.worker, held, outside)
    draft = samples.drafted(town.worker, held, outside)
    today = timezone.localdate()
    brought = conferences.bring(by=town.worker, conference=council, case=held, on=today, ground="恐れ", told="三か月")
    council.seats.exclude(organisation=town.organisation).update(ended_on=today)
    decision = conferences.decide(
        by=town.worker, brought=brought, organisation=town.organisation, what="家賃", due=samples.days(3)
    )
    closed = samples.case(town.worker, town.organisation)
    close_case(by=town.worker, case=closed, outcome="other", closing="家賃", day=today)
    hold = hold_back(by=town.supervisor, case=closed, reason="三か月")
    urgent = Emergency.objects.create(
        organisation=town.organisation, case=held, user=town.other, reason="三か月",
        since=timezone.now(), until=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    at = consultations.window(town.organisation)
    contact = consultations.waiting(at, name="見本 𠮷子", reach="090-0000-1234", notes="三か月")
    keys = {
        "person": held.person_id, "open_again": held.person_id, "change_person": held.person_id,
        "whereabouts": held.person_id, "give_consent": held.person_id, "person_readings": held.person_id,
        "merge": held.person_id, "unmerge": held.person_id, "withdraw_consent": Consent.objects.all()[0].pk,
        "end_step": held.steps.all()[0].pk, "sheet": sheet.pk, "correct_sheet": sheet.pk,
        "referral": referral.pk, "take_note": referral.pk, "deed": referral.pk, "change_referral": draft.pk,
        "conference": council.pk, "give_seat": council.pk, "pledge": council.seats.all()[0].pk,
        "end_seat": council.seats.all()[0].pk, "household": held.person_id, "leave_household": held.person_id,
        "let_go": hold.pk, "decide": brought.pk, "carry_out": decision.pk, "from_contact": contact.pk,
        "end_emergency": urgent.pk, "read_news": referral.pk,
    }  # fmt: skip
    return {"held": held, "keys": keys, "service": outside.pk}


def arguments(pattern: Any, of: dict[str, Any]) -> dict[str, Any]:
    """What an address of the first organisation has in it."""
    given = {
        "key": of["keys"].get(pattern.name, of["held"].pk),
        "other": of["held"].person_id,
        "service": of["service"],
        "code": "intake",
        "name": "withdraw",
        "slug": of["held"].organisation.slug,
        "number": of["held"].number,
    }
    return {name: given[name] for name in pattern.pattern.converters}


@pytest.mark.parametrize("role", ["case_worker", "counsellor", "supervisor", "coordinator", "administrator", "viewer"])
def test_no_page_of_another_organisation_gives_anything_away(
    client: Client, member: Callable[..., Any], npo: House, everything_of_town: dict[str, Any], role: str
) -> None:
    stranger = member(role, at=npo.organisation.slug)
    client.force_login(stranger)
    own = {"desk", "list", "search", "open", "from_code", "conferences"}
    before = AuditRow.objects.count()
    for pattern in urlpatterns:
        address = reverse(f"cases:{pattern.name}", kwargs=arguments(pattern, everything_of_town))
        for answer in (
            client.get(address),
            client.post(address, {"asked": "見本", "reason": "見たい", "hours": 1}),
        ):
            shown = answer.content.decode()
            assert not [word for word in SECRETS if word in shown], (pattern.name, role)
            if pattern.name not in own:
                assert answer.status_code in (403, 404, 405), (pattern.name, role, answer.status_code)
    assert AuditRow.objects.count() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has rules of its own")
def test_the_database_itself_shows_no_row_of_another_organisation(
    client: Client, town: House, npo: House, everything_of_town: dict[str, Any]
) -> None:
    from tsunagi.base.scope import everything, scope_of

    tables = (
        "person persontoken case sheet step consent household emergency hold referral move brought decision".split()
    )

    def seen() -> dict[str, int]:
        with connection.cursor() as cursor:
            found = {}
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM cases_{table}")
                found[table] = cursor.fetchone()[0]
            return found

    with as_the_site():
        assert set(seen().values()) == {0}
        with scope_of([npo.organisation.pk]):
            assert set(seen().values()) == {0}
        with scope_of([town.organisation.pk]):
            own = seen()
        with everything():
            assert seen() == own
        assert own["person"] and own["referral"] and own["move"] and own["brought"] and own["decision"]
        assert set(seen().values()) == {0}


def test_who_works_with_people_needs_a_second_factor(client: Client, town: House, held: Case, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    client.force_login(town.worker)
    answer = client.get(reverse("cases:case", args=[held.pk]))
    assert answer.status_code == 302 and answer["Location"] == reverse("mfa_index")
    client.logout()
    assert "/accounts/login/" in client.get(reverse("cases:desk"))["Location"]
