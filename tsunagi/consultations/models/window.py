"""Where contacts are taken, how they get there, and who sits there when."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.consultations.rules.answering import answered_by
from tsunagi.directory.models import Service
from tsunagi.directory.rules.hours import read_hours


class Window(models.Model):
    """A window of an organisation: who sits at it takes contacts, in its hours, by its ways."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="windows")
    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, blank=True, related_name="windows")
    """The support of the directory that it is the window of, if it is one."""
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("名称(英語)"), max_length=200, blank=True)
    ways = models.JSONField(_("受ける方法"), default=list)
    """Codes of Contact.Way."""
    hours = models.TextField(_("受付時間"), blank=True)
    """In the notation of directory/rules/hours; empty = only as the rota has it."""
    languages = models.JSONField(_("話せる言語"), default=list, blank=True)
    """ISO 639-1 codes; empty = Japanese."""
    at_once = models.PositiveSmallIntegerField(_("一人が同時に受けるチャットの数"), default=2)
    answer_within = models.PositiveIntegerField(_("返事までの目安(分)"), default=2 * 24 * 60)
    """For forms, mails and letters, in minutes while it is open (rules/answering.py); said to whoever writes."""
    paused = models.CharField(_("休止の理由"), max_length=200, blank=True)
    """Set by a supervisor: no new contacts until it is empty again; shown to whoever comes."""
    in_use = models.BooleanField(_("使う"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "name", name="window_name_once"),
            models.CheckConstraint(name="window_takes_one_at_least", condition=Q(at_once__gte=1)),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name

    def answers_by(self, at: datetime) -> datetime:
        """By when it answers what came in at a moment."""
        return answered_by(read_hours(self.hours), at, self.answer_within)


class Entrance(models.Model):
    """One number, chat or form under which several windows stand: who comes is led to one that is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entrances")
    """Whose people say which windows stand under it."""
    slug = models.SlugField(_("アドレスに使う名前"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("名称(英語)"), max_length=200, blank=True)
    number = models.CharField(_("電話番号"), max_length=40, blank=True)
    """As directory/rules/phones stores it, if it is reached by telephone."""
    ways = models.JSONField(_("受ける方法"), default=list)
    """Codes of Contact.Way."""
    is_public = models.BooleanField(_("公開する"), default=False)

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name


class Branch(models.Model):
    """A window under an entrance, and for whom it is asked. Later places are for the night, holidays, overflow."""

    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="branches")
    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="branches")
    place = models.PositiveSmallIntegerField(_("順番"))
    areas = models.JSONField(_("地域"), default=list)
    """Six-digit codes of municipalities and prefectures; empty = everywhere."""
    needs = models.JSONField(_("内容"), default=list)
    """Codes of needs (directory/terms.toml); empty = whatever it is."""

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint("entrance", "window", "place", name="branch_once_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.entrance} {self.place} {self.window}"


class Shift(models.Model):
    """Somebody of staff, or a volunteer, at a window for some hours: a line of the rota."""

    class Kind(models.TextChoices):
        """As what."""

        STAFF = "staff", _("職員")
        VOLUNTEER = "volunteer", _("ボランティア")
        SUPERVISOR = "supervisor", pgettext_lazy("role", "統括")

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    kind = models.CharField(_("立場"), max_length=10, choices=Kind.choices, default=Kind.STAFF)
    begins_at = models.DateTimeField(_("始まり"))
    ends_at = models.DateTimeField(_("終わり"))

    class Meta:
        ordering = ["begins_at"]
        constraints = [
            models.CheckConstraint(name="shift_ends_after_it_begins", condition=Q(ends_at__gt=F("begins_at")))
        ]
        indexes = [models.Index(fields=["window", "begins_at"]), models.Index(fields=["user", "begins_at"])]

    def __str__(self) -> str:
        return f"{self.window} {self.user} {self.begins_at}"


class Presence(models.Model):
    """Somebody sits at a window now. Gone quiet for too long, they are taken to have left (rules/waiting.py)."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="presences")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    takes_more = models.BooleanField(_("新しい相談を受けられる"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint("window", "user", name="presence_once")]

    def __str__(self) -> str:
        return f"{self.window} {self.user}"
