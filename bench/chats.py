"""How chats stand it when very many are open at once, each with a message every few seconds.

    .venv/bin/python bench/chats.py --chats 1000 --seconds 120           as the aim has it, on a quiet machine
    .venv/bin/python bench/chats.py --chats 40 --seconds 20              a quick look

A site of its own is set up and served by `--workers` processes as `tsunagi serve` runs them, one for each processor
(docs/howto/several-workers.md). Every chat has a person's page at one of them and a counsellor's at the next, which
write in turns, one message every `--every` seconds, and ask what is new in between; a counsellor has two chats, which
is what a window lets one person take. Each page does as htmx and chat.js do together: it keeps its connection, brings
along what its last answer gave it, lets the site keep its question for a while (or, with `--poll`, asks again so many
seconds after each answer), puts a question that waits aside to send a message, which costs it that connection, and
sends again with the same key when no answer came. Printed are the time from the site's yes to a message until the
other side's page had it, how many messages were lost or stood twice, how that compares with one question for what is
new, asked alone in the same run, and the processor time of the workers, of the database and of this client, which
takes its share of the same machine. No danger is in what they write.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import secrets
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from home import SERVER, served, site
from spent import Spent

from tsunagi.consultations.rules.chat import TALKING

DATABASE = "tsunagi_chats"
TOKEN = "b" * 32
#: What htmx tells of itself with each request.
HTMX = "".join(
    f"HX-{one}\r\n"
    for one in ("Request: true", "Current-URL: http://127.0.0.1/", "Target: said-own", "Trigger: known-own")
)
#: Chats of one counsellor: what a window lets one person take, and as many as a page lets wait (chat.js).
AT_ONCE = 2
#: Seconds that one answer may take before the page tries again (chat/_head.html).
PATIENCE = 20.0
WORDS = (
    "きょうは雨だったので、一日家で本を読んでいました。〔{mark}〕",
    "はい、そうします。〔{mark}〕",
    "仕事のことで、すこし聞いてもらいたいのですが、いいですか。〔{mark}〕",
    "先週から新しい部署になって、まだ慣れていません。〔{mark}〕",
    "そうなんですね。〔{mark}〕",
    "来月の家賃の相談は、どこでできますか。〔{mark}〕",
)
AIM = 2.0


@dataclass
class Told:
    """What happened to the messages: when each was acknowledged and when it was seen, by its mark."""

    acknowledged: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    twice: int = 0
    asked: int = 0
    again: int = 0
    workers: float = 0
    database: float = 0
    client: float = 0


def main() -> int:
    """Set up, talk, print; 1 where the aim was missed or a message lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--poll", type=float, help="let no question wait; seconds from an answer to the next one")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    wanted = parser.parse_args()
    if os.environ.get("BENCH_INSIDE"):
        return inside(wanted)
    with site(wanted.database, database=DATABASE) as environment:
        if environment is None:
            print(f"No PostgreSQL answers at {SERVER}: left out.")
            return 0
        more = {"BENCH_INSIDE": "1", "TSUNAGI_SECOND_FACTOR": "0", "TSUNAGI_MEANING": "0"}
        return subprocess.run([sys.executable, *sys.argv], env={**environment, **more}).returncode


def inside(wanted: argparse.Namespace) -> int:
    """The work, on the site whose address the environment holds."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    slug, pairs = _chats(wanted.chats)
    sayings = _sayings(int(wanted.chats * (wanted.seconds / wanted.every + 1)))
    with ExitStack() as stack:
        ports = [stack.enter_context(served()) for _worker in range(wanted.workers)]
        alone = asyncio.run(_alone(ports, slug, pairs[0]))
        told = asyncio.run(_talk(ports, slug, pairs, sayings, wanted.seconds, wanted.every, wanted.poll))
    kept = _kept()
    lost = [mark for mark in told.acknowledged if kept.get(mark, 0) == 0 or mark not in told.seen]
    doubled = [mark for mark, count in kept.items() if count > 1]
    times = sorted(told.seen[mark] - told.acknowledged[mark] for mark in told.acknowledged if mark in told.seen)
    p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95)) if times else (0.0, 0.0)
    print(f"{wanted.chats} chats, a message each every {wanted.every:g} s for {wanted.seconds:g} s, {wanted.database}")
    how = "questions wait at the site" if wanted.poll is None else f"asked {wanted.poll:g} s after each answer"
    print(f"{how}: {told.asked / wanted.seconds:.0f} questions a second, {told.again} tried again")
    print(f"messages acknowledged {len(told.acknowledged)}, lost {len(lost)}, twice {len(doubled) + told.twice}")
    print(
        f"acknowledged to seen  p50 {p50:6.2f} s   p95 {p95:6.2f} s   {'holds' if p95 < AIM else 'missed'} ({AIM:g} s)"
    )
    print(f"one question alone    p50 {alone * 1000:6.1f} ms; p95 is {p95 / alone:.0f} times that")
    spent = {f"{wanted.workers} workers": told.workers, "database": told.database, "this client": told.client}
    count = max(1, len(told.acknowledged))
    print("processor time a message:", ", ".join(f"{who} {one / count * 1000:.1f} ms" for who, one in spent.items()))
    print("load", " ".join(f"{one:.1f}" for one in os.getloadavg()), "on", os.cpu_count(), "cores")
    return int(bool(lost or doubled or told.twice or p95 >= AIM))


class Page:
    """One browser's page: a connection that it keeps, and what it knows."""

    def __init__(self, port: int, told: Told, cookies: str, new: str, say: str) -> None:
        self._port, self._told, self._cookies = port, told, cookies
        self._new, self._say = new, say
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._busy = asyncio.Lock()
        self._note = ""
        self._question: asyncio.Task[tuple[int, str]] | None = None
        self.known = "0-live-0"
        self.marks: set[str] = set()
        self.own: set[str] = set()

    async def look(self, *, waits: bool = False) -> bool:
        """Ask what is new, take it in, and say whether there was anything: a message, or the first note.

        waits: the site may keep the question; what is to be sent goes before it.
        """
        async with self._busy:
            is_first = not self._note
            self._question = asyncio.create_task(self._ask("GET", f"{self._new}?known={self.known}", waits=waits))
            try:
                await asyncio.wait([self._question])
                if self._question.cancelled():
                    return False
                status, text = self._question.result()
            finally:
                self._question = None
        self._told.asked += 1
        if status == 200:
            self.take(text)
        elif status != 204:
            raise SystemExit(f"{self._new}: {status} {text[:500]}")
        return status == 200 or (is_first and bool(self._note))

    async def write(self, mark: str, words: str) -> None:
        """Send a message until it is acknowledged; always with the same key."""
        said = {"words": words, "key": str(uuid.uuid4())}
        while True:
            if self._question is not None:
                self._question.cancel()
            try:
                async with self._busy:
                    status, text = await self._ask("POST", self._say, urlencode({**said, "known": self.known}))
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self._told.again += 1
                await asyncio.sleep(1)
                continue
            if status != 200:
                raise SystemExit(f"{self._say}: {status} {text[:500]}")
            self._told.acknowledged[mark] = time.perf_counter()
            self.take(text)
            return

    def take(self, text: str) -> None:
        """What a piece of the page brings: messages, and what the page knows from then on."""
        now = time.perf_counter()
        for mark in re.findall(r"〔([0-9]{16})〕", text):
            self._told.twice += mark in self.marks
            self.marks.add(mark)
            if mark not in self.own:
                self._told.seen.setdefault(mark, now)
        known = re.search(r'name="known" value="([^"]+)"', text)
        self.known = known[1] if known else self.known

    async def _ask(self, method: str, address: str, body: str = "", *, waits: bool = False) -> tuple[int, str]:
        """One request on the kept connection, which is opened anew where it is gone."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._exchange(method, address, body, waits)
        except BaseException:
            if self._line is not None:
                self._line[1].close()
                self._line = None
            raise

    async def _exchange(self, method: str, address: str, body: str, waits: bool) -> tuple[int, str]:
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        head = f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self._cookies}; csrftoken={TOKEN}\r\n{HTMX}"
        if body:
            head += f"X-CSRFToken: {TOKEN}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        elif self._note:
            head += f"X-Glance: {self._note}\r\n" + ("X-Wait: 1\r\n" if waits else "")
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"(?i)content-length: (\d+)", lines)
        text = await reader.readexactly(int(length[1])) if length else b""
        note = re.search(r"(?i)x-glance: (\S+)", lines)
        self._note = note[1] if note else self._note
        if "connection: close" in lines.lower():
            writer.close()
            self._line = None
        return int(lines.split()[1]), text.decode()


async def _alone(ports: list[int], slug: str, pair: tuple[str, str, str]) -> float:
    """Seconds of one question while nobody else asks: the middle of many."""
    page, _staff = _pages(ports, Told(), slug, pair)
    times = []
    for _at in range(30):
        began = time.perf_counter()
        await page.look()
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2]


async def _talk(
    ports: list[int],
    slug: str,
    pairs: list[tuple[str, str, str]],
    sayings: list[tuple[str, str]],
    seconds: float,
    every: float,
    poll: float | None,
) -> Told:
    """All chats at once; when the time is up, what was acknowledged is still waited for."""
    told, own = Told(), os.getpid()
    end = time.perf_counter() + seconds
    pause = TALKING / 1000 if poll is None else poll

    async def asks(page: Page) -> None:
        while time.perf_counter() < end or (
            len(told.seen) < len(told.acknowledged) and time.perf_counter() < end + 3 * PATIENCE
        ):
            began, got_more = time.perf_counter(), False
            try:
                got_more = await page.look(waits=poll is None)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                told.again += 1
            # As the script has it: a question that was kept for long, or brought something, is followed by the next.
            goes_on = poll is None and (got_more or time.perf_counter() - began > 2 * pause)
            await asyncio.sleep(0 if goes_on else pause)

    async def chat(number: int, pair: tuple[str, str, str]) -> None:
        pages = _pages([*ports[number % len(ports) :], *ports], told, slug, pair)
        await asyncio.sleep(every * number / len(pairs))
        looking = [asyncio.create_task(asks(page)) for page in pages]
        turn = 0
        while time.perf_counter() < end:
            began = time.perf_counter()
            mark, words = sayings.pop()
            pages[turn % 2].own.add(mark)
            await pages[turn % 2].write(mark, words)
            turn += 1
            await asyncio.sleep(max(0.0, every - (time.perf_counter() - began)))
        await asyncio.gather(*looking)

    async def watch() -> None:
        workers = Spent(lambda parent, name: parent == own and "serve" in name)
        database = Spent(lambda _parent, name: name.startswith("postgres") and DATABASE in name)
        began = time.process_time()
        while True:
            told.workers, told.database = workers.look(), database.look()
            told.client = time.process_time() - began
            await asyncio.sleep(5)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(chat(number, pair) for number, pair in enumerate(pairs)))
    watching.cancel()
    return told


def _pages(ports: list[int], told: Told, slug: str, pair: tuple[str, str, str]) -> tuple[Page, Page]:
    """The person's page, at the first port, and the counsellor's at the next, or the same where there is but one."""
    key, ticket, session = pair
    staff = f"/consultations/chats/{key}"
    return (
        Page(ports[0], told, f"talk={ticket}", f"/talk/{slug}/new/", f"/talk/{slug}/say/"),
        Page(ports[1 % len(ports)], told, f"sessionid={session}", f"{staff}/new/", f"{staff}/write/"),
    )


def _chats(count: int) -> tuple[str, list[tuple[str, str, str]]]:
    """Open chats of one window; of each its key, the person's cookie and the session of whoever answers."""
    from connect import _signed_in
    from django.core import signing
    from django.utils import timezone

    from tsunagi.base.models import Membership, Organisation, Role, User
    from tsunagi.base.scope import everything
    from tsunagi.consultations.models import Branch, Contact, Entrance, Window
    from tsunagi.consultations.rules.chat import Ticket
    from tsunagi.consultations.views.chat import COOKIE, SALT

    signer = signing.get_cookie_signer(salt=COOKIE + SALT)
    now, pairs = timezone.now(), []
    with everything():
        body = Organisation.objects.create(slug="bench-chats", name="見本の窓口", kind="npo")
        window = Window.objects.create(organisation=body, name="見本", ways=["chat"], hours="毎日 0:00-24:00")
        entrance = Entrance.objects.create(organisation=body, slug="bench", name="見本", ways=["chat"], is_public=True)
        Branch.objects.create(entrance=entrance, window=window, place=0)
        role = Role.objects.get(code="counsellor")
        for number in range(-(-count // AT_ONCE)):
            user = User.objects.create(email=f"chat{number}@example.jp", name=f"見本 {number}", password="!")
            Membership.objects.create(user=user, organisation=body, role=role, since=now)
            session = re.search(r"sessionid=(\w+)", _signed_in(user)[1]["Cookie"])
            assert session
            for _at in range(min(AT_ONCE, count - len(pairs))):
                ticket = Ticket(body.pk, uuid.uuid4(), secrets.token_hex(32))
                Contact.objects.create(
                    pk=ticket.contact,
                    organisation=body,
                    window=window,
                    entrance=entrance,
                    way="chat",
                    state="live",
                    arrived_at=now,
                    met_at=now,
                    worker=user,
                    ticket=ticket.digest,
                )
                pairs.append((str(ticket.contact), signer.sign(str(ticket)), session[1]))
    return entrance.slug, pairs


def _kept() -> dict[str, int]:
    """How often each message stands in the database."""
    from tsunagi.base.scope import everything
    from tsunagi.consultations.models import Message

    found: dict[str, int] = {}
    with everything():
        for one in Message.objects.filter(side__in=["person", "staff"]).iterator():
            mark: Any = re.search(r"〔([0-9]{16})〕", one.words)
            if mark:
                found[mark[1]] = found.get(mark[1], 0) + 1
    return found


def _sayings(count: int) -> list[tuple[str, str]]:
    """So many messages, each with its mark. Without what is heard as danger: that is raised to staff, and costs more.

    A mark means nothing, and what listens takes one in many for danger. It is a number: Latin letters would have each
    message read in all the languages that are written in them.
    """
    from tsunagi.consultations.queries.hearing import heard

    found: list[tuple[str, str]] = []
    while len(found) < count:
        mark = f"{secrets.randbelow(10**16):016}"
        words = random.choice(WORDS).format(mark=mark)
        if not heard(words):
            found.append((mark, words))
    return found


if __name__ == "__main__":
    sys.exit(main())
