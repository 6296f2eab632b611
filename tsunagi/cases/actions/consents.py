"""What a person agrees to, and takes back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.cases.access import can_open
from tsunagi.cases.actions.conferences import take_back_brought
from tsunagi.cases.actions.referrals import take_back, tell_receiver
from tsunagi.cases.models import Consent, Person, Referral
from tsunagi.cases.queries.cut import consents_for, people_for
from tsunagi.cases.rules.gates import KINDS


@transaction.atomic
def give_consent(
    *,
    by: User,
    person: Person,
    receiver: Organisation | None,
    kinds: Collection[str],
    purpose: str,
    how: str,
    given_on: date,
    until: date,
) -> Consent:
    """Record that the person agreed: to whom, what, what for, until when, how."""
    if not people_for(by).filter(pk=person.pk).exists():
        raise Refused(_("この人の記録は見つかりません。"))
    require(can_open(by, person.organisation))
    if not kinds or not set(kinds) <= set(KINDS):
        raise Refused(_("どの項目を渡してよいかを選んでください。"))
    if not purpose.strip():
        raise Refused(_("何のために渡すかを書いてください。"))
    if given_on > timezone.localdate():
        raise Refused(_("同意した日に、先の日は入れられません。本人が同意した日を入れてください。"))
    if until < given_on:
        raise Refused(_("同意の期限が、同意した日より前になっています。"))
    made = Consent.objects.create(
        organisation=person.organisation,
        person=person,
        receiver=receiver,
        kinds=sorted(kinds),
        purpose=purpose.strip(),
        how=how,
        given_on=given_on,
        until=until,
        recorded_by=by,
    )
    after = {"person": person, "receiver": receiver, "kinds": made.kinds, "until": until, "how": how}
    audit.record(by=by, action="cases.give_consent", subject=made, organisation=person.organisation, after=after)
    return made


@transaction.atomic
def withdraw_consent(*, by: User, consent: Consent, day: date) -> int:
    """Take a consent back from now on; how many referrals that rested on it and had no answer yet were taken back.

    Whoever took the person in already is told. What was brought before a conference by consent is taken back too.
    """
    if not consents_for(by).filter(pk=consent.pk).exists():
        raise Refused(_("この同意の記録は見つかりません。"))
    held = Consent.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=consent.pk)
    require(can_open(by, held.organisation))
    if held.withdrawn_on is not None:
        raise Refused(_("この同意は、すでに取り下げられています。"))
    held.withdrawn_on, held.withdrawn_by = day, by
    held.save(update_fields=["withdrawn_on", "withdrawn_by"])
    # Held as they are chosen: one that is answered at this moment is not taken back, but told of.
    known = Referral.objects.select_for_update(of=("self",)).filter(consent=held)
    resting = known.filter(state__in=["sent", "asked_back"])
    taken = [take_back(by=by, referral=one, words=_("本人が同意を取り下げました。")) for one in resting]
    for one in known.filter(state__in=["accepted", "connected"]):
        words = _("本人が、渡すことへの同意を取り下げました。これからのことを本人に確かめてください。")
        tell_receiver(by=by, held=one, deed="withdraw_consent", words=words)
    brought = take_back_brought(person=held.person, day=day)
    after = {"referrals": [one.pk for one in taken], "brought": [one.pk for one in brought]}
    audit.record(by=by, action="cases.withdraw_consent", subject=held, organisation=held.organisation, after=after)
    return len(taken)
