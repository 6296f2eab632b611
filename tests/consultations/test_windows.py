"""Windows, entrances, rota and the keeping of contacts, for supervisors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import House
from tests.consultations import samples
from tests.consultations.walking import page, post, refused
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.base.scope import everything
from tsunagi.consultations.actions import contacts, retention, sitting
from tsunagi.consultations.actions import windows as actions
from tsunagi.consultations.models import Contact, Entrance, Message, Presence, Shift, Window
from tsunagi.consultations.queries.retention import due_for_erasure

TOKYO = ZoneInfo("Asia/Tokyo")
WINDOW = {"name": "こころの窓口", "ways": ["telephone", "chat"], "hours": "月〜金 9時から17時", "languages": "ja VI",
          "at_once": 3, "answer_within": 1440, "in_use": "on"}  # fmt: skip


def test_a_window_is_made_changed_paused_and_opened_again(client: Client, town: House) -> None:
    client.force_login(town.supervisor)
    slug = town.organisation.slug
    assert "まだ窓口がありません" in page(client, "windows", slug)
    refused(client, "make_window", slug, said={**WINDOW, "hours": "いつでもどうぞ"}, words="いつでも")
    refused(client, "make_window", slug, said={**WINDOW, "ways": []}, words="必須")
    on_board = page(client, "board")
    assert reverse("consultations:make_window", args=[slug]) in on_board and "統括者に作ってもらって" not in on_board
    post(client, "make_window", slug, said=WINDOW)
    made = Window.objects.get()
    assert made.hours == "月-金 9:00-17:00" and made.languages == ["ja", "vi"] and made.at_once == 3
    refused(client, "make_window", slug, said=WINDOW, words="")
    post(client, "change_window", made.pk, said={**WINDOW, "name": "別の名前"})
    refused(client, "pause", made.pk, said={"paused": ""}, words="必須")
    post(client, "pause", made.pk, said={"paused": "台風のため"})
    assert "休止中: 台風のため" in page(client, "windows", slug)
    post(client, "resume", made.pk)
    sitting.sit(by=town.worker, window=made)
    post(client, "change_window", made.pk, said={name: value for name, value in WINDOW.items() if name != "in_use"})
    assert not Window.objects.get().in_use and not Presence.objects.exists()
    with pytest.raises(Refused, match="使われていません"):
        sitting.sit(by=town.worker, window=Window.objects.get())
    deeds = set(AuditRow.objects.values_list("action", flat=True))
    assert {"consultations.save_window", "consultations.pause"} <= deeds


def test_what_may_stay_empty_of_a_window_may_stay_empty(client: Client, town: House) -> None:
    client.force_login(town.supervisor)
    said = {**WINDOW, "languages": "", "hours": "", "name_en": "", "service": ""}
    post(client, "make_window", town.organisation.slug, said=said)
    made = Window.objects.get()
    assert made.languages == [] and made.hours == ""


def test_an_entrance_leads_to_windows_in_order_and_each_can_leave(client: Client, town: House, npo: House) -> None:
    window, theirs = samples.window(town.organisation), samples.window(npo.organisation, "夜の窓口")
    client.force_login(town.supervisor)
    said = {"name": "見本の電話", "slug": "sample", "number": "abc", "ways": ["telephone"], "is_public": "on"}
    refused(client, "make_entrance", town.organisation.slug, said=said, words="番号")
    post(client, "make_entrance", town.organisation.slug, said={**said, "number": "0120-279-338"})
    made = Entrance.objects.get()
    post(client, "change_entrance", made.pk, said={**said, "number": "", "name": "見本の入口"})
    post(client, "branches", made.pk, said={"window": window.pk, "place": 10, "areas": "札幌市", "needs": ["money"]})
    refused(client, "branches", made.pk, said={"window": window.pk, "place": 10}, words="すでに")
    refused(
        client, "branches", made.pk, said={"window": window.pk, "place": 11, "areas": "どこか"}, words="見つかりません"
    )
    post(client, "branches", made.pk, said={"window": theirs.pk, "place": 20})
    shown = page(client, "branches", made.pk)
    assert "北海道札幌市" in shown and "夜の窓口" in shown and "どこの人でも" in shown
    assert "10. 見本相談窓口 → 20. 夜の窓口" in " ".join(page(client, "windows", town.organisation.slug).split())
    client.force_login(npo.supervisor)
    assert "見本の入口" in page(client, "windows", npo.organisation.slug)
    post(client, "leave_entrance", made.branches.get(window=theirs).pk)
    client.force_login(town.supervisor)
    post(client, "remove_branch", made.branches.get().pk)
    assert not made.branches.exists()


def test_a_week_of_the_rota_shows_gaps_and_is_copied(client: Client, town: House, npo: House) -> None:
    window = samples.window(town.organisation, hours="月-金 9:00-17:00")
    monday = date(2027, 1, 4)
    client.force_login(town.supervisor)
    said = {"user": town.worker.pk, "kind": "volunteer", "on": "2027-01-04", "begins": "09:00", "ends": "12:00"}
    post(client, "rota", window.pk, said=said)
    refused(client, "rota", window.pk, said=said, words="もう当番")
    refused(client, "rota", window.pk, said={**said, "user": npo.worker.pk}, words="")
    post(client, "rota", window.pk, said={**said, "begins": "22:00", "ends": "06:00"})
    overnight = Shift.objects.latest("pk")
    assert overnight.ends_at == datetime(2027, 1, 5, 6, tzinfo=TOKYO)
    shown = " ".join(page(client, "rota", window.pk, week="2027-01-07").split())
    assert "12:00〜17:00" in shown and "ボランティア" in shown and "だれも当番でない時間" in shown
    assert "22:00〜翌日06:00" in shown
    post(client, "copy_week", window.pk, said={"week": "2027-01-11"})
    post(client, "copy_week", window.pk, said={"week": "2027-01-11"})
    assert "この週にもう入っています" in page(client, "rota", window.pk, week="2027-01-11")
    assert Shift.objects.count() == 4, "copied twice it stands once"
    assert Shift.objects.latest("begins_at").begins_at == datetime(2027, 1, 11, 22, tzinfo=TOKYO)
    post(client, "remove_shift", overnight.pk)
    with pytest.raises(Refused, match="より後"):
        actions.add_shift(
            by=town.supervisor, window=window, user=town.other, kind="staff",
            begins_at=overnight.ends_at, ends_at=overnight.begins_at,
        )  # fmt: skip
    assert monday.weekday() == 0


# --- how long contacts are kept ---


def old(by: House, window: Window, outcome: str, again_on: date | None = None) -> Contact:
    """A contact that ended five years ago, with a message."""
    held = samples.live(by.worker, window, "telephone", notes="家賃", more={"reply": {"how": "電話"}})
    contacts.end(by=by.worker, contact=held, outcome=outcome, again_on=again_on)
    Message.objects.create(
        contact=held, organisation=held.organisation, place=1, side="person", at=timezone.now(), words="つらい"
    )
    past = timezone.now() - timedelta(days=5 * 366)
    Contact.objects.filter(pk=held.pk).update(arrived_at=past, met_at=past, ended_at=past)
    return held


def test_what_was_kept_long_enough_is_emptied_and_counted_on(client: Client, town: House, window: Window) -> None:
    with everything():
        led, heard, none = (old(town, window, one) for one in ("referred", "listened", "not_a_contact"))
        again = old(town, window, "again", again_on=timezone.localdate())
    client.force_login(town.supervisor)
    slug = town.organisation.slug
    assert "決まるまでは何も消えません" in page(client, "retention", slug)
    post(client, "erase", slug)
    assert Contact.objects.filter(erased_at__isnull=False).count() == 0
    refused(client, "retention", slug, said={"kind": "heard", "years": 0}, words="1")
    post(client, "retention", slug, said={"kind": "heard", "years": 3})
    post(client, "retention", slug, said={"kind": "none", "years": 1})
    post(client, "retention", slug, said={"kind": "led_on", "years": 10})
    assert "2件の中身を消す" in page(client, "retention", slug)
    before = list(Contact.objects.order_by("pk").values_list("way", "outcome", "arrived_at", "ended_at", "need"))
    post(client, "erase", slug)
    assert set(Contact.objects.filter(erased_at__isnull=False)) == {heard, none}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, reach, notes, more FROM consultations_contact WHERE erased_at IS NOT NULL")
        assert {value for row in cursor.fetchall() for value in row} == {""}
    with everything():
        assert set(Message.objects.values_list("contact", flat=True)) == {led.pk, again.pk}
    assert before == list(
        Contact.objects.order_by("pk").values_list("way", "outcome", "arrived_at", "ended_at", "need")
    )
    assert client.get(reverse("consultations:contact", args=[heard.pk])).status_code == 404
    assert AuditRow.objects.filter(action="consultations.empty").count() == 2


def test_one_that_cannot_be_emptied_is_named_and_keeps_no_other(
    town: House, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    with everything():
        first, second = old(town, window, "listened"), old(town, window, "listened")
    retention.set_retention(by=town.supervisor, organisation=town.organisation, kind="heard", years=1)
    hold = retention.hold
    stuck = Contact.objects.filter(pk=first.pk)

    def broken(contact: Contact) -> Contact:
        if contact.pk == first.pk:
            stuck.update(again_on=None)
            held = hold(contact)
            held.state = "live"
            return held
        return hold(contact)

    monkeypatch.setattr(retention, "hold", broken)
    came = retention.empty_due(by=town.supervisor, organisation=town.organisation, day=timezone.localdate())
    assert came.done == 1 and came.failed == (first.pk,)
    assert Contact.objects.get(pk=second.pk).erased_at and not Contact.objects.get(pk=first.pk).erased_at


def test_years_count_from_the_end(town: House, window: Window) -> None:
    with everything():
        old(town, window, "listened")
    retention.set_retention(by=town.supervisor, organisation=town.organisation, kind="heard", years=6)
    assert due_for_erasure(town.organisation, timezone.localdate())[0].count == 0
    assert due_for_erasure(town.organisation, date(2028, 2, 29))[0].before == date(2022, 2, 28)
    with pytest.raises(Refused):
        retention.set_retention(by=town.supervisor, organisation=town.organisation, kind="heard", years=0)
