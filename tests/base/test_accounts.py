"""Changes of how somebody signs in: told by mail, lost second factors taken away with a reason, sessions ended."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tsunagi.base.access import PERMISSIONS, Refused, can_manage_members
from tsunagi.base.actions import accounts, telling
from tsunagi.base.models import AuditRow, Membership, Organisation, Role, User

PASSWORD = "a long enough password 1"
REASON = "電話をなくした。窓口で顔を確かめた。"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def japanese(settings: Any) -> Any:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECOND_FACTOR = False
    with translation.override("ja"):
        yield


@pytest.fixture
def give() -> Callable[..., Membership]:
    """Somebody with a role at a body."""

    def make(name: str, role: str, at: str = "one", **more: Any) -> Membership:
        body, _made = Organisation.objects.get_or_create(slug=at, defaults={"kind": "npo", "name": f"見本 {at}"})
        known = User.objects.filter(email=f"{name}@example.jp").first()
        user = known or User.objects.create_user(f"{name}@example.jp", PASSWORD, name=f"見本 {name}", **more)
        return Membership.objects.create(
            user=user, organisation=body, role=Role.objects.get(code=role), since=timezone.now()
        )

    return make


def lose(user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x", "used_mask": 0})


def test_an_administrator_takes_a_lost_factor_away_with_a_reason(
    give: Callable[..., Membership], django_capture_on_commit_callbacks: Any
) -> None:
    boss, held = give("boss", "administrator").user, give("alice", "case_worker")
    lose(held.user)
    hers, browser = Client(), Client()
    hers.force_login(held.user)
    browser.force_login(boss)
    page = browser.get(reverse("base:members", args=["one"])).content.decode()
    address = reverse("base:factors", args=[held.pk])
    assert address in page
    refused = browser.post(address, {"reason": " "})
    assert refused.status_code == 422 and Authenticator.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(address, {"reason": REASON}).status_code == 302
    assert not Authenticator.objects.exists()
    row = AuditRow.objects.get(action="base.take_factors_away")
    assert row.by == boss and REASON in str(row.after) and "totp" in str(row.before)
    assert [one.to for one in mail.outbox] == [[held.user.email]] and "見本 boss" in mail.outbox[0].body
    assert hers.get(reverse("base:desk")).status_code == 302, "her sessions ended"


def test_nobody_opens_the_door_to_another_organisation_or_to_themselves(give: Callable[..., Membership]) -> None:
    boss, held = give("boss", "administrator"), give("alice", "case_worker")
    give("alice", "case_worker", at="two")
    lose(held.user)
    lose(boss.user)
    with pytest.raises(Refused, match="運用者だけ"):
        accounts.take_factors_away(by=boss.user, membership=held, reason=REASON)
    with pytest.raises(Refused, match="自分の"):
        accounts.take_factors_away(by=boss.user, membership=boss, reason=REASON)
    with pytest.raises(Refused, match="権限がありません"):
        accounts.take_factors_away(by=held.user, membership=boss, reason=REASON)
    browser = Client()
    browser.force_login(held.user)
    assert browser.get(reverse("base:factors", args=[boss.pk])).status_code == 403
    assert Authenticator.objects.count() == 4
    operator = User.objects.create_user("op@example.jp", PASSWORD, name="運用", is_operator=True)
    accounts.take_factors_away(by=operator, membership=held, reason=REASON)
    with pytest.raises(Refused, match="登録していません"):
        accounts.take_factors_away(by=operator, membership=held, reason=REASON)


def test_who_manages_a_town_manages_its_departments_and_no_others(give: Callable[..., Membership]) -> None:
    boss, town = give("boss", "administrator").user, Organisation.objects.get(slug="one")
    other = give("carol", "viewer", at="two").organisation
    mine = Organisation.objects.create(kind="department", name="福祉課", slug="one-welfare", parent=town)
    theirs = Organisation.objects.create(kind="department", name="福祉課", slug="two-welfare", parent=other)
    browser = Client()
    browser.force_login(boss)
    page = browser.get(reverse("base:members", args=["one"])).content.decode()
    assert reverse("base:members", args=[mine.slug]) in page and reverse("base:members", args=[theirs.slug]) not in page
    said = {"email": "new@example.jp", "name": "見本 新人", "role": Role.objects.get(code="editor").pk}
    assert browser.post(reverse("base:members", args=[mine.slug]), said).status_code == 302
    assert browser.post(reverse("base:members", args=[theirs.slug]), said).status_code == 403
    assert Membership.objects.get(user__email="new@example.jp").organisation == mine
    assert not can_manage_members(boss, Organisation.objects.create(kind="npo", name="協議会", slug="x", parent=town))


def test_a_department_belongs_to_a_body() -> None:
    with pytest.raises(ValidationError, match="属する組織"):
        Organisation(kind="department", name="福祉課", slug="nobodys").full_clean()


def test_one_ends_all_of_ones_own_sessions(give: Callable[..., Membership]) -> None:
    held = give("alice", "editor")
    here, there = Client(), Client()
    here.force_login(held.user)
    there.force_login(held.user)
    assert here.get(reverse("base:end_sessions")).status_code == 405
    assert here.post(reverse("base:end_sessions"))["Location"] == reverse("account_login")
    for one in (here, there):
        assert one.get(reverse("base:desk"))["Location"].startswith(reverse("account_login"))
    assert AuditRow.objects.filter(action="base.end_sessions", by=held.user).count() == 1


def test_a_new_password_is_told_by_mail_without_the_address_of_a_machine(give: Callable[..., Membership]) -> None:
    held, browser = give("alice", "editor"), Client()
    browser.post(reverse("account_login"), {"login": held.user.email, "password": PASSWORD})
    new = "another long password 2"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post(reverse("account_change_password"), said).status_code == 302
    assert [one.to for one in mail.outbox] == [[held.user.email]]
    assert "パスワードが変更されました" in mail.outbox[0].body and "127.0.0.1" not in mail.outbox[0].body


def test_a_mail_server_that_is_away_keeps_no_change_from_being_made(
    give: Callable[..., Membership], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any, **more: Any) -> int:
        raise SMTPException

    monkeypatch.setattr(telling, "send_mail", broken)
    telling.tell_of_change(user=give("alice", "editor").user, what="見本")
    assert "SMTPException" in caplog.text and "alice" not in caplog.text


def test_who_adds_somebody_reads_what_roles_may_do_and_how_a_new_colleague_comes_in(
    give: Callable[..., Membership],
) -> None:
    browser = Client()
    browser.force_login(give("boss", "administrator").user)
    members = reverse("base:members", args=["one"])
    page = browser.get(members).content.decode()
    assert all(str(told) in page for told in PERMISSIONS.values())
    said = {"email": "new@example.jp", "name": "見本 新", "role": Role.objects.get(code="editor").pk}
    assert reverse("account_reset_password") in browser.post(members, said, follow=True).content.decode()
    User.objects.filter(email="new@example.jp").update(password=make_password(PASSWORD))
    said["role"] = Role.objects.get(code="viewer").pk
    assert reverse("account_reset_password") not in browser.post(members, said, follow=True).content.decode()
