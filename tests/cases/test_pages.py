"""The pages of casework: a case opened, planned, referred, accepted, connected and closed through them; people found,
shielded, merged; who looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import DUE, TODAY, deed, page, post, refused
from tests.directory import samples as directory
from tsunagi.base.audit import name_of
from tsunagi.base.models import AuditRow, Reading
from tsunagi.cases.actions.cases import close_case
from tsunagi.cases.actions.consents import withdraw_consent
from tsunagi.cases.actions.oversight import break_glass
from tsunagi.cases.actions.records import change_person
from tsunagi.cases.actions.sheets import file_sheet
from tsunagi.cases.models import Case, Consent, Person, Referral, Sheet
from tsunagi.directory.models import Service

OPENING = {"ground": "consent", "step": "電話をかける", "due": DUE}


def test_a_case_goes_its_way_from_page_to_page(client: Client, town: House, npo: House, place: Service) -> None:
    client.force_login(town.worker)
    assert "支援を始める" in page(client, "desk")
    assert "氏名" in page(client, "open")
    body = {"organisation": town.organisation.pk}
    refused(client, "open", said={**OPENING, **body, "kana": "みほん"}, words="氏名")
    without = {**OPENING, **body, "name": "見本", "ground": "without"}
    refused(client, "open", said=without, words="必要と根拠")
    post(client, "open", said={**OPENING, **body, **samples.SAID})
    case = Case.objects.get()
    shown = page(client, "case", case.pk)
    assert "見本 𠮷子" in shown and "電話をかける" in shown
    shown = page(client, "person", case.person_id)
    assert "渡邉󠄀 𠮷子" in shown and "1980年5月1日" in shown and "1980-05-01" not in shown
    assert "1 May 1980" in client.get(f"/en{reverse('cases:person', args=[case.person_id])}").content.decode()
    assert client.get(reverse("cases:bring", args=[case.pk])).status_code == 403, "no conference that it could go to"
    shown = page(client, "case", case.pk)
    assert "誓約した会議がありません" in shown and reverse("cases:bring", args=[case.pk]) not in shown
    asked = page(client, "fill_sheet", case.pk, "plan")
    assert asked.index("<h2>支援調整会議</h2>") < asked.index("開催日") < asked.index("プランの適否")

    # Forms: an answer that may not be is refused, one that may is kept, corrected and printed.
    refused(client, "fill_sheet", case.pk, "assessment", said={"summary": "家賃"}, words="支援方針")
    answers = {"received_on": TODAY, "worries": ["rent", "food"], "wishes": "家にいるのがつらい"}
    post(client, "fill_sheet", case.pk, "intake", said=answers)
    post(client, "fill_sheet", case.pk, "assessment", said={"summary": "家賃", "course": "continue"})
    post(client, "fill_sheet", case.pk, "plan", said={"issues": "家賃", "goal": "外に出る", "monitoring_on": DUE})
    assert Case.objects.get().state == "planned"
    intake = Sheet.objects.get(form="intake")
    printed = page(client, "sheet", intake.pk)
    assert "家賃やローンの支払いのこと、食べるものがない" in printed and "print.css" in printed
    assert "家にいるのがつらい" in page(client, "correct_sheet", intake.pk)
    post(client, "correct_sheet", intake.pk, said={**answers, "wishes": "友だちがほしい"})
    refused(client, "correct_sheet", intake.pk, said=answers, words="訂正しました")
    assert "訂正されています" in page(client, "sheet", intake.pk)

    # Steps: the last one cannot end without the next.
    step = case.steps.get()
    refused(client, "end_step", step.pk, said={"next_what": ""}, words="これが最後の予定")
    post(client, "end_step", step.pk, said={"next_what": "家を訪ねる", "next_due": DUE})
    post(client, "add_step", case.pk, said={"what": "書類をそろえる", "due": DUE, "who": "本人", "goal": "外に出る"})
    assert "書類をそろえる" in page(client, "case", case.pk) and "家を訪ねる" in page(client, "desk")

    # Handing on: chosen, seen before it is sent, sent.
    consent = {"kinds": ["basic", "intake"], "purpose": "居場所", "how": "writing", "given_on": TODAY, "until": DUE}
    post(client, "give_consent", case.person_id, said=consent)
    directory.service("#いちばん先の名前")
    samples.service_of(town.organisation, "うちの窓口")
    shown = page(client, "choose", case.pk)
    assert shown.count("返事がここに届く") == 1 and "うちの窓口" not in shown, "nobody is handed on to their own body"
    assert shown.index("居場所ひだまり") < shown.index("#いちばん先の名前"), "who answers here stands before the others"
    assert "居場所ひだまり" in page(client, "choose", case.pk, here="on")
    assert "友だちがほしい" in page(client, "draft", case.pk, place.pk)
    wanted = {
        "request": "週に一度、顔を出せる場所を",
        "answer_by": DUE,
        "gate": "consent",
        "consent": Consent.objects.get().pk,
        "fields_": ["person.name", "intake.wishes"],
    }
    post(client, "draft", case.pk, place.pk, said=wanted)
    referral = Referral.objects.get()
    seen = page(client, "referral", referral.pk)
    assert "友だちがほしい" in seen and "090-0000-1234" not in seen
    post(client, "change_referral", referral.pk, said={**wanted, "fields_": ["person.name"]})
    assert "友だちがほしい" not in page(client, "referral", referral.pk)
    deed(client, referral, "send")

    client.force_login(npo.worker)
    assert "居場所ひだまり" in page(client, "desk")
    got = page(client, "referral", referral.pk)
    assert "見本 𠮷子" in got and "週に一度" in got and "友だちがほしい" not in got
    deed(client, referral, "ask_back", words="何曜日がよいですか")
    client.force_login(town.worker)
    assert "何曜日がよいですか" in page(client, "referral", referral.pk)
    deed(client, referral, "reply", words="木曜日です")
    client.force_login(npo.worker)
    in_a_week = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert f'value="{in_a_week}"' in page(client, "deed", referral.pk, "accept")
    deed(client, referral, "accept", step="むかえに行く", due=DUE)
    deed(client, referral, "connect", day=TODAY)
    deed(client, referral, "close", outcome="continuing", words="毎週来ています")
    taken = Referral.objects.get().received_case
    assert taken is not None and "town-window" in page(client, "case", taken.pk)

    client.force_login(town.worker)
    told = page(client, "referral", referral.pk)
    assert "毎週来ています" in told
    deeds = ["送った", "問い合わせた", "問い合わせに答えた", "受け入れた", "本人に会えた", "結果を伝えた"]
    stood = list(map(told.partition('id="moves"')[2].index, deeds))
    assert stood == sorted(stood), "what each did, not where it stood afterwards"
    refused(client, "close_case", case.pk, said={"outcome": "handed_on", "closing": "終わり"}, words="結果")
    post(client, "take_note", referral.pk)
    post(client, "close_case", case.pk, said={"outcome": "handed_on", "closing": "居場所に通い始めた"})
    assert "居場所に通い始めた" in page(client, "case", case.pk)
    post(client, "reopen_case", case.pk, said={"step": "様子を聞く", "due": DUE})
    assert Case.objects.get(pk=case.pk).state == "intake"


# --- people ---


def test_search_finds_by_the_beginning_of_a_name_and_by_number(client: Client, town: House, held: Case) -> None:
    client.force_login(town.worker)
    for asked in ("見本", "ﾐﾎﾝ", "みほん よし", "𠮷子", "吉子", "渡辺", "０９０-００００-１２３４", "よしこ"):
        answer = client.post(reverse("cases:search"), {"asked": asked})
        assert "見本 𠮷子" in answer.content.decode(), asked
    for asked in ("本", "ほん", "ひみつ", "1234567", "みほん はなこ"):
        assert "見本 𠮷子" not in client.post(reverse("cases:search"), {"asked": asked}).content.decode(), asked
    assert Reading.objects.filter(why="search", subject=f"cases.person:{held.person_id}").count() == 8
    client.force_login(town.other)
    assert "見本 𠮷子" not in client.post(reverse("cases:search"), {"asked": "見本"}).content.decode()


def test_a_shielded_address_shows_nowhere(client: Client, town: House, npo: House, held: Case, place: Service) -> None:
    sent = samples.sent(town.worker, held, place)
    record = held.person
    assert "ひみつ市" in (client.force_login(town.worker) or page(client, "person", record.pk))
    said = {**samples.SAID, "version": record.version, "is_shielded": "on"}
    post(client, "change_person", record.pk, said=said)
    sheet = file_sheet(
        by=town.worker, case=held, form="record", answers={"on": TODAY, "way": "visit", "told": "話した"}
    )
    pages = [
        page(client, "person", record.pk),
        page(client, "change_person", record.pk),
        page(client, "case", held.pk),
        page(client, "sheet", sheet.pk),
        page(client, "draft", held.pk, place.pk),
        page(client, "referral", sent.pk),
        page(client, "desk"),
        client.post(reverse("cases:search"), {"asked": "見本"}).content.decode(),
        client.post(reverse("cases:search"), {"asked": "09000001234"}).content.decode().replace("09000001234", ""),
    ]
    client.force_login(npo.worker)
    pages.append(page(client, "referral", sent.pk))
    assert "支援措置" in pages[-1]
    for shown in pages:
        assert "ひみつ市" not in shown and "090-0000-1234" not in shown
    assert "ひみつ" not in str([(row.before, row.after) for row in AuditRow.objects.all()])
    # Saving the form without writing an address keeps the one that is there.
    client.force_login(town.worker)
    said = {**samples.SAID, "version": record.version + 1, "is_shielded": "on", "address": "", "telephone": ""}
    post(client, "change_person", record.pk, said=said)
    assert Person.objects.get(pk=record.pk).address == "見本県ひみつ市1-2-3"
    lifted = {**said, "version": record.version + 2}
    del lifted["is_shielded"]
    refused(client, "change_person", record.pk, said=lifted, words="組織のすべての支援の記録")
    # Whoever has to know it says why, and the supervisors learn of it.
    refused(client, "whereabouts", record.pk, said={"reason": ""}, words="必須")
    answer = client.post(reverse("cases:whereabouts", args=[record.pk]), {"reason": "緊急の訪問"})
    assert "ひみつ市" in answer.content.decode()
    (letter,) = mail.outbox
    assert letter.to == [town.supervisor.email] and "見本 𠮷子" not in letter.body + letter.subject


def test_who_looked_is_kept_and_shown_to_the_supervisor(client: Client, town: House, npo: House, held: Case) -> None:
    client.force_login(town.worker)
    page(client, "case", held.pk)
    page(client, "person", held.person_id)
    assert list(Reading.objects.values_list("subject", flat=True)) == [
        f"cases.case:{held.pk}",
        f"cases.person:{held.person_id}",
    ]
    assert client.get(reverse("cases:readings", args=[town.organisation.slug])).status_code == 403
    client.force_login(town.supervisor)
    shown = page(client, "readings", town.organisation.slug)
    assert town.worker.name in shown and f">支援 {held}</a>" in shown and "仕事" in shown and "cases.case" not in shown
    assert str(held.pk) in page(client, "person_readings", held.person_id)
    client.force_login(npo.supervisor)
    assert client.get(reverse("cases:readings", args=[town.organisation.slug])).status_code == 403


def test_an_emergency_of_which_no_supervisor_can_be_told_opens_nothing(
    client: Client, town: House, held: Case, no_mail_server: Callable[[], None]
) -> None:
    client.force_login(town.other)
    slug = town.organisation.slug
    refused(client, "break_glass", slug, held.number, said={"reason": "命に関わる", "hours": 2}, words="電話などで連絡し")
    assert client.get(reverse("cases:case", args=[held.pk])).status_code == 404


def test_an_emergency_opens_a_colleagues_case_for_some_hours(client: Client, town: House, held: Case) -> None:
    client.force_login(town.other)
    assert client.get(reverse("cases:case", args=[held.pk])).status_code == 404
    slug = town.organisation.slug
    assert reverse("cases:emergency", args=[slug]) in page(client, "desk")
    refused(client, "emergency", slug, said={"number": "2026-99"}, words="この組織にありません")
    refused(client, "emergency", slug, said={"number": "ない"}, words="2026-0058 のように")
    found = client.post(reverse("cases:emergency", args=[slug]), {"number": f"{held}"})
    assert found["Location"] == reverse("cases:break_glass", args=[slug, held.number])
    address = ("break_glass", slug, held.number)
    refused(client, *address, said={"reason": "", "hours": 2}, words="必須")
    refused(client, *address, said={"reason": "命が危ない", "hours": 48}, words="24")
    post(client, *address, said={"reason": "命が危ない", "hours": 2})
    assert "見本 𠮷子" in page(client, "case", held.pk)
    assert list(Reading.objects.filter(by=town.other, subject=name_of(held)).values_list("why", flat=True)) == [
        "emergency"
    ]
    again = client.post(reverse("cases:emergency", args=[slug]), {"number": f"{held}"})
    assert again["Location"] == reverse("cases:case", args=[held.pk]), "it is open already"
    (letter,) = mail.outbox
    assert letter.to == [town.supervisor.email] and "命が危ない" not in letter.body
    assert AuditRow.objects.get(action="cases.break_glass").by == town.other
    held.emergencies.update(since=timezone.now() - samples.timedelta(hours=3), until=timezone.now())
    assert client.get(reverse("cases:case", args=[held.pk])).status_code == 404
    client.force_login(town.supervisor)
    shown = page(client, "readings", town.organisation.slug)
    assert "命が危ない" in shown and "いま終える" not in shown
    assert reverse("cases:case", args=[held.pk]) in shown


def test_an_emergency_says_until_when_and_can_be_ended_before(client: Client, town: House, held: Case) -> None:
    break_glass(by=town.other, case=held, reason="命が危ない", hours=3)
    made = break_glass(by=town.other, case=held, reason="命が危ない", hours=2)
    client.force_login(town.other)
    shown = page(client, "case", held.pk)
    assert "緊急の閲覧です" in shown and "担当者か統括者に頼んで" not in shown
    assert reverse("cases:case", args=[held.pk]) in page(client, "desk")
    client.force_login(town.worker)
    assert client.post(reverse("cases:end_emergency", args=[made.pk])).status_code == 404
    client.force_login(town.supervisor)
    assert "緊急の閲覧です" not in page(client, "case", held.pk)
    label, readings = "同僚がいま見ている、緊急の閲覧", reverse("cases:readings", args=[town.organisation.slug])
    on_the_desk = client.get(reverse("base:desk")).content.decode()
    assert label in on_the_desk and readings in on_the_desk
    post(client, "end_emergency", made.pk)
    assert AuditRow.objects.get(action="cases.end_emergency").by == town.supervisor
    assert client.post(reverse("cases:end_emergency", args=[made.pk])).status_code == 403, "it has ended"
    held.emergencies.update(since=timezone.now() - samples.timedelta(hours=3), until=timezone.now())
    assert label not in client.get(reverse("base:desk")).content.decode()
    client.force_login(town.other)
    assert client.get(reverse("cases:case", args=[held.pk])).status_code == 404
    assert reverse("cases:case", args=[held.pk]) not in page(client, "desk")
    own = break_glass(by=town.other, case=held, reason="命が危ない", hours=2)
    assert post(client, "end_emergency", own.pk)["Location"] == reverse("cases:desk")


def test_two_records_of_one_person_are_merged_and_parted(client: Client, town: House, npo: House, held: Case) -> None:
    second = samples.case(town.worker, town.organisation, said={"name": "見本 吉子", "kana": "ミホン　ヨシコ"})
    client.force_login(town.supervisor)
    assert "見本 吉子" in page(client, "person", held.person_id)
    post(client, "merge", held.person_id, second.person_id)
    shown = page(client, "person", held.person_id)
    assert str(second) in shown and reverse("cases:unmerge", args=[second.person_id]) in shown
    found = client.post(reverse("cases:search"), {"asked": "見本"}).content.decode()
    assert str(held.person_id) in found and str(second.person_id) not in found
    post(client, "unmerge", second.person_id)
    assert str(second.person_id) in client.post(reverse("cases:search"), {"asked": "見本"}).content.decode()
    other = reverse("cases:person", args=[second.person_id])
    assert other in page(client, "person", held.person_id), "whoever puts them together can look at both"
    client.force_login(town.worker)
    shown = page(client, "person", held.person_id)
    assert other not in shown and "統括者" in shown
    assert client.post(reverse("cases:merge", args=[held.person_id, second.person_id])).status_code == 403


def test_who_opens_a_case_is_told_of_a_record_that_may_be_of_the_same_person(client: Client, town: House) -> None:
    client.force_login(town.worker)
    said = {**OPENING, **samples.SAID, "organisation": town.organisation.pk}
    told = [client.post(reverse("cases:open"), said, follow=True).content.decode() for _time in range(2)]
    assert ["同じ人かもしれない記録がほかに1件" in one for one in told] == [False, True]


def test_the_one_consent_that_fits_is_chosen_and_what_is_long_is_shown_in_short(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    file_sheet(by=town.worker, case=held, form="intake", answers={"received_on": TODAY, "wishes": "ながい" * 100})
    client.force_login(town.worker)
    first = samples.consent(town.worker, held, receiver=npo.organisation)
    samples.consent(town.worker, held, receiver=town.organisation)
    shown = page(client, "draft", held.pk, place.pk)
    assert f'<option value="{first.pk}" selected>' in shown and "ながい" * 30 not in shown and "な…" in shown
    second = samples.consent(town.worker, held)
    shown = page(client, "draft", held.pk, place.pk)
    assert str(second.pk) in shown and '<option value="" selected>' in shown, "of two, people choose"


def test_a_consent_that_ran_out_says_so_and_one_taken_back_counts_what_waited(
    client: Client, town: House, held: Case
) -> None:
    given = samples.consent(town.worker, held)
    client.force_login(town.worker)
    assert "期限切れ" not in page(client, "person", held.person_id)
    Consent.objects.update(given_on="2020-01-01", until="2020-02-01")
    assert "期限切れ" in page(client, "person", held.person_id)
    shown = client.post(reverse("cases:withdraw_consent", args=[given.pk]), follow=True).content.decode()
    assert "同意を取り下げました" in shown and "0件" not in shown and "期限切れ" not in shown


def test_of_what_was_taken_back_the_receiver_sees_nothing_of_the_person(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    sent = samples.sent(town.worker, held, place, request="夜にひとりになる")
    client.force_login(npo.worker)
    post(client, "deed", sent.pk, "ask_back", said={"version": sent.version, "words": "いつからですか"})
    sent.refresh_from_db()
    client.force_login(town.worker)
    post(client, "deed", sent.pk, "reply", said={"version": sent.version, "words": "三年前からです"})
    client.force_login(npo.worker)
    shown = page(client, "referral", sent.pk)
    assert "夜にひとりになる" in shown and "三年前から" in shown and "見本 𠮷子" in shown
    withdraw_consent(by=town.worker, consent=sent.consent, day=timezone.localdate())
    shown = page(client, "referral", sent.pk)
    assert "取り下げられたつなぎです" in shown and "本人が同意を取り下げました" in shown
    assert not [word for word in ("夜にひとりになる", "三年前から", "見本 𠮷子") if word in shown]
    assert "することはもうありません" in shown
    listed = page(client, "desk")
    assert "送り元からの知らせ" in listed and reverse("cases:referral", args=[sent.pk]) in listed
    post(client, "read_news", sent.pk)
    assert "送り元からの知らせ" not in page(client, "desk")
    client.force_login(town.worker)
    shown = page(client, "referral", sent.pk)
    assert "夜にひとりになる" in shown and "三年前から" in shown, "the sender keeps what they wrote"


def test_that_another_body_may_know_the_person_is_hinted_and_nothing_more(
    client: Client, town: House, npo: House, held: Case
) -> None:
    client.force_login(town.worker)
    assert "ほかの組織にもある" not in page(client, "person", held.person_id)
    theirs = samples.case(npo.worker, npo.organisation, said={"name": "よその名", "address": "よその住所"})
    shown = page(client, "person", held.person_id)
    assert "ほかの組織にもある" in shown
    for word in ("よその名", "よその住所", str(theirs.person_id), npo.organisation.name):
        assert word not in shown
    record = theirs.person
    change_person(by=npo.worker, person=record, version=record.version, said={}, is_shielded=True)
    assert "ほかの組織にもある" not in page(client, "person", held.person_id)


def test_the_list_shows_what_somebody_may_open_and_no_more(client: Client, town: House, npo: House, held: Case) -> None:
    theirs = samples.case(town.other, town.organisation)
    nobodys = samples.case(town.other, town.organisation)
    Case.objects.filter(pk=nobodys.pk).update(worker=None)
    ended = samples.case(town.worker, town.organisation)
    close_case(by=town.worker, case=ended, outcome="resolved", closing="落ち着いた", day=timezone.localdate())
    shown = {"worker": {held, nobodys}, "supervisor": {held, nobodys, theirs}}
    for who, cases in shown.items():
        client.force_login(getattr(town, who))
        listed = page(client, "list")
        assert {one for one in (held, theirs, nobodys, ended) if str(one) in listed} == cases
    assert town.worker.name in listed and "次の予定" in listed
    assert str(ended) in page(client, "list", state="closed") and "困りごとが解決した" in page(
        client, "list", state="closed"
    )
    assert str(held) not in page(client, "list", whose="nobodys") and str(nobodys) in page(
        client, "list", whose="nobodys"
    )
    assert str(held) in page(client, "list", state="wrong", page="99")
    assert Reading.objects.filter(subject="cases.list", by=town.supervisor).count() == 6
    client.force_login(npo.supervisor)
    assert str(held) not in page(client, "list")


def test_pages_take_as_many_queries_however_much_there_is(
    client: Client, town: House, held: Case, place: Service, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        other = samples.case(town.worker, town.organisation)
        samples.sent(town.worker, other, place)
    client.force_login(town.worker)
    with django_assert_max_num_queries(28):
        page(client, "desk")
    with django_assert_max_num_queries(26):
        page(client, "case", held.pk)
    with django_assert_max_num_queries(14):
        page(client, "list")
