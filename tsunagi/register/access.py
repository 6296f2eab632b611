"""Who may do what in the register, and the sentence that says why not."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from tsunagi.base.access import ALLOWED, Answer, can
from tsunagi.base.models import Organisation, User
from tsunagi.register.models import Assignment, Derivation, Edition, MeasureLink, Plan, Proposal, Succession

Anyone = User | AnonymousUser
Tie = Derivation | MeasureLink | Succession


def can_view(user: Anyone, edition: Edition) -> Answer:
    """May this person see the edition? Everybody, once it is published."""
    return ALLOWED if edition.is_published else can(user, "register.view_drafts", edition.plan.organisation)


def can_import(user: Anyone, plan: Plan) -> Answer:
    """May this person take documents into the plan's editions, and decide what is taken?"""
    return can(user, "register.import", plan.organisation)


def can_change(user: Anyone, edition: Edition) -> Answer:
    """May this person decide what the edition says?"""
    if edition.is_published:
        return Answer(_("公表した版は変えられません。誤りは、訂正の版を作って公表してください。"))
    return can(user, "register.import", edition.plan.organisation)


def can_rematch(proposal: Proposal) -> Answer:
    """May it be said anew which measure a proposal's is, by who may change the edition?"""
    if proposal.after is None:
        return Answer(_("文書にない施策です。文書の施策の案のほうで、これを選んでください。"))
    if proposal.decision != Proposal.Decision.OPEN:
        return Answer(
            _("「%(decision)s」に決まっています。決定を取り消すと、どの施策に当たるかを選び直せます。")
            % {"decision": proposal.get_decision_display()}
        )
    return ALLOWED


def can_open_round(user: Anyone, edition: Edition) -> Answer:
    """May this person ask the bodies in charge to fill in the edition?"""
    if edition.is_published:
        return Answer(_("公表した版の照会は始められません。"))
    return can(user, "register.open_round", edition.plan.organisation)


def can_fill(user: Anyone, assignment: Assignment) -> Answer:
    """May this person fill in the measure? Editors of the body that it was given to."""
    if assignment.entry.edition.is_published:
        return Answer(_("公表した版は変えられません。"))
    if assignment.state == Assignment.State.APPROVED:
        return Answer(_("承認済みです。直すには、確認者に差し戻しを頼んでください。"))
    return can(user, "register.fill", assignment.organisation)


def can_check(user: Anyone, assignment: Assignment) -> Answer:
    """May this person approve or send back? A checker of the body that owns the plan, other than who filled it in."""
    if isinstance(user, User) and assignment.filled_by_id == user.pk:
        return Answer(_("自分が記入したものは確認できません。別の確認者に頼んでください。"))
    return can(user, "register.check", assignment.round.edition.plan.organisation)


def can_appoint(user: Anyone, assignment: Assignment) -> Answer:
    """May this person say who fills the measure in? Checkers of the plan's body, and editors of the body in charge."""
    if can(user, "register.check", assignment.round.edition.plan.organisation):
        return ALLOWED
    return can(user, "register.fill", assignment.organisation)


def can_publish(user: Anyone, edition: Edition) -> Answer:
    """May this person publish the edition?"""
    if edition.is_published:
        return Answer(_("すでに公表されています。"))
    return can(user, "register.publish", edition.plan.organisation)


def can_correct(user: Anyone, edition: Edition) -> Answer:
    """May this person begin a correction of the published edition?"""
    if not edition.is_published:
        return Answer(_("公表前の版は、そのまま直してください。"))
    if Edition.objects.filter(corrects=edition).exists():
        return Answer(_("この版の訂正はすでにあります。新しいほうの版を訂正してください。"))
    return can(user, "register.publish", edition.plan.organisation)


def can_annotate(user: Anyone, organisation: Organisation) -> Answer:
    """May this person set a reasoned note beside a verdict, in the name of the organisation?"""
    return can(user, "register.fill", organisation)


def can_relate(user: Anyone, plan: Plan) -> Answer:
    """May this person link, derive, merge and describe the plan's measures?"""
    return can(user, "register.import", plan.organisation)


def can_untie(user: Anyone, tie: Tie) -> Answer:
    """May this person take back that measures hang together so? Of a link the bodies of both measures may."""
    if isinstance(tie, Succession) and tie.edition.is_published:
        return Answer(
            _("「%(edition)s」で公表されています。取り消すには、その訂正の版を作り、そちらで取り消してください。")
            % {"edition": tie.edition.name}
        )
    answers = [can_relate(user, plan) for plan in plans_of(tie)]
    return next((one for one in answers if one), answers[0])


def plans_of(tie: Tie) -> list[Plan]:
    """The plans whose keepers say how the measures hang together."""
    if isinstance(tie, Succession):
        return [tie.edition.plan]
    return [tie.measure.plan] if isinstance(tie, Derivation) else [tie.one.plan, tie.other.plan]
