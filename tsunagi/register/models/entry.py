"""What one edition says of one measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation
from tsunagi.register.models.edition import Edition, Section
from tsunagi.register.models.measure import Measure


def is_whole(title: str, mark: Mapping[str, Any]) -> bool:
    """Whether a title is all of a measure's name: its document's, or one that was taken from elsewhere in its place.

    mark: what is known of the title, as `Entry.marks` has it.
    """
    return bool(title) and (mark.get("state", "whole") == "whole" or "from" in mark)


def measure_name(number: int | None, title: str, mark: Mapping[str, Any], elsewhere: str = "") -> str:
    """What a measure is called wherever it is named, in the page's language: its number and its title.

    A title that is not whole gives way to the one that another edition has (`elsewhere`), or it is said that it is not.
    """
    if not is_whole(title, mark):
        if elsewhere:
            title = gettext("(別の年度の版から)%(title)s") % {"title": elsewhere}
        elif not title:
            title = gettext("(施策名は失われている)")
        elif mark["state"] == "noise":
            title = gettext("%(title)s(判読できない施策名)") % {"title": title}
        else:
            title = gettext("%(title)s(施策名の一部)") % {"title": title}
    return f"{number}. {title}" if number is not None else title


class TargetGroup(models.Model):
    """Whom measures are for: older people, parents, local bodies …"""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Entry(models.Model):
    """A measure as one edition tells it: its number, place, texts, ministries, addresses."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField(_("番号"), null=True, blank=True)
    number_inferred = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    """Its home; where else it is repeated (再掲) stands in `also_in`."""
    also_in = models.ManyToManyField(Section, through="EntrySection", related_name="repeated")
    ministries = models.ManyToManyField(Organisation, through="EntryMinistry", related_name="entries")
    groups = models.ManyToManyField(TargetGroup, through="EntryGroup", related_name="entries")
    title = models.TextField(_("施策名"), blank=True)
    overview = models.TextField(_("施策の概要"), blank=True)
    goal = models.TextField(_("目標及び達成の期間"), blank=True)
    status = models.TextField(_("目標の達成状況"), blank=True)
    review = models.TextField(_("見直し方針"), blank=True)
    others = models.JSONField(default=dict, blank=True)
    """Further columns of the document by role: {"challenge": text}."""
    marks = models.JSONField(default=dict, blank=True)
    """By column, what is known of its text: {"state": "cut", "reason", "spans", "from": where it was taken from, if
    not here}."""
    urls = models.JSONField(default=list, blank=True)
    narrative = models.JSONField(default=list, blank=True)
    """Causal clauses in the document's words."""
    summary = models.TextField(_("ひとことで"), blank=True)
    summary_en = models.TextField(_("ひとことで(英語)"), blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint("edition", "measure", name="entry_once_an_edition")]

    title_elsewhere = ""
    """Where its own title is not whole, the one that another published edition has, once `with_titles` looked for
    it."""

    def __str__(self) -> str:
        return measure_name(self.number, self.title, self.marks.get("title", {}), self.title_elsewhere)

    @property
    def has_whole_title(self) -> bool:
        """Whether its title is all of the measure's name."""
        return is_whole(self.title, self.marks.get("title", {}))


class EntrySection(models.Model):
    """A measure repeated (再掲) in another section."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="repetitions")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("entry", "section", name="entry_section_once")]


class EntryMinistry(models.Model):
    """A body in charge of the measure; the first one leads."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="charges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="charges")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint("entry", "organisation", name="entry_ministry_once"),
            models.UniqueConstraint("entry", "order", name="entry_ministry_one_a_place"),
            models.CheckConstraint(name="entry_at_most_ten_ministries", condition=Q(order__lt=10)),
        ]


class EntryGroup(models.Model):
    """Whom the measure is for."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("group", "entry", name="entry_group_once")]
