"""Contents and accounts to try the site with. Everybody in it is made up."""

from __future__ import annotations

import sys

from django.db import transaction

from tsunagi.base.actions.accounts import add_member
from tsunagi.base.models import Organisation, Role, User
from tsunagi.register.actions.facts import load_facts

#: One word for all of them: the demonstration holds nothing that needs guarding, and says so on every page.
PASSWORD = "つなぎのためし2026"  # noqa: S105
ACCOUNTS = [
    ("publisher@example.jp", "見本 公表子", "cabinet-office", "publisher"),
    ("checker@example.jp", "見本 確認夫", "cabinet-office", "checker"),
    ("admin@example.jp", "見本 管理美", "cabinet-office", "administrator"),
    ("editor@example.jp", "見本 記入郎", "mhlw", "editor"),
    ("viewer@example.jp", "見本 閲覧代", "cabinet-office", "viewer"),
]


@transaction.atomic
def load_demo() -> int:
    """Load the facts and the accounts, and print the accounts. What is there already stays."""
    edition = load_facts(by=None)
    roles = {role.code: role for role in Role.objects.all()}
    for email, name, slug, role in ACCOUNTS:
        if not User.objects.filter(email=email).exists():
            organisation = Organisation.objects.get(slug=slug)
            add_member(by=None, organisation=organisation, email=email, name=name, role=roles[role], password=PASSWORD)
    print(edition.title)
    print(f"試すための利用者(パスワードはどれも {PASSWORD}) / Accounts to try (one password for all):", file=sys.stdout)
    for email, _name, slug, role in ACCOUNTS:
        print(f"  {email:24} {roles[role].name} / {roles[role].name_en} ({slug})")
    return 0
