"""Contents and accounts to try the site with. Everybody in it is made up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tsunagi.base.actions.accounts import add_member, add_organisation
from tsunagi.base.models import Organisation, Role, User
from tsunagi.cases.actions.receiving import receive_for
from tsunagi.directory.actions.pack import load_pack
from tsunagi.directory.actions.records import publish_service, save_service
from tsunagi.directory.models import Provider
from tsunagi.directory.rules.records import Record
from tsunagi.register.actions.facts import load_facts

#: One word for all of them: the demonstration holds nothing that needs guarding, and says so on every page.
PASSWORD = "つなぎのためし2026"
ACCOUNTS = [
    ("publisher@example.jp", "見本 公表子", "cabinet-office", "publisher"),
    ("checker@example.jp", "見本 確認夫", "cabinet-office", "checker"),
    ("admin@example.jp", "見本 管理美", "cabinet-office", "administrator"),
    ("editor@example.jp", "見本 記入郎", "mhlw", "editor"),
    ("viewer@example.jp", "見本 閲覧代", "cabinet-office", "viewer"),
    ("worker@example.jp", "見本 支援子", "sample-window", "case_worker"),
    ("supervisor@example.jp", "見本 統括夫", "sample-window", "supervisor"),
    ("coordinator@example.jp", "見本 調整美", "sample-window", "coordinator"),
    ("place@example.jp", "見本 居場郎", "sample-place", "case_worker"),
    ("place-head@example.jp", "見本 居代", "sample-place", "supervisor"),
]
#: Two bodies that are made up, so that something can be handed from one to the other.
BODIES = [("sample-window", "見本の相談窓口(架空)"), ("sample-place", "見本の居場所の会(架空)")]


FIRST_PORT = 8000
PATIENCE = 30


def start() -> int:
    """Load the contents, start the site behind this command, and print its address and the accounts."""
    load_demo()
    stop(quiet=True)
    port = next(port for port in range(FIRST_PORT, FIRST_PORT + 100) if _is_free(port))
    log = (settings.HOME / "demo.log").open("ab")
    server = subprocess.Popen(
        [sys.executable, "-m", "tsunagi", "serve", "--port", str(port)], stdout=log, stderr=log, start_new_session=True
    )
    _pid_file().write_text(str(server.pid), encoding="ascii")
    for _attempt in range(PATIENCE * 10):
        if server.poll() is None and not _is_free(port):
            print(f"\nhttp://127.0.0.1:{port}/  (止めるには make stop / stop it with: make stop)")
            return 0
        time.sleep(0.1)
    print(
        f"サイトが始まりません。{settings.HOME / 'demo.log'} を見てください / The site did not start: see the log.",
        file=sys.stderr,
    )
    return 2


def stop(*, quiet: bool = False) -> int:
    """Stop the site that `start` started."""
    try:
        pid = int(_pid_file().read_text(encoding="ascii"))
        os.killpg(pid, signal.SIGTERM)
    except (FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        if not quiet:
            print("動いているサイトはありません / No site is running.")
    _pid_file().unlink(missing_ok=True)
    return 0


def _pid_file() -> Path:
    return settings.HOME / "demo.pid"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@transaction.atomic
def load_demo() -> int:
    """Load the facts and the accounts, and print the accounts. What is there already stays."""
    editions = load_facts(by=None)
    load_pack(by=None)
    roles = {role.code: role for role in Role.objects.all()}
    for slug, name in BODIES:
        if not Organisation.objects.filter(slug=slug).exists():
            add_organisation(by=None, organisation=Organisation(slug=slug, name=name, kind=Organisation.Kind.NPO))
    for email, name, slug, role in ACCOUNTS:
        if not User.objects.filter(email=email).exists():
            organisation = Organisation.objects.get(slug=slug)
            add_member(by=None, organisation=organisation, email=email, name=name, role=roles[role], password=PASSWORD)
    _give_a_support()
    for edition in editions:
        print(edition.title)
    print(f"試すための利用者(パスワードはどれも {PASSWORD}) / Accounts to try (one password for all):")
    for email, _name, slug, role in ACCOUNTS:
        print(f"  {email:24} {roles[role].name} / {roles[role].name_en} ({slug})")
    return 0


def _give_a_support() -> None:
    """A made-up support of the second body, which receives what is handed on to it."""
    slug, name = BODIES[1]
    body = Organisation.objects.get(slug=slug)
    if Provider.objects.filter(kept_by=body).exists():
        return
    record = Record(
        name="見本の居場所(架空)",
        new_provider=name,
        summary="試すための架空の居場所です。実際にはありません。",
        summary_en="A place that is made up for trying out. It does not exist.",
        where="試すためのもので、行き先はありません",
    )
    made = save_service(by=None, keeper=body, record=record)
    publish_service(by=None, service=made)
    head = User.objects.get(email="place-head@example.jp")
    receive_for(by=head, organisation=body, provider=made.provider)
