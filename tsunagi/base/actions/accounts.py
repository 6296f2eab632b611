"""Accounts, and who works where as what."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, can_manage_members, can_operate, can_take_factors_away, require
from tsunagi.base.actions.telling import tell_of_change
from tsunagi.base.models import Membership, Organisation, Role, User


@transaction.atomic
def add_operator(*, email: str, name: str, password: str) -> User:
    """The account of who runs this installation; only the command on the machine itself makes one."""
    user = _add_user(email, name, password)
    User.objects.filter(pk=user.pk).update(is_operator=True)
    audit.record(by=None, action="base.add_operator", subject=user)
    return user


@transaction.atomic
def add_member(
    *, by: User | None, organisation: Organisation, email: str, name: str, role: Role, password: str = ""
) -> Membership:
    """Give somebody a role in an organisation; who has no account yet gets one.

    by: None only for the command on the machine itself. Without a password the account's owner sets one by mail.
    """
    if by is not None:
        require(can_manage_members(by, organisation))
    user = User.objects.filter(email=email.strip().lower()).first() or _add_user(email, name, password or None)
    if Membership.objects.filter(user=user, organisation=organisation, role=role, until__isnull=True).exists():
        raise Refused(_("%(name)sさんには、すでにこの役割があります。") % {"name": user.name})
    made = Membership.objects.create(user=user, organisation=organisation, role=role, since=timezone.now())
    audit.record(
        by=by,
        action="base.add_member",
        subject=made,
        organisation=organisation,
        after={"user": user, "role": role.code},
    )
    return made


@transaction.atomic
def end_membership(*, by: User, membership: Membership) -> Membership:
    """Take a role back from now on; that it was held stays known. Whoever held it signs in anew, wherever they are."""
    held = Membership.objects.select_for_update().select_related("organisation", "role").get(pk=membership.pk)
    require(can_manage_members(by, held.organisation))
    if held.until is not None:
        raise Refused(_("この役割はすでに終わっています。"))
    if held.user_id == by.pk and "base.manage_members" in held.role.permissions:
        raise Refused(_("自分の管理者の役割は外せません。別の管理者に頼んでください。"))
    held.until = timezone.now()
    held.save(update_fields=["until"])
    User.objects.filter(pk=held.user_id).update(turn=F("turn") + 1)
    audit.record(
        by=by,
        action="base.end_membership",
        subject=held,
        organisation=held.organisation,
        before={"user": held.user, "role": held.role.code},
    )
    return held


@transaction.atomic
def take_factors_away(*, by: User, membership: Membership, reason: str) -> User:
    """Take away the second factors that somebody lost, after it was made sure that it is them.

    All their sessions end; they sign in with their password, and set up a new one before anything else. They are told
    by mail.
    """
    held = Membership.objects.select_related("organisation", "user").get(pk=membership.pk)
    user = User.objects.select_for_update().get(pk=held.user_id)
    require(can_take_factors_away(by, held))
    reason = reason.strip()
    if not reason:
        raise Refused(_("本人であることをどのように確かめたかと、理由を書いてください。"))
    lost = Authenticator.objects.filter(user=user)
    kinds = sorted(lost.values_list("type", flat=True))
    if not kinds:
        raise Refused(_("%(name)sさんは、二つ目の確認を登録していません。") % {"name": user.name})
    lost.delete()
    User.objects.filter(pk=user.pk).update(turn=F("turn") + 1)
    audit.record(
        by=by,
        action="base.take_factors_away",
        subject=user,
        organisation=held.organisation,
        before={"kinds": kinds},
        after={"reason": reason},
    )
    what = _("%(name)sさん(管理者)が、あなたの二つ目の確認の登録を消しました。") % {"name": by.name}
    transaction.on_commit(lambda: tell_of_change(user=user, what=what))
    return user


@transaction.atomic
def end_sessions(*, by: User) -> None:
    """Somebody ends all of their own sessions, on every machine."""
    User.objects.filter(pk=by.pk).update(turn=F("turn") + 1)
    audit.record(by=by, action="base.end_sessions", subject=by)


@transaction.atomic
def add_organisation(*, by: User | None, organisation: Organisation) -> Organisation:
    """Take an organisation in, after its codes were found right.

    by: None only for the command on the machine itself.
    """
    if by is not None:
        require(can_operate(by))
    try:
        organisation.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    organisation.save()
    after = {"name": organisation.name, "code": organisation.code, "corporate_number": organisation.corporate_number}
    audit.record(by=by, action="base.add_organisation", subject=organisation, organisation=organisation, after=after)
    return organisation


def _add_user(email: str, name: str, password: str | None) -> User:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("「%(email)s」はメールアドレスとして使えません。") % {"email": email}) from error
    if User.objects.filter(email=email).exists():
        raise Refused(_("このメールアドレスの利用者はすでにいます。"))
    return User.objects.create_user(email, password, name=name.strip())
