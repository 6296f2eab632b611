"""Documents that were read, and what their reading would change."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.register.models.edition import Edition
from tsunagi.register.models.entry import Entry
from tsunagi.register.models.measure import Measure


class SourceDocument(models.Model):
    """A file as it was received, and its reading (docs/reference/json.md)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(_("ファイル名"), max_length=255)
    kind = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    text = models.TextField(blank=True)
    """What spans of characters count in; empty for a PDF."""
    reading = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "sha256", name="document_once")]

    def __str__(self) -> str:
        return self.name


class ChangeSet(models.Model):
    """What taking a document into an edition would change, decided measure by measure."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="change_sets")
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="change_sets")
    compared_with = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The edition that its measures were matched with."""
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("edition", "document", name="change_set_once")]

    def __str__(self) -> str:
        return f"{self.document} → {self.edition}"


class Proposal(models.Model):
    """One measure as the document tells it, beside what the edition has now."""

    class Kind(models.TextChoices):
        """What accepting it would do."""

        NEW = "new", _("新しい")
        CHANGED = "changed", _("変わる")
        UNCHANGED = "unchanged", _("変わらない")
        GONE = "gone", _("文書にない")

    class Decision(models.TextChoices):
        """What somebody decided."""

        OPEN = "open", _("未決")
        ACCEPTED = "accepted", _("採用")
        MENDED = "mended", _("直して採用")
        REFUSED = "refused", _("不採用")

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="proposals")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(null=True)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    """Which measure it is thought to be; empty for a new one."""
    other = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The measure that it was split from or merged into, where that is another one."""
    relation = models.CharField(max_length=10, blank=True)
    because = models.TextField(blank=True)
    certain = models.BooleanField(default=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    doubts = models.JSONField(default=list)
    mended = models.JSONField(null=True, blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals")
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    """Why it was accepted together with others, its doubts and all."""
    version = models.PositiveIntegerField(default=1)
    """Counted up at every decision, so that two people deciding at once find out."""

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint("change_set", "place", name="proposal_once"),
            models.UniqueConstraint("change_set", "measure", name="proposal_for_a_measure_once"),
            models.CheckConstraint(
                name="proposal_decided_by_somebody_at_some_time",
                condition=Q(decision="open", decided_at__isnull=True)
                | ~Q(decision="open") & Q(decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["change_set", "decision"])]
