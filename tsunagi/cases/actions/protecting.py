"""A protective measure (支援措置) reaches every place where the whereabouts of somebody are kept or were handed over."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.models import User
from tsunagi.base.rules.folding import fold_number
from tsunagi.base.rules.sealing import Unopenable
from tsunagi.base.scope import everything, scope_of
from tsunagi.cases.actions.people import add_first_step, index_people
from tsunagi.cases.actions.referrals import tell_receiver, tell_sender
from tsunagi.cases.models import Case, Person, Referral
from tsunagi.cases.rules.beginning import said_of
from tsunagi.cases.rules.sheets import says_where
from tsunagi.consultations.actions.handing_on import give_up_whereabouts
from tsunagi.consultations.models import Contact


def protect(*, by: User, person: Person) -> None:
    """Hide the whereabouts of somebody whose record just came under a measure; within the action that sets it.

    They leave a household in which others have none, whose address would be theirs. What was handed over loses the
    whereabouts, and the records of whoever received it, or sent it, come under the measure too. Of the contacts from
    which their cases began the number goes into the record, and the municipality goes. Records merged into it follow.
    """
    leave_household(person)
    for contact in Contact.objects.filter(pk__in=Case.objects.filter(person=person).values("contact")):
        _take_whereabouts(by, person, contact)
    for held in Referral.objects.select_for_update(of=("self",)).filter(case__person=person, sent_at__isnull=False):
        _take_back_whereabouts(by, held)
        if held.received_case_id is not None and held.receiver_id is not None:
            with scope_of([held.receiver_id]):
                set_measure(by=by, person=Person.objects.get(cases=held.received_case_id))
    for held in Referral.objects.select_for_update(of=("self",)).filter(received_case__person=person):
        with scope_of([held.sender_id]):
            _tell_sender(by, held)
    for one in Person.objects.filter(merged_into=person):
        set_measure(by=by, person=one)


@transaction.atomic
def set_measure(*, by: User, person: Person) -> None:
    """Bring one more record of a protected person under the measure."""
    held = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
    if held.is_shielded:
        return
    held.is_shielded = True
    held.version += 1
    held.save()
    index_people([held])
    protect(by=by, person=held)
    audit.record(by=by, action="cases.set_measure", subject=held, organisation=held.organisation)


def hide_handed_over() -> None:
    """Of people under a measure: what was handed over loses what a form takes for whereabouts by now, though it did not
    when the measure began. For the installation's own command, after an upgrade."""
    with everything():
        shielded = Q(is_shielded=True) | Q(case__person__is_shielded=True)
        keys = list(Referral.objects.filter(shielded, sent_at__isnull=False).values_list("pk", flat=True))
        for key in keys:
            with transaction.atomic():
                _hide_again(Referral.objects.select_for_update(of=("self",)).select_related("sender").get(pk=key))


def _hide_again(held: Referral) -> None:
    try:
        told = [code for code in held.shared if says_where(code)]
    except Unopenable:  # whose key is lost: it is shown to nobody, and must not stop the upgrade
        return
    if told:
        _hide_whereabouts(held)
        held.save(update_fields=["shared", "is_shielded"])
        audit.record(
            by=None,
            action="cases.hide_handed_over",
            subject=held,
            organisation=held.sender,
            before={"fields": told},
        )


def leave_household(person: Person) -> None:
    """Take somebody whose measure just began, or was lifted, out of a household where it is the other way with others:
    the address that some of them show is that of all."""
    others = Person.objects.filter(household=person.household_id, is_shielded=not person.is_shielded)
    if person.household_id is not None and others.exists():
        person.household = None
        person.save(update_fields=["household"])


def _take_whereabouts(by: User, person: Person, contact: Contact) -> None:
    """The contact says no more where they are or where to reach them: the record has it, and hides it."""
    known = said_of("", contact.reach)
    keeps_reach = contact.way == Contact.Way.LINE or "email" in known
    if contact.reach and not keeps_reach:
        _keep_reach(person, contact.reach, "telephone" if "telephone" in known else "address")
    give_up_whereabouts(by=by, contact=contact, keeps_reach=keeps_reach)


def _keep_reach(person: Person, reach: str, field: str) -> None:
    """Add to the record what it does not have yet."""
    kept, fold = getattr(person, field), fold_number if field == "telephone" else str
    if fold(reach) not in fold(kept):
        setattr(person, field, f"{kept}、{reach}" if kept else reach)
        person.save()
        index_people([person])


def _take_back_whereabouts(by: User, held: Referral) -> None:
    if held.is_shielded:
        return
    _hide_whereabouts(held)
    tell_receiver(by=by, held=held, deed="shield", words=_began())


def _tell_sender(by: User, held: Referral) -> None:
    """The measure began where somebody was referred to: the sender's record follows, and whoever else they told."""
    if held.is_shielded:
        return
    _hide_whereabouts(held)
    tell_sender(by=by, held=held, deed="shield", words=_began())
    if held.case.state != Case.State.CLOSED:
        add_first_step(by=by, case=held.case, what=_("つなぎ先の知らせ: %s") % _began(), due=timezone.localdate())
    set_measure(by=by, person=held.case.person)


def _began() -> str:
    return _("支援措置が始まりました。住所と電話を、記録からも人の目からも隠してください。")


def _hide_whereabouts(held: Referral) -> None:
    held.shared = {code: one for code, one in held.shared.items() if not says_where(code)}
    held.is_shielded = True
