"""The commands that run a site."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tsunagi.cli import back_up, carry, checking, exchange, keys, move, organisations

FAILED = 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the site's commands beside `read`."""
    commands.add_parser("set-up", help="データベースと画面の部品を用意する / prepare the database and the style sheets")
    serve = commands.add_parser("serve", help="サイトを動かす / run the site")
    serve.add_argument("--host", default="127.0.0.1", help="待ち受けるアドレス / address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="待ち受ける番号 / port to listen on (8000)")
    serve.add_argument("--threads", type=int, default=8, help="同時に答える数 / requests answered at once (8)")
    serve.add_argument(
        "--no-worker", action="store_true", help="裏の作業は別に動かす / leave background work to `tsunagi work`"
    )
    commands.add_parser("work", help="裏の作業をする / do the work in the background")
    taken = commands.add_parser("import", help="文書を取り込む提案を作る / propose what a document would change")
    taken.add_argument("path", type=Path, metavar="FILE", help="文書 / the document")
    taken.add_argument("--plan", default="national", help="計画のアドレス名 / the plan's name in addresses (national)")
    taken.add_argument("--year", type=int, required=True, metavar="YYYY", help="年度 / fiscal year")
    taken.add_argument("--kind", choices=("plan", "follow_up"), required=True, help="計画か実施状況か / which document")
    taken.add_argument("--accept", action="store_true", help="疑いのないものを採用する / accept what is without doubt")
    audit = commands.add_parser("audit", help="操作の記録 / the audit chain")
    audit.add_argument(
        "what", choices=("verify",), help="記録が損なわれていないか確かめる / find what was tampered with"
    )
    keys.add_to(commands)
    check = commands.add_parser("check", help="設定を確かめる / check the settings")
    check.add_argument("--deploy", action="store_true", help="本番の設定として / as for production")
    commands.add_parser(
        "remind", help="締切を知らせ、支援の情報が正しいかをたずねる(毎日) / send the day's reminders and questions"
    )
    tend = commands.add_parser(
        "tend", help="チャットの終わりと削除、メールの出し入れをする / end and delete chats, carry and fetch mail"
    )
    tend.add_argument(
        "--every", type=int, metavar="SECONDS", help="この秒数ごとに繰り返す / do so again and again"
    )
    commands.add_parser("load-facts", help="国の計画の事実を入れる / load the facts of the national plan")
    listed = commands.add_parser("import-list", help="施設や窓口の一覧を取り込む / take in a list of places or windows")
    listed.add_argument("path", type=Path, metavar="FILE", help="一覧(CSV) / the list (CSV)")
    listed.add_argument("--keeper", required=True, metavar="SLUG", help="管理する組織 / the body that keeps them")
    listed.add_argument("--title", default="", help="一覧の名前 / what the list is called from year to year")
    listed.add_argument("--accept", action="store_true", help="疑いのないものを採用する / accept what is without doubt")
    listed.add_argument("--publish", action="store_true", help="採用したものを公開する / publish what is accepted")
    commands.add_parser("load-pack", help="国の相談窓口・支援を入れる / load the national pack of supports")
    find = commands.add_parser("find", help="ことばから支援をさがす / find support by somebody's words")
    find.add_argument("words", nargs="?", default="", metavar="WORDS", help="困っていること / what is the matter")
    find.add_argument("--batch", type=Path, metavar="FILE", help="一行に一つの JSON / one JSON object a line")
    find.add_argument("--place", default="", metavar="NAME|CODE", help="市区町村か都道府県 / where somebody is")
    find.add_argument("--lang", default="", metavar="CODE", help="ことば(ISO 639-1) / the words' language")
    find.add_argument("--limit", type=int, default=5, help="示す数 / how many to show (5)")
    find.add_argument("--format", choices=("text", "json"), default="text", help="出力の形式 / what to write (text)")
    exchange.add_to(commands)
    back_up.add_to(commands)
    organisations.add_to(commands)
    carry.add_to(commands)
    move.add_to(commands.add_parser("move", help="別のデータベースに移す / move the site into another database"))
    demo = commands.add_parser("demo", help="試すための内容でサイトを始める / start a site with contents to try out")
    demo.add_argument(
        "what", nargs="?", choices=("start", "stop"), default="start", help="始めるか止めるか / start or stop"
    )
    user = commands.add_parser("add-operator", help="最初の運用者を作る / make the first operator's account")
    user.add_argument("email", help="メールアドレス / mail address")
    user.add_argument("name", help="氏名 / name")


def run(wanted: argparse.Namespace) -> int:
    """Do one of the site's commands; the exit status is returned."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagi.settings")
    if wanted.command == "demo":  # nothing in it needs guarding, and every page says so
        os.environ.setdefault("TSUNAGI_SECOND_FACTOR", "0")
        os.environ.setdefault("TSUNAGI_OPERATOR", "試すためのサイトで、運営しているところはありません。")
    import django

    django.setup()
    return {
        "set-up": _set_up,
        "serve": _serve,
        "work": _work,
        "import": _import,
        "audit": _audit,
        "keys": keys.run,
        "check": checking.run,
        "remind": _remind,
        "tend": _tend,
        "load-facts": _load_facts,
        "load-pack": _load_pack,
        "import-list": _import_list,
        "find": _find,
        "export": exchange.export,
        "import-hsds": exchange.import_hsds,
        "back-up-key": back_up.make_key,
        "back-up": back_up.back_up,
        "restore": back_up.restore,
        "carry": carry.run,
        "move": move.run,
        "organisation": organisations.run,
        "demo": _demo,
        "add-operator": _add_operator,
    }[wanted.command](wanted)


def _set_up(wanted: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.management import call_command

    from tsunagi.base.keys import ring
    from tsunagi.cases.actions.protecting import hide_handed_over
    from tsunagi.directory.actions.index import index_missing

    if settings.HALF != "outside":
        ring()  # there before the first record is sealed, so that the first copy of the keys is one
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    index_missing()
    if settings.HALF != "outside":
        hide_handed_over()
    print("用意ができました / Ready.", file=sys.stderr)
    return 0


def _serve(wanted: argparse.Namespace) -> int:
    from django.urls import reverse

    from tsunagi.cli.serving import serve, taken
    from tsunagi.consultations.glances import GLANCES
    from tsunagi.navigator.counting import PAGES, UNMET
    from tsunagi.wsgi import application

    reverse("health")  # all addresses are loaded before the door opens, not while the first visitor waits
    worker = None if wanted.no_worker else subprocess.Popen([sys.executable, "-m", "tsunagi", "work"])
    told = f"http://{wanted.host}:{wanted.port}/ (Ctrl+C で終了 / to stop)"
    try:
        serve(
            application,
            host=wanted.host,
            port=wanted.port,
            threads=wanted.threads,
            begun=lambda: print(told, file=sys.stderr, flush=True),
            bell=GLANCES,
            **_proxy(),
        )
        PAGES.flush()
        UNMET.flush()
    except OSError as error:
        return _fail(taken(wanted.host, wanted.port, error))
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait()
    return 0


def _proxy() -> dict[str, Any]:
    """What waitress believes of a proxy before it. Without this it takes away what the proxy says of the visitor, and a
    site that wants HTTPS would send everybody in circles."""
    from django.conf import settings

    if not settings.SECURE_PROXY_SSL_HEADER:
        return {}
    return {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}


def _work(wanted: argparse.Namespace) -> int:
    from django.core.management import call_command

    # What has to be done every minute is done beside the queue, which a long job may hold up.
    tending = subprocess.Popen([sys.executable, "-m", "tsunagi", "tend", "--every", "30"])
    try:
        call_command("db_worker", verbosity=0)
    finally:
        tending.terminate()
        tending.wait()
    return 0


def _import(wanted: argparse.Namespace) -> int:
    from tsunagi.base.access import Refused
    from tsunagi.cli.progress import Bar
    from tsunagi.reading.model import Unreadable
    from tsunagi.register.actions.editions import start_edition
    from tsunagi.register.actions.imports import accept_certain, propose_changes, receive
    from tsunagi.register.models import Plan
    from tsunagi.register.queries.imports import draft_for

    plan = Plan.objects.filter(slug=wanted.plan).first()
    if plan is None:
        return _fail(f"計画「{wanted.plan}」がありません / There is no plan {wanted.plan!r}; name one with --plan.")
    bar = Bar(wanted.path.name) if sys.stderr.isatty() else None
    try:
        content = wanted.path.read_bytes()
        document = receive(by=None, plan=plan, name=wanted.path.name, content=content, progress=bar)
        edition = draft_for(plan, wanted.year, wanted.kind) or start_edition(
            by=None, plan=plan, fiscal_year=wanted.year, kind=wanted.kind, title=f"{plan.title}({wanted.year})"
        )
        made = propose_changes(by=None, edition=edition, document=document)
        taken = accept_certain(by=None, change_set=made) if wanted.accept else 0
    except (Refused, Unreadable) as refusal:
        return _fail(str(refusal))
    except OSError as error:
        return _fail(f"{wanted.path} が読めません({error.strerror}) / Cannot read {wanted.path} ({error.strerror}).")
    finally:
        if bar:
            bar.close()
    waiting = made.proposals.filter(decision="open").exclude(kind="unchanged").count()
    print(f"提案{made.proposals.count()}件、採用{taken}件、確かめるもの{waiting}件: /imports/{made.pk}/")
    print(f"proposals {made.proposals.count()}, accepted {taken}, to look at {waiting}: /imports/{made.pk}/")
    return 0


def _audit(wanted: argparse.Namespace) -> int:
    from tsunagi.base.audit import faults
    from tsunagi.base.models import AuditHead

    found = list(faults())
    for one in found:
        print(one)
    if found:
        return FAILED
    head = AuditHead.objects.filter(pk=1).first()
    rows = head.place if head else 0
    print(f"操作の記録{rows}行に損なわれたところはありません / Rows: {rows}, all sound.")
    if head:
        print(head.digest)
    return 0


def _remind(wanted: argparse.Namespace) -> int:
    from django.utils import timezone

    from tsunagi.cases.actions.raising import raise_unanswered, tell_of_news
    from tsunagi.consultations.actions.raising import raise_overdue
    from tsunagi.directory.actions.asking import ask_bodies
    from tsunagi.register.actions.round import remind
    from tsunagi.register.models import Edition, Round

    rounds = Round.objects.filter(edition__state=Edition.State.DRAFT).select_related("edition__plan__organisation")
    now = timezone.now()
    sent = raise_unanswered(day=timezone.localdate(now)) + tell_of_news(now=now) + raise_overdue(now=now)
    sent += sum(remind(by=None, round=one, day=timezone.localdate()) for one in rounds)
    asked = ask_bodies(day=timezone.localdate())
    print(f"{sent}人に知らせ、{asked}か所に支援の情報が正しいかをたずねました")
    print(f"people reminded {sent}, bodies asked whether their supports are still right {asked}")
    return 0


def _tend(wanted: argparse.Namespace) -> int:
    from tsunagi.cli import tend

    return tend.run(wanted)


def _load_facts(wanted: argparse.Namespace) -> int:
    from tsunagi.register.actions.facts import load_facts

    for edition in load_facts(by=None):
        print(edition.title)
    return 0


def _load_pack(wanted: argparse.Namespace) -> int:
    from tsunagi.directory.actions.pack import load_pack

    done = load_pack(by=None)
    print(f"新しく{done.new}件、更新{done.updated}件、ここで直されていたため{done.left}件はそのまま")
    print(f"{done.new} new, {done.updated} updated, {done.left} left as changed here.")
    return 0


def _find(wanted: argparse.Namespace) -> int:
    from tsunagi.cli import find

    return find.run(wanted)


def _import_list(wanted: argparse.Namespace) -> int:
    from django.utils.translation import gettext as _

    from tsunagi.base.access import Refused
    from tsunagi.base.models import Organisation
    from tsunagi.cli.progress import Bar
    from tsunagi.directory.actions.lists import accept_certain, nothing, propose_list
    from tsunagi.directory.queries.lists import counts

    keeper = Organisation.objects.filter(slug=wanted.keeper).first()
    if keeper is None:
        return _fail(
            f"組織「{wanted.keeper}」がありません / There is no body {wanted.keeper!r}; name one with --keeper."
        )
    bar = Bar(wanted.path.name) if sys.stderr.isatty() else None
    try:
        content = wanted.path.read_bytes()
        made = propose_list(
            by=None,
            organisation=keeper,
            name=wanted.path.name,
            content=content,
            title=wanted.title,
            progress=bar or nothing,
        )
        taken = accept_certain(by=None, file=made, publish=wanted.publish) if wanted.accept else 0
    except Refused as refusal:
        return _fail(str(refusal))
    except OSError as error:
        return _fail(f"{wanted.path} が読めません({error.strerror}) / Cannot read {wanted.path} ({error.strerror}).")
    finally:
        if bar:
            bar.close()
    for line, column, sentence, values in made.faults:
        print(f"{line} {column}: {_(sentence) % values}")
    found = counts(made)
    print(
        f"新しい{found['new']}件、変わる{found['changed']}件、変わらない{found['unchanged']}件、一覧にない{found['gone']}件、"
        f"読めない値{len(made.faults)}件、採用{taken}件、確かめるもの{found['doubtful']}件: /keep/list/{made.pk}/"
    )
    print(
        f"new {found['new']}, changed {found['changed']}, unchanged {found['unchanged']}, gone {found['gone']}, "
        f"faults {len(made.faults)}, accepted {taken}, to look at {found['doubtful']}: /keep/list/{made.pk}/"
    )
    return 0


def _demo(wanted: argparse.Namespace) -> int:
    from tsunagi.cli import demo

    if wanted.what == "stop":
        return demo.stop()
    _set_up(wanted)
    return demo.start()


def _add_operator(wanted: argparse.Namespace) -> int:
    import secrets

    from tsunagi.base.access import Refused
    from tsunagi.base.actions.accounts import add_operator

    password = secrets.token_urlsafe(15)
    try:
        add_operator(email=wanted.email, name=wanted.name, password=password)
    except Refused as refusal:
        return _fail(str(refusal))
    print(f"パスワード(一度だけ示します) / Password (shown once): {password}")
    return 0


def _fail(sentence: str) -> int:
    print(f"tsunagi: {sentence}", file=sys.stderr)
    return FAILED
