"""`tsunagi organisation add`: a municipality or another body joins the site, with its first administrator."""

from __future__ import annotations

import argparse
import sys

FAILED = 2
KINDS = ("ministry", "prefecture", "municipality", "npo", "company", "department")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command beside the others."""
    command = commands.add_parser("organisation", help="組織を加える / let an organisation join")
    deeds = command.add_subparsers(dest="what", required=True, metavar="add")
    add = deeds.add_parser("add", help="組織と、その最初の管理者を加える / add one, and its first administrator")
    add.add_argument("kind", choices=KINDS, help="種別 / what sort of body it is")
    add.add_argument("slug", metavar="SLUG", help="アドレスに使う名前(半角英数字とハイフン) / its name in addresses")
    add.add_argument("name", metavar="NAME", help="名称 / its name")
    add.add_argument("--name-en", default="", metavar="NAME", help="英語の名称 / its name in English")
    add.add_argument("--code", default="", help="全国地方公共団体コード6桁 / its six-digit code, for local bodies")
    add.add_argument("--corporate-number", default="", metavar="NUMBER", help="法人番号13桁 / its corporate number")
    add.add_argument("--parent", default="", metavar="SLUG", help="属する組織 / the body that it belongs to")
    add.add_argument("--population", type=int, help="人口 / residents")
    add.add_argument("--administrator", default="", metavar="EMAIL", help="最初の管理者 / its first administrator")
    add.add_argument("--administrator-name", default="", metavar="NAME", help="その氏名 / that person's name")


def run(wanted: argparse.Namespace) -> int:
    """Add the organisation and its administrator, both or neither."""
    from django.db import transaction

    from tsunagi.base.access import Refused
    from tsunagi.base.actions.accounts import add_member, add_organisation
    from tsunagi.base.models import Organisation, Role
    from tsunagi.base.rules.codes import digits
    from tsunagi.directory.rules.areas.known import area

    parent = Organisation.objects.filter(slug=wanted.parent).first() if wanted.parent else None
    if wanted.parent and parent is None:
        return _fail(f"組織「{wanted.parent}」がありません / There is no body {wanted.parent!r}; name one with --parent.")
    if bool(wanted.administrator) != bool(wanted.administrator_name):
        return _fail(
            "--administrator と --administrator-name は一緒に指定してください。"
            " / Give --administrator and --administrator-name together."
        )
    made = Organisation(
        kind=wanted.kind,
        slug=wanted.slug,
        name=wanted.name,
        name_en=wanted.name_en,
        code=digits(wanted.code),
        corporate_number=digits(wanted.corporate_number),
        parent=parent,
        population=wanted.population,
    )
    try:
        with transaction.atomic():
            add_organisation(by=None, organisation=made)
            if wanted.administrator:
                role = Role.objects.get(code="administrator")
                name = wanted.administrator_name
                add_member(by=None, organisation=made, email=wanted.administrator, name=name, role=role)
    except Refused as refusal:
        return _fail(str(refusal))
    print(f"「{made.name}」を加えました / {made.slug} was added.")
    if made.code and area(made.code) is None:  # not refused: it may be newer than the list
        print(
            f"注意: コード{made.code}の地域を、このサイトは知りません。支援に地域を付けられず、一覧の取り込みは採用されません。"
            f" / Careful: no place with the code {made.code} is known here; supports there cannot be saved.",
            file=sys.stderr,
        )
    if wanted.administrator:
        print("管理者は /accounts/password/reset/ でパスワードを決め、職員を加えます。")
        print("Its administrator sets a password at /accounts/password/reset/ and adds the others.")
    return 0


def _fail(sentence: str) -> int:
    print(f"tsunagi: {sentence}", file=sys.stderr)
    return FAILED
