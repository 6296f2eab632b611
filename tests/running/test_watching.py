"""What is measured and logged tells how the site runs, and nothing of anybody."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.cases import samples
from tsunagi.base import logs, measuring
from tsunagi.base.logs import Careful
from tsunagi.base.models import Job
from tsunagi.cases.models import Referral

pytestmark = pytest.mark.django_db
#: In Japanese, in Latin letters as a name is, in digits as a telephone is.
MARKED = ("ぬるぽ印", "Nurupojirushi", "09099998888")
TOKEN = "a-token-that-nobody-can-guess"


@pytest.fixture(params=[True, False], ids=["JSON", "lines"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that a site would write, down to the least of it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Careful(as_json=request.param))
    held = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", "django", "tsunagi.base.measuring", "waitress")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    held.addHandler(handler)
    yield stream
    held.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def marks_in(text: str) -> list[str]:
    """Marked words, as they are and as addresses and JSON write them."""
    return [word for word in (*MARKED, "%E3%81%AC", "\\u306c") if word in text]


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address there is, with marked words and numbers where it takes something."""
    for one in (resolver or get_resolver()).url_patterns:
        path = before + re.sub(r"[\^$]|\\Z", "", str(one.pattern))
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        elif isinstance(one, URLPattern):
            path = re.sub(r"<(?:path|str|slug)?:?\w+>|\(\?P.*?\)|\[.*?\]\*?", MARKED[1], path)
            path = re.sub(r"<int:\w+>", "1", path)
            yield re.sub(r"<\w+:\w+>", str(uuid4()), path)


def test_nothing_that_anybody_sends_comes_into_the_log_or_the_numbers(
    client: Client, member: Callable[..., Any], log: io.StringIO, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.METRICS, settings.SECOND_FACTOR = TOKEN, False
    client.raise_request_exception = False
    client.force_login(member("administrator"))
    sent = {
        name: " ".join(MARKED)
        for name in "words place name email title text body login password token code next q slug kind".split()
    }
    headers = {
        "user-agent": MARKED[1],
        "referer": f"https://example.jp/{MARKED[0]}",
        "x-forwarded-for": MARKED[2],
        "x-request-id": MARKED[1],
        "accept-language": MARKED[1],
    }
    addresses = [f"/{path}" for path in patterns()]
    assert len(addresses) > 150
    for address in [*addresses, f"/{MARKED[0]}/", f"/supports/{MARKED[1]}/", f"/en/{MARKED[2]}/"]:
        client.get(address, {"words": MARKED[0], "q": MARKED[1]}, headers=headers)
        client.post(address, sent, headers=headers)
    client.get("/", headers={"host": f"{MARKED[1]}.example.jp"})
    written = log.getvalue()
    assert written.count("answered") > 300
    assert marks_in(caplog.text), "a log that is not careful holds them"
    assert not marks_in(written)
    assert "@" not in written and "見本" not in written
    assert not marks_in(measuring.told().decode())


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"cannot read {' '.join(MARKED)}"),
        IntegrityError(f"duplicate key\nDETAIL:  Key (email)=({' '.join(MARKED)}) already exists."),
        KeyError(MARKED[1]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_page_that_breaks_is_told_by_kind_and_place_only(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr("tsunagi.directory.views.public.cards", broken)
    client.raise_request_exception = False
    assert client.get("/supports/", {"words": MARKED[0]}).status_code == 500
    written = log.getvalue()
    assert type(error).__name__ in written and "views/public.py:" in written and "directory:services" in written
    assert not marks_in(written)


def test_a_request_has_a_line_a_name_and_no_address(client: Client, log: io.StringIO) -> None:
    answer = client.get("/supports/?need=money")
    line = log.getvalue().splitlines()[-1]
    assert answer["X-Request-ID"] in line and "directory:services" in line and "200" in line
    assert "need" not in line and "/supports/" not in line and "127.0.0.1" not in line
    if line.startswith("{"):
        said = json.loads(line)
        assert {"time", "level", "logger", "event", "request", "page", "method", "status", "ms"} == said.keys()


def test_a_search_and_words_of_danger_leave_the_same_line(client: Client, log: io.StringIO) -> None:
    def line(words: str) -> str:
        client.post("/find/", {"words": words})
        text = log.getvalue().splitlines()[-1]
        return re.sub(r"[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.+]+", "", text)

    assert line("死にたい") == line("家賃が払えない")
    assert "navigator:find" in line("死にたい") and "ms" not in line("死にたい")


@pytest.mark.parametrize(
    ("name", "message", "arguments", "event"),
    [
        ("tsunagi.base.jobs", "job %s (%s) failed", (3, "register.import"), "job 3 (register.import) failed"),
        ("tsunagi.base.jobs", "job %s (%s) failed", (3, "東京 太郎"), "job 3 (…) failed"),
        ("tsunagi.base.jobs", "%d", ("x",), "%d"),
        ("waitress.queue", "Task queue depth is %d", (7,), "Task queue depth is 7"),
        ("waitress", "Exception while serving %s", ("/words/",), "Exception while serving …"),
        ("django.request", "Not Found: %s", ("/words/",), ""),
        ("somebody", "they said words", (), ""),
    ],
)
def test_of_a_line_is_kept_what_can_be_no_word_of_anybody(
    name: str, message: str, arguments: tuple[object, ...], event: str
) -> None:
    record = logging.LogRecord(name, logging.ERROR, "file.py", 1, message, arguments, None)
    assert logs._event(record) == event


# --- numbers ---


def numbers(client: Client, token: str = TOKEN) -> dict[str, float]:
    answer = client.get("/metrics/", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and answer["Cache-Control"].find("no-store") >= 0
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.fixture
def watched(settings: Any) -> None:
    settings.METRICS = TOKEN


def test_without_the_token_there_are_no_numbers(client: Client, settings: Any) -> None:
    for given in ("", f"Bearer {TOKEN}", "Bearer ", "Bearer"):
        assert client.get("/metrics/", headers={"authorization": given}).status_code == 404
    settings.METRICS = TOKEN
    for given in ("", "Bearer x", f"Bearer {TOKEN}x", "Bearer ", "Bearer ありえない"):
        assert client.get("/metrics/", headers={"authorization": given}).status_code == 404


def test_requests_are_counted_by_page_and_outcome(client: Client, watched: None) -> None:
    name = 'tsunagi_requests_total{method="GET",page="directory:services",status="200"}'
    before = numbers(client)
    client.get("/supports/")
    client.get("/en/supports/")
    after = numbers(client)
    assert after[name] - before.get(name, 0) == 2
    slowest = 'tsunagi_request_seconds_bucket{le="+Inf",page="directory:services"}'
    assert after[slowest] - before.get(slowest, 0) == 2
    assert after["tsunagi_database_up"] == 1


def test_jobs_are_counted_by_state_and_the_longest_wait_is_told(client: Client, watched: None) -> None:
    for _ in range(3):
        Job.objects.create(kind="sample")
    Job.objects.create(kind="sample", state="failed", ended_at=timezone.now())
    Job.objects.filter(pk=Job.objects.earliest("pk").pk).update(made_at=timezone.now() - timedelta(minutes=5))
    found = numbers(client)
    assert (found["tsunagi_jobs_waiting"], found["tsunagi_jobs_running"], found["tsunagi_jobs_failed"]) == (3, 0, 1)
    assert 300 <= found["tsunagi_job_longest_wait_seconds"] < 400


def test_overdue_referrals_are_told_in_steps_that_hide_a_few(
    client: Client, watched: None, member: Callable[..., Any], organisation: Callable[..., Any]
) -> None:
    worker = member("case_worker", at="town-window")
    case = samples.case(worker, organisation("town-window"))
    sent = samples.sent(worker, case, samples.service_of(None))
    assert numbers(client)["tsunagi_referrals_overdue"] == 0
    Referral.objects.filter(pk=sent.pk).update(due=timezone.localdate() - timedelta(days=1))
    assert numbers(client)["tsunagi_referrals_overdue"] == 10
    assert numbers(client)["tsunagi_referrals_risen"] == 0
    assert [measuring.roughly(count) for count in (0, 1, 10, 11)] == [0, 10, 10, 20]


def test_with_the_database_gone_that_is_the_number(
    client: Client, watched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Iterator[tuple[str, str, float]]:
        raise OperationalError
        yield

    monkeypatch.setattr(measuring, "_jobs", gone)
    monkeypatch.setattr(measuring.connection, "close", lambda: None)
    found = numbers(client)
    assert found["tsunagi_database_up"] == 0 and "tsunagi_jobs_waiting" not in found


def test_mails_are_counted_as_they_end(client: Client, watched: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tsunagi.base.measuring.Mail"
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    before = numbers(client)
    send_mail("見本", "本文", None, ["a@example.jp"])
    settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError):
        send_mail("見本", "本文", None, ["a@example.jp"])
    after = numbers(client)
    for outcome in ("sent", "failed"):
        name = f'tsunagi_mails_total{{outcome="{outcome}"}}'
        assert after[name] - before.get(name, 0) == 1
    assert len(mail.outbox) == 1
