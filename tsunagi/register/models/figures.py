"""What is measured, what was aimed at, what was seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.register.models.entry import Entry, TargetGroup
from tsunagi.register.models.measure import Measure


class Origin(models.TextChoices):
    """Where a figure comes from."""

    DOCUMENT = "document", _("文書からの引用")
    PERSON = "person", _("職員の記入")
    OPERATIONS = "operations", _("業務の集計")


class Indicator(models.Model):
    """Something measured over the years, such as the number of consultations."""

    class Direction(models.TextChoices):
        """Which way is better."""

        UP = "up", _("多いほど良い")
        DOWN = "down", _("少ないほど良い")
        LEVEL = "level", _("決まった水準を保つ")

    class Stage(models.TextChoices):
        """What is done, or what comes of it."""

        OUTPUT = "output", _("活動の量(アウトプット)")
        OUTCOME = "outcome", _("成果(アウトカム)")
        UNKNOWN = "unknown", _("分けられていない")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="indicators")
    name = models.CharField(_("指標"), max_length=300)
    unit = models.CharField(_("単位"), max_length=40, blank=True)
    direction = models.CharField(_("向き"), max_length=6, choices=Direction.choices)
    stage = models.CharField(_("段階"), max_length=10, choices=Stage.choices, default=Stage.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint("measure", "name", "unit", name="indicator_once")]

    def __str__(self) -> str:
        return self.name


class Observation(models.Model):
    """A figure that was seen, as one edition reports it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="observations")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    place = models.PositiveSmallIntegerField()
    what = models.CharField(_("何の数値か"), max_length=300)
    value = models.DecimalField(_("値"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("単位"), max_length=40, blank=True)
    approx = models.BooleanField(_("約"), default=False)
    as_of = models.CharField(_("時点"), max_length=40, blank=True)
    """FY2024, 2024, 2026-03, 2025-04-01 or 2024-04/2025-03, as docs/reference/json.md says; empty where nothing says
    it."""
    is_baseline = models.BooleanField(_("基準値"), default=False)
    derived = models.BooleanField(default=False)
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    src = models.CharField(max_length=20, blank=True)
    quote = models.TextField(_("引用"), blank=True)
    span = models.JSONField(null=True, blank=True)
    note = models.TextField(_("数値についての説明"), blank=True)
    figure = models.PositiveBigIntegerField(null=True, blank=True)
    """Key of the published figure that it was taken from, in the part above that counts; its page names the source."""
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="observation_from_a_person_says_who",
                condition=~Q(origin="person") | Q(entered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="observation_from_operations_says_which_figure",
                condition=Q(origin="operations", figure__isnull=False)
                | (~Q(origin="operations") & Q(figure__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.value}{self.unit}"

    @property
    def part(self) -> str:
        """The area and the group that it is of; empty for a figure of the whole."""
        return "・".join(str(one) for one in (self.area, self.group) if one)


class Target(models.Model):
    """What an edition sets out to reach for an indicator, and, computed by judging, whether it was reached."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    place = models.PositiveSmallIntegerField()
    what = models.CharField(_("目標"), max_length=300)
    op = models.CharField(max_length=10)
    value = models.DecimalField(_("値"), max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("単位"), max_length=40, blank=True)
    approx = models.BooleanField(_("約"), default=False)
    due = models.CharField(_("期限"), max_length=40, blank=True)
    claim = models.CharField(max_length=10, blank=True)
    """What the document says of it in words: reached, missed, or nothing."""
    origin = models.CharField(max_length=10, choices=Origin.choices)
    src = models.CharField(max_length=20, blank=True)
    quote = models.TextField(_("引用"), blank=True)
    span = models.JSONField(null=True, blank=True)
    answers = models.ManyToManyField(Observation, through="Answer", related_name="answers_to")
    verdict = models.CharField(max_length=10)
    because = models.TextField()
    """One sentence, "Japanese / English"."""
    judged_by = models.ForeignKey(Observation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    progress = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="target_op_is_known", condition=Q(op__in=[">=", "<=", "=", "increase", "decrease"])
            ),
            models.CheckConstraint(
                name="target_has_a_level_or_a_direction",
                condition=Q(op__in=["increase", "decrease"]) | Q(value__isnull=False),
            ),
            models.CheckConstraint(
                name="target_verdict_is_known", condition=Q(verdict__in=["met", "not_met", "pending", "no_actual"])
            ),
        ]
        indexes = [models.Index(fields=["entry", "verdict"])]

    def __str__(self) -> str:
        return self.what


class Answer(models.Model):
    """An observation that answers a target."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="+")
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("target", "observation", name="answer_once")]


class VerdictNote(models.Model):
    """A reasoned disagreement with a computed verdict; the verdict stands, the note stands beside it."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("理由"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.CheckConstraint(name="verdict_note_says_why", condition=~Q(text=""))]
