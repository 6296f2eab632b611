"""Whoever signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tsunagi.base.often import Given, Often

_by_key: Often[User] = Often(lambda: User.objects.filter(pk=Given("pk", models.BigIntegerField())))


class Users(BaseUserManager["User"]):
    """Makes users; an address is one address however its letters are written."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who may sign in but not yet do anything: rights come with memberships."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user whose address this is."""
        return self.get(email=(username or "").strip().lower())

    def get(self, *args: Any, **given: Any) -> User:
        """The one user that this names. By the key alone it is asked with every page of whoever signed in."""
        if args or given.keys() != {"pk"}:
            return self.get_queryset().get(*args, **given)
        found = _by_key(**given)
        if not found:
            raise self.model.DoesNotExist
        return found[0]


class User(AbstractBaseUser):
    """A person with an account. What they may do, and where, stands in their memberships."""

    email = models.EmailField(_("メールアドレス"), max_length=254, unique=True)
    name = models.CharField(_("氏名"), max_length=100)
    is_active = models.BooleanField(_("利用できる"), default=True)
    is_operator = models.BooleanField(
        _("運用者"), default=False, help_text=_("この設備全体を管理する人(組織を作り、最初の管理者を決める)")
    )
    made_at = models.DateTimeField(auto_now_add=True)
    turn = models.PositiveIntegerField(default=0)
    """Goes up when a right is taken away: whoever signed in before signs in anew."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = Users()

    class Meta:
        constraints = [models.CheckConstraint(name="user_email_in_small_letters", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session holds of the account; another password or turn ends it."""
        return salted_hmac("tsunagi.session", f"{self.turn} {self.password}", secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """The name, for libraries that ask for it."""
        return self.name
