"""A measure as one thing over the years, and how it hangs together with others. What it is called stands in its
entries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import User
from tsunagi.register.models.edition import Edition, Plan


class Measure(models.Model):
    """The same undertaking in every edition that tells of it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    """Set where two turned out to be one. Their entries stay untouched, so it can be undone, and nothing frozen
    changes."""

    class Meta:
        constraints = [models.CheckConstraint(name="measure_not_merged_into_itself", condition=~Q(merged_into=F("id")))]
        # Of the few that are merged: SQLite uses no index in which nearly all are alike, and would read every measure.
        indexes = [
            models.Index(fields=["merged_into"], name="measure_merged", condition=Q(merged_into__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.plan} #{self.pk}"


class Succession(models.Model):
    """How a measure came out of an earlier one, began, or ended, in an edition."""

    class Relation(models.TextChoices):
        """What happened between two editions."""

        RENAMED = "renamed", _("名称が変わった")
        MOVED = "moved", _("番号が変わった")
        SPLIT = "split", _("分かれた")
        MERGED = "merged", _("一つになった")
        NEW = "new", _("新しく加わった")
        ENDED = "ended", _("終わった")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="successions")
    earlier = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    later = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="follows")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    because = models.TextField(_("理由"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="succession_has_the_sides_it_needs",
                condition=Q(relation="new", earlier__isnull=True, later__isnull=False)
                | Q(relation="ended", earlier__isnull=False, later__isnull=True)
                | Q(relation__in=["renamed", "moved", "split", "merged"], earlier__isnull=False, later__isnull=False),
            ),
            models.UniqueConstraint("edition", "earlier", "later", name="succession_once"),
            models.UniqueConstraint(
                "edition", "earlier", name="succession_ended_once", condition=Q(later__isnull=True)
            ),
            models.UniqueConstraint("edition", "later", name="succession_new_once", condition=Q(earlier__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id} {self.relation}"


class Derivation(models.Model):
    """A local measure that rests on another body's (GIF: 元制度番号 and 制度変更区分)."""

    class Change(models.TextChoices):
        """What the local body made of it."""

        UNCHANGED = "unchanged", _("変更なし")
        REWORDED = "reworded", _("表現を変えた")
        ADDED = "added", _("内容を加えた")
        NARROWED = "narrowed", _("対象や内容を絞った")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="derived_from")
    source = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="derived")
    change = models.CharField(_("元制度からの変更"), max_length=10, choices=Change.choices)
    note = models.TextField(_("変更の説明"), blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("measure", "source", name="derivation_once"),
            models.CheckConstraint(name="derivation_not_from_itself", condition=~Q(measure=F("source"))),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} ← {self.source_id} {self.change}"


class MeasureLink(models.Model):
    """Two measures that work on the same thing."""

    one = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="links_to")
    other = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="linked_from")
    because = models.CharField(_("どうつながるか"), max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("one", "other", name="measure_link_once"),
            models.CheckConstraint(name="measure_link_smaller_first", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"
