"""Who may count, sign off and look behind a figure, and the sentence that says why not. Refuse by default."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from tsunagi.base.access import ALLOWED, Answer, can, organisations_with
from tsunagi.base.models import Organisation, User
from tsunagi.base.queries import circle
from tsunagi.figures.models import Publication

Anyone = User | AnonymousUser


def can_count(user: Anyone, organisation: Organisation) -> Answer:
    """May this person say what the body counts, and prepare what is to be published?"""
    return can(user, "figures.count", organisation)


def can_sign(user: Anyone, publication: Publication) -> Answer:
    """May this person sign the publication off? Somebody with the right, other than who prepared it."""
    if publication.state != Publication.State.PREPARED:
        return Answer(_("確認を待っている公表ではありません。"))
    if isinstance(user, User) and publication.prepared_by_id == user.pk:
        return Answer(_("自分が用意した数字は公表できません。別の確認者に頼んでください。"))
    return can(user, "figures.sign", publication.organisation)


def can_see(user: Anyone, organisation: Organisation) -> Answer:
    """May this person see what the body has prepared and not yet published?"""
    if can(user, "figures.sign", organisation):
        return ALLOWED
    return can(user, "figures.count", organisation)


def can_drop(user: Anyone, publication: Publication) -> Answer:
    """May this person drop what was prepared? Who may see it."""
    if publication.state != Publication.State.PREPARED:
        return Answer(_("確認を待っている公表ではありません。"))
    return can_see(user, publication.organisation)


def can_read_suggestions(user: Anyone, organisation: Organisation) -> Answer:
    """May this person read what was proposed for a measure of the body's plan? Who counts, signs off or fills in."""
    if organisations_with(user, "register.fill") or can(user, "register.view_drafts", organisation):
        return ALLOWED
    return can_see(user, organisation)


def can_learn(user: Anyone) -> Answer:
    """May this person see what the counts say to the plan? Who counts or signs off anywhere here."""
    if organisations_with(user, "figures.count") or organisations_with(user, "figures.sign"):
        return ALLOWED
    return Answer(_("計画が学ぶことを見る権限がありません。所属する組織の管理者に、役割を付けるよう頼んでください。"))


#: Who may see the records behind a figure: whoever sees all of them in the organisation that they belong to.
BEHIND: Final = {
    "case": "cases.supervise",
    "referral": "cases.supervise",
    "contact": "consultations.supervise",
}


def bodies_behind(user: Anyone, publication: Publication) -> list[int]:
    """Keys of the organisations whose records are counted and may be seen by this person."""
    permission = BEHIND.get(publication.definition.source)
    seen = set(organisations_with(user, permission)) if permission else set()
    return [key for key in circle(publication.organisation) if key in seen] if seen else []


def can_see_records(user: Anyone, publication: Publication) -> Answer:
    """May this person see which records were counted, of one of the organisations at least?"""
    source = publication.definition.source
    if source not in BEHIND:
        return Answer(_("この数には、もとになる個々の記録がありません。月ごとの回数だけが残っています。"))
    return ALLOWED if bodies_behind(user, publication) else can(user, BEHIND[source], publication.organisation)
