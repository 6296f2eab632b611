"""A conference that is held in the city: members, pledges of secrecy, a case brought before it, and what was decided.

One member has not pledged yet: that waits on its supervisor's desk, and until then it sees nothing of the case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tsunagi.base.models import Organisation, User
from tsunagi.base.scope import everything
from tsunagi.cases.actions.conferences import bring, decide, found_conference, give_seat, pledge
from tsunagi.cases.models import Conference, Referral, Seat
from tsunagi.cases.queries.cut import own_cases_for
from tsunagi.demo.bodies import head_of, worker_of

NAME: Final = "白波市支援会議(架空)"
HOLDER: Final = "sample-window"
MEMBERS: Final = ("sample-place", "kamome")
NOT_PLEDGED: Final = "shiosato-shakyo"
GROUND: Final = "架空の根拠: 家賃の滞納が続き、受け取る郵便も開けられていない。一つの窓口では支えきれない。"
TOLD: Final = "架空の内容: 一人で暮らしている。外に出る日を少しずつ増やしたいと話している。"
#: Who does what, and in how many days. What the body that brought the case does becomes a step of that case.
DECIDED: Final = (
    (HOLDER, "次の週に家を訪ね、郵便をいっしょに開ける", 7),
    ("sample-place", "見学の日を、人の少ない午前に用意する", 10),
)


@transaction.atomic
def hold() -> Conference | None:
    """Hold it, each deed by its action; None where there is one already."""
    if Conference.objects.exists():
        return None
    day, worker = timezone.localdate(), worker_of(HOLDER)
    coordinator = User.objects.get(memberships__organisation__slug=HOLDER, memberships__role__code="coordinator")
    bodies = {one.slug: one for one in Organisation.objects.filter(slug__in=(HOLDER, *MEMBERS, NOT_PLEDGED))}
    with everything():
        made = found_conference(
            by=coordinator, organisation=bodies[HOLDER], kind=Conference.Kind.SUPPORT, name=NAME, day=day
        )
        pledge(by=coordinator, seat=Seat.objects.get(conference=made), day=day)
        for slug in MEMBERS:
            seat = give_seat(by=coordinator, conference=made, organisation=bodies[slug])
            pledge(by=head_of(slug), seat=seat, day=day)
        give_seat(by=coordinator, conference=made, organisation=bodies[NOT_PLEDGED])
        on_their_way = Referral.objects.filter(ended_at__isnull=True)
        free = own_cases_for(worker).exclude(state="closed").exclude(referrals__in=on_their_way)
        case = free.order_by("opened_on", "number")[0]
        brought = bring(by=worker, conference=made, case=case, on=day, ground=GROUND, told=TOLD)
        for slug, what, days in DECIDED:
            decide(by=worker, brought=brought, organisation=bodies[slug], what=what, due=day + timedelta(days=days))
    return made
