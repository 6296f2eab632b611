"""One contact, whatever the way: who got in touch, when they were met, and what came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.base.fields import SealedJSON, SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.consultations.models.window import Entrance, Window


class Contact(models.Model):
    """What figures count stands in plain columns and tells of nobody; what tells of somebody is sealed."""

    class Way(models.TextChoices):
        """By which way."""

        TELEPHONE = "telephone", _("電話")
        CHAT = "chat", _("チャット")
        FORM = "form", _("入力フォーム")
        MAIL = "mail", _("メール")
        LINE = "line", _("LINE")
        IN_PERSON = "in_person", _("窓口で会う")
        LETTER = "letter", _("手紙")

    class State(models.TextChoices):
        """Where it stands; rules/contact.py says what may follow what."""

        WAITING = "waiting", _("待っている")
        LIVE = "live", _("応対している")
        ENDED = "ended", _("終わった")
        LEFT = "left", _("応対の前に去った")

    class About(models.TextChoices):
        """Whose trouble it is."""

        SELF = "self", pgettext_lazy("contact", "自分のこと")
        OTHER = "other", _("ほかの人のこと")
        PROFESSIONAL = "professional", pgettext_lazy("contact", "仕事で支えている人のこと")
        UNKNOWN = "unknown", _("分からない")

    class Age(models.TextChoices):
        """In bands, as figures have them."""

        UNDER_18 = "under_18", _("18歳未満")
        FROM_18 = "18_29", _("18〜29歳")
        FROM_30 = "30_39", _("30〜39歳")
        FROM_40 = "40_49", _("40〜49歳")
        FROM_50 = "50_59", _("50〜59歳")
        FROM_60 = "60_69", _("60〜69歳")
        FROM_70 = "70_79", _("70〜79歳")
        FROM_80 = "80_over", _("80歳以上")
        UNKNOWN = "unknown", _("分からない")

    class Outcome(models.TextChoices):
        """What came of it."""

        LISTENED = "listened", _("話を聴いた")
        INFORMED = "informed", _("支援や制度を案内した")
        CASE = "case", _("継続して支援する")
        REFERRED = "referred", _("ほかの機関へつないだ")
        EMERGENCY = "emergency", _("119・110などに緊急で知らせた")
        AGAIN = "again", _("あらためて連絡する")
        BROKEN_OFF = "broken_off", _("途中で切れた")
        NOT_A_CONTACT = "not_a_contact", _("相談ではなかった(間違い・いたずらなど)")

    class Danger(models.TextChoices):
        """Of what danger the words speak, as the navigator has it."""

        SUICIDE = "suicide", _("自殺のおそれ")
        VIOLENCE = "violence", _("暴力")
        SEXUAL_VIOLENCE = "sexual_violence", _("性暴力")
        CHILD_ABUSE = "child_abuse", _("こどもへの虐待")
        MEDICAL = "medical", _("命にかかわる体の危険")
        HOMELESS_TONIGHT = "homeless_tonight", _("今夜泊まるところがない")
        ANY = "any", _("助けを求める声")
        """A bare cry for help: which danger it is, nobody knows yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Whoever begins it may bring it along, so that a form sent twice makes one contact."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="contacts")
    entrance = models.ForeignKey(Entrance, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts")
    way = models.CharField(_("方法"), max_length=10, choices=Way.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    arrived_at = models.DateTimeField(_("連絡があった時刻"))
    met_at = models.DateTimeField(null=True, blank=True)
    """When somebody first turned to it."""
    ended_at = models.DateTimeField(null=True, blank=True)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    """Who talks with them."""
    partner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Who sits beside, where two answer together."""

    need = models.CharField(_("主な内容"), max_length=40, blank=True)
    """Code of a need (directory/terms.toml); empty while nobody said."""
    needs = models.JSONField(_("ほかの内容"), default=list, blank=True)
    area = models.CharField(_("地域"), max_length=6, blank=True)
    """Six-digit code of the municipality or prefecture where the person lives; empty if not said."""
    age = models.CharField(_("年齢"), max_length=8, choices=Age.choices, default=Age.UNKNOWN)
    about = models.CharField(_("だれのこと"), max_length=12, choices=About.choices, default=About.UNKNOWN)
    language = models.CharField(_("言語"), max_length=8, default="ja")
    is_first = models.BooleanField(_("はじめての連絡"), null=True, blank=True)
    """Empty: not known."""
    outcome = models.CharField(_("結果"), max_length=14, choices=Outcome.choices, blank=True)
    again_on = models.DateField(_("あらためて連絡する日"), null=True, blank=True)
    again_done_at = models.DateTimeField(null=True, blank=True)
    risen_at = models.DateTimeField(null=True, blank=True)
    """When supervisors were told that it is overdue; once for each day on which something was due."""

    danger = models.CharField(_("危険"), max_length=16, choices=Danger.choices, blank=True)
    """The gravest that was heard in it, by the rules or by whoever answered."""
    danger_at = models.DateTimeField(null=True, blank=True)
    danger_told_at = models.DateTimeField(null=True, blank=True)
    """When supervisors were told of it; empty again with each danger that is newly raised."""
    danger_seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    danger_seen_at = models.DateTimeField(null=True, blank=True)

    name = SealedText(_("名前(名乗ったもの)"), blank=True)
    reach = SealedText(_("連絡先"), blank=True, sensitivity=Sensitivity.WHEREABOUTS)
    """A telephone number, a mail address, a LINE user: where an answer goes to."""
    notes = SealedText(_("記録"), blank=True, sensitivity=Sensitivity.SPECIAL)
    """What was talked about, as whoever answered wrote it down."""
    more = SealedJSON(default=dict, blank=True, sensitivity=Sensitivity.SPECIAL)
    """What a way brings along that the others do not have: a mail's subject, the offered callback times."""
    ticket = models.CharField(max_length=64, blank=True)
    """SHA-256 of what the anonymous side's browser holds; empty once they cannot come back to it."""
    seen_at = models.DateTimeField(null=True, blank=True)
    """When the anonymous side's page last gave a sign, to the minute."""
    asked_how_it_was = models.BooleanField(default=False)
    """Whether it has been said how it was; the answer itself is not tied to it."""
    erased_at = models.DateTimeField(null=True, blank=True)
    """When everything sealed was let go; the plain columns are counted on."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                # Once met it is somebody's, but for one that was passed on and waits again.
                name="contact_met_by_somebody",
                condition=Q(state__in=["waiting", "left"]) | Q(met_at__isnull=False, worker__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_ended_says_when",
                condition=Q(state__in=["ended", "left"], ended_at__isnull=False)
                | (~Q(state__in=["ended", "left"]) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="contact_ended_says_what_came_of_it",
                condition=(Q(state="ended") & ~Q(outcome="")) | (~Q(state="ended") & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="contact_again_says_when", condition=~Q(outcome="again") | Q(again_on__isnull=False)
            ),
            models.CheckConstraint(
                name="contact_met_after_it_came", condition=Q(met_at__isnull=True) | Q(met_at__gte=F("arrived_at"))
            ),
            models.CheckConstraint(
                name="contact_danger_says_when",
                condition=Q(danger="", danger_at__isnull=True) | (~Q(danger="") & Q(danger_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="contact_erased_only_when_over",
                condition=Q(erased_at__isnull=True) | Q(state__in=["ended", "left"], ticket=""),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "arrived_at"]),
            models.Index(fields=["window", "state", "arrived_at"]),
            models.Index(fields=["worker", "state"]),
            models.Index(fields=["ticket"], name="contact_ticket", condition=~Q(ticket="")),
            models.Index(
                fields=["organisation", "again_on"], name="contact_again", condition=Q(again_done_at__isnull=True)
            ),
            models.Index(
                fields=["organisation", "danger_at"], name="contact_danger", condition=Q(danger_seen_at__isnull=True)
            ),
            models.Index(
                fields=["danger_at"],
                name="contact_danger_untold",
                condition=Q(danger_at__isnull=False, danger_told_at__isnull=True),
            ),
            # All that figures count: they read this index, and never the rows in which something of somebody stands.
            models.Index(
                fields=["organisation", "arrived_at", "way", "state", "outcome", "need", "area", "age", "met_at"],
                name="contact_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def reach_said(self) -> str:
        """Where an answer goes to, as people read it: what LINE calls somebody says nothing to them."""
        is_on_line = self.reach and self.way == self.Way.LINE
        return str(_("LINE(返事は、この相談のやりとりから送る)")) if is_on_line else self.reach
