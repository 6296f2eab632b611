"""`tsunagi check`: what is wrong with the settings, each in a sentence that says which one to set."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator

FAILED = 2
#: What a file lets those do who are neither its owner nor of its group.
OTHERS = 0o007
#: What Django says four times over, in its own words, of a site without HTTPS; and of one that shows its faults.
SAID_BY_US = ["security.W004", "security.W008", "security.W012", "security.W016", "security.W018"]


def run(wanted: argparse.Namespace) -> int:
    """Check; 2 where something must not stay as it is."""
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, *SAID_BY_US]
    wrong = [*_always(), *(_for_others() if wanted.deploy else ())]
    for sentence in wrong:
        print(f"✗ {sentence}", file=sys.stderr)
    for sentence in _to_think_of() if wanted.deploy else ():
        print(f"・ {sentence}", file=sys.stderr)
    try:
        call_command("check", deploy=wanted.deploy, fail_level="WARNING", stdout=io.StringIO())
    except SystemCheckError as error:
        print(f"tsunagi: {error}", file=sys.stderr)
        return FAILED
    if not wrong:
        print("直すところはありません / Nothing has to be mended.")
    return FAILED if wrong else 0


def ails_the_database() -> str:
    """Why no command can work with the database, and what to do; empty where it answers and is set up."""
    from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError

    from tsunagi.base.queries.tables import is_up_to_date

    try:
        ready = is_up_to_date(DEFAULT_DB_ALIAS)
    except OperationalError as error:
        what = str(error).splitlines()[0][:200]
        return (
            f"データベースにつながりません({what})。動いているか、TSUNAGI_DATABASE の宛先と役割が正しいかを確かめてください"
            f" / The database does not answer ({what}): see that it runs, and that TSUNAGI_DATABASE names it."
        )
    except DatabaseError:
        ready = False
    if ready:
        return ""
    return (
        "データベースの用意ができていません。tsunagi set-up を実行してください"
        " / The database is not ready for this version: run tsunagi set-up."
    )


def _always() -> Iterator[str]:
    from django.conf import settings

    if ailing := ails_the_database():
        yield ailing
    if settings.HALF not in ("", "inside", "outside"):
        yield "TSUNAGI_HALF は inside か outside です / TSUNAGI_HALF is inside or outside."


def _for_others() -> Iterator[str]:
    """What must not be so where others reach the site."""
    from django.conf import settings

    if not settings.HTTPS:
        yield (
            "通信が暗号化されません。HTTPS にして TSUNAGI_HTTPS=1 を書いてください"
            " / Nothing is encrypted on its way: serve it over HTTPS and set TSUNAGI_HTTPS=1."
        )
    if settings.DEBUG:
        yield "誤りの中身が外に見えます。TSUNAGI_DEBUG を消してください / Faults show the inside: unset TSUNAGI_DEBUG."
    if not settings.SECOND_FACTOR:
        yield (
            "パスワードだけで入れます。TSUNAGI_SECOND_FACTOR を消してください"
            " / A password alone lets people in: unset TSUNAGI_SECOND_FACTOR."
        )
    if set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        yield (
            "外から開く名前がありません。TSUNAGI_HOSTS に書いてください"
            " / It has no name to be reached by: write it into TSUNAGI_HOSTS."
        )
    if settings.HOME.exists() and settings.HOME.stat().st_mode & OTHERS:
        yield (
            f"この機械のだれにでも {settings.HOME} の中が見えます。chmod 700 {settings.HOME} としてください"
            f" / Anybody on this machine can look into {settings.HOME}: chmod 700 {settings.HOME}."
        )
    if _is_superuser():
        yield (
            "データベースの役割が全てを見られます。管理者でない役割を作り、TSUNAGI_DATABASE に書いてください"
            " / The role in the database sees everything: make one that is no superuser, for TSUNAGI_DATABASE."
        )


def _to_think_of() -> Iterator[str]:
    """What may be meant so."""
    from django.conf import settings

    if not os.environ.get("TSUNAGI_MAIL"):
        yield "メールは送られず、ファイルになります(TSUNAGI_MAIL) / Mail becomes files (TSUNAGI_MAIL)."
    if not settings.OPERATOR:
        yield "運営者が書かれていません(TSUNAGI_OPERATOR) / The site does not say who runs it (TSUNAGI_OPERATOR)."
    if not settings.BACK_UP_TO:
        yield "控えを開く人が決まっていません(TSUNAGI_BACK_UP_TO) / Nobody can open back-ups yet (TSUNAGI_BACK_UP_TO)."


def _is_superuser() -> bool:
    from django.db import DEFAULT_DB_ALIAS, DatabaseError

    from tsunagi.base.queries.tables import is_above_the_rules

    try:
        return is_above_the_rules(DEFAULT_DB_ALIAS)
    except DatabaseError:
        return False
