"""Passwords hashed with a further secret, where the operator gives one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password

from tsunagi.base.models import User
from tsunagi.base.passwords import KeyedHasher

WORD = "つなぎのためし2026"
FIRST, SECOND = "k" * 40, "l" * 40


@pytest.fixture(autouse=True)
def keyed(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = [
        "tsunagi.base.passwords.KeyedHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    settings.PASSWORD_KEYS = [FIRST]
    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 10)


def test_without_the_key_the_right_password_does_not_fit(settings: Any) -> None:
    kept = make_password(WORD)
    assert kept.startswith("pbkdf2_sha256_keyed$") and FIRST not in kept
    assert check_password(WORD, kept) and not check_password("another word", kept)
    assert not check_password(WORD, kept.replace("_keyed", "")), "nor as a hash without a key"
    settings.PASSWORD_KEYS = [SECOND]
    assert not check_password(WORD, kept)


@pytest.mark.parametrize("before", ["older key", "no key"])
def test_who_signs_in_comes_under_the_newest_key(settings: Any, member: Callable[..., User], before: str) -> None:
    user = member("viewer")
    keyed, plain = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = [keyed if before == "older key" else plain]
    user.set_password(WORD)
    user.save()
    settings.PASSWORD_HASHERS = [keyed, plain]
    settings.PASSWORD_KEYS = [SECOND, FIRST]
    assert user.check_password(WORD)
    kept = User.objects.get(pk=user.pk).password
    assert kept.startswith("pbkdf2_sha256_keyed$") and not KeyedHasher().must_update(kept)
    settings.PASSWORD_KEYS = [SECOND]
    assert User.objects.get(pk=user.pk).check_password(WORD), "and needs the older one no more"
