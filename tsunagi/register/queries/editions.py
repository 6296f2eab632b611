"""Which editions there are, and who may see them."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, Exists, IntegerField, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import User
from tsunagi.base.often import Given, Often
from tsunagi.register.models import Assignment, Edition, Plan, Proposal
from tsunagi.register.queries.readings import changes_nothing

_published = Edition.objects.filter(state=Edition.State.PUBLISHED)
#: What everybody asks; whoever may see drafts asks otherwise, and seldom.
_published_at = Often(
    lambda: _published.filter(
        plan__slug=Given("slug", CharField()),
        fiscal_year=Given("fiscal_year", IntegerField()),
        kind=Given("kind", CharField()),
    )
    .select_related("plan__organisation")
    .order_by("-revision")
)
#: What a list of a plan's editions does not show.
BEYOND_LISTS = ("correction_reason", "note", "judged_on", "made_at", "published_at", "published_by", "seal")
_published_of = Often(
    lambda: _published.filter(plan=Given("plan", BigIntegerField()))
    .defer(*BEYOND_LISTS)
    .order_by("-fiscal_year", "kind")
)


def visible(user: User | AnonymousUser) -> QuerySet[Edition]:
    """The editions that somebody may see: published ones, and the drafts of bodies in which they may.

    `superseded` says whether a published correction stands in an edition's place.
    """
    corrected = Edition.objects.filter(corrects=OuterRef("pk"), state=Edition.State.PUBLISHED)
    shown = Edition.objects.filter(_shown(user))
    return shown.select_related("plan__organisation").annotate(superseded=Exists(corrected))


def latest(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Of each edition only its newest revision among those given."""
    superseded = editions.filter(corrects__isnull=False).values("corrects")
    return editions.exclude(pk__in=superseded)


def find_edition(
    user: User | AnonymousUser, plan: str, fiscal_year: int, kind: str, revision: int | None = None
) -> Edition | None:
    """The edition by its address, the newest revision that this person may see unless one is named."""
    place = {"fiscal_year": fiscal_year, "kind": kind}
    if organisations_with(user, "register.view_drafts"):
        found = list(visible(user).filter(plan__slug=plan, **place).order_by("-revision"))
    else:
        found = _published_at(slug=plan, **place)
        corrected = {one.corrects_id for one in found}
        for one in found:
            one.superseded = one.pk in corrected  # type: ignore[attr-defined] # as `visible` says it
    return next((one for one in found if revision in (None, one.revision)), None)


def revisions(user: User | AnonymousUser, edition: Edition) -> list[Edition]:
    """The edition as first published and its corrections, newest first; without a query where it has none."""
    if not user.is_authenticated and edition.revision == 0 and not getattr(edition, "superseded", True):
        return [edition]  # nobody but staff can see a correction that is being written
    same = visible(user).filter(plan=edition.plan, fiscal_year=edition.fiscal_year, kind=edition.kind)
    return list(same.order_by("-revision"))


def of_plan(user: User | AnonymousUser, plan: Plan) -> list[Edition]:
    """A plan's editions that this person may see, newest year first, each in its newest revision."""
    if organisations_with(user, "register.view_drafts"):
        shown = list(Edition.objects.filter(_shown(user), plan=plan).order_by("-fiscal_year", "kind"))
    else:
        shown = _published_of(plan=plan.pk)
    corrected = {one.corrects_id for one in shown}
    for one in shown:
        one.plan = plan
    return [one for one in shown if one.pk not in corrected]


def day_of_judging(edition: Edition) -> date:
    """As of which day an edition is judged that is begun or published today: of the last day of its fiscal year, or,
    while that is running, of today, since what is due by its end may still be reached. A correction keeps its day."""
    if edition.corrects_id is not None:
        return edition.judged_on
    return min(date(edition.fiscal_year + 1, 3, 31), timezone.localdate())


def unfinished(edition: Edition) -> str:
    """Why a draft cannot be published yet, as a sentence; empty where nothing stands in its way."""
    undecided = Proposal.objects.filter(change_set__edition=edition, decision=Proposal.Decision.OPEN).exclude(
        kind=Proposal.Kind.UNCHANGED
    )
    if count := undecided.count():
        return _("取り込みの提案が%(count)s件、未決のままです。採用か不採用かを決めてから公表してください。") % {
            "count": count
        }
    waiting = Assignment.objects.filter(round__edition=edition).exclude(state=Assignment.State.APPROVED)
    if count := waiting.count():
        return _("承認されていない施策が%(count)s件あります。承認を終えてから公表してください。") % {"count": count}
    if not edition.entries.exists():
        return _("施策が一つもありません。文書を取り込むか、照会を始めてください。")
    if edition.corrects is not None and changes_nothing(edition, edition.corrects):
        return _("訂正する前の版から、まだ何も変わっていません。直してから公表してください。")
    return ""


def published_plans() -> QuerySet[Plan]:
    """The plans with a published edition, in the order of their addresses."""
    published = Edition.objects.filter(plan=OuterRef("pk"), state=Edition.State.PUBLISHED)
    return Plan.objects.filter(Exists(published)).select_related("organisation").order_by("slug")


def _shown(user: User | AnonymousUser) -> Q:
    mine = organisations_with(user, "register.view_drafts")
    shown = Q(state=Edition.State.PUBLISHED)
    return shown | Q(plan__organisation__in=mine) if mine else shown
