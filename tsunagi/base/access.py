"""Who may do what, where, and the sentence that says why not. Refuse by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tsunagi.base.models import Membership, Organisation, User
from tsunagi.base.often import Given, Often

#: Every permission, and what it lets people do. Roles are lists of these.
PERMISSIONS: Final = {
    "register.view_drafts": gettext_lazy("公表前の内容を見る"),
    "register.fill": gettext_lazy("担当の施策を記入する"),
    "register.check": gettext_lazy("記入を確かめ、承認するか差し戻す"),
    "register.import": gettext_lazy("文書を取り込み、取り込む内容を決める"),
    "register.open_round": pgettext_lazy("right", "年次の照会を始める"),
    "register.publish": gettext_lazy("公表し、公表したものを訂正する"),
    "directory.keep": gettext_lazy("支援の情報を書き、確かめ、公開する"),
    "navigator.read_ledger": gettext_lazy("見つからなかった支援の数と、ページの数を見る"),
    "consultations.answer": gettext_lazy("相談を受け、記録する"),
    "consultations.supervise": gettext_lazy("すべての相談を見て、手助けに入る"),
    "cases.work": gettext_lazy("支援の記録を読み、書き、つなぐ"),
    "cases.supervise": gettext_lazy("組織のすべての支援の記録を見て、担当を決める"),
    "cases.coordinate": gettext_lazy("返事のないつなぎと支援会議を調整する"),
    "figures.count": gettext_lazy("業務を数え、数字の公表を用意する"),
    "figures.sign": gettext_lazy("用意された数字を確かめ、公表する"),
    "base.manage_members": gettext_lazy("職員と役割を決める"),
    "base.read_audit": gettext_lazy("操作の記録を見る"),
}


#: What the permissions to personal records begin with, and the names of deeds in casework.
PERSONAL: Final = ("consultations.", "cases.")


@dataclass(frozen=True, slots=True)
class Answer:
    """Allowed, or not and why."""

    why_not: str = ""

    def __bool__(self) -> bool:
        return not self.why_not


ALLOWED: Final = Answer()


class Refused(Exception):
    """An action that will not be done; the message is a sentence that somebody can act on."""


def require(answer: Answer) -> None:
    """Raise Refused with the answer's sentence unless it is yes."""
    if not answer:
        raise Refused(answer.why_not)


_rights = Often(
    lambda: Membership.objects.filter(user=Given("user", BigIntegerField()), until__isnull=True).values_list(
        "organisation", "role__permissions"
    )
)


def rights(user: User | AnonymousUser) -> dict[int, set[str]]:
    """Permissions by organisation, for every membership that has not ended; read once a request."""
    if not isinstance(user, User) or not user.is_active:
        return {}
    known: dict[int, set[str]] | None = getattr(user, "_rights", None)
    if known is None:
        known = {}
        for organisation, permissions in _rights(user=user.pk):
            known.setdefault(organisation, set()).update(permissions)
        user._rights = known  # type: ignore[attr-defined]
    return known


def organisations_with(user: User | AnonymousUser, permission: str) -> list[int]:
    """Keys of the organisations in which somebody has a permission, to cut lists inside the query."""
    return [organisation for organisation, permissions in rights(user).items() if permission in permissions]


def organisations_of_people(user: User | AnonymousUser) -> list[int]:
    """Keys of the organisations in which somebody has any right to personal records."""
    return [key for key, held in rights(user).items() if any(one.startswith(PERSONAL) for one in held)]


def can(user: User | AnonymousUser, permission: str, organisation: Organisation) -> Answer:
    """May this person do what `permission` names, in this organisation?"""
    if not isinstance(user, User):
        return Answer(_("サインインしてください。"))
    if permission in rights(user).get(organisation.pk, ()):
        return ALLOWED
    return Answer(
        _("「%(organisation)s」で「%(permission)s」権限がありません。その組織の管理者に頼んでください。")
        % {"organisation": organisation, "permission": PERMISSIONS[permission]}
    )


def can_manage_members(user: User | AnonymousUser, organisation: Organisation) -> Answer:
    """May this person decide who works in the organisation, and as what? In a department, who does so in its body."""
    if isinstance(user, User) and user.is_active and user.is_operator:
        return ALLOWED
    allowed = can(user, "base.manage_members", organisation)
    if not allowed and organisation.kind == Organisation.Kind.DEPARTMENT and organisation.parent:
        return can(user, "base.manage_members", organisation.parent)
    return allowed


def can_take_factors_away(user: User | AnonymousUser, held: Membership) -> Answer:
    """May this person take away the lost second factors of somebody who works there? Never their own.

    Who manages one organisation must not open the door to another: of somebody who works elsewhere too, or runs the
    installation, only an operator may.
    """
    if held.user_id == getattr(user, "pk", None):
        return Answer(_("自分の二つ目の確認は、自分の「二つ目の確認」のページで変えてください。"))
    if held.until is not None:
        return Answer(_("この役割はすでに終わっています。"))
    allowed = can_manage_members(user, held.organisation)
    if not allowed or (isinstance(user, User) and user.is_operator):
        return allowed
    managed = organisations_with(user, "base.manage_members")
    elsewhere = Membership.objects.filter(user=held.user_id, until__isnull=True).exclude(organisation__in=managed)
    if held.user.is_operator or elsewhere.exists():
        return Answer(
            _("ほかの組織でも働いている人の二つ目の確認は、この設備の運用者だけが消せます。運用者に連絡してください。")
        )
    return ALLOWED


def can_read_audit(user: User | AnonymousUser, organisation: Organisation) -> Answer:
    """May this person read what was done in the organisation?"""
    return can(user, "base.read_audit", organisation)


def can_operate(user: User | AnonymousUser) -> Answer:
    """May this person make organisations, and name their first administrators?"""
    if isinstance(user, User) and user.is_active and user.is_operator:
        return ALLOWED
    return Answer(_("この設備の運用者だけができる操作です。運用者に連絡してください。"))
