"""Handing on (つなぎ): to whom, what for, by which gate, what is shared, and every move until something came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.base.fields import SealedJSON, SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.cases.models.case import Began, Case, Consent
from tsunagi.cases.models.conference import Brought
from tsunagi.directory.models import Service


class Referral(models.Model):
    """One handing-on, seen from both sides. The sender keeps their case; the receiver opens one of their own."""

    class State(models.TextChoices):
        """Where it stands; rules/referral.py says who may do what."""

        DRAFT = "draft", _("下書き")
        SENT = "sent", _("返事待ち")
        ASKED_BACK = "asked_back", _("問い合わせ中")
        ACCEPTED = "accepted", _("受け入れ")
        DECLINED = "declined", _("お断り")
        WITHDRAWN = "withdrawn", _("取り下げ")
        CONNECTED = "connected", _("つながった(本人に会えた)")
        CLOSED = "closed", _("結果あり")

    class Gate(models.TextChoices):
        """By which right something is shared; rules/gates.py says what each one asks for."""

        CONSENT = "consent", _("本人の同意")
        SUPPORT_CONFERENCE = "support_conference", _("支援会議(社会福祉法第106条の6)")
        REGIONAL_COUNCIL = "regional_council", _("孤独・孤立対策地域協議会")
        LAYERED_CONFERENCE = "layered_conference", _("重層的支援会議")
        PRIVACY_ACT_69 = "privacy_act_69", _("個人情報の保護に関する法律第69条")

    class Reason(models.TextChoices):
        """Why it was declined."""

        FULL = "full", _("いっぱいで受けられない")
        NOT_FOR = "not_for", _("対象にならない")
        AREA = "area", _("地域が違う")
        PERSON = "person", _("本人が望まない")
        UNREACHABLE = "unreachable", _("本人と連絡がとれない")
        OTHER = "other", _("その他")

    class Outcome(models.TextChoices):
        """What came of it."""

        RESOLVED = "resolved", _("困りごとが解決した")
        CONTINUING = "continuing", _("支援を続けている")
        HANDED_ON = "handed_on", _("さらにほかへつないだ")
        STOPPED = "stopped", _("本人が途中でやめた")
        UNREACHABLE = "unreachable", _("連絡がとれなくなった")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sent_referrals")
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="received_referrals"
    )
    """Empty where the body has no accounts here: the sender then enters what it answered."""
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    began = models.CharField(max_length=10, choices=Began.choices, default=Began.CASEWORK)
    """As its case began, if the case was still at its intake (rules/case.py)."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    gate = models.CharField(_("共有の根拠"), max_length=20, choices=Gate.choices)
    ground = SealedText(_("同意によらない場合の必要と根拠"), blank=True, sensitivity=Sensitivity.SPECIAL)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    brought = models.ForeignKey(Brought, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    """Before which conference the case was brought, where the gate is a conference."""
    is_shielded = models.BooleanField(default=False)
    """Whether a protective measure held when it was sent, or has begun since; the receiver has to know."""
    fields = models.JSONField(default=list)
    """Codes of what the sender chose to share."""
    shared = SealedJSON(default=dict, blank=True, sensitivity=Sensitivity.SPECIAL)
    """What was handed over, as it was then: label and value by code. Emptied when it is taken back."""
    request = SealedText(_("お願いしたいこと"), sensitivity=Sensitivity.SPECIAL)
    answer_by = models.DateField(_("返事がほしい日"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    due = models.DateField()
    """By when whoever's turn it is should have done something; silence is counted from here."""
    risen = models.PositiveSmallIntegerField(default=0)
    """How far silence has risen: 1 the supervisors, 2 the other side, 3 the coordinator."""
    coordinator = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The body that it rose to."""
    reason = models.CharField(_("お断りの理由"), max_length=12, choices=Reason.choices, blank=True)
    outcome = models.CharField(_("結果"), max_length=12, choices=Outcome.choices, blank=True)
    received_case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="received_by"
    )
    connected_on = models.DateField(_("本人に会えた日"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When the sender took note of how it ended."""
    news_at = models.DateTimeField(null=True, blank=True)
    """Since when the receiver has something to take note of that asks for no answer: it was taken back, or what it
    rested on was, or a protective measure began. Empty as soon as they have."""
    news_told_at = models.DateTimeField(null=True, blank=True)
    """When the receiver's supervisors were told that nobody had."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_not_to_oneself", condition=Q(receiver__isnull=True) | ~Q(receiver=F("sender"))
            ),
            models.CheckConstraint(
                name="referral_sent_says_when", condition=Q(state__in=["draft", "withdrawn"]) | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="referral_rests_on_consent_where_its_gate_does",
                condition=~Q(gate__in=["consent", "layered_conference"])
                | Q(state__in=["draft", "withdrawn"])
                | Q(consent__isnull=False),
            ),
            models.CheckConstraint(name="referral_declined_says_why", condition=~Q(state="declined") | ~Q(reason="")),
            models.CheckConstraint(
                name="referral_connected_says_when",
                condition=~Q(state__in=["connected", "closed"]) | Q(connected_on__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_closed_says_what_came_of_it", condition=~Q(state="closed") | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="referral_ended_where_it_has_ended",
                condition=Q(state__in=["declined", "withdrawn", "closed"], ended_at__isnull=False)
                | (~Q(state__in=["declined", "withdrawn", "closed"]) & Q(ended_at__isnull=True, seen_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state", "due"]),
            models.Index(fields=["sender", "state", "due"]),
            models.Index(fields=["coordinator", "risen"]),
            models.Index(fields=["case"]),
            models.Index(fields=["receiver"], name="cases_referral_news", condition=Q(news_at__isnull=False)),
            models.Index(fields=["sender"], name="cases_referral_unseen", condition=Q(seen_at__isnull=True)),
        ]


class Move(models.Model):
    """One thing that happened to a referral, with the words that went with it; both sides read them."""

    class Deed(models.TextChoices):
        """What was done, as both sides read it afterwards."""

        SEND = "send", pgettext_lazy("deed", "送った")
        DISCARD = "discard", _("下書きを捨てた")
        ACCEPT = "accept", _("受け入れた")
        DECLINE = "decline", _("お断りした")
        GIVE_BACK = "give_back", _("受け入れを取りやめた")
        ASK_BACK = "ask_back", _("問い合わせた")
        REPLY = "reply", _("問い合わせに答えた")
        WITHDRAW = "withdraw", pgettext_lazy("deed", "取り下げた")
        CONNECT = "connect", _("本人に会えた")
        CLOSE = "close", _("結果を伝えた")
        RISE = "rise", _("期日を過ぎて知らせた")
        SHIELD = "shield", _("支援措置を知らせた")
        WITHDRAW_CONSENT = "withdraw_consent", _("同意の取り下げを知らせた")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="moves")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose referral it is: beside it these rows live where tables are spread (docs/decisions/0008)."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Who acted; empty where the system itself did."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    deed = models.CharField(max_length=20, choices=Deed.choices)
    state = models.CharField(max_length=12, choices=Referral.State.choices)
    """Where it stood afterwards."""
    words = SealedText(blank=True, sensitivity=Sensitivity.SPECIAL)

    class Meta:
        indexes = [
            models.Index(fields=["referral", "at"]),
            models.Index(fields=["sender", "referral"], name="cases_move_sender"),
        ]
