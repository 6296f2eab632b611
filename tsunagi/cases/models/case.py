"""A case: its forms, its steps, and what the person agreed to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.base.fields import SealedJSON, SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.cases.models.person import Person
from tsunagi.consultations.models import Contact


class Began(models.TextChoices):
    """By which way a case or a referral began. Plain, for figures."""

    CASEWORK = "casework", _("支援の中で")
    CONTACT = "contact", _("相談の窓口から")
    CODE = "code", _("メモの番号から")
    REFERRAL = "referral", _("ほかの機関からのつなぎで")


class Case(models.Model):
    """One person's need as one organisation works on it, from intake to closure."""

    class State(models.TextChoices):
        """Where it stands; rules/case.py says what may follow what."""

        INTAKE = "intake", _("受付")
        ASSESSMENT = "assessment", _("アセスメント")
        PLANNED = "planned", _("支援中")
        CLOSED = "closed", _("終結")

    class Ground(models.TextChoices):
        """By what right the person's data are kept."""

        CONSENT = "consent", _("本人の申込み・同意がある")
        WITHOUT = "without", _("本人の同意がまだない(法令等に基づく)")

    class Outcome(models.TextChoices):
        """What came of it."""

        RESOLVED = "resolved", _("困りごとが解決した")
        IMPROVED = "improved", _("よくなり、見守りに移った")
        HANDED_ON = "handed_on", _("ほかの機関の支援に移った")
        MOVED = "moved", _("転居した")
        UNREACHABLE = "unreachable", _("連絡がとれなくなった")
        UNWANTED = "unwanted", _("本人が望まなくなった")
        DIED = "died", _("亡くなった")
        OTHER = "other", _("その他")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    contact = models.OneToOneField(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The contact that it came from; let go when the case is erased."""
    began = models.CharField(max_length=10, choices=Began.choices, default=Began.CASEWORK)
    wanted = SealedText(blank=True)
    """The supports that the person brought along under a navigator code: their keys in their order, with spaces."""
    number = models.PositiveIntegerField()
    """Counts the organisation's cases; on forms and lists in the place of a name."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.INTAKE)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    """Who is in charge; empty while nobody is, which every worker of the organisation sees."""
    ground = models.CharField(_("根拠"), max_length=10, choices=Ground.choices)
    ground_text = SealedText(_("根拠の説明"), blank=True, sensitivity=Sensitivity.SPECIAL)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    erased_on = models.DateField(null=True, blank=True)
    """When what it said was erased; from then on it is counted, and nothing more."""
    next_due = models.DateField(null=True, blank=True)
    """The day of the first open step. Triggers on the steps keep it, so that the constraint below proves that no open
    case is without one."""
    outcome = models.CharField(_("終結の理由"), max_length=12, choices=Outcome.choices, blank=True)
    closing = SealedText(_("終結にあたって"), blank=True, sensitivity=Sensitivity.SPECIAL)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "number", name="case_number_once"),
            models.CheckConstraint(
                name="case_closed_says_when_by_whom_and_how",
                condition=Q(state="closed", closed_on__isnull=False, closed_by__isnull=False, outcome__gt="")
                | (~Q(state="closed") & Q(closed_on__isnull=True, closed_by__isnull=True, outcome="")),
            ),
            models.CheckConstraint(
                name="case_erased_only_when_closed", condition=Q(erased_on__isnull=True) | Q(state="closed")
            ),
            models.CheckConstraint(
                name="case_open_has_a_next_step", condition=Q(state="closed") | Q(next_due__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "worker"]),
            models.Index(fields=["worker", "state", "next_due"]),
            models.Index(fields=["person", "state"]),
            models.Index(fields=["organisation", "next_due"], name="cases_case_open", condition=~Q(state="closed")),
        ]

    def __str__(self) -> str:
        return f"{self.opened_on.year}-{self.number:04}"

    def standing_sheets(self) -> models.QuerySet[Sheet]:
        """The forms as they stand: what was corrected is left out."""
        # Looked for within the case: almost no form corrects another, and a join over all of them would be a scan.
        replaced = self.sheets.filter(corrects__isnull=False).values("corrects")
        return self.sheets.exclude(pk__in=replaced)


class Sheet(models.Model):
    """A form that was filled in, with the version of the form. A correction is another sheet; the first one stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sheets")
    form = models.CharField(max_length=20)
    form_version = models.PositiveSmallIntegerField()
    answers = SealedJSON(sensitivity=Sensitivity.SPECIAL)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="corrected_by"
    )

    class Meta:
        indexes = [models.Index(fields=["case", "form", "filed_at"])]


class Step(models.Model):
    """What is done next, by whom, by when. An open case always has one."""

    class State(models.TextChoices):
        """Whether it is still to be done."""

        OPEN = "open", _("これから")
        DONE = "done", _("済んだ")
        DROPPED = "dropped", _("取りやめた")
        LEFT = "left", _("終結のときに残っていた")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    goal = SealedText(pgettext_lazy("case", "目標"), blank=True, sensitivity=Sensitivity.SPECIAL)
    what = SealedText(_("すること"), sensitivity=Sensitivity.SPECIAL)
    who = SealedText(_("だれが"), blank=True)
    """In words: the person, the worker, another body."""
    due = models.DateField(_("いつまでに"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="step_ended_says_who_and_when",
                condition=Q(state="open", ended_by__isnull=True, ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_by__isnull=False, ended_at__isnull=False)),
            )
        ]
        indexes = [models.Index(fields=["case", "state", "due"]), models.Index(fields=["organisation", "state", "due"])]


class Consent(models.Model):
    """What a person agreed to: to whom, what, what for, until when, and how they said so."""

    class How(models.TextChoices):
        """How it was given."""

        WRITING = "writing", _("書面")
        SPOKEN = "spoken", _("口頭")
        ONLINE = "online", _("電子的な方法")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """To which body; empty: to whichever is needed for the purpose."""
    kinds = models.JSONField(default=list)
    """Which kinds of data, codes of rules/gates.py."""
    purpose = SealedText(_("何のために"), sensitivity=Sensitivity.SPECIAL)
    how = models.CharField(_("同意の方法"), max_length=10, choices=How.choices)
    given_on = models.DateField(_("同意した日"))
    until = models.DateField(_("いつまで"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_withdrawn_by_somebody",
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(name="consent_ends_after_it_begins", condition=Q(until__gte=models.F("given_on"))),
        ]
        indexes = [models.Index(fields=["person", "until"])]
