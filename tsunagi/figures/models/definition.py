"""What a body counts, and below which number it hides."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.figures.rules.definitions import Said, cells_of
from tsunagi.register.models import Indicator


class Definition(models.Model):
    """A count as data, in a version. It never changes: what is counted otherwise is another version.

    What its words may be stands in rules/vocabulary.py; what they mean in rules/definitions.py.
    """

    class Kind(models.TextChoices):
        """What is made of the numbers."""

        COUNT = "count", _("数")
        SHARE = "share", _("割合")
        MEDIAN = "median", _("中央値")

    class Grain(models.TextChoices):
        """By which time it is told."""

        MONTH = "month", _("月ごと")
        QUARTER = "quarter", _("四半期ごと")
        YEAR = "year", _("年度ごと")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="definitions")
    code = models.SlugField(_("アドレスに使う名前"), max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("名称(英語)"), max_length=200, blank=True)
    unit = models.CharField(_("単位"), max_length=40)
    unit_en = models.CharField(_("単位(英語)"), max_length=40, blank=True)
    kind = models.CharField(_("数え方"), max_length=10, choices=Kind.choices)
    source = models.CharField(_("数える記録"), max_length=20)
    counted = models.JSONField(_("数えるもの"), default=list)
    out_of = models.JSONField(_("分母"), default=list, blank=True)
    by = models.CharField(_("内訳"), max_length=20, blank=True)
    grain = models.CharField(_("期間"), max_length=10, choices=Grain.choices)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint("organisation", "code", "version", name="definition_version_once"),
            models.CheckConstraint(
                name="definition_shares_say_out_of_what",
                condition=Q(kind="share") & ~Q(out_of=[]) | ~Q(kind="share") & Q(out_of=[]),
            ),
            models.CheckConstraint(name="definition_median_is_of_the_whole", condition=~Q(kind="median") | Q(by="")),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name

    @property
    def said(self) -> Said:
        """What it says, for the rules."""
        return Said(
            code=self.code,
            name=self.name,
            name_en=self.name_en,
            unit=self.unit,
            unit_en=self.unit_en,
            kind=self.kind,
            source=self.source,
            counted=tuple(self.counted),
            out_of=tuple(self.out_of),
            by=self.by,
            grain=self.grain,
            cells=cells_of(one.cell for one in self.feeds.all()),
        )


class Feed(models.Model):
    """An indicator of the plan that has its actual figure from a definition: from the whole of its table, or from one
    cell. It belongs to the version, and stays as that does."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="feeds")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="feeds", verbose_name=_("計画の指標")
    )
    cell = models.CharField(_("実績にする内訳の値"), max_length=80, blank=True)
    """The value of the definition's `by` whose number is the indicator's; empty where the whole is."""

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("definition", "indicator", name="feed_once")]


class Threshold(models.Model):
    """Below which number a body hides its counts, where it wants more than the installation's own limit."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="threshold")
    limit = models.PositiveSmallIntegerField(_("この数より小さい数を隠す"))

    class Meta:
        constraints = [models.CheckConstraint(name="threshold_hides_something", condition=Q(limit__gte=3))]
