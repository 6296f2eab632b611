"""By when a window answers: its time runs while it is open, and every page that tells it tells the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from tests.cases.conftest import House
from tests.consultations import samples
from tests.consultations.letters import letter, receive
from tsunagi.consultations.actions.carrying import carry_waiting
from tsunagi.consultations.models import Channel, Contact, Window
from tsunagi.consultations.queries.board import overdue
from tsunagi.consultations.queries.wording import within_words
from tsunagi.consultations.rules.answering import answered_by
from tsunagi.consultations.templatetags.board import say_due
from tsunagi.consultations.templatetags.staff_chat import moment, told_staff
from tsunagi.directory.rules.hours import read_hours

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
OFFICE = "月-金 9:00-17:00 祝日休み"


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2027, whose first is a Monday; the 22nd is a holiday, as the equinox is on Sunday."""
    return datetime(2027, 3, day, hour, minute, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("hours", "at", "minutes", "due"),
    [
        (OFFICE, on(2, 10), HOUR, on(2, 11)),
        (OFFICE, on(2, 22), 2 * HOUR, on(3, 11)),
        (OFFICE, on(2, 16, 30), HOUR, on(3, 9, 30)),
        (OFFICE, on(2, 16), HOUR, on(2, 17)),
        (OFFICE, on(5, 16), DAY, on(8, 16)),
        (OFFICE, on(5, 20), 4 * HOUR, on(8, 13)),
        (OFFICE, on(19, 16), DAY, on(23, 16)),
        (OFFICE, on(4, 11), 2 * DAY, on(8, 11)),
        (OFFICE, on(4, 11), WEEK, on(11, 11)),
        ("月 9:00-12:00;火 13:00-17:00", on(1, 10), DAY, on(2, 13)),
        ("毎日 22:00-翌6:00", on(1, 12), 4 * HOUR, on(2, 2)),
        ("毎日 0:00-24:00", on(5, 20), 2 * DAY, on(7, 20)),
        ("", on(5, 20), 2 * HOUR, on(5, 22)),
        ("2027年3月1日 9:00-17:00", on(5, 20), DAY + HOUR, on(6, 21)),
    ],
)  # fmt: skip
def test_the_time_to_an_answer_runs_while_the_window_is_open(
    hours: str, at: datetime, minutes: int, due: datetime
) -> None:
    assert answered_by(read_hours(hours), at, minutes) == due


def test_what_comes_later_is_never_answered_earlier() -> None:
    spans = read_hours("月-水 9:00-17:00;金 13:00-20:00;第2土 10:00-12:00;祝日休み")
    moments = [on(1, 0) + timedelta(minutes=37) * number for number in range(800)]
    for minutes in (HOUR, 4 * HOUR, DAY, 3 * DAY, WEEK):
        due = [answered_by(spans, at, minutes) for at in moments]
        assert due == sorted(due)
        assert all(by - at >= timedelta(minutes=minutes) for at, by in zip(moments, due, strict=True))


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, "60分"), (83, "85分"), (121, "3時間"), (660, "11時間"), (48 * 60, "2日"), (49 * 60, "3日")]
)
def test_a_time_is_said_rounded_to_no_less(minutes: int, said: str) -> None:
    assert within_words(timedelta(minutes=minutes)) == said


@pytest.fixture
def night_letter(town: House) -> Contact:
    """A letter that came in on a Tuesday at ten in the evening."""
    office = samples.window(town.organisation, hours=OFFICE, answer_within=HOUR)
    return samples.waiting(office, "form", arrived_at=on(2, 22))


def test_a_letter_is_late_only_when_its_window_had_the_time(night_letter: Contact) -> None:
    windows, found = [night_letter.window], Contact.objects.all()
    assert "10:00" in say_due(night_letter, on(3, 8)) and "過ぎて" not in say_due(night_letter, on(3, 8))
    assert not overdue(found, windows, on(3, 8), on(3, 8).date())
    assert "過ぎて" in say_due(night_letter, on(3, 10, 1))
    assert overdue(found, windows, on(3, 10, 1), on(3, 10, 1).date()) == [night_letter]


def test_no_more_are_listed_than_asked_for_and_none_that_is_not_late(night_letter: Contact) -> None:
    late = [samples.waiting(night_letter.window, "mail", arrived_at=on(1, 9, minute)) for minute in range(3)]
    windows, at = [night_letter.window], on(3, 8)
    assert overdue(Contact.objects.all(), windows, at, at.date(), most=2) == late[:2]
    assert overdue(Contact.objects.all(), windows, at, at.date(), most=9) == late


def test_what_is_written_back_names_days_and_for_whom_each_number_is(mail_channel: Channel) -> None:
    Window.objects.update(hours="", answer_within=4 * DAY)
    receive(letter())
    carry_waiting(now=timezone.now())
    body = mail.outbox[0].body
    assert "4日以内をめやすに" in body
    lines = [line for line in body.splitlines() if line.startswith("よりそいホットライン")]
    assert len(lines) == len({line.rpartition(" ")[0] for line in lines}) > 1, "two numbers of one name are told apart"


def test_a_time_of_another_day_is_said_with_its_day() -> None:
    now = timezone.now()
    assert moment(now) == f"{timezone.localtime(now):%H:%M}"
    before = timezone.localtime(now - timedelta(days=3))
    assert moment(before) == f"{before.month}月{before.day}日 {before:%H:%M}"


def test_what_line_hands_in_beside_words_is_named_in_words() -> None:
    assert "(スタンプ)" in told_staff("not_text:sticker") and "(imagemap)" in told_staff("not_text:imagemap")
