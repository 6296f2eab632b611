"""What of this part waits for somebody (base/queries/waiting.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import User
from tsunagi.base.queries.waiting import Waiting
from tsunagi.cases.queries.cut import bodies_of, risen_for, seats_to_pledge, urgent_under
from tsunagi.cases.queries.desk import decided, open_steps, standing


def waits_for(user: User, now: datetime) -> Iterator[Waiting]:
    """Emergencies that go on, referrals with something to do, results to read, steps due, conferences to pledge for."""
    urgent = urgent_under(user, now).order_by("organisation__slug").values_list("organisation__slug")
    for slug, count in urgent.annotate(Count("pk")):
        yield Waiting(_("同僚がいま見ている、緊急の閲覧"), count, "cases:readings", slug)
    if bodies_of(user):
        held = standing(user)
        yield Waiting(_("こちらの返事や結果を待っているつなぎ"), len(held.to_answer), "cases:desk")
        yield Waiting(_("つなぎの送り元からの知らせ(取り下げなど)"), len(held.news), "cases:desk")
        yield Waiting(_("送り元として続けるつなぎ"), len(held.to_go_on), "cases:desk")
        yield Waiting(_("まだ読んでいない、つなぎの結果"), len(held.results), "cases:desk")
        yield Waiting(_("会議で決まった、この組織がすること"), len(decided(user)), "cases:desk")
        yield Waiting(_("きょうまでにすること"), open_steps(user).filter(due__lte=now.date()).count(), "cases:desk")
    yield Waiting(_("守秘の誓約を待っている会議"), seats_to_pledge(user).count(), "cases:conferences")
    if organisations_with(user, "cases.coordinate"):
        yield Waiting(_("返事がなく、調整担当に上がったつなぎ"), risen_for(user).count(), "cases:desk")
