"""Signing in, in the browser's order: password, second factor, desk; and what keeps others out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as configured
from django.core import mail, signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tsunagi.base.access import Refused
from tsunagi.base.actions import accounts
from tsunagi.base.actions.keys import renew_signing_key
from tsunagi.base.models import Membership, Organisation, Role, User
from tsunagi.base.rules import sessions

EMAIL = "alice@example.com"
PASSWORD = "a long enough password 1"
NOW = 1_750_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages in Japanese, passwords checked fast, and apps for which it is always the same half minute."""
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: NOW))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with translation.override("ja"):
        yield


@pytest.fixture
def alice() -> User:
    """Somebody with an account, and nothing more."""
    return User.objects.create_user(EMAIL, PASSWORD, name="アリス")


def give_role(user: User, code: str = "editor") -> None:
    """A role in some ministry, so that the user has rights."""
    ministry = Organisation.objects.create(kind="ministry", name="試験省", slug="test-ministry")
    role = Role.objects.get(code=code)
    Membership.objects.create(user=user, organisation=ministry, role=role, since=timezone.now())


def code_of(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or so many steps of 30 seconds away."""
    return totp.format_hotp_value(totp.hotp_value(secret, NOW // mfa.TOTP_PERIOD + steps))


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL) -> Any:
    """Fill in the sign-in page and send it."""
    return client.post(reverse("account_login"), {"login": email, "password": password})


def add_app(client: Client) -> str:
    """Set up an authenticator app as the page says; what the app then knows."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found, "the secret stands on the page as text"
    assert 'src="data:image/svg+xml;base64,' in page
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})
    assert answer.status_code == 302
    return found[1]


def test_password_leads_to_the_desk(client: Client, alice: User) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("base:desk"))
    page = client.get(reverse("base:desk"))
    assert page.status_code == 200 and "アリス" in page.content.decode()


def test_the_desk_names_each_organisation_once(client: Client, alice: User, settings: Any) -> None:
    """Two roles in one place stand side by side, and what they open stands there once."""
    settings.SECOND_FACTOR = False
    give_role(alice, "editor")
    body = alice.memberships.get().organisation
    Membership.objects.create(
        user=alice, organisation=body, role=Role.objects.get(code="publisher"), since=timezone.now()
    )
    sign_in(client)
    page = client.get(reverse("base:desk")).content.decode()
    assert page.count(f"<li>{body}") == 1
    assert page.index("記入者") < page.index("公表担当")


def test_wrong_password_is_answered_with_a_sentence(client: Client, alice: User) -> None:
    answer = sign_in(client, "something else 22")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert str(answer.context["form"].non_field_errors()[0]) in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_unknown_address_and_wrong_password_sound_alike(client: Client, alice: User) -> None:
    wrong = sign_in(client, "something else 22").context["form"].errors
    unknown = sign_in(client, email="nobody@example.com").context["form"].errors
    assert wrong == unknown


def test_ten_failures_lock_the_address_out(client: Client, alice: User) -> None:
    answers = [sign_in(client, "something else 22") for _ in range(configured.AXES_FAILURE_LIMIT)]
    assert [answer.status_code for answer in answers[:-1]] == [200] * (configured.AXES_FAILURE_LIMIT - 1)
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "<h1>しばらくサインインできません</h1>" in locked.content.decode()
    assert f"{60 * configured.AXES_COOLOFF_TIME:.0f}分ほど待つと" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_lockout_holds_however_the_address_is_written(client: Client, alice: User) -> None:
    for number in range(configured.AXES_FAILURE_LIMIT):
        sign_in(client, "something else 22", EMAIL if number % 2 else EMAIL.title())
    assert sign_in(client).status_code == 429


def test_lockout_of_one_leaves_colleagues_at_the_same_office_in(client: Client, alice: User) -> None:
    User.objects.create_user("bob@example.com", PASSWORD, name="ボブ")
    for _ in range(configured.AXES_FAILURE_LIMIT + 1):
        sign_in(client, "something else 22")
    assert sign_in(client, email="bob@example.com").status_code == 302


def test_success_forgets_the_failures_before_it(client: Client, alice: User) -> None:
    for _ in range(2):
        for _ in range(configured.AXES_FAILURE_LIMIT - 1):
            sign_in(client, "something else 22")
        assert sign_in(client).status_code == 302
        client.logout()


def test_code_of_the_app_is_asked_after_the_password(client: Client, alice: User) -> None:
    sign_in(client)
    secret = add_app(client)
    client.post(reverse("account_logout"))
    cache.clear()
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("base:desk")).status_code == 302, "not in with the password alone"
    wrong = client.post(reverse("mfa_authenticate"), {"code": code_of(secret, 40)})
    assert wrong.status_code == 200 and wrong.context["form"].errors["code"]
    assert 'aria-invalid="true"' in wrong.content.decode()
    right = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert (right.status_code, right["Location"]) == (302, reverse("base:desk"))
    assert client.get(reverse("base:desk")).status_code == 200


def test_the_password_is_not_asked_again_right_after_signing_in(client: Client, alice: User, settings: Any) -> None:
    sign_in(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # as if some minutes had gone by
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(asked["Location"], {"password": PASSWORD}).status_code == 302


def test_who_has_a_second_factor_gives_it_again_before_it_is_changed(client: Client, alice: User) -> None:
    sign_in(client)
    secret = add_app(client)
    client.post(reverse("account_logout"))
    cache.clear()
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get(reverse("mfa_add_webauthn"))["Location"].startswith(reverse("account_reauthenticate"))


def test_codes_are_not_guessed_without_end(client: Client, alice: User) -> None:
    sign_in(client)
    secret = add_app(client)
    client.post(reverse("account_logout"))
    cache.clear()
    sign_in(client)
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret, 40)})
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 200
    cache.clear()
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302


def test_a_session_runs_eight_hours_however_much_it_is_used(client: Client, alice: User) -> None:
    sign_in(client)
    session = client.session
    session[sessions.BEGAN] -= configured.SESSION_COOKIE_AGE - 10
    session.save()
    assert client.get(reverse("base:desk")).status_code == 200
    session = client.session
    session[sessions.BEGAN] -= 11
    session.save()
    answer = client.get(reverse("base:desk"))
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('base:desk')}"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("role", "ends"), [("editor", False), ("case_worker", True)])
def test_who_may_read_personal_records_signs_in_anew_after_a_rest(
    client: Client, alice: User, settings: Any, role: str, ends: bool
) -> None:
    settings.SECOND_FACTOR = False
    give_role(alice, role)
    sign_in(client)
    client.get(reverse("base:desk"))
    session = client.session
    session[sessions.SEEN] -= settings.LONGEST_REST + 1
    session.save()
    sent = client.post(reverse("base:furigana"), {"show": "on", "next": "/"})
    assert (sent.status_code, sent["Location"]) == (302, "/"), "what was typed is taken"
    assert (client.get(reverse("base:desk")).status_code == 302) == ends
    assert ("_auth_user_id" not in client.session) == ends


def test_who_loses_a_right_signs_in_anew(client: Client, alice: User, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    give_role(alice)
    boss = User.objects.create_user("boss@example.com", PASSWORD, name="ボス", is_operator=True)
    sign_in(client)
    assert client.get(reverse("base:desk")).status_code == 200
    accounts.end_membership(by=boss, membership=Membership.objects.get(user=alice))
    assert client.get(reverse("base:desk"))["Location"].startswith(reverse("account_login"))
    assert sign_in(client).status_code == 302
    assert client.get(reverse("base:desk")).status_code == 200


def test_the_signing_key_is_renewed_and_what_it_signed_still_opens(
    client: Client, alice: User, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME, settings.SECRET_KEY_FALLBACKS = tmp_path, []
    before = settings.SECRET_KEY
    sign_in(client)
    secret = add_app(client)
    link = signing.dumps(1, salt="a question")
    assert renew_signing_key() == 2  # the app's and the recovery codes
    assert before != settings.SECRET_KEY and [before] == settings.SECRET_KEY_FALLBACKS
    assert (tmp_path / "secret-key").read_text().split() == [settings.SECRET_KEY, before]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert signing.loads(link, salt="a question") == 1
    assert client.get(reverse("base:desk")).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(signing.BadSignature):
        signing.loads(link, salt="a question")
    client.logout()
    cache.clear()
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    for _ in range(3):
        renew_signing_key()
    assert len(settings.SECRET_KEY_FALLBACKS) == 2
    monkeypatch.setenv("TSUNAGI_SECRET_KEY", "from elsewhere")
    with pytest.raises(Refused, match="TSUNAGI_SECRET_KEY"):
        renew_signing_key()


def test_too_many_mails_are_asked_for_with_a_sentence(client: Client, alice: User) -> None:
    answers = [client.post(reverse("account_reset_password"), {"email": EMAIL}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "<h1>少し待ってください</h1>" in answers[-1].content.decode()


def test_recovery_code_lets_in_once(client: Client, alice: User) -> None:
    sign_in(client)
    add_app(client)
    code = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()[0]
    assert code in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    for status in (302, 200):
        client.post(reverse("account_logout"))
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == status


def test_rights_come_in_with_a_second_factor_only(client: Client, alice: User, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    give_role(alice)
    sign_in(client)
    sent = client.get(reverse("base:desk"))
    assert (sent.status_code, sent["Location"]) == (302, reverse("mfa_index"))
    assert client.get(reverse("mfa_index")).status_code == 200
    add_app(client)
    assert client.get(reverse("base:desk")).status_code == 200


def test_second_factor_is_not_asked_in_a_demonstration(client: Client, alice: User, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    give_role(alice)
    sign_in(client)
    page = client.get(reverse("base:desk"))
    assert page.status_code == 200
    assert 'class="trial"' in page.content.decode()


def test_password_that_was_reset_does_not_keep_the_app_from_being_set_up(client: Client, alice: User) -> None:
    assert client.post(reverse("account_reset_password"), {"email": EMAIL}).status_code == 302
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[0].body))
    assert found
    page = client.get(found[1], follow=True)
    new = "another long password 2"
    done = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert (done.status_code, done["Location"]) == (302, reverse("account_reset_password_from_key_done"))
    assert sign_in(client, new).status_code == 302
    add_app(client)


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_where_no_mail_can_be_sent_whoever_waits_for_one_is_told(
    client: Client, alice: User, settings: Any, email: str
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there
    answer = client.post(reverse("account_reset_password"), {"email": email})
    assert answer.status_code == 503 and "メールを送れません" in answer.content.decode()


def test_address_without_account_gets_the_same_answer(client: Client, alice: User) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_reset_password_done"))
    assert "nobody@example.com" in mail.outbox[0].to


def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    given = {"email": "eve@example.com", "password1": PASSWORD}
    assert "account/signup_closed.html" in [one.name for one in client.get(reverse("account_signup")).templates]
    client.post(reverse("account_signup"), given)
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["base:desk", "mfa_index", "account_change_password", "register:home"])
def test_pages_of_signed_in_people_are_stored_nowhere(client: Client, alice: User, name: str) -> None:
    sign_in(client)
    assert {"private", "no-store"} <= set(client.get(reverse(name))["Cache-Control"].split(", "))


def test_public_pages_may_be_stored(client: Client) -> None:
    assert "no-store" not in client.get(reverse("register:home")).get("Cache-Control", "")


def test_nobody_changes_the_address_that_an_administrator_vouched_for(client: Client, alice: User) -> None:
    sign_in(client)
    assert client.get("/accounts/email/").url == reverse("base:desk")  # type: ignore[attr-defined]
    assert client.post("/accounts/email/", {"email": "other@example.jp", "action_add": ""}).status_code == 405
    alice.refresh_from_db()
    assert alice.email != "other@example.jp"


PAGES_OF_EVERYBODY = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
PAGES_OF_SIGNED_IN = [
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
]
PAGES_WITH_APP = [
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
]


def check_page(client: Client, address: str) -> None:
    """In our frame, one heading of the first rank, and no script or style that the policy forbids."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = answer.content.decode()
    assert 'class="skip"' in page
    assert page.count("<h1") == 1
    assert " style=" not in page and "<style" not in page and not re.search(r"\son[a-z]+=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert 'src="/static/' in script or 'type="application/json"' in script
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", PAGES_OF_EVERYBODY)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_before_signing_in_stand_in_the_frame(client: Client, name: str, prefix: str) -> None:
    check_page(client, prefix + reverse(name))


@pytest.mark.parametrize("name", PAGES_OF_SIGNED_IN)
def test_pages_of_the_account_stand_in_the_frame(client: Client, alice: User, name: str) -> None:
    sign_in(client)
    check_page(client, reverse(name))


@pytest.mark.parametrize("name", PAGES_WITH_APP)
def test_pages_with_a_second_factor_stand_in_the_frame(client: Client, alice: User, name: str) -> None:
    sign_in(client)
    add_app(client)
    check_page(client, reverse(name))
