"""What reaches those who keep supports: what people say is wrong, what lists would change, whom they asked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.directory.models.service import Service


class Decision(models.TextChoices):
    """What somebody decided."""

    OPEN = "open", _("未決")
    ACCEPTED = "accepted", _("採用")
    REFUSED = "refused", _("不採用")


DECIDED = Q(decision="open", decided_at__isnull=True) | ~Q(decision="open") & Q(decided_at__isnull=False)


class Report(models.Model):
    """Somebody says that a record is wrong. Their mail address is let go as soon as it is decided."""

    class What(models.TextChoices):
        """What is wrong."""

        NUMBER = "number", _("番号が違う・つながらない")
        HOURS = "hours", _("受付時間が違う")
        ADDRESS = "address", _("場所が違う・移転した")
        CLOSED = "closed", _("もうやっていない")
        OTHER = "other", _("そのほか")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reports")
    what = models.CharField(_("何が違いますか"), max_length=10, choices=What.choices)
    right = models.CharField(_("正しいもの(分かれば)"), max_length=300, blank=True)
    sentence = models.TextField(_("くわしく"), blank=True)
    mail = models.EmailField(_("返事をもらうメールアドレス(なくてもよい)"), blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    reason = models.TextField(_("採用しない理由"), blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_decided_at_some_time", condition=DECIDED),
            models.CheckConstraint(name="report_decided_has_no_mail", condition=Q(decision="open") | Q(mail="")),
            models.CheckConstraint(name="report_refused_says_why", condition=~Q(decision="refused") | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["decision", "service"])]

    def __str__(self) -> str:
        return f"{self.service} {self.get_what_display()}"


class Likeness(models.Model):
    """A mark of a record that another one of the same service would bear too (rules/duplicates), as `index_services`
    keeps it; a record that was merged into another has none."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="likenesses")
    kept_by = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    """The service's own, here once more so that a body's marks are counted without a look at its services."""
    reason = models.CharField(max_length=8)
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint("kept_by", "key", "service", name="likeness_once")]

    def __str__(self) -> str:
        return f"{self.reason} {self.key}"


class Distinction(models.Model):
    """Two records that look like one service, of which somebody who keeps them said that they are two."""

    one = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("one", "other", name="distinction_once"),
            models.CheckConstraint(name="distinction_smaller_first", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


class ListFile(models.Model):
    """A list of places or windows as it was handed in, and what of it could not be read."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lists_of_supports")
    title = models.CharField(_("一覧の名前"), max_length=200)
    """By it next year's file is known to be the same list."""
    name = models.CharField(_("ファイル名"), max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    faults = models.JSONField(default=list)
    """[line, column, sentence, values] of each row that was left out."""
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "title", "sha256", name="list_file_once")]

    def __str__(self) -> str:
        return self.name


class ListProposal(models.Model):
    """One row of a list, or a support that is no longer in it, and what taking it would do."""

    class Kind(models.TextChoices):
        """What accepting it would do."""

        NEW = "new", _("新しい")
        CHANGED = "changed", _("変わる")
        UNCHANGED = "unchanged", _("変わらない")
        GONE = "gone", _("一覧にない")

    file = models.ForeignKey(ListFile, on_delete=models.CASCADE, related_name="proposals")
    place = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    identity = models.CharField(max_length=320)
    """The list's own number of the row, or its name."""
    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    after = models.JSONField(null=True)
    """The row as a record; empty where the list no longer has it."""
    doubts = models.JSONField(default=list)
    """Codes of why somebody should look at it."""
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint("file", "place", name="list_proposal_once"),
            models.CheckConstraint(name="list_proposal_decided_at_some_time", condition=DECIDED),
        ]
        indexes = [models.Index(fields=["file", "decision"])]

    def __str__(self) -> str:
        return f"{self.file} {self.identity}"


class HsdsFile(models.Model):
    """Supports of another system as they were handed in, and what taking them would change, as it was last seen."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hsds_files")
    name = models.CharField(_("ファイル名"), max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    changes = models.JSONField(default=list)
    """[kind, key, name, [fields that differ]] of each service; kinds as in queries/hsds/proposal."""
    faults = models.JSONField(default=list)
    """[where, sentence] of what cannot be taken."""
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "sha256", name="hsds_file_once")]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """Somebody was asked by mail whether a record is still right. The address itself is not kept here."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="questions")
    asked_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["service", "asked_on"])]

    def __str__(self) -> str:
        return f"{self.service_id} {self.asked_on}"
