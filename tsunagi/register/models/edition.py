"""A plan, and what it says each year."""

from __future__ import annotations

from functools import cache

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.reading import periods


class Plan(models.Model):
    """One body's plan, over all the years."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    slug = models.SlugField(_("アドレスに使う名前"), max_length=60, unique=True)
    title = models.CharField(_("計画の名称"), max_length=300)
    title_en = models.CharField(_("計画の名称(英語)"), max_length=300, blank=True)

    def __str__(self) -> str:
        return (self.title_en or self.title) if get_language() == "en" else self.title


class Edition(models.Model):
    """What a plan says for one fiscal year: the plan itself, or the table that follows it up.

    Once published it never changes (triggers refuse it); a correction is an edition of its own with a higher revision.
    """

    class Kind(models.TextChoices):
        """Which of the year's two documents."""

        PLAN = "plan", _("計画")
        FOLLOW_UP = "follow_up", _("実施状況")

    class State(models.TextChoices):
        """Whether it may still change."""

        DRAFT = "draft", _("準備中")
        PUBLISHED = "published", _("公表済み")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("種別"), max_length=10, choices=Kind.choices)
    revision = models.PositiveSmallIntegerField(default=0)
    """0 as first published, 1 its first correction, and so on."""
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    correction_reason = models.TextField(_("訂正の内容と理由"), blank=True)
    title = models.CharField(_("題名"), max_length=300)
    note = models.TextField(_("説明"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    judged_on = models.DateField(_("判断の基準日"))
    """The day as of which targets are judged; for a follow-up table the end of its fiscal year."""
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seal = models.CharField(max_length=64, blank=True)
    """SHA-256 over everything the edition says, taken when it was published."""

    class Meta:
        constraints = [
            models.UniqueConstraint("plan", "fiscal_year", "kind", "revision", name="edition_once"),
            models.CheckConstraint(
                name="edition_published_has_when_and_seal",
                condition=Q(state="draft", published_at__isnull=True, seal="")
                | (Q(state="published", published_at__isnull=False) & ~Q(seal="")),
            ),
            models.CheckConstraint(
                name="edition_correction_says_why",
                condition=Q(revision=0, corrects__isnull=True)
                | (Q(revision__gt=0, corrects__isnull=False) & ~Q(correction_reason="")),
            ),
            models.CheckConstraint(
                name="edition_year_is_a_year", condition=Q(fiscal_year__gte=1990, fiscal_year__lte=2200)
            ),
        ]
        # The years that bodies have published, and one year's editions of all bodies, are read from this alone.
        # Which editions were corrected is asked on every page; they are few among very many.
        indexes = [
            models.Index(fields=["kind", "state", "fiscal_year", "plan"]),
            models.Index(fields=["corrects", "state"], condition=Q(corrects__isnull=False), name="edition_corrections"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What a page calls it. Titles are Japanese; in English it is named after its plan, its year and its kind."""
        if get_language() != "en":
            return self.title
        return f"{self.plan.title_en}: {self.year_name}" if self.plan.title_en else self.year_name

    @property
    def year_name(self) -> str:
        """令和6年度(2024年度) 実施状況."""
        return _year_name(self.fiscal_year, self.kind, get_language())

    @property
    def is_published(self) -> bool:
        """Whether it is public and can change no more."""
        return self.state == self.State.PUBLISHED


def era_year(fiscal_year: int) -> str:
    """A fiscal year as Japan counts it, and as the rest of the world does."""
    return gettext("%(era)s年度(%(year)s年度)") % {"era": periods.era(fiscal_year), "year": fiscal_year}


@cache
def _year_name(fiscal_year: int, kind: str, _language: str | None) -> str:
    """A year and which of its documents, said once a process in each language: a page may name very many."""
    return f"{era_year(fiscal_year)} {Edition.Kind(kind).label}"


class Section(models.Model):
    """A heading under which an edition sets out measures: "2-1" is basic policy 2, part 1."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20)
    heading = models.CharField(_("見出し"), max_length=300, blank=True)
    heading_en = models.CharField(_("見出し(英語)"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint("edition", "code", name="section_once")]

    def __str__(self) -> str:
        heading = (self.heading_en or self.heading) if get_language() == "en" else self.heading
        return f"{self.code} {heading}" if heading else str(_("%(code)s(名称なし)") % {"code": self.code})


class Tally(models.Model):
    """How many targets of a published edition have which verdict: in all, by section, ministry, target group.

    Counted once when the edition is published, since it then never changes; for pages that compare all bodies.
    """

    class Over(models.TextChoices):
        """What the count is over."""

        ALL = "all", _("全体")
        SECTION = "section", _("節")
        MINISTRY = "ministry", _("府省庁")
        GROUP = "group", _("対象")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tallies")
    over = models.CharField(max_length=10, choices=Over.choices)
    key = models.CharField(max_length=40, blank=True)
    """The section's or group's code, or the ministry's key; empty over all."""
    verdict = models.CharField(max_length=10)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("edition", "over", "key", "verdict", name="tally_once")]
        indexes = [models.Index(fields=["over", "key", "edition", "verdict", "count"], name="tally_over_bodies")]

    def __str__(self) -> str:
        return f"{self.over} {self.key} {self.verdict} {self.count}"
